#include "engine/kernel/instant.hpp"

#include <array>
#include <cstdio>

namespace atranka::inline kernel {

namespace {

constexpr std::int64_t day_ms = 24 * 60 * 60 * 1000;

// `count` digits at `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) {
    int n = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
        n = n * 10 + (text[i] - '0');
    }
    return n;
}

// `count` digits of what is not negative.
void put(std::string& text, int n, std::size_t count) {
    text.append(count, '0');
    for (std::size_t at = text.size(); n > 0; n /= 10) text[--at] = static_cast<char>('0' + n % 10);
}

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const int y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
    if (y < 1 || m < 0 || d < 0) return std::nullopt;
    const Day day{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)},
                  std::chrono::day{static_cast<unsigned>(d)}};
    return day.ok() ? std::optional{day} : std::nullopt;
}

std::string day_text(Day day) {
    const int year = static_cast<int>(day.year());
    std::string text;
    if (year >= 0 && year <= 9999) {
        put(text, year, 4);
    } else {
        std::array<char, 16> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%04d", year);
        text = buffer.data();
    }
    put(text += '-', static_cast<int>(static_cast<unsigned>(day.month())), 2);
    put(text += '-', static_cast<int>(static_cast<unsigned>(day.day())), 2);
    return text;
}

std::optional<Instant> Instant::parse(std::string_view text) {
    if (text.size() != 20 && text.size() != 24) return std::nullopt;
    if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || text.back() != 'Z') return std::nullopt;
    const auto day = parse_day(text.substr(0, 10));
    const int h = digits(text, 11, 2), m = digits(text, 14, 2), s = digits(text, 17, 2);
    int milli = 0;
    if (text.size() == 24) {
        if (text[19] != '.') return std::nullopt;
        milli = digits(text, 20, 3);
    }
    if (!day || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 || milli < 0) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days{*day}.time_since_epoch().count();
    return Instant{days * day_ms + ((h * 60 + m) * 60 + s) * std::int64_t{1000} + milli};
}

std::string Instant::text() const {
    const std::int64_t days = ms >= 0 ? ms / day_ms : -((-ms + day_ms - 1) / day_ms);
    const auto rest = static_cast<int>(ms - days * day_ms);
    const Day day{std::chrono::sys_days{std::chrono::days{days}}};
    std::string text = day_text(day);
    put(text += 'T', rest / 3600000, 2);
    put(text += ':', rest / 60000 % 60, 2);
    put(text += ':', rest / 1000 % 60, 2);
    put(text += '.', rest % 1000, 3);
    return text += 'Z';
}

}  // namespace atranka::inline kernel
