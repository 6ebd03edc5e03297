#pragma once
// Scores against the rubric of a definition.

#include "engine/definition/model.hpp"
#include "engine/scoring/aggregate.hpp"

namespace atranka::assignment {

// The definition's rubric as the scoring room reads it.
scoring::Rubric rubric_of(const definition::Rubric& rubric);

// The first fault in the order of scoring::check_scores. `comments` null: none are asked for.
std::optional<Rejection> scores_fault(const definition::Rubric& rubric,
                                      const std::map<std::string, Decimal>& scores,
                                      const std::map<std::string, std::string>* comments);

struct Totals {
    Decimal total, worst;
};
Totals totals_of(const definition::Rubric& rubric, const std::map<std::string, Decimal>& scores);

}  // namespace atranka::assignment
