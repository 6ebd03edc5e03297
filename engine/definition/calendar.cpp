#include "engine/definition/calendar.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace atranka::definition {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::int64_t day_s = 86'400;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

int offset_at(const Calendar& calendar, Instant instant) {
    int offset = calendar.offsets.empty() ? 0 : calendar.offsets.front().second;
    for (const auto& [from, seconds] : calendar.offsets) {
        if (from > instant) break;
        offset = seconds;
    }
    return offset;
}

std::int64_t local_seconds(const LocalTime& local) {
    return std::int64_t{sys_days{local.day}.time_since_epoch().count()} * day_s + local.second;
}

// Sunday is 0.
unsigned weekday_of(Day day) { return std::chrono::weekday{sys_days{day}}.c_encoding(); }

Day first_sunday(std::chrono::year year, unsigned month) {
    return Day{sys_days{year / std::chrono::month{month} / std::chrono::Sunday[1]}};
}

}  // namespace

LocalTime local_time(const Calendar& calendar, Instant instant) {
    const std::int64_t seconds = floor_div(instant.ms, 1000) + offset_at(calendar, instant);
    const std::int64_t day = floor_div(seconds, day_s);
    return {Day{sys_days{days{day}}}, static_cast<int>(seconds - day * day_s)};
}

std::vector<Instant> instants_of(const Calendar& calendar, const LocalTime& local) {
    std::set<int> offsets;
    for (const auto& [from, seconds] : calendar.offsets) offsets.insert(seconds);
    if (offsets.empty()) offsets.insert(0);
    std::vector<Instant> found;
    for (const int offset : offsets) {
        const Instant candidate{(local_seconds(local) - offset) * 1000};
        if (offset_at(calendar, candidate) == offset) found.push_back(candidate);
    }
    std::sort(found.begin(), found.end());
    return found;
}

bool is_working_day(const Calendar& calendar, Day day) {
    const unsigned weekday = weekday_of(day);
    return weekday != 0 && weekday != 6 &&
           std::find(calendar.holidays.begin(), calendar.holidays.end(), day) == calendar.holidays.end();
}

Day add(const Calendar& calendar, Day day, Span span) {
    switch (span.unit) {
        case SpanUnit::days: return Day{sys_days{day} + days{span.amount}};
        case SpanUnit::months: {
            const Day moved = day + std::chrono::months{span.amount};
            return moved.ok() ? moved : Day{moved.year() / moved.month() / std::chrono::last};
        }
        case SpanUnit::working_days: {
            sys_days at{day};
            for (int left = span.amount; left > 0;) {
                at += days{1};
                if (is_working_day(calendar, Day{at})) --left;
            }
            return Day{at};
        }
    }
    return day;
}

Instant end_of_day(const Calendar& calendar, Day day) {
    const LocalTime last{day, static_cast<int>(day_s) - 1};
    const std::vector<Instant> instants = instants_of(calendar, last);
    if (!instants.empty()) return instants.back();
    // The clocks skip midnight: the day ends with the second before they are put forward.
    for (std::size_t i = 1; i < calendar.offsets.size(); ++i) {
        const auto& [from, after] = calendar.offsets[i];
        const int before = calendar.offsets[i - 1].second;
        const std::int64_t start = from.ms / 1000;
        if (local_seconds(last) - before >= start && local_seconds(last) - after < start)
            return from.plus_ms(-1000);
    }
    return Instant{(local_seconds(last) - offset_at(calendar, Instant{local_seconds(last) * 1000})) * 1000};
}

Instant deadline(const Calendar& calendar, Instant from, Span span) {
    return end_of_day(calendar, add(calendar, local_time(calendar, from).day, span));
}

bool is_past(Instant deadline, Instant now) { return floor_div(now.ms, 1000) > floor_div(deadline.ms, 1000); }

std::optional<Span> parse_span(std::string_view text) {
    Span span;
    const char* end = text.data() + text.size();
    const auto [rest, fault] = std::from_chars(text.data(), end, span.amount);
    constexpr int amount_max = 9999;
    if (fault != std::errc{} || text.front() < '1' || text.front() > '9' || span.amount > amount_max)
        return std::nullopt;
    const std::string_view unit{rest, static_cast<std::size_t>(end - rest)};
    if (unit == " day" || unit == " days")
        span.unit = SpanUnit::days;
    else if (unit == " working day" || unit == " working days")
        span.unit = SpanUnit::working_days;
    else if (unit == " month" || unit == " months")
        span.unit = SpanUnit::months;
    else
        return std::nullopt;
    return span;
}

std::string span_text(Span span) {
    const char* unit = span.unit == SpanUnit::days     ? " day"
                       : span.unit == SpanUnit::months ? " month"
                                                       : " working day";
    return std::to_string(span.amount) + unit + (span.amount == 1 ? "" : "s");
}

Day easter_sunday(int year) {
    const int a = year % 19, b = year / 100, c = year % 100;
    const int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    const int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
    const int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(n / 31)} /
           std::chrono::day{static_cast<unsigned>(n % 31 + 1)};
}

std::vector<Day> lithuanian_holidays(int year) {
    const std::chrono::year y{year};
    const auto fixed = [&](unsigned month, unsigned day) {
        return y / std::chrono::month{month} / std::chrono::day{day};
    };
    const Day easter = easter_sunday(year);
    std::set<Day> holidays{
        fixed(1, 1),  fixed(2, 16),       fixed(3, 11),       easter,        Day{sys_days{easter} + days{1}},
        fixed(5, 1),  first_sunday(y, 5), first_sunday(y, 6), fixed(6, 24),  fixed(7, 6),
        fixed(8, 15), fixed(11, 1),       fixed(12, 24),      fixed(12, 25), fixed(12, 26)};
    if (year >= 2020) holidays.insert(fixed(11, 2));
    return {holidays.begin(), holidays.end()};
}

Node resolve(Node document, const std::vector<Day>& holidays,
             const std::vector<std::pair<Instant, int>>& offsets) {
    Node days_node = Node::list();
    for (const Day day : holidays) days_node.items.push_back(Node::scalar(day_text(day)));
    Node offsets_node = Node::list();
    for (const auto& [from, seconds] : offsets) {
        Node one = Node::map();
        one.set("east", Node::scalar(std::to_string(seconds)));
        one.set("from", Node::scalar(from.text()));
        offsets_node.items.push_back(std::move(one));
    }
    Node resolved = Node::map();
    if (!holidays.empty()) resolved.set("holidays", std::move(days_node));
    resolved.set("offsets", std::move(offsets_node));
    document.set("resolved", std::move(resolved));
    return document;
}

}  // namespace atranka::definition
