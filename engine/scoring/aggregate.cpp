#include "engine/scoring/aggregate.hpp"

#include "engine/kernel/invariant.hpp"

#include <algorithm>
#include <numeric>

namespace atranka::scoring {

namespace {

Ratio mean_of(std::span<const Ratio> values) {
    const Ratio sum = std::accumulate(values.begin(), values.end(), Ratio{});
    return sum / Ratio::of(static_cast<__int128>(values.size()), 1);
}

// `values` are sorted.
Ratio one_of(Method method, std::span<const Ratio> values) {
    const std::size_t n = values.size();
    switch (method) {
        case Method::median: return mean_of(values.subspan((n - 1) / 2, n % 2 == 0 ? 2 : 1));
        case Method::trimmed_mean: return mean_of(n < 3 ? values : values.subspan(1, n - 2));
        case Method::nih: return Ratio::of((mean_of(values) * 10 + Ratio::of(1, 2)).floor(), 1);
        case Method::mean:
        case Method::closest_two: break;
    }
    return mean_of(values);
}

std::vector<Ratio> totals_of(const Rubric& rubric, std::span<const Scores> sheets) {
    std::vector<Ratio> totals;
    for (const Scores& sheet : sheets) totals.push_back(total_of(rubric, rubric.total, sheet));
    return totals;
}

std::vector<std::size_t> closest(const Rubric& rubric, std::span<const Scores> sheets) {
    const std::vector<Ratio> totals = totals_of(rubric, sheets);
    std::vector<std::size_t> order(sheets.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (order.size() < 2) return order;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return totals[a] > totals[b]; });
    // The closest pair lies side by side; going down from the highest, the first of equal gaps is the higher
    // pair.
    std::size_t best = 0;
    const auto gap = [&](std::size_t i) { return totals[order[i]] - totals[order[i + 1]]; };
    for (std::size_t i = 1; i + 1 < order.size(); ++i)
        if (gap(i) < gap(best)) best = i;
    std::vector<std::size_t> chosen{order[best], order[best + 1]};
    if (gap(best) == Ratio{})
        for (std::size_t i = best + 2; i < order.size() && totals[order[i]] == totals[order[best]]; ++i)
            chosen.push_back(order[i]);
    std::ranges::sort(chosen);
    return chosen;
}

bool is_worse(const Rubric& rubric, const Ratio& a, const Ratio& b) {
    return rubric.scale.lowest_is_best ? a > b : a < b;
}

void judge(const Rubric& rubric, Scored& scored) {
    scored.total = total_of(rubric, rubric.total, scored.scores);
    scored.ranking = total_of(rubric, rubric.ranking, scored.scores);
    scored.worst = scored.scores.at(rubric.criteria.front().name);
    for (const auto& [name, weight, threshold] : rubric.criteria) {
        const Ratio& reached = scored.scores.at(name);
        if (is_worse(rubric, reached, scored.worst)) scored.worst = reached;
        if (threshold && is_worse(rubric, reached, Ratio::of(*threshold)))
            scored.missed.push_back({name, reached, *threshold});
    }
    if (rubric.total_threshold && is_worse(rubric, scored.total, Ratio::of(*rubric.total_threshold)))
        scored.missed.push_back({"", scored.total, *rubric.total_threshold});
}

}  // namespace

Scored aggregate(Method method, const Rubric& rubric, std::span<const Scores> sheets) {
    invariant(!sheets.empty() && !rubric.criteria.empty(),
              "an application is scored by someone, on something");
    Scored scored;
    scored.counted.resize(sheets.size());
    std::iota(scored.counted.begin(), scored.counted.end(), std::size_t{0});
    if (method == Method::closest_two) scored.counted = closest(rubric, sheets);

    std::optional<Ratio> worst;
    for (const Criterion& criterion : rubric.criteria) {
        std::vector<Ratio> values;
        for (const std::size_t i : scored.counted) {
            const auto score = sheets[i].find(criterion.name);
            invariant(score != sheets[i].end(), "every sheet that counts scores every criterion");
            values.push_back(Ratio::of(score->second));
            if (!worst || is_worse(rubric, values.back(), *worst)) worst = values.back();
        }
        std::ranges::sort(values);
        scored.scores[criterion.name] = one_of(method, values);
    }
    scored.worst_given = *worst;
    judge(rubric, scored);
    return scored;
}

Scored agreed(const Rubric& rubric, const Scores& consensus) {
    return aggregate(Method::mean, rubric, std::span{&consensus, 1});
}

Spread spread_of(const Rubric& rubric, std::span<const Scores> sheets) {
    invariant(!sheets.empty(), "an application is scored by someone");
    const std::vector<Ratio> totals = totals_of(rubric, sheets);
    const auto [lowest, highest] = std::ranges::minmax_element(totals);
    return {*highest, *lowest};
}

bool diverges(const Divergence& rule, const Spread& spread) {
    return (rule.fraction_of_highest &&
            spread.gap() > spread.highest * Ratio::of(*rule.fraction_of_highest)) ||
           (rule.points && spread.gap() > Ratio::of(*rule.points));
}

}  // namespace atranka::scoring
