#pragma once
// A decision's numbers written out as sums that a person can add up again.
// Shape:  an expression with each name that stands for a number, or a list of numbers, in place of the name.
//         Scores as the rubric's total makes them: plain sums, or score / scale's end × weight.
// Units:  as they stand in the record; nothing is rounded but a mean, to four decimals.

#include "engine/definition/model.hpp"
#include "engine/scoring/ratio.hpp"

namespace atranka::explanation {

// "requested + other <= 0.40 * 46250": the source with its numbers.
std::string with_numbers(const std::string& source, const feel::Context& context);
// "18500 <= 18500" of a comparison whose sides are numbers; empty for anything else.
std::string sides_of(const std::string& source, const feel::Scope& scope, const feel::Context& context);
// "4/5 × 35 + 4.5/5 × 20 = 46"
std::string total_sum(const definition::Rubric& rubric, const std::map<std::string, Decimal>& scores,
                      const Decimal& total);
// "(3.5 + 3) / 2 = 3.25"
std::string mean_sum(const std::vector<Decimal>& values, const Decimal& mean);
std::string number_text(const Decimal& number);
// The same of a text that is a number; else the text.
std::string readable_number(const std::string& text);

}  // namespace atranka::explanation
