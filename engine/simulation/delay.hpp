#pragma once
// How long something takes, drawn by lot from a declared distribution.
// Shape:  "fixed:2 days", "uniform:1-5 working days", "triangular:1-3-10 days" (least, likeliest, most),
//         "lognormal:5-20 days" (half take no longer than the first, nine of ten no longer than the second);
//         "late" and "uniform" alone: within the time there is, denser towards its end, or evenly. All of it
//         is integer arithmetic, so the same on every machine; the normal variate is a sum of twelve
//         uniform ones.
// Units:  minutes, hours, days (24 hours), working days of the definition's calendar; at most ten years.
// Errors: a text that is none of these is answered with one sentence that says what is wrong and how to mend
//         it.

#include "engine/definition/calendar.hpp"

#include <cstdint>
#include <string>
#include <tl/expected.hpp>

namespace atranka::simulation {

// splitmix64: the same numbers on every machine.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    std::int64_t below(std::int64_t end);  // 0 where there is nothing to choose from
    bool percent(std::int64_t chance) { return below(100) < chance; }

private:
    std::uint64_t state_;
};

struct Delay {
    enum class Kind { fixed, uniform, triangular, lognormal, late_within, uniform_within };
    enum class Unit { minutes, hours, days, working_days };
    Kind kind = Kind::fixed;
    Unit unit = Unit::days;
    std::int64_t low = 0, middle = 0, high = 0;  // fixed: low; lognormal: the median and the ninetieth of 100

    static tl::expected<Delay, std::string> parse(const std::string& text);
    std::string text() const;
    // It depends on the time there is.
    bool is_within() const { return kind == Kind::late_within || kind == Kind::uniform_within; }
    // When it is over; `there_is_ms` is the time that those within it have.
    Instant after(Instant from, std::int64_t there_is_ms, const definition::Calendar& calendar,
                  Chance& chance) const;
};

}  // namespace atranka::simulation
