#pragma once
// The clock, chance and the time zones of the machine, for the ports of the service and the calendar of a
// definition.
// Shape:  the offsets of a zone: from each instant on, so many seconds east of UTC; the first one holds at
//         the beginning of the first year already.
// Units:  milliseconds; years inclusive, 1900 to 2037: the zone files list changes so far, and what follows
//         is a rule in their footer that the library does not read.
// Errors: service::Failure where the machine has no random bytes or no zone data; an unknown zone, and years
//         beyond those, are nullopt.
// Source: IANA time zone database as installed; RFC 3339 for what an instant is.

#include "engine/definition/model.hpp"
#include "engine/service/ports.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atranka::system {

class Clock final : public service::Clock {
public:
    // Never before what it said last: a clock that is set back stands still until it has caught up. Asked by
    // any thread.
    Instant now() override;

private:
    std::atomic<std::int64_t> last_ms_{0};
};

class Random final : public service::Random {
public:
    std::string bytes(std::size_t count) override;
};

using Offsets = decltype(definition::Calendar::offsets);
// "Europe/Vilnius", 2024, 2037
std::optional<Offsets> resolve_calendar(const std::string& zone, int from_year, int to_year);
// Seconds east of UTC in that zone, so many seconds after 1970 began.
std::optional<int> offset_at(const std::string& zone, std::int64_t instant);

}  // namespace atranka::system
