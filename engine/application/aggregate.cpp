#include "engine/application/aggregate.hpp"

#include "engine/application/rules.hpp"
#include "engine/assignment/scores.hpp"
#include "engine/kernel/invariant.hpp"

namespace atranka::application {

namespace {

using Stage = lifecycle::assignment::Stage;

std::vector<scoring::Scores> sheets_of(const Review& review) {
    std::vector<scoring::Scores> sheets;
    for (const assignment::State* a : counting(review))
        if (a->stage == Stage::submitted) sheets.push_back(a->scores);
    return sheets;
}

scoring::Method method_of(definition::Aggregate aggregate) {
    switch (aggregate) {
        case definition::Aggregate::median: return scoring::Method::median;
        case definition::Aggregate::trimmed_mean: return scoring::Method::trimmed_mean;
        case definition::Aggregate::closest_two: return scoring::Method::closest_two;
        case definition::Aggregate::mean:
        case definition::Aggregate::consensus:
            break;  // until the consensus is signed, the mean is what there is
    }
    return scoring::Method::mean;
}

Scored recorded(std::string method, const scoring::Scored& scored) {
    Scored s{std::move(method), {}, scored.ranking.decimal(), scored.worst_given.decimal(), {}};
    for (const auto& [criterion, score] : scored.scores) s.scores.emplace(criterion, score.decimal());
    for (const auto& missed : scored.missed)
        s.missed.push_back(missed.criterion.empty() ? "total" : missed.criterion);
    return s;
}

}  // namespace

std::vector<const assignment::State*> counting(const Review& review) {
    std::vector<const assignment::State*> active;
    for (const auto& [expert, a] : review.assignments)
        if (!lifecycle::assignment::has_left(a.stage)) active.push_back(&a);
    return active;
}

Result<Spread> spread_of(const definition::Step& step, const Review& review) {
    Spread spread;
    bool first = true;
    for (const assignment::State* a : counting(review)) {
        if (!a->total) continue;
        spread.highest = first ? *a->total : std::max(spread.highest, *a->total);
        spread.lowest = first ? *a->total : std::min(spread.lowest, *a->total);
        first = false;
    }
    spread.gap = spread.highest - spread.lowest;
    if (first || !step.divergence) return spread;
    const auto diverges = holds(step.divergence->when, {{"gap", feel::Value{spread.gap}},
                                                        {"highest", feel::Value{spread.highest}},
                                                        {"lowest", feel::Value{spread.lowest}}});
    if (!diverges) return tl::unexpected{diverges.error()};
    spread.diverges = *diverges;
    return spread;
}

Scored aggregate(const definition::Step& step, const definition::Rubric& rubric, const Review& review) {
    const auto how = review.diverged && step.divergence ? step.divergence->aggregate : step.aggregate;
    const scoring::Method method = method_of(how);
    const auto sheets = sheets_of(review);
    invariant(!sheets.empty(), "a review is aggregated once somebody has scored");
    return recorded(boost::describe::enum_to_string(method, "mean"),
                    scoring::aggregate(method, assignment::rubric_of(rubric), sheets));
}

Scored agreed(const definition::Rubric& rubric, const std::map<std::string, Decimal>& scores) {
    if (scores.empty()) return {};
    return recorded("consensus", scoring::agreed(assignment::rubric_of(rubric), scores));
}

}  // namespace atranka::application
