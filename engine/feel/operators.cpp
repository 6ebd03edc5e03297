#include "engine/feel/effort.hpp"
#include "engine/feel/node.hpp"

#include <algorithm>

namespace atranka::feel {

namespace {

Decimal whole_decimal(__int128 n) {
    // Beyond 34 digits no duration lies: 10^9 years are 3·10^25 nanoseconds.
    return Decimal::scaled(n, 0);
}
std::optional<__int128> whole(const Decimal& d) {
    const Decimal r = d.rounded(0, Rounding::down);
    if (r.exponent() > 0) return std::nullopt;
    return r.coefficient();
}

// A date stands for its midnight in UTC: beside a local moment it has no difference.
DateTime midnight_of(const Date& date) {
    DateTime m{date, {}};
    m.time.offset = 0;
    return m;
}

Value maybe(std::optional<Decimal> d) { return d ? Value{*d} : Value{}; }
template <class T>
Value maybe(std::optional<T> v) {
    return v ? Value{std::move(*v)} : Value{};
}

// Nanoseconds since midnight of the date, moved by the duration: a date stays a date.
Value date_plus(const Date& date, const DaysDuration& d) {
    const auto moment = plus(DateTime{date, {}}, d);
    return moment ? Value{moment->date} : Value{};
}

// Beyond what dates reach there are no durations.
Value days_duration(__int128 nanoseconds, __int128 more = 0) {
    constexpr __int128 most = __int128{4'000'000'000} * 366 * day_ns;
    const __int128 sum = nanoseconds + more;
    return sum > most || sum < -most ? Value{} : Value{DaysDuration{sum, true}};
}
Value months_duration(__int128 months) {
    constexpr __int128 most = __int128{4'000'000'000} * 12;
    return months > most || months < -most ? Value{}
                                           : Value{MonthsDuration{static_cast<std::int64_t>(months), true}};
}

Value add(const Value& a, const Value& b) {
    if (a.is_number() && b.is_number()) return maybe(in_range(Decimal::add(a.as_number(), b.as_number())));
    if (a.is_text() && b.is_text()) {
        spend_text(a.as_text().size() + b.as_text().size());
        return a.as_text() + b.as_text();
    }
    const auto* days = b.as<DaysDuration>();
    const auto* months = b.as<MonthsDuration>();
    if (days == nullptr && months == nullptr) {
        if (a.as<DaysDuration>() || a.as<MonthsDuration>())
            if (b.as<Date>() || b.as<Time>() || b.as<DateTime>()) return add(b, a);
        return {};
    }
    if (const auto* x = a.as<DaysDuration>(); x && days)
        return days_duration(x->nanoseconds, days->nanoseconds);
    if (const auto* x = a.as<MonthsDuration>(); x && months)
        return months_duration(__int128{x->months} + months->months);
    if (const auto* x = a.as<Date>()) return months ? maybe(plus(*x, *months)) : date_plus(*x, *days);
    if (const auto* x = a.as<DateTime>()) return months ? maybe(plus(*x, *months)) : maybe(plus(*x, *days));
    if (const auto* x = a.as<Time>(); x && days) return plus(*x, *days);
    return {};
}

Value negated(const Value& a) {
    if (a.is_number()) return -a.as_number();
    if (const auto* d = a.as<DaysDuration>()) return days_duration(-d->nanoseconds);
    if (const auto* d = a.as<MonthsDuration>()) return months_duration(-__int128{d->months});
    return {};
}

Value subtract(const Value& a, const Value& b) {
    if (a.is_number() && b.is_number())
        return maybe(in_range(Decimal::subtract(a.as_number(), b.as_number())));
    const auto *da = a.as<Date>(), *db = b.as<Date>();
    const auto *ma = a.as<DateTime>(), *mb = b.as<DateTime>();
    if (da && db) return DaysDuration{(days_of(*da) - days_of(*db)) * day_ns, true};
    if (ma && mb) return maybe(difference(*ma, *mb));
    if (ma && db) return maybe(difference(*ma, midnight_of(*db)));
    if (da && mb) return maybe(difference(midnight_of(*da), *mb));
    if (const auto* x = a.as<Time>(), *y = b.as<Time>(); x && y) return maybe(difference(*x, *y));
    if (b.as<DaysDuration>() || b.as<MonthsDuration>())
        if (!a.is_number() && !a.is_text()) return add(a, negated(b));
    return {};
}

Value scaled(const Value& duration, const Decimal& by, bool divide) {
    const auto times = [&](__int128 n) {
        return divide ? quotient_of(whole_decimal(n), by) : product_of(whole_decimal(n), by);
    };
    if (const auto* d = duration.as<DaysDuration>()) {
        const auto n = times(d->nanoseconds);
        const auto ns = n ? whole(*n) : std::nullopt;
        return ns ? days_duration(*ns) : Value{};
    }
    if (const auto* d = duration.as<MonthsDuration>()) {
        const auto n = times(d->months);
        const auto months = n ? n->rounded(0, Rounding::down).to_int64() : std::nullopt;
        // A part of a month is none.
        if (months && *months == 0 && d->months != 0 && by.sign() != 0) return MonthsDuration{0};
        return months ? months_duration(*months) : Value{};
    }
    return {};
}

Value multiply(const Value& a, const Value& b) {
    if (a.is_number() && b.is_number()) return maybe(product_of(a.as_number(), b.as_number()));
    if (b.is_number()) return scaled(a, b.as_number(), false);
    if (a.is_number()) return scaled(b, a.as_number(), false);
    return {};
}

Value divide(const Value& a, const Value& b) {
    if (a.is_number() && b.is_number()) return maybe(quotient_of(a.as_number(), b.as_number()));
    if (b.is_number() && b.as_number().sign() != 0) return scaled(a, b.as_number(), true);
    if (const auto* x = a.as<DaysDuration>(), *y = b.as<DaysDuration>(); x && y)
        return maybe(quotient_of(whole_decimal(x->nanoseconds), whole_decimal(y->nanoseconds)));
    if (const auto* x = a.as<MonthsDuration>(), *y = b.as<MonthsDuration>(); x && y)
        return maybe(quotient_of(whole_decimal(x->months), whole_decimal(y->months)));
    return {};
}

// Null is a value of every type where something stands around it.
bool fits_inside(const Value& value, const Type& type) { return value.is_null() || is_instance(value, type); }

bool fits_context(const Context& context, const Type& type) {
    return std::ranges::all_of(type.members, [&](const auto& m) {
        const Value* value = context.find(m.first);
        return value != nullptr && fits_inside(*value, m.second);
    });
}

// What is known of a function: its declared type, else only how many parameters it has.
Type type_of(const Function& function) {
    if (function.type) return function.type();
    Type type{Type::Kind::function, {}};
    for (std::size_t i = 0; i < function.parameters.size(); ++i)
        type.members.emplace("parameter " + std::to_string(i), Type{});
    return type;
}

int sign_of(__int128 n) { return n > 0 ? 1 : n < 0 ? -1 : 0; }

}  // namespace

Value power_of(const Decimal& base, const Decimal& exponent);

Value arithmetic(Op op, const Value& a, const Value& b) {
    switch (op) {
        case Op::add: return add(a, b);
        case Op::subtract: return subtract(a, b);
        case Op::multiply: return multiply(a, b);
        case Op::divide: return divide(a, b);
        case Op::power:
            return a.is_number() && b.is_number() ? power_of(a.as_number(), b.as_number()) : Value{};
        case Op::negate: return negated(a);
        default: return {};
    }
}

bool is_zero(const Value& value) {
    if (value.is_number()) return value.as_number().sign() == 0;
    if (const auto* d = value.as<DaysDuration>()) return d->nanoseconds == 0;
    const auto* d = value.as<MonthsDuration>();
    return d != nullptr && d->months == 0;
}

bool is_instance(const Value& value, const Type& type) {
    using Kind = Type::Kind;
    spend(1);
    if (value.is_null()) return type.kind == Kind::null;
    switch (type.kind) {
        case Kind::any: return true;
        case Kind::null: return false;
        case Kind::number: return value.is_number();
        case Kind::string: return value.is_text();
        case Kind::boolean: return value.is_boolean();
        case Kind::date: return value.as<Date>() != nullptr;
        case Kind::time: return value.as<Time>() != nullptr;
        case Kind::date_time: return value.as<DateTime>() != nullptr;
        case Kind::days_duration: return value.as<DaysDuration>() != nullptr;
        case Kind::months_duration: return value.as<MonthsDuration>() != nullptr;
        case Kind::list: {
            if (!value.is_list()) return false;
            const Type* item = type.member("item");
            return item == nullptr || item->kind == Kind::any ||
                   std::ranges::all_of(value.as_list(),
                                       [&](const Value& v) { return fits_inside(v, *item); });
        }
        case Kind::context: return value.is_context() && fits_context(value.as_context(), type);
        case Kind::range: {
            const auto* r = value.as<Range>();
            if (r == nullptr) return false;
            const Type item = type.item();
            return item.kind == Kind::any || ((r->low.is_null() || is_instance(r->low, item)) &&
                                              (r->high.is_null() || is_instance(r->high, item)));
        }
        case Kind::function: {
            const auto* f = value.as<Function>();
            return f != nullptr && conforms(type_of(*f), type);
        }
    }
    return false;
}

bool conforms(const Type& type, const Type& to) {
    using Kind = Type::Kind;
    if (to.kind == Kind::any || type.kind == Kind::null) return true;
    if (type.kind != to.kind) return false;
    switch (to.kind) {
        case Kind::list:
        case Kind::range: return conforms(type.item(), to.item());
        case Kind::context:
            return std::ranges::all_of(to.members, [&](const auto& m) {
                const Type* own = type.member(m.first);
                return own != nullptr && conforms(*own, m.second);
            });
        case Kind::function: {
            const std::size_t given = type.members.size() - type.members.count("return"),
                              wanted = to.members.size() - to.members.count("return");
            if (given != wanted) return false;
            // It must take whatever is given to it, and give what is wanted of it.
            return std::ranges::all_of(to.members, [&](const auto& m) {
                const Type* own = type.member(m.first);
                if (m.first == "return")
                    return own == nullptr || own->kind == Kind::any || conforms(*own, m.second);
                return own != nullptr && conforms(m.second, *own);
            });
        }
        default: return true;
    }
}

namespace {

Value conversion(const Value& value, const Type& type) {
    using Kind = Type::Kind;
    if (value.is_null() || type.kind == Kind::any || is_instance(value, type)) return value;
    if (type.kind == Kind::list) {
        Value one = value.is_list() ? Value{} : conversion(value, type.item());
        return one.is_null() ? Value{} : Value::list({std::move(one)});
    }
    if (value.is_list() && value.as_list().size() == 1) return conversion(value.as_list().front(), type);
    if (const auto* date = value.as<Date>(); date != nullptr && type.kind == Kind::date_time)
        return midnight_of(*date);
    return {};
}

}  // namespace

Value converted(const Value& value, const Type& type) {
    const Effort effort;
    try {
        return conversion(value, type);
    } catch (const Exhausted&) {
        if (!effort.is_outermost()) throw;
        return {};
    }
}

Value matches_test(const Value& value, const Value& test) {
    if (const auto* r = test.as<Range>()) {
        const auto in = includes(*r, value);
        return in ? Value{*in} : Value{};
    }
    if (test.is_list()) {
        if (value.is_list())
            if (const auto same = equal(value, test); same && *same) return true;
        for (const Value& item : test.as_list()) {
            const Value one = item.is_list() && !value.is_list() ? Value{} : matches_test(value, item);
            if (one.is_true()) return true;
        }
        return false;
    }
    const auto same = equal(value, test);
    return same ? Value{*same} : Value{};
}

const std::vector<std::string>& properties_of(Type::Kind kind) {
    using Kind = Type::Kind;
    static const std::vector<std::string> date{"year", "month", "day", "weekday"},
        time{"hour", "minute", "second", "time offset", "timezone"},
        date_time{"year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone"},
        days{"days", "hours", "minutes", "seconds"}, months{"years", "months"},
        range{"start", "end", "start included", "end included"}, none;
    switch (kind) {
        case Kind::date: return date;
        case Kind::time: return time;
        case Kind::date_time: return date_time;
        case Kind::days_duration: return days;
        case Kind::months_duration: return months;
        case Kind::range: return range;
        default: return none;
    }
}

bool has_property(const Value& value, const std::string& name) {
    if (value.is_list() || value.is_context()) return false;
    const std::vector<std::string>& names = properties_of(type_of(value).kind);
    return std::ranges::find(names, name) != names.end();
}

Value property(const Value& value, const std::string& name) {
    const auto of_date = [&](const Date& d) -> Value {
        if (name == "year") return Decimal{d.year};
        if (name == "month") return d.month;
        if (name == "day") return d.day;
        if (name == "weekday") return weekday(d);
        return {};
    };
    const auto of_time = [&](const Time& t) -> Value {
        if (name == "hour") return t.hour;
        if (name == "minute") return t.minute;
        if (name == "second") {
            const Decimal seconds = Decimal::scaled(__int128{t.second} * second_ns + t.nanosecond, -9);
            return t.nanosecond == 0 ? Value{t.second} : Value{seconds.normalised()};
        }
        if (name == "time offset")
            if (const auto offset = offset_of(t)) return DaysDuration{__int128{*offset} * second_ns};
        if (name == "timezone" && !t.zone.empty()) return t.zone;
        return {};
    };
    if (const auto* d = value.as<Date>()) return of_date(*d);
    if (const auto* t = value.as<Time>()) return of_time(*t);
    if (const auto* m = value.as<DateTime>()) {
        Value found = of_date(m->date);
        return found.is_null() ? of_time(m->time) : found;
    }
    if (const auto* d = value.as<DaysDuration>()) {
        const int sign = sign_of(d->nanoseconds);
        const __int128 n = d->nanoseconds * sign;
        const auto seconds = static_cast<std::int64_t>(n % day_ns / second_ns);
        if (name == "days") return Decimal{sign * static_cast<std::int64_t>(n / day_ns)};
        if (name == "hours") return Decimal{sign * (seconds / 3600)};
        if (name == "minutes") return Decimal{sign * (seconds / 60 % 60)};
        if (name == "seconds") {
            const auto rest = static_cast<std::int64_t>(n % second_ns);
            if (rest == 0) return Decimal{sign * (seconds % 60)};
            return Decimal::scaled(sign * (__int128{seconds % 60} * second_ns + rest), -9).normalised();
        }
    }
    if (const auto* d = value.as<MonthsDuration>()) {
        if (name == "years") return Decimal{d->months / 12};
        if (name == "months") return Decimal{d->months % 12};
    }
    if (const auto* r = value.as<Range>()) {
        if (name == "start") return r->low;
        if (name == "end") return r->high;
        if (name == "start included") return r->low_included;
        if (name == "end included") return r->high_included;
    }
    return {};
}

}  // namespace atranka::feel
