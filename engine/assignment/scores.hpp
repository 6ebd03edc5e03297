#pragma once
// Scores against the rubric of a step.

#include "engine/definition/model.hpp"
#include "engine/kernel/rejection.hpp"

#include <map>

namespace atranka::assignment {

// The first fault in this order: a criterion missing or unknown, a score off the scale, a comment missing.
// `comments` null: none are asked for.
std::optional<Rejection> scores_fault(const definition::Rubric& rubric, const std::map<std::string, Decimal>& scores,
                                      const std::map<std::string, std::string>* comments);

struct Totals {
    Decimal total, worst;
};
Totals totals_of(const definition::Rubric& rubric, const std::map<std::string, Decimal>& scores);

}  // namespace atranka::assignment
