#include "engine/feel/node.hpp"

namespace atranka::feel {

// Roots, exponentials and logarithms in decimal arithmetic, so that every machine finds the same digits.
// Source: Newton's iteration; Taylor's series after reduction of the argument.

namespace {

std::optional<Decimal> root(const Decimal& n) {
    if (n.sign() < 0) return std::nullopt;
    if (n.sign() == 0) return Decimal{0};
    // A first guess of half the magnitude.
    int digits = 0;
    for (__int128 c = n.coefficient(); c != 0; c /= 10) ++digits;
    Decimal x = Decimal::scaled(1, (digits + n.exponent()) / 2);
    const Decimal half = Decimal::scaled(5, -1);
    for (int i = 0; i < 200; ++i) {
        const auto quotient = Decimal::divide(n, x);
        if (!quotient) return std::nullopt;
        const Decimal next = half * (x + *quotient);
        if (next == x) break;
        x = next;
    }
    const Decimal short_form = x.rounded(30, Rounding::half_even).normalised();
    return short_form * short_form == n ? short_form : x;
}

std::optional<Decimal> exponential(const Decimal& n) {
    if (n > Decimal{14000}) return std::nullopt;
    if (n < Decimal{-14000}) return Decimal{0};
    // e^n = (e^(n / 2^k))^(2^k)
    Decimal reduced = n;
    int halvings = 0;
    while ((reduced.sign() < 0 ? -reduced : reduced) > Decimal::scaled(1, -2)) {
        reduced = reduced * Decimal::scaled(5, -1);
        ++halvings;
    }
    Decimal term = 1, total = 1;
    for (int i = 1; i < 40; ++i) {
        const auto next = Decimal::divide(term * reduced, i);
        if (!next || next->sign() == 0) break;
        term = *next;
        const Decimal grown = total + term;
        if (grown == total) break;
        total = grown;
    }
    for (int i = 0; i < halvings; ++i) {
        const auto squared = Decimal::multiply(total, total);
        if (!squared) return std::nullopt;
        total = *squared;
    }
    return total;
}

std::optional<Decimal> logarithm(const Decimal& n) {
    if (n.sign() <= 0) return std::nullopt;
    static const Decimal ln_10 = *Decimal::parse("2.302585092994045684017991454684364");
    int digits = 0;
    for (__int128 c = n.coefficient(); c != 0; c /= 10) ++digits;
    // n = m × 10^k with m in [0.1, 1); ln m by Newton: y += 2 (m - e^y) / (m + e^y)
    const int k = digits + n.exponent();
    const Decimal m = Decimal::scaled(n.coefficient(), -digits);
    Decimal y = 0;
    for (int i = 0; i < 60; ++i) {
        const Decimal e = *exponential(y);
        const auto step = Decimal::divide(Decimal{2} * (m - e), m + e);
        if (!step || (step->sign() < 0 ? -*step : *step) < Decimal::scaled(1, -33)) break;
        y = y + *step;
    }
    return y + Decimal{k} * ln_10;
}

}  // namespace

std::optional<Decimal> decimal_of(std::string_view digits) {
    const bool negative = digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    if (digits.empty() || digits.ends_with('.')) return std::nullopt;
    std::string significant;
    std::int32_t exponent = 0;
    bool point = false;
    for (const char c : digits) {
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        if (point) --exponent;
        if (c != '0' || !significant.empty()) significant += c;
    }
    constexpr std::size_t kept = 34;
    __int128 coefficient = 0;
    for (std::size_t i = 0; i < std::min(significant.size(), kept); ++i)
        coefficient = coefficient * 10 + (significant[i] - '0');
    if (significant.size() > kept) {
        exponent += static_cast<std::int32_t>(significant.size() - kept);
        const std::string_view rest = std::string_view{significant}.substr(kept);
        const bool above = rest[0] > '5' || (rest[0] == '5' && rest.find_first_not_of('0', 1) != rest.npos);
        if (above || (rest[0] == '5' && coefficient % 2 != 0)) ++coefficient;
        if (coefficient % 10 == 0) {
            coefficient /= 10;  // the rounding may have made one digit more
            ++exponent;
        }
    }
    return Decimal::scaled(negative ? -coefficient : coefficient, exponent);
}

Value power_of(const Decimal& base, const Decimal& exponent) {
    const auto maybe = [](std::optional<Decimal> d) { return d ? Value{*d} : Value{}; };
    if (const auto n = exponent.to_int64(); n && *n > -1'000'000 && *n < 1'000'000) {
        Decimal result = 1, square = base;
        for (std::int64_t e = *n < 0 ? -*n : *n; e != 0; e /= 2) {
            if (e % 2 != 0) {
                const auto product = Decimal::multiply(result, square);
                if (!product) return {};
                result = *product;
            }
            if (e > 1) {
                const auto squared = Decimal::multiply(square, square);
                if (!squared) return {};
                square = *squared;
            }
        }
        return *n < 0 ? maybe(Decimal::divide(1, result)) : Value{result};
    }
    if (exponent == Decimal::scaled(5, -1)) return maybe(root(base));
    const auto ln = logarithm(base);
    const auto product = ln ? Decimal::multiply(*ln, exponent) : std::nullopt;
    return product ? maybe(exponential(*product)) : Value{};
}

Value square_root(const Decimal& n) {
    const auto r = root(n);
    return r ? Value{*r} : Value{};
}
Value natural_exponential(const Decimal& n) {
    const auto r = exponential(n);
    return r ? Value{*r} : Value{};
}
Value natural_logarithm(const Decimal& n) {
    const auto r = logarithm(n);
    return r ? Value{*r} : Value{};
}

}  // namespace atranka::feel
