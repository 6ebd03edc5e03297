#include "adapters/api/guesses.hpp"

#include <algorithm>

namespace atranka::api {

namespace {

constexpr int wrong_max = 20;
constexpr std::int64_t hour_ms = 60 * 60 * 1000;
constexpr std::size_t counts_max = 10'000;

}  // namespace

std::optional<Instant> Guesses::wait(const PersonId& who, Instant now) {
    const std::scoped_lock lock{mutex_};
    const auto it = counts_.find(who);
    if (it == counts_.end()) return std::nullopt;
    const Instant over = it->second.since.plus_ms(hour_ms);
    if (over <= now) {
        counts_.erase(it);
        return std::nullopt;
    }
    return it->second.wrong < wrong_max ? std::nullopt : std::optional{over};
}

void Guesses::wrong(const PersonId& who, Instant now) {
    const std::scoped_lock lock{mutex_};
    if (counts_.size() >= counts_max && !counts_.contains(who))
        counts_.erase(
            std::ranges::min_element(counts_, {}, [](const auto& one) { return one.second.since; }));
    Count& count = counts_.try_emplace(who, Count{0, now}).first->second;
    ++count.wrong;
}

}  // namespace atranka::api
