#pragma once
// The expression at a path, as problems name it: "rules.funding.rules[0].require", "steps.ranking.fund".
// Shape:  of rules what they require and show, of steps what they order and pay by, and when
//         scores diverge; null where there is none.

#include "engine/definition/model.hpp"

namespace atranka::definition {

const Expression* expression_at(const Definition& definition, std::string_view path);

}  // namespace atranka::definition
