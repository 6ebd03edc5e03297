#include "engine/feel/builtins.hpp"

namespace atranka::feel {

Value square_root(const Decimal& n);
Value natural_exponential(const Decimal& n);
Value natural_logarithm(const Decimal& n);

namespace {

template <class F>
std::function<Value(const Arguments&)> on_number(F f) {
    return
        [f](const Arguments& a) -> Value { return a[0].is_number() ? Value{f(a[0].as_number())} : Value{}; };
}

// A scale of -6111 to 6176, as DMN declares it.
std::function<Value(const Arguments&)> rounding(Rounding mode) {
    return [mode](const Arguments& a) -> Value {
        if (!a[0].is_number()) return {};
        std::int64_t scale = 0;
        if (a.size() > 1) {
            const auto given =
                a[1].is_number() ? a[1].as_number().rounded(0, Rounding::down).to_int64() : std::nullopt;
            if (!given || *given < -6111 || *given > 6176) return {};
            scale = *given;
        }
        const auto rounded = in_range(a[0].as_number().rounded(static_cast<int>(scale), mode));
        return rounded ? Value{*rounded} : Value{};
    };
}

Value modulo(const Arguments& a) {
    if (!a[0].is_number() || !a[1].is_number()) return {};
    const Decimal dividend = a[0].as_number(), divisor = a[1].as_number();
    const auto quotient = quotient_of(dividend, divisor);
    if (!quotient) return {};
    const auto product = product_of(divisor, quotient->rounded(0, Rounding::floor));
    const auto rest = product ? in_range(Decimal::subtract(dividend, *product)) : std::nullopt;
    return rest ? Value{*rest} : Value{};
}

// number("1.000.000,01", ".", ","): groups are removed, then the decimal mark becomes a point.
Value number(const Arguments& a) {
    if (a[0].is_number() && a.size() == 1) return a[0];
    if (!a[0].is_text()) return {};
    const Value &grouping = argument(a, 1), &mark = argument(a, 2);
    std::string text = a[0].as_text();
    if (!grouping.is_null()) {
        if (!grouping.is_text() ||
            (grouping.as_text() != " " && grouping.as_text() != "," && grouping.as_text() != "."))
            return {};
        std::erase(text, grouping.as_text().front());
    }
    if (!mark.is_null()) {
        if (!mark.is_text() || (mark.as_text() != "," && mark.as_text() != ".")) return {};
        if (!grouping.is_null() && mark.as_text() == grouping.as_text()) return {};
        std::ranges::replace(text, mark.as_text().front(), '.');
    }
    if (text.starts_with("+")) text.erase(0, 1);
    if (text.starts_with(".")) text.insert(0, "0");
    const auto exponent_at = text.find_first_of("eE");
    const std::string_view mantissa = std::string_view{text}.substr(0, exponent_at);
    std::int64_t exponent = 0;
    if (exponent_at != std::string::npos) {
        std::string_view digits = std::string_view{text}.substr(exponent_at + 1);
        if (digits.starts_with("+")) digits.remove_prefix(1);
        const auto power = Decimal::parse(digits);
        const auto n = power ? power->to_int64() : std::nullopt;
        constexpr std::int64_t most = 1'000'000'000;
        if (!n || *n > most || *n < -most) return {};
        exponent = *n;
    }
    const auto found = decimal_of(mantissa, exponent);
    return found ? Value{*found} : Value{};
}

template <bool odd>
Value parity(const Decimal& n) {
    if (!n.is_integer()) return {};
    const Decimal whole = n.normalised();
    return (whole.exponent() == 0 && whole.coefficient() % 2 != 0) == odd;
}

}  // namespace

void add_number_functions(Table& t) {
    t["number"] = {{{"from", "grouping separator?", "decimal separator?"}}, number};
    t["decimal"] = {{{"n", "scale"}}, rounding(Rounding::half_even)};
    t["floor"] = {{{"n", "scale?"}}, rounding(Rounding::floor)};
    t["ceiling"] = {{{"n", "scale?"}}, rounding(Rounding::ceiling)};
    t["round up"] = {{{"n", "scale"}}, rounding(Rounding::up)};
    t["round down"] = {{{"n", "scale"}}, rounding(Rounding::down)};
    t["round half up"] = {{{"n", "scale"}}, rounding(Rounding::half_up)};
    t["round half down"] = {{{"n", "scale"}}, rounding(Rounding::half_down)};
    t["abs"] = {{{"n"}}, [](const Arguments& a) -> Value {
                    if (a[0].is_number())
                        return a[0].as_number().sign() < 0 ? -a[0].as_number() : a[0].as_number();
                    if (const auto* d = a[0].as<DaysDuration>(); d && d->nanoseconds < 0)
                        return arithmetic(Op::negate, a[0], {});
                    if (const auto* d = a[0].as<MonthsDuration>(); d && d->months < 0)
                        return arithmetic(Op::negate, a[0], {});
                    return a[0].as<DaysDuration>() || a[0].as<MonthsDuration>() ? a[0] : Value{};
                }};
    t["modulo"] = {{{"dividend", "divisor"}}, modulo};
    t["sqrt"] = {{{"number"}}, on_number(square_root)};
    t["exp"] = {{{"number"}}, on_number(natural_exponential)};
    t["log"] = {{{"number"}}, on_number(natural_logarithm)};
    t["odd"] = {{{"number"}}, on_number(parity<true>)};
    t["even"] = {{{"number"}}, on_number(parity<false>)};
}

}  // namespace atranka::feel
