#include "adapters/system/resolve.hpp"

#include "adapters/system/system.hpp"
#include "engine/definition/calendar.hpp"
#include "engine/definition/read.hpp"
#include "engine/kernel/invariant.hpp"

#include <algorithm>

namespace atranka::system {

namespace {

constexpr int years_before = 2, years_after = 11, year_last = 2037;

int year_of(const definition::Calendar& calendar, Instant instant) {
    return static_cast<int>(definition::local_time(calendar, instant).day.year());
}

}  // namespace

bool knows_zone(const std::string& name) {
    constexpr int any_year = 2026;
    return resolve_calendar(name, any_year, any_year).has_value();
}

std::optional<definition::Definition> resolved(const definition::Node& document,
                                               const definition::Calendar& calendar, Instant now) {
    const int year = year_of(calendar, now), from = year - years_before;
    const int to = std::clamp(year + years_after, from, std::max(from, year_last));
    const auto offsets = resolve_calendar(calendar.zone, from, to);
    if (!offsets) return std::nullopt;
    std::vector<Day> holidays;
    if (calendar.name == "lithuania")
        for (int y = from; y <= to; ++y)
            for (const Day day : definition::lithuanian_holidays(y)) holidays.push_back(day);
    auto definition = definition::read(definition::resolve(document, holidays, *offsets));
    invariant(definition.has_value(), "a sound definition is sound when it is resolved");
    return std::move(*definition);
}

}  // namespace atranka::system
