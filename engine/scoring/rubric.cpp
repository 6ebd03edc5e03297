#include "engine/scoring/rubric.hpp"

#include <algorithm>
#include <set>

namespace atranka::scoring {

namespace {

// Within this a mean of a million scores, weighted and summed over a thousand criteria, fits a Ratio.
constexpr int decimals_max = 4;
const Decimal magnitude_limit = 100'000;

bool is_bounded(const Decimal& value) {
    return value.normalised().scale() <= decimals_max && value < magnitude_limit && value > -magnitude_limit;
}

bool is_blank(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
}

}  // namespace

bool is_on_scale(const Scale& scale, const Decimal& score) {
    if (score < scale.from || score > scale.to || !is_bounded(score)) return false;
    return ((Ratio::of(score) - Ratio::of(scale.from)) / Ratio::of(scale.step)).is_integer();
}

std::vector<Problem> rubric_faults(const Rubric& rubric) {
    std::vector<Problem> faults;
    const auto must = [&](bool holds, std::string path, std::string message) {
        if (!holds) faults.push_back({std::move(path), std::move(message)});
        return holds;
    };
    const std::string bounded = "must have at most 4 decimals and be below 100000";
    const auto& [from, to, step, lowest_is_best] = rubric.scale;
    const bool sizes = must(is_bounded(from), "scale.from", bounded) &
                       must(is_bounded(to), "scale.to", bounded) &
                       must(is_bounded(step), "scale.step", bounded);
    if (sizes && must(from < to, "scale", "must rise from `from` to `to`") &&
        must(step.sign() > 0, "scale.step", "must be above 0"))
        must(is_on_scale(rubric.scale, to), "scale.to", "must be reached from `from` in whole steps");
    if (rubric.total == Total::share || rubric.ranking == Total::share)
        must(to.sign() > 0, "scale.to", "must be above 0 where scores count as shares of it");

    must(!rubric.criteria.empty(), "criteria", "must name at least one");
    std::set<std::string> names;
    for (const auto& [name, weight, threshold] : rubric.criteria) {
        const std::string path = "criteria." + name;
        must(names.insert(name).second, path, "must be named once");
        must(is_bounded(weight) && weight.sign() >= 0, path + ".weight",
             "must not be negative, and " + bounded);
        if (threshold)
            must(is_bounded(*threshold) && *threshold >= from && *threshold <= to, path + ".threshold",
                 "must lie on the scale");
    }
    if (rubric.total_threshold && sizes && faults.empty()) {
        std::map<std::string, Ratio> least, most;
        for (const auto& criterion : rubric.criteria) {
            least[criterion.name] = Ratio::of(from);
            most[criterion.name] = Ratio::of(to);
        }
        const bool reachable = is_bounded(*rubric.total_threshold) &&
                               Ratio::of(*rubric.total_threshold) >= total_of(rubric, rubric.total, least) &&
                               Ratio::of(*rubric.total_threshold) <= total_of(rubric, rubric.total, most);
        must(reachable, "total_threshold", "must be a total that scores can reach");
    }
    return faults;
}

Result<void> check_scores(const Rubric& rubric, const Scores& scores, const Comments* comments) {
    for (const auto& criterion : rubric.criteria)
        if (!scores.contains(criterion.name))
            return refuse(Rule::criteria_must_be_scored, "there is no score for " + criterion.name,
                          "scores." + criterion.name);
    for (const auto& [name, score] : scores)
        if (std::ranges::find(rubric.criteria, name, &Criterion::name) == rubric.criteria.end())
            return refuse(Rule::criteria_must_be_scored, "the rubric has no criterion " + name,
                          "scores." + name);
    for (const auto& criterion : rubric.criteria) {
        const Decimal& score = scores.at(criterion.name);
        const auto& [from, to, step, lowest_is_best] = rubric.scale;
        if (!is_on_scale(rubric.scale, score))
            return refuse(Rule::scores_must_be_on_scale,
                          score.text() + " is not on the scale from " + from.text() + " to " + to.text() +
                              " in steps of " + step.text(),
                          "scores." + criterion.name,
                          Value::object({{"from", from.text()}, {"to", to.text()}, {"step", step.text()}}));
    }
    if (!rubric.comment_required || comments == nullptr) return {};
    for (const auto& criterion : rubric.criteria)
        if (const auto it = comments->find(criterion.name); it == comments->end() || is_blank(it->second))
            return refuse(Rule::comments_must_be_complete, "there is no comment on " + criterion.name,
                          "comments." + criterion.name);
    return {};
}

Ratio total_of(const Rubric& rubric, Total total, const std::map<std::string, Ratio>& scores) {
    Ratio sum;
    for (const auto& criterion : rubric.criteria) {
        const Ratio& score = scores.at(criterion.name);
        sum += total == Total::sum ? score : score * Ratio::of(criterion.weight);
    }
    return total == Total::share ? sum / Ratio::of(rubric.scale.to) : sum;
}

Ratio total_of(const Rubric& rubric, Total total, const Scores& scores) {
    std::map<std::string, Ratio> exact;
    for (const auto& [name, score] : scores) exact[name] = Ratio::of(score);
    return total_of(rubric, total, exact);
}

}  // namespace atranka::scoring
