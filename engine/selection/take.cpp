#include "engine/selection/take.hpp"

namespace atranka::selection {

namespace {

bool competes(const Candidate& candidate) { return candidate.meets && candidate.requested.sign() >= 0; }

Decimal distance(const Decimal& a, const Decimal& b) { return a < b ? b - a : a - b; }

// Whether the bar may lie between two places.
bool may_divide(const Target& target, std::span<const Candidate> candidates, const Place& above,
                const Place& below) {
    if (above.rank == below.rank) return false;
    const auto& a = candidates[above.candidate].keys;
    const auto& b = candidates[below.candidate].keys;
    return !target.by_first_key || a.empty() || a.front() != b.front();
}

}  // namespace

Taking take(const Target& target, std::span<const Candidate> candidates, std::span<const Place> places) {
    Taking result;
    result.bars.push_back({});
    std::size_t last = 0;  // place so far of one who competes
    Decimal sum = 0;
    bool enough = !target.at_least || Decimal{0} >= *target.at_least;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (const Candidate& candidate = candidates[places[i].candidate]; competes(candidate)) {
            sum += candidate.requested;
            last = i + 1;
        }
        if (i + 1 < places.size() && !may_divide(target, candidates, places[i], places[i + 1])) continue;
        const bool reaches = !target.at_least || sum >= *target.at_least;
        // Sums only grow: until the least is reached more is better, from then on the nearest is.
        const Decimal& best = result.bars[result.chosen].sum;
        if (!enough || distance(sum, target.nearest) <= distance(best, target.nearest))
            result.chosen = result.bars.size();
        result.bars.push_back({last, sum});
        enough = enough || reaches;
    }
    const std::size_t taken = result.bars[result.chosen].places;

    for (std::size_t i = 0; i < places.size(); ++i) {
        const Candidate& candidate = candidates[places[i].candidate];
        Row row{places[i], Outcome::not_selected, Reason::below_threshold, {}, {}};
        if (candidate.meets && !competes(candidate))
            row.reason = Reason::request_is_negative;
        else if (candidate.meets && i >= taken)
            row.reason = Reason::below_the_bar;
        else if (candidate.meets) {
            row.reason = Reason::above_the_bar;
            row.outcome = Outcome::selected;
            result.sum += candidate.requested;
            if (!candidate.keys.empty()) result.bar = candidate.keys.front();
        }
        row.left = target.nearest - result.sum;
        result.rows.push_back(row);
    }
    return result;
}

}  // namespace atranka::selection
