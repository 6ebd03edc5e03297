#pragma once
// FEEL's dates, times and durations: proleptic Gregorian calendar, years -999999999 to 999999999.
// Shape:  a time may carry an offset in seconds or a zone's name; a name is kept, never resolved (the engine
//         has no zone tables), so two times with different zone names do not compare.
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
    std::optional<int> offset;  // seconds east of UTC
    std::string zone;           // "Europe/Vilnius"; with it no offset
    friend bool operator==(const Time&, const Time&) = default;
};
struct DateTime {
    Date date;
    Time time;
    friend bool operator==(const DateTime&, const DateTime&) = default;
};
struct DaysDuration {
    __int128 nanoseconds = 0;
    friend auto operator<=>(const DaysDuration&, const DaysDuration&) = default;
};
struct MonthsDuration {
    std::int64_t months = 0;
    friend auto operator<=>(const MonthsDuration&, const MonthsDuration&) = default;
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

std::optional<Date> plus(const Date& date, const MonthsDuration& duration);
std::optional<DateTime> plus(const DateTime& moment, const MonthsDuration& duration);
std::optional<DateTime> plus(const DateTime& moment, const DaysDuration& duration);
Time plus(const Time& time, const DaysDuration& duration);
// Whole months from one to the other, towards zero.
MonthsDuration months_between(const DateTime& from, const DateTime& to);

}  // namespace atranka::feel
