#include "engine/feel/builtins.hpp"

#include <array>

namespace atranka::feel {

namespace {

const Date* date_in(const Value& v) {
    if (const auto* d = v.as<Date>()) return d;
    if (const auto* m = v.as<DateTime>()) return &m->date;
    return nullptr;
}
std::optional<std::int64_t> whole(const Value& v) {
    return v.is_number() ? v.as_number().to_int64() : std::nullopt;
}

Value make_date(const Arguments& a) {
    if (a.size() == 1) {
        if (a[0].is_text()) return Value::date(a[0].as_text());
        const Date* d = date_in(a[0]);
        return d ? Value{*d} : Value{};
    }
    const auto y = whole(a[0]), m = whole(argument(a, 1)), d = whole(argument(a, 2));
    if (!y || !m || !d || *m < 1 || *m > 12 || *d < 1 || *d > 31) return {};
    const Date date{*y, static_cast<int>(*m), static_cast<int>(*d)};
    return is_valid(date) ? Value{date} : Value{};
}

Value make_time(const Arguments& a) {
    if (a.size() == 1) {
        if (a[0].is_text()) {
            const auto t = parse_time(a[0].as_text());
            return t ? Value{*t} : Value{};
        }
        if (const auto* m = a[0].as<DateTime>()) return m->time;
        if (a[0].as<Date>()) {
            Time midnight;
            midnight.offset = 0;
            return midnight;
        }
        return a[0].as<Time>() ? a[0] : Value{};
    }
    const auto h = whole(a[0]), m = whole(argument(a, 1));
    const Value& s = argument(a, 2);
    if (!h || !m || !s.is_number() || *h < 0 || *h > 23 || *m < 0 || *m > 59) return {};
    if (s.as_number() < Decimal{0} || s.as_number() >= Decimal{60}) return {};
    Time t;
    t.hour = static_cast<int>(*h);
    t.minute = static_cast<int>(*m);
    const Decimal seconds = s.as_number().rounded(0, Rounding::down);
    t.second = static_cast<int>(*seconds.to_int64());
    t.nanosecond = static_cast<std::int32_t>(
        *((s.as_number() - seconds) * Decimal{second_ns}).rounded(0, Rounding::down).to_int64());
    const Value& offset = argument(a, 3);
    if (!offset.is_null()) {
        const auto* d = offset.as<DaysDuration>();
        if (d == nullptr || d->nanoseconds % second_ns != 0) return {};
        const __int128 value = d->nanoseconds / second_ns;
        if (value > 18 * 3600 || value < -18 * 3600) return {};
        t.offset = static_cast<int>(value);
    }
    return t;
}

Value make_date_time(const Arguments& a) {
    if (a.size() == 1) {
        if (a[0].is_text()) {
            Value v = Value::date_and_time(a[0].as_text());
            if (!v.is_null()) return v;
            const auto d = parse_date(a[0].as_text());
            return d ? Value{DateTime{*d, {}}} : Value{};
        }
        if (const auto* d = a[0].as<Date>()) {
            DateTime midnight{*d, {}};
            midnight.time.offset = 0;
            return midnight;
        }
        return a[0].as<DateTime>() ? a[0] : Value{};
    }
    const Date* d = date_in(a[0]);
    if (a[1].is_text() && a[0].as<DateTime>()) return {};
    const auto* t = a[1].as<Time>();
    return d && t ? Value{DateTime{*d, *t}} : Value{};
}

Value make_duration(const Arguments& a) {
    if (a[0].as<DaysDuration>() || a[0].as<MonthsDuration>()) return a[0];
    if (!a[0].is_text()) return {};
    if (const auto d = parse_days_duration(a[0].as_text())) return *d;
    if (const auto d = parse_months_duration(a[0].as_text())) return *d;
    return {};
}

// Of the dates alone, whatever the hour.
Value between(const Arguments& a) {
    const Date *from = date_in(a[0]), *to = date_in(a[1]);
    return from && to ? Value{months_between(*from, *to)} : Value{};
}

template <class F>
std::function<Value(const Arguments&)> on_date(F f) {
    return [f](const Arguments& a) -> Value {
        const Date* d = date_in(a[0]);
        return d ? Value{f(*d)} : Value{};
    };
}

}  // namespace

void add_temporal_functions(Table& t) {
    t["date"] = {{{"from"}, {"year", "month", "day"}}, make_date};
    t["time"] = {{{"from"}, {"hour", "minute", "second", "offset?"}}, make_time};
    t["date and time"] = {{{"from"}, {"date", "time"}}, make_date_time};
    t["duration"] = {{{"from"}}, make_duration};
    t["years and months duration"] = {{{"from", "to"}}, between};
    t["day of year"] = {{{"date"}}, on_date(day_of_year)};
    t["week of year"] = {{{"date"}}, on_date(week_of_year)};
    t["day of week"] = {{{"date"}}, on_date([](const Date& d) {
                            static constexpr std::array names{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                              "Friday", "Saturday", "Sunday"};
                            return std::string{names[static_cast<std::size_t>(weekday(d) - 1)]};
                        })};
    t["month of year"] = {{{"date"}}, on_date([](const Date& d) {
                              static constexpr std::array names{
                                  "January", "February", "March",     "April",   "May",      "June",
                                  "July",    "August",   "September", "October", "November", "December"};
                              return std::string{names[static_cast<std::size_t>(d.month - 1)]};
                          })};
    // The time is an argument of every command: an expression cannot ask for it.
    t["now"] = {{{}}, [](const Arguments&) { return Value{}; }};
    t["today"] = {{{}}, [](const Arguments&) { return Value{}; }};
}

}  // namespace atranka::feel
