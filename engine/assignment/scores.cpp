#include "engine/assignment/scores.hpp"

#include <algorithm>

namespace atranka::assignment {

scoring::Rubric rubric_of(const definition::Rubric& rubric) {
    scoring::Rubric r;
    r.scale = {rubric.from, rubric.to, rubric.step, rubric.lowest_is_best};
    for (const auto& criterion : rubric.criteria)
        r.criteria.push_back({criterion.name, criterion.weight, criterion.threshold});
    r.total = r.ranking = rubric.weighted_total ? scoring::Total::share : scoring::Total::sum;
    r.total_threshold = rubric.total_threshold;
    r.comment_required = rubric.comment_required;
    return r;
}

std::optional<Rejection> scores_fault(const definition::Rubric& rubric,
                                      const std::map<std::string, Decimal>& scores,
                                      const std::map<std::string, std::string>* comments) {
    const auto checked = scoring::check_scores(rubric_of(rubric), scores, comments);
    return checked ? std::nullopt : std::optional{checked.error()};
}

Totals totals_of(const definition::Rubric& rubric, const std::map<std::string, Decimal>& scores) {
    const scoring::Rubric r = rubric_of(rubric);
    const auto [low, high] = std::ranges::minmax_element(scores, {}, [](const auto& s) { return s.second; });
    return {scoring::total_of(r, r.total, scores).decimal(), (rubric.lowest_is_best ? high : low)->second};
}

}  // namespace atranka::assignment
