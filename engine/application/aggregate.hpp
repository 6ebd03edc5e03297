#pragma once
// From the reviews of one application to its score: the definition's aggregate, thresholds and divergence.
// Source: DESIGN.md §5; DOMAIN.md §1 (divergence: gap and closest pair are taken on the total).

#include "engine/application/state.hpp"
#include "engine/definition/model.hpp"
#include "engine/kernel/rejection.hpp"

namespace atranka::application {

struct Spread {
    Decimal gap, highest, lowest;  // of the totals submitted
    bool diverges = false;
};
// Over reviews that still count (not declined, recused or removed) and are submitted.
Result<Spread> spread_of(const definition::Step& step, const Review& review);
// Once they are all in. A review that diverged is aggregated as the divergence rule says.
Scored aggregate(const definition::Step& step, const definition::Rubric& rubric, const Review& review);
// The consensus report's scores.
Scored agreed(const definition::Rubric& rubric, const std::map<std::string, Decimal>& scores);

// Assignments that still count.
std::vector<const assignment::State*> counting(const Review& review);

}  // namespace atranka::application
