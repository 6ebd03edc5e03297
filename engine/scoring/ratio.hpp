#pragma once
// An exact fraction, because a mean of three is no decimal: 1/3 + 1/3 + 1/3 must be 1, and two equal totals a
// tie.
// Shape:  numerator / denominator in lowest terms, denominator positive; both below 10^34.
// Errors: a decimal with more than 18 digits on either side of its point, a division by zero, and a result
//         that is too large are broken invariants: rubric_faults keeps rubrics within what a million scores
//         can add up to.
// Rounding happens in `decimal` alone, to 34 digits half-even. It maps equal fractions to equal decimals, and
// different ones to different decimals while denominators are below 10^16; so a decimal total ranks as its
// fraction.

#include "engine/kernel/decimal.hpp"

namespace atranka::scoring {

class Ratio {
public:
    constexpr Ratio() = default;
    constexpr Ratio(int whole) : numerator_{whole} {}
    static Ratio of(const Decimal& value);
    static Ratio of(__int128 numerator, __int128 denominator);

    constexpr __int128 numerator() const { return numerator_; }
    constexpr __int128 denominator() const { return denominator_; }
    Decimal decimal() const;
    bool is_integer() const { return denominator_ == 1; }
    __int128 floor() const;

    friend Ratio operator+(const Ratio& a, const Ratio& b);
    friend Ratio operator-(const Ratio& a, const Ratio& b) { return a + of(-b.numerator_, b.denominator_); }
    friend Ratio operator*(const Ratio& a, const Ratio& b);
    friend Ratio operator/(const Ratio& a, const Ratio& b);
    Ratio& operator+=(const Ratio& b) { return *this = *this + b; }
    friend std::strong_ordering operator<=>(const Ratio& a, const Ratio& b);
    friend constexpr bool operator==(const Ratio&, const Ratio&) = default;

private:
    __int128 numerator_ = 0, denominator_ = 1;
};

}  // namespace atranka::scoring
