#pragma once
// FEEL's dates, times and durations: proleptic Gregorian calendar, years -999999999 to 999999999.
// Shape:  a time may carry an offset in seconds or a zone's name. The engine has no zone tables: the offset
//         of a name is an argument of an evaluation (Surroundings); without it, two times in different zones
//         do not
//         compare.
// Units:  nanoseconds; durations are whole months, or days and time in nanoseconds.
// Errors: text that is not of XML Schema's lexical form, or names no such day, is nullopt.
// Source: DMN 1.5 §10.3.2.3.4-10; XML Schema Part 2.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atranka::feel {

struct Date {
    std::int64_t year = 1;
    int month = 1, day = 1;
    friend auto operator<=>(const Date&, const Date&) = default;
};
struct Time {
    int hour = 0, minute = 0, second = 0;
    std::int32_t nanosecond = 0;
    std::optional<int> offset;            // seconds east of UTC
    std::string zone;                     // "Europe/Vilnius"; with it no offset
    std::optional<int> zone_offset = {};  // of that zone at that moment, once it is known
    // As written: an offset is another thing than a zone that has it.
    friend bool operator==(const Time& a, const Time& b) {
        return a.hour == b.hour && a.minute == b.minute && a.second == b.second &&
               a.nanosecond == b.nanosecond && a.offset == b.offset && a.zone == b.zone;
    }
};
struct DateTime {
    Date date;
    Time time;
    friend bool operator==(const DateTime&, const DateTime&) = default;
};
struct DaysDuration {
    __int128 nanoseconds = 0;
    bool is_computed = false;  // nothing is then written as no days (P0D), else as no seconds (PT0S)
    friend auto operator<=>(const DaysDuration& a, const DaysDuration& b) {
        return a.nanoseconds <=> b.nanoseconds;
    }
    friend bool operator==(const DaysDuration& a, const DaysDuration& b) {
        return a.nanoseconds == b.nanoseconds;
    }
};
struct MonthsDuration {
    std::int64_t months = 0;
    bool is_computed = false;  // nothing is then written as no years (P0Y), else as no months (P0M)
    friend auto operator<=>(const MonthsDuration& a, const MonthsDuration& b) {
        return a.months <=> b.months;
    }
    friend bool operator==(const MonthsDuration& a, const MonthsDuration& b) { return a.months == b.months; }
};

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr __int128 day_ns = __int128{24} * 3600 * second_ns;

std::optional<Date> parse_date(std::string_view text);
std::optional<Time> parse_time(std::string_view text);
std::optional<DateTime> parse_date_time(std::string_view text);
std::optional<DaysDuration> parse_days_duration(std::string_view text);
std::optional<MonthsDuration> parse_months_duration(std::string_view text);
std::string text_of(const Date& date);
std::string text_of(const Time& time);
std::string text_of(const DateTime& moment);
std::string text_of(const DaysDuration& duration);
std::string text_of(const MonthsDuration& duration);

bool is_valid(const Date& date);
std::int64_t days_of(const Date& date);  // since 1970-01-01
Date date_of(std::int64_t days);
int weekday(const Date& date);  // 1 Monday to 7 Sunday
int day_of_year(const Date& date);
int week_of_year(const Date& date);  // ISO 8601
int last_day(std::int64_t year, int month);

__int128 nanoseconds_of(const Time& time);        // since local midnight
__int128 nanoseconds_of(const DateTime& moment);  // since 1970-01-01T00:00 in its own local time
// Comparable numbers of two moments or times: both with an offset (UTC is the common line), both without, or
// both in the same zone; nullopt where the two cannot be compared.
std::optional<std::partial_ordering> compare(const Time& a, const Time& b);
std::optional<std::partial_ordering> compare(const DateTime& a, const DateTime& b);
std::optional<DaysDuration> difference(const DateTime& a, const DateTime& b);
std::optional<DaysDuration> difference(const Time& a, const Time& b);
// Of its offset or zone; nullopt where it has none, or nobody knows it.
std::optional<int> offset_of(const Time& time);
bool is_local(const Time& time);  // neither offset nor zone
// Seconds since 1970 in UTC, rounded down; the offset must be known.
std::int64_t instant_of(const DateTime& moment, int offset);

std::optional<Date> plus(const Date& date, const MonthsDuration& duration);
std::optional<DateTime> plus(const DateTime& moment, const MonthsDuration& duration);
std::optional<DateTime> plus(const DateTime& moment, const DaysDuration& duration);
Time plus(const Time& time, const DaysDuration& duration);
// Whole months from one to the other, towards zero.
MonthsDuration months_between(const Date& from, const Date& to);

}  // namespace atranka::feel
