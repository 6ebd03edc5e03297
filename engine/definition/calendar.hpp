#pragma once
// Days and moments as people count them: local days of the definition's zone, its working days and holidays.
// Shape:  all facts come from the resolved Calendar; nothing here knows a time zone or the current time.
// Units:  instants UTC; a deadline is the last second of a local day, inclusive to the second.
// Errors: a local time that does not exist (clocks went forward) has no instant; one that comes twice has
//         two.
// Source: the days of Lithuania: Labour Code art. 123 (2 November since 2020); Easter: Gauss in the form of
//         the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, ch. 8).

#include "engine/definition/model.hpp"
#include "engine/definition/node.hpp"

#include <string_view>

namespace atranka::definition {

struct LocalTime {
    Day day;
    int second = 0;  // of the day
    friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

LocalTime local_time(const Calendar& calendar, Instant instant);
// None where clocks skip this local time, two (earlier first) where they pass it twice.
std::vector<Instant> instants_of(const Calendar& calendar, const LocalTime& local);

bool is_working_day(const Calendar& calendar, Day day);
// Working days count from the next day on: one working day after a Friday is Monday, and after a Saturday
// too. A month after 31 January is the last day of February.
Day add(const Calendar& calendar, Day day, Span span);
// The last second of that local day.
Instant end_of_day(const Calendar& calendar, Day day);
// The last second of the day that comes `span` after the local day of `from`.
Instant deadline(const Calendar& calendar, Instant from, Span span);
// Whether `now` is after the whole second in which the deadline lies.
bool is_past(Instant deadline, Instant now);

std::optional<Span> parse_span(std::string_view text);  // "10 working days", "1 day", "2 months"
std::string span_text(Span span);

Day easter_sunday(int year);
std::vector<Day> lithuanian_holidays(int year);  // in order, distinct

// The document with `resolved: {holidays: […], offsets: [{from, east}, …]}`, which is hashed with it.
Node resolve(Node document, const std::vector<Day>& holidays,
             const std::vector<std::pair<Instant, int>>& offsets);

}  // namespace atranka::definition
