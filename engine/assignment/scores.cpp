#include "engine/assignment/scores.hpp"

#include <algorithm>

namespace atranka::assignment {

namespace {

bool on_scale(const definition::Rubric& rubric, const Decimal& score) {
    if (score < rubric.from || score > rubric.to) return false;
    const auto steps = Decimal::divide(score - rubric.from, rubric.step);
    return steps && steps->is_integer();
}

}  // namespace

std::optional<Rejection> scores_fault(const definition::Rubric& rubric, const std::map<std::string, Decimal>& scores,
                                      const std::map<std::string, std::string>* comments) {
    for (const auto& criterion : rubric.criteria)
        if (!scores.contains(criterion.name))
            return refuse(Rule::criteria_must_be_scored, "there is no score for " + criterion.name,
                          "scores." + criterion.name)
                .value();
    for (const auto& [name, score] : scores) {
        if (std::ranges::none_of(rubric.criteria, [&](const auto& c) { return c.name == name; }))
            return refuse(Rule::criteria_must_be_scored, "the rubric has no criterion " + name, "scores." + name).value();
        if (!on_scale(rubric, score))
            return refuse(Rule::scores_must_be_on_scale,
                          score.text() + " is not on the scale from " + rubric.from.text() + " to " + rubric.to.text() +
                              " in steps of " + rubric.step.text(),
                          "scores." + name)
                .value();
    }
    if (comments != nullptr && rubric.comment_required)
        for (const auto& criterion : rubric.criteria)
            if (const auto it = comments->find(criterion.name); it == comments->end() || it->second.empty())
                return refuse(Rule::comments_must_be_complete, "there is no comment on " + criterion.name,
                              "comments." + criterion.name)
                    .value();
    return std::nullopt;
}

Totals totals_of(const definition::Rubric& rubric, const std::map<std::string, Decimal>& scores) {
    Totals totals{0, scores.begin()->second};
    for (const auto& criterion : rubric.criteria) {
        const Decimal score = scores.at(criterion.name);
        totals.worst = std::min(totals.worst, score);
        totals.total += rubric.weighted_total ? score * criterion.weight : score;
    }
    if (rubric.weighted_total)
        totals.total = Decimal::divide(totals.total, rubric.to).value_or(totals.total);
    return totals;
}

}  // namespace atranka::assignment
