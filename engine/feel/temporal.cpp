#include "engine/feel/temporal.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace atranka::feel {

namespace {

constexpr std::int64_t max_year = 999'999'999;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads over text, piece by piece; any failure sticks.
struct Reader {
    std::string_view rest;
    bool ok = true;

    bool take(char c) {
        if (rest.empty() || rest.front() != c) return false;
        rest.remove_prefix(1);
        return true;
    }
    void need(char c) { ok = take(c) && ok; }
    // Exactly `count` digits.
    int fixed(std::size_t count) {
        int n = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (i >= rest.size() || !is_digit(rest[i])) {
                ok = false;
                return 0;
            }
            n = n * 10 + (rest[i] - '0');
        }
        rest.remove_prefix(count);
        return n;
    }
    // One to 18 digits.
    std::optional<std::int64_t> number() {
        std::size_t count = 0;
        std::int64_t n = 0;
        while (count < rest.size() && is_digit(rest[count])) {
            if (count >= 18) return std::nullopt;
            n = n * 10 + (rest[count++] - '0');
        }
        if (count == 0) return std::nullopt;
        rest.remove_prefix(count);
        return n;
    }
    // Digits after a point, as nanoseconds.
    std::int32_t fraction() {
        std::int32_t n = 0;
        std::size_t count = 0;
        while (count < rest.size() && is_digit(rest[count])) {
            if (count < 9) n = n * 10 + (rest[count] - '0');
            ++count;
        }
        if (count == 0) ok = false;
        for (std::size_t i = count; i < 9; ++i) n *= 10;
        rest.remove_prefix(count);
        return n;
    }
};

std::optional<Date> read_date(Reader& r) {
    const bool negative = r.take('-');
    std::size_t width = 0;
    while (width < r.rest.size() && is_digit(r.rest[width])) ++width;
    if (width < 4 || width > 9 || (width > 4 && r.rest.front() == '0')) return std::nullopt;
    const auto year = r.number();
    if (!year) return std::nullopt;
    r.need('-');
    const int month = r.fixed(2);
    r.need('-');
    const int day = r.fixed(2);
    const Date date{negative ? -*year : *year, month, day};
    return r.ok && is_valid(date) ? std::optional{date} : std::nullopt;
}

bool is_zone_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '/' || c == '_' ||
               c == '-' || c == '+';
    }) && (text.find('/') != std::string_view::npos || text == "UTC" || text == "Z" || text == "GMT");
}

std::optional<Time> read_time(Reader& r) {
    Time t;
    t.hour = r.fixed(2);
    r.need(':');
    t.minute = r.fixed(2);
    r.need(':');
    t.second = r.fixed(2);
    if (r.take('.')) t.nanosecond = r.fraction();
    if (!r.ok) return std::nullopt;
    if (t.hour == 24 && t.minute == 0 && t.second == 0 && t.nanosecond == 0)
        t.hour = 0;
    else if (t.hour > 23 || t.minute > 59 || t.second > 59)
        return std::nullopt;
    if (r.take('Z')) {
        t.offset = 0;
    } else if (r.take('@')) {
        if (!is_zone_name(r.rest)) return std::nullopt;
        t.zone = std::string{r.rest};
        r.rest = {};
    } else if (!r.rest.empty() && (r.rest.front() == '+' || r.rest.front() == '-')) {
        const int sign = r.take('-') ? -1 : (r.need('+'), 1);
        const int hours = r.fixed(2);
        r.need(':');
        const int minutes = r.fixed(2);
        const int seconds = r.take(':') ? r.fixed(2) : 0;
        const int offset = (hours * 60 + minutes) * 60 + seconds;
        if (!r.ok || minutes > 59 || seconds > 59 || offset > 18 * 3600) return std::nullopt;
        t.offset = sign * offset;
    }
    return r.rest.empty() ? std::optional{t} : std::nullopt;
}

std::string padded(std::int64_t n, int width) {
    std::array<char, 32> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%0*lld", width, static_cast<long long>(n));
    return buffer.data();
}

std::string fraction_text(std::int64_t nanoseconds) {
    if (nanoseconds == 0) return "";
    std::string digits = padded(nanoseconds, 9);
    digits.erase(digits.find_last_not_of('0') + 1);
    return "." + digits;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}
__int128 floor_div(__int128 a, __int128 b) { return a / b - (a % b != 0 && (a % b < 0) != (b < 0)); }

std::partial_ordering order(__int128 a, __int128 b) {
    return a < b   ? std::partial_ordering::less
           : a > b ? std::partial_ordering::greater
                   : std::partial_ordering::equivalent;
}

bool in_range(std::int64_t year) { return year >= -max_year && year <= max_year; }

Time time_of(__int128 nanoseconds, const Time& like) {
    Time t = like;
    const auto seconds = static_cast<std::int64_t>(nanoseconds / second_ns);
    t.nanosecond = static_cast<std::int32_t>(nanoseconds % second_ns);
    t.hour = static_cast<int>(seconds / 3600);
    t.minute = static_cast<int>(seconds / 60 % 60);
    t.second = static_cast<int>(seconds % 60);
    return t;
}

bool is_utc_name(std::string_view zone) {
    return zone == "UTC" || zone == "Etc/UTC" || zone == "GMT" || zone == "Etc/GMT" || zone == "Z";
}

// Both on one line, or not comparable.
template <class T>
std::optional<std::pair<__int128, __int128>> aligned(const T& a, const T& b, const Time& at, const Time& bt) {
    if (is_local(at) != is_local(bt)) return std::nullopt;
    if (const auto x = offset_of(at), y = offset_of(bt); x && y)
        return std::pair{nanoseconds_of(a) - __int128{*x} * second_ns,
                         nanoseconds_of(b) - __int128{*y} * second_ns};
    if (at.zone == bt.zone) return std::pair{nanoseconds_of(a), nanoseconds_of(b)};
    return std::nullopt;
}

}  // namespace

bool is_local(const Time& time) { return !time.offset && time.zone.empty(); }
std::optional<int> offset_of(const Time& time) {
    if (time.offset) return time.offset;
    if (is_utc_name(time.zone)) return 0;
    return time.zone_offset;
}
std::int64_t instant_of(const DateTime& moment, int offset) {
    return static_cast<std::int64_t>(floor_div(nanoseconds_of(moment), __int128{second_ns})) - offset;
}

int last_day(std::int64_t year, int month) {
    if (month == 2) return (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool is_valid(const Date& d) {
    return in_range(d.year) && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
           d.day <= last_day(d.year, d.month);
}

std::optional<Date> parse_date(std::string_view text) {
    Reader r{text};
    const auto date = read_date(r);
    return date && r.rest.empty() ? date : std::nullopt;
}
std::optional<Time> parse_time(std::string_view text) {
    Reader r{text};
    return read_time(r);
}
std::optional<DateTime> parse_date_time(std::string_view text) {
    Reader r{text};
    const auto date = read_date(r);
    if (!date || !r.take('T')) return std::nullopt;
    const bool midnight = r.rest.starts_with("24:");
    const auto time = read_time(r);
    if (!time) return std::nullopt;
    return DateTime{midnight ? date_of(days_of(*date) + 1) : *date, *time};
}

std::optional<DaysDuration> parse_days_duration(std::string_view text) {
    Reader r{text};
    const bool negative = r.take('-');
    if (!r.take('P')) return std::nullopt;
    DaysDuration d;
    bool any = false;
    if (!r.rest.starts_with('T')) {
        const auto days = r.number();
        if (!days || !r.take('D')) return std::nullopt;
        d.nanoseconds += *days * day_ns;
        any = true;
    }
    if (r.take('T')) {
        any = false;
        __int128 unit = __int128{3600} * second_ns;
        for (const char mark : {'H', 'M', 'S'}) {
            Reader ahead = r;
            const auto n = ahead.number();
            if (n && mark == 'S' && ahead.take('.')) {
                d.nanoseconds += ahead.fraction();
                if (!ahead.ok) return std::nullopt;
            }
            if (n && ahead.take(mark)) {
                d.nanoseconds += *n * unit;
                r = ahead;
                any = true;
            } else if (mark == 'S' && n) {
                return std::nullopt;
            }
            unit /= 60;
        }
    }
    if (!any || !r.rest.empty()) return std::nullopt;
    if (negative) d.nanoseconds = -d.nanoseconds;
    return d;
}

std::optional<MonthsDuration> parse_months_duration(std::string_view text) {
    Reader r{text};
    const bool negative = r.take('-');
    if (!r.take('P')) return std::nullopt;
    MonthsDuration d;
    bool any = false;
    std::int64_t unit = 12;
    for (const char mark : {'Y', 'M'}) {
        Reader ahead = r;
        const auto n = ahead.number();
        if (n && ahead.take(mark)) {
            if (*n > std::int64_t{100} * max_year) return std::nullopt;
            d.months += *n * unit;
            r = ahead;
            any = true;
        }
        unit = 1;
    }
    if (!any || !r.rest.empty()) return std::nullopt;
    if (negative) d.months = -d.months;
    return d;
}

std::string text_of(const Date& d) {
    return (d.year < 0 ? "-" : "") + padded(d.year < 0 ? -d.year : d.year, 4) + "-" + padded(d.month, 2) +
           "-" + padded(d.day, 2);
}
std::string text_of(const Time& t) {
    std::string text = padded(t.hour, 2) + ":" + padded(t.minute, 2) + ":" + padded(t.second, 2) +
                       fraction_text(t.nanosecond);
    if (!t.zone.empty()) return text + "@" + t.zone;
    if (!t.offset) return text;
    if (*t.offset == 0) return text + "Z";
    const int o = *t.offset < 0 ? -*t.offset : *t.offset;
    text += (*t.offset < 0 ? "-" : "+") + padded(o / 3600, 2) + ":" + padded(o / 60 % 60, 2);
    return o % 60 == 0 ? text : text + ":" + padded(o % 60, 2);
}
std::string text_of(const DateTime& m) { return text_of(m.date) + "T" + text_of(m.time); }
std::string text_of(const DaysDuration& d) {
    if (d.nanoseconds == 0) return d.is_computed ? "P0D" : "PT0S";
    const __int128 n = d.nanoseconds < 0 ? -d.nanoseconds : d.nanoseconds;
    std::string text = d.nanoseconds < 0 ? "-P" : "P";
    if (const auto days = static_cast<std::int64_t>(n / day_ns); days != 0)
        text += std::to_string(days) + "D";
    const auto rest = static_cast<std::int64_t>(n % day_ns);
    if (rest == 0) return text;
    text += "T";
    const std::int64_t seconds = rest / second_ns;
    if (seconds / 3600 != 0) text += std::to_string(seconds / 3600) + "H";
    if (seconds / 60 % 60 != 0) text += std::to_string(seconds / 60 % 60) + "M";
    if (seconds % 60 != 0 || rest % second_ns != 0)
        text += std::to_string(seconds % 60) + fraction_text(rest % second_ns) + "S";
    return text;
}
std::string text_of(const MonthsDuration& d) {
    if (d.months == 0) return d.is_computed ? "P0Y" : "P0M";
    const std::int64_t n = d.months < 0 ? -d.months : d.months;
    std::string text = d.months < 0 ? "-P" : "P";
    if (n / 12 != 0) text += std::to_string(n / 12) + "Y";
    if (n % 12 != 0) text += std::to_string(n % 12) + "M";
    return text;
}

// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil and civil_from_days.
std::int64_t days_of(const Date& d) {
    const std::int64_t y = d.year - (d.month <= 2);
    const std::int64_t era = floor_div(y, std::int64_t{400});
    const std::int64_t yoe = y - era * 400;
    const std::int64_t doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}
Date date_of(std::int64_t days) {
    const std::int64_t z = days + 719468;
    const std::int64_t era = floor_div(z, std::int64_t{146097});
    const std::int64_t doe = z - era * 146097;
    const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const std::int64_t mp = (5 * doy + 2) / 153;
    const int month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
    return {yoe + era * 400 + (month <= 2), month, static_cast<int>(doy - (153 * mp + 2) / 5 + 1)};
}
int weekday(const Date& date) {
    const std::int64_t n = (days_of(date) + 3) % 7;  // 1970-01-01 was a Thursday
    return static_cast<int>(n < 0 ? n + 7 : n) + 1;
}
int day_of_year(const Date& date) { return static_cast<int>(days_of(date) - days_of({date.year, 1, 1})) + 1; }
int week_of_year(const Date& date) {
    const std::int64_t thursday = days_of(date) - weekday(date) + 4;
    return (day_of_year(date_of(thursday)) - 1) / 7 + 1;
}

__int128 nanoseconds_of(const Time& t) {
    return __int128{(t.hour * 60 + t.minute) * 60 + t.second} * second_ns + t.nanosecond;
}
__int128 nanoseconds_of(const DateTime& m) { return days_of(m.date) * day_ns + nanoseconds_of(m.time); }

std::optional<std::partial_ordering> compare(const Time& a, const Time& b) {
    const auto line = aligned(a, b, a, b);
    return line ? std::optional{order(line->first, line->second)} : std::nullopt;
}
std::optional<std::partial_ordering> compare(const DateTime& a, const DateTime& b) {
    const auto line = aligned(a, b, a.time, b.time);
    return line ? std::optional{order(line->first, line->second)} : std::nullopt;
}
std::optional<DaysDuration> difference(const DateTime& a, const DateTime& b) {
    const auto line = aligned(a, b, a.time, b.time);
    return line ? std::optional{DaysDuration{line->first - line->second, true}} : std::nullopt;
}
std::optional<DaysDuration> difference(const Time& a, const Time& b) {
    const auto line = aligned(a, b, a, b);
    return line ? std::optional{DaysDuration{line->first - line->second, true}} : std::nullopt;
}

std::optional<Date> plus(const Date& date, const MonthsDuration& duration) {
    const __int128 total = __int128{date.year} * 12 + (date.month - 1) + duration.months;
    const auto year = static_cast<std::int64_t>(floor_div(total, __int128{12}));
    if (!in_range(year)) return std::nullopt;
    const int month = static_cast<int>(total - __int128{year} * 12) + 1;
    return Date{year, month, std::min(date.day, last_day(year, month))};
}
std::optional<DateTime> plus(const DateTime& moment, const MonthsDuration& duration) {
    const auto date = plus(moment.date, duration);
    if (!date) return std::nullopt;
    DateTime moved{*date, moment.time};
    moved.time.zone_offset.reset();
    return moved;
}
std::optional<DateTime> plus(const DateTime& moment, const DaysDuration& duration) {
    const __int128 total = nanoseconds_of(moment) + duration.nanoseconds;
    const __int128 days = floor_div(total, day_ns);
    if (days > __int128{max_year} * 366 || days < -__int128{max_year} * 366) return std::nullopt;
    const Date date = date_of(static_cast<std::int64_t>(days));
    if (!in_range(date.year)) return std::nullopt;
    DateTime moved{date, time_of(total - days * day_ns, moment.time)};
    moved.time.zone_offset.reset();
    return moved;
}
Time plus(const Time& time, const DaysDuration& duration) {
    const __int128 total = nanoseconds_of(time) + duration.nanoseconds;
    return time_of(total - floor_div(total, day_ns) * day_ns, time);
}

MonthsDuration months_between(const Date& from, const Date& to) {
    const bool forward = from <= to;
    const Date& early = forward ? from : to;
    const Date& late = forward ? to : from;
    std::int64_t months = (late.year - early.year) * 12 + late.month - early.month;
    if (late.day < early.day) --months;
    return {forward ? months : -months};
}

}  // namespace atranka::feel
