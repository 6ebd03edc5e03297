#include "engine/simulation/delay.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace atranka::simulation {

namespace {

constexpr std::int64_t minute_ms = 60'000, hour_ms = 60 * minute_ms, day_ms = 24 * hour_ms;
constexpr std::int64_t longest_ms = 3'650 * day_ms;

struct Named {
    std::string_view name;
    Delay::Unit unit;
    std::int64_t ms;
};
constexpr Named units[] = {{"minute", Delay::Unit::minutes, minute_ms},
                           {"hour", Delay::Unit::hours, hour_ms},
                           {"day", Delay::Unit::days, day_ms},
                           {"working day", Delay::Unit::working_days, day_ms}};
const Named& named(Delay::Unit unit) { return *std::ranges::find(units, unit, &Named::unit); }

struct Form {
    std::string_view name;
    Delay::Kind kind;
    std::size_t numbers;
};
constexpr Form forms[] = {{"fixed", Delay::Kind::fixed, 1},
                          {"uniform", Delay::Kind::uniform, 2},
                          {"triangular", Delay::Kind::triangular, 3},
                          {"lognormal", Delay::Kind::lognormal, 2}};

constexpr const char* mend =
    "write fixed:2 days, uniform:1-5 working days, triangular:1-3-10 days, lognormal:5-20 days, late or "
    "uniform";

using Wide = unsigned __int128;
constexpr int fraction_bits = 32;
constexpr Wide one = Wide{1} << fraction_bits;

Wide root_of(Wide number) {
    Wide root = 0;
    for (Wide bit = Wide{1} << 63; bit != 0; bit >>= 1)
        if ((root | bit) * (root | bit) <= number) root |= bit;
    return root;
}
// Of two with that many binary places; what grows beyond all bounds stays at one.
Wide times(Wide a, Wide b) {
    constexpr Wide most = Wide{1} << 60;
    return std::min((a * b) >> fraction_bits, most);
}

// median × ratio^(z / z90), where z is nearly normal and z90 = 1.28155.
std::int64_t lognormal_ms(std::int64_t median_ms, std::int64_t ninetieth_ms, Chance& chance) {
    constexpr int places = 16;  // binary ones of the exponent
    std::int64_t z = -(std::int64_t{6} << places);
    for (int i = 0; i < 12; ++i) z += chance.below(std::int64_t{1} << places);
    constexpr std::int64_t z90 = 128'155, scale = 100'000;
    const std::int64_t exponent = (z < 0 ? -z : z) * scale / z90;
    const Wide ratio = static_cast<Wide>(ninetieth_ms) * one / static_cast<Wide>(median_ms);
    Wide power = one;
    for (std::int64_t i = 0; i < exponent >> places; ++i) power = times(power, ratio);
    Wide part = ratio;
    for (int place = places - 1; place >= 0; --place) {
        part = root_of(part << fraction_bits);
        if (((exponent >> place) & 1) != 0) power = times(power, part);
    }
    const Wide median = static_cast<Wide>(median_ms);
    const Wide drawn = z < 0 ? (median << fraction_bits) / power : times(median, power);
    return static_cast<std::int64_t>(std::min(drawn, static_cast<Wide>(longest_ms)));
}

// The distance from `low` whose square is evenly drawn, on the side that is drawn.
std::int64_t triangular_ms(std::int64_t low, std::int64_t middle, std::int64_t high, Chance& chance) {
    const std::int64_t span = high - low;
    if (span == 0) return low;
    const std::int64_t u = chance.below(span);
    const auto root = [](std::int64_t a, std::int64_t b) {
        return static_cast<std::int64_t>(root_of(static_cast<Wide>(a) * static_cast<Wide>(b)));
    };
    return u < middle - low ? low + root(u, middle - low) : high - root(span - u, high - middle);
}

// Working days are counted from the next day on, as deadlines are; nothing is finished on a day off.
Instant after_working_days(Instant from, std::int64_t ms, const definition::Calendar& calendar) {
    const Day begins = definition::local_time(calendar, from).day;
    const int whole = static_cast<int>(ms / day_ms);
    const Day ends = definition::add(calendar, begins, {whole, definition::SpanUnit::working_days});
    const auto days = (std::chrono::sys_days{ends} - std::chrono::sys_days{begins}).count();
    Instant at = from.plus_ms(std::int64_t{days} * day_ms + ms % day_ms);
    while (!definition::is_working_day(calendar, definition::local_time(calendar, at).day))
        at = at.plus_ms(day_ms);
    return at;
}

}  // namespace

std::uint64_t Chance::next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

std::int64_t Chance::below(std::int64_t end) {
    return end <= 0 ? 0 : static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(end));
}

tl::expected<Delay, std::string> Delay::parse(const std::string& text) {
    Delay delay;
    if (text == "late" || text == "uniform") {
        delay.kind = text == "late" ? Kind::late_within : Kind::uniform_within;
        return delay;
    }
    const auto wrong = [&](const std::string& what) {
        return tl::unexpected{"`" + text + "`: " + what + "; " + mend};
    };
    const std::size_t colon = text.find(':');
    const auto form = std::ranges::find(forms, std::string_view{text}.substr(0, colon), &Form::name);
    if (colon == std::string::npos || form == std::end(forms)) return wrong("no such distribution");
    delay.kind = form->kind;
    const std::size_t space = text.find(' ', colon);
    if (space == std::string::npos) return wrong("the unit is missing");
    std::string_view unit = std::string_view{text}.substr(space + 1);
    if (unit.ends_with('s')) unit.remove_suffix(1);
    const auto known = std::ranges::find(units, unit, &Named::name);
    if (known == std::end(units)) return wrong("units are minutes, hours, days or working days");
    delay.unit = known->unit;
    std::vector<std::int64_t> numbers;
    const char* at = text.data() + colon + 1;
    const char* const end = text.data() + space;
    for (bool more = true; more;) {
        std::int64_t number = 0;
        const auto [stop, error] = std::from_chars(at, end, number);
        if (error != std::errc{} || number < 0) return wrong("its numbers are whole, with a - between them");
        if (number > longest_ms / known->ms) return wrong("nothing takes longer than ten years");
        numbers.push_back(number);
        more = stop != end && *stop == '-';
        if (!more && stop != end) return wrong("its numbers are whole, with a - between them");
        at = stop + 1;
    }
    if (numbers.size() != form->numbers)
        return wrong(std::string{form->name} + " has " + std::to_string(form->numbers) +
                     (form->numbers == 1 ? " number" : " numbers"));
    if (!std::ranges::is_sorted(numbers)) return wrong("the smaller number comes first");
    if (delay.kind == Kind::lognormal && numbers.front() == 0) return wrong("its median is not 0");
    delay.low = numbers.front();
    delay.high = numbers.back();
    delay.middle = numbers.size() > 2 ? numbers[1] : delay.low;
    return delay;
}

std::string Delay::text() const {
    if (kind == Kind::late_within) return "late";
    if (kind == Kind::uniform_within) return "uniform";
    std::string text = std::string{std::ranges::find(forms, kind, &Form::kind)->name} + ":";
    text += std::to_string(low);
    if (kind == Kind::triangular) text += "-" + std::to_string(middle);
    if (kind != Kind::fixed) text += "-" + std::to_string(high);
    return text + " " + std::string{named(unit).name} + (kind == Kind::fixed && low == 1 ? "" : "s");
}

Instant Delay::after(Instant from, std::int64_t there_is_ms, const definition::Calendar& calendar,
                     Chance& chance) const {
    const std::int64_t ms = named(unit).ms;
    std::int64_t took = 0;
    switch (kind) {
        case Kind::fixed: took = low * ms; break;
        case Kind::uniform: took = low * ms + chance.below((high - low) * ms + 1); break;
        case Kind::triangular: took = triangular_ms(low * ms, middle * ms, high * ms, chance); break;
        case Kind::lognormal: took = lognormal_ms(low * ms, high * ms, chance); break;
        case Kind::late_within: {
            constexpr std::int64_t parts = 10'000;  // the square of a uniform number, from the end
            const std::int64_t u = chance.below(parts);
            return from.plus_ms(there_is_ms - u * u / parts * (there_is_ms / parts));
        }
        case Kind::uniform_within: return from.plus_ms(chance.below(there_is_ms + 1));
    }
    return unit == Unit::working_days ? after_working_days(from, took, calendar) : from.plus_ms(took);
}

}  // namespace atranka::simulation
