#pragma once
// Exact decimal arithmetic for money, scores and FEEL.
// Shape:  coefficient × 10^exponent; the coefficient has at most 34 digits; results are rounded half-even to
//         34 digits. Equality and order are by value: 1.0 == 1.00. The exponent (the written scale) is kept:
//         1.10 prints "1.10".
// Errors: parse refuses anything but  -?digits(.digits)?  (no sign +, exponent, blank, comma, NaN);
//         division by zero and a result beyond 10^6144 return nullopt.
// Source: DMN 1.5 §10.3.2.3.1 (IEEE 754-2008 decimal128).

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atranka::inline kernel {

enum class Rounding { half_even, half_up, half_down, up, down, floor, ceiling };

class Decimal {
public:
    constexpr Decimal() = default;
    constexpr Decimal(int n) : coefficient_{n} {}
    constexpr Decimal(std::int64_t n) : coefficient_{n} {}
    // coefficient × 10^exponent, |coefficient| < 10^34
    static constexpr Decimal scaled(__int128 coefficient, std::int32_t exponent) {
        Decimal d;
        d.coefficient_ = coefficient;
        d.exponent_ = exponent;
        return d;
    }

    static std::optional<Decimal> parse(std::string_view text);
    std::string text() const;  // plain notation, never an exponent; "-0" is "0"

    constexpr __int128 coefficient() const { return coefficient_; }
    constexpr std::int32_t exponent() const { return exponent_; }
    // digits after the point as written
    constexpr int scale() const { return exponent_ < 0 ? -exponent_ : 0; }
    bool is_integer() const;
    std::optional<std::int64_t> to_int64() const;  // only an integer in range
    constexpr int sign() const { return coefficient_ > 0 ? 1 : coefficient_ < 0 ? -1 : 0; }

    // The nearest value with `scale` digits after the point (negative: tens, hundreds, …).
    Decimal rounded(int scale, Rounding rounding) const;
    Decimal normalised() const;  // without trailing zeros
    Decimal operator-() const { return scaled(-coefficient_, exponent_); }

    // Exact or rounded half-even to 34 digits; an overflow of the exponent is a broken invariant here and
    // aborts: amounts and scores are bounded on entry. FEEL uses the checked forms below.
    friend Decimal operator+(const Decimal& a, const Decimal& b);
    friend Decimal operator-(const Decimal& a, const Decimal& b);
    friend Decimal operator*(const Decimal& a, const Decimal& b);
    Decimal& operator+=(const Decimal& b) { return *this = *this + b; }
    Decimal& operator-=(const Decimal& b) { return *this = *this - b; }

    static std::optional<Decimal> add(const Decimal& a, const Decimal& b);
    static std::optional<Decimal> subtract(const Decimal& a, const Decimal& b);
    static std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
    static std::optional<Decimal> divide(const Decimal& a, const Decimal& b);

    friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
    friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

private:
    __int128 coefficient_ = 0;
    std::int32_t exponent_ = 0;
};

}  // namespace atranka::inline kernel
