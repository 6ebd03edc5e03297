#include "adapters/system/system.hpp"

#include <date/tz.h>
#include <sys/random.h>
#include <algorithm>
#include <cerrno>
#include <chrono>

namespace atranka::system {

namespace {

using service::Failure;

const date::time_zone* zone_named(const std::string& name) {
    bool has_zones = false;
    try {
        has_zones = !date::get_tzdb().zones.empty();
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {
        if (has_zones) return nullptr;
    }
    throw Failure{Failure::Kind::unavailable, "this machine has no time zone data (Debian's tzdata)"};
}

}  // namespace

Instant Clock::now() {
    using std::chrono::milliseconds, std::chrono::system_clock;
    const auto since = std::chrono::floor<milliseconds>(system_clock::now().time_since_epoch());
    std::int64_t last = last_ms_.load();
    const std::int64_t now = since.count();
    while (last < now && !last_ms_.compare_exchange_weak(last, now)) {
    }
    return Instant{std::max(last, now)};
}

std::string Random::bytes(std::size_t count) {
    std::string bytes(count, '\0');
    for (std::size_t done = 0; done < count;) {
        const ssize_t got = ::getrandom(bytes.data() + done, count - done, 0);
        if (got > 0)
            done += static_cast<std::size_t>(got);
        else if (errno != EINTR)
            throw Failure{Failure::Kind::unavailable, "this machine gives no random bytes"};
    }
    return bytes;
}

std::optional<int> offset_at(const std::string& zone, std::int64_t instant) {
    // The years for which zone files list changes, and far beyond what anybody decides by.
    constexpr std::int64_t most = std::int64_t{400} * 365 * 86'400;
    const date::time_zone* found = zone_named(zone);
    if (found == nullptr) return std::nullopt;
    const date::sys_seconds at{std::chrono::seconds{std::clamp(instant, -most, most)}};
    return static_cast<int>(found->get_info(at).offset.count());
}

std::optional<Offsets> resolve_calendar(const std::string& zone, int from_year, int to_year) {
    if (from_year < 1900 || to_year > 2037 || from_year > to_year) return std::nullopt;
    const date::time_zone* found = zone_named(zone);
    if (found == nullptr) return std::nullopt;
    const date::sys_seconds from = date::sys_days{date::year{from_year} / 1 / 1};
    const date::sys_seconds to = date::sys_days{date::year{to_year + 1} / 1 / 1};
    Offsets offsets;
    for (date::sys_seconds at = from; at < to;) {
        const date::sys_info info = found->get_info(at);
        const auto east = static_cast<int>(info.offset.count());
        const Instant start{std::chrono::milliseconds{std::max(info.begin, from).time_since_epoch()}.count()};
        // A change of name alone, as from standard time to a permanent one, is no change of offset.
        if (offsets.empty() || offsets.back().second != east) offsets.emplace_back(start, east);
        if (info.end <= at) break;
        at = info.end;
    }
    return offsets;
}

}  // namespace atranka::system
