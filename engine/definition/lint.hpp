#pragma once
// What a definition that reads well may still get wrong: its graph, its numbers, its dates.
// Shape:  errors: steps that cannot be reached or left, results without a route, cycles without a deadline,
//         scales, weights and thresholds that do not fit, dates out of order. Warnings: outcomes never
//         reached, waiting steps without a deadline, one role for proposing and confirming, parts that
//         nothing uses.
// Errors: all problems at once, in order of position.

#include "engine/definition/model.hpp"
#include "engine/definition/problem.hpp"

namespace atranka::definition {

std::vector<Problem> lint(const Definition& definition);

}  // namespace atranka::definition
