#pragma once
// A moment, in UTC. The engine never asks what time it is: every instant arrives in a command.
// Shape:  milliseconds since 1970-01-01T00:00:00Z, without leap seconds; years 1 to 9999.
// Units:  `Instant` milliseconds; text is always "2026-11-23T00:10:13.000Z" (24 bytes, so text order is time
//         order).
// Errors: parse accepts only that form, with or without the milliseconds; anything else is nullopt.
// Source: RFC 3339.

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atranka::inline kernel {

struct Instant {
    std::int64_t ms = 0;

    static std::optional<Instant> parse(std::string_view text);
    std::string text() const;
    Instant plus_ms(std::int64_t delta) const { return {ms + delta}; }
    friend auto operator<=>(const Instant&, const Instant&) = default;
};

// A calendar day, without zone.
using Day = std::chrono::year_month_day;
std::optional<Day> parse_day(std::string_view text);  // "2026-11-23"
std::string day_text(Day day);

}  // namespace atranka::inline kernel
