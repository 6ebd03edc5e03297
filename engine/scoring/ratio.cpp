#include "engine/scoring/ratio.hpp"

#include "engine/kernel/invariant.hpp"

namespace atranka::scoring {

namespace {

constexpr __int128 power_of_ten(int n) {
    __int128 p = 1;
    for (int i = 0; i < n; ++i) p *= 10;
    return p;
}
constexpr __int128 limit = power_of_ten(34);  // what a Decimal holds exactly

__int128 magnitude(__int128 n) { return n < 0 ? -n : n; }

__int128 greatest_common_divisor(__int128 a, __int128 b) {
    while (b != 0) {
        const __int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

__int128 product(__int128 a, __int128 b) {
    __int128 result = 0;
    invariant(!__builtin_mul_overflow(a, b, &result), "fractions of scores stay within 128 bits");
    return result;
}

__int128 floor_of(__int128 a, __int128 b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

Ratio Ratio::of(__int128 numerator, __int128 denominator) {
    invariant(denominator != 0, "no fraction divides by zero");
    const __int128 divisor = greatest_common_divisor(magnitude(numerator), magnitude(denominator));
    Ratio r;
    r.numerator_ = numerator / (denominator < 0 ? -divisor : divisor);
    r.denominator_ = magnitude(denominator) / divisor;
    invariant(magnitude(r.numerator_) < limit && r.denominator_ < limit,
              "fractions of scores stay within 34 digits");
    return r;
}

Ratio Ratio::of(const Decimal& value) {
    const Decimal shortest = value.normalised();
    invariant(shortest.exponent() >= -18 && shortest.exponent() <= 18 &&
                  magnitude(shortest.coefficient()) < power_of_ten(18),
              "a score has at most 18 digits");
    if (shortest.exponent() >= 0)
        return of(product(shortest.coefficient(), power_of_ten(shortest.exponent())), 1);
    return of(shortest.coefficient(), power_of_ten(-shortest.exponent()));
}

Decimal Ratio::decimal() const {
    return *Decimal::divide(Decimal::scaled(numerator_, 0), Decimal::scaled(denominator_, 0));
}

__int128 Ratio::floor() const { return floor_of(numerator_, denominator_); }

Ratio operator+(const Ratio& a, const Ratio& b) {
    const __int128 divisor = greatest_common_divisor(a.denominator_, b.denominator_);
    __int128 sum = 0;
    invariant(!__builtin_add_overflow(product(a.numerator_, b.denominator_ / divisor),
                                      product(b.numerator_, a.denominator_ / divisor), &sum),
              "fractions of scores stay within 128 bits");
    return Ratio::of(sum, product(a.denominator_ / divisor, b.denominator_));
}

Ratio operator*(const Ratio& a, const Ratio& b) {
    // Reduced crosswise first, so that only a result which is too large is too large.
    const Ratio x = Ratio::of(a.numerator_, b.denominator_), y = Ratio::of(b.numerator_, a.denominator_);
    return Ratio::of(product(x.numerator_, y.numerator_), product(x.denominator_, y.denominator_));
}

Ratio operator/(const Ratio& a, const Ratio& b) { return a * Ratio::of(b.denominator_, b.numerator_); }

std::strong_ordering operator<=>(const Ratio& a, const Ratio& b) {
    __int128 left = 0, right = 0;
    if (!__builtin_mul_overflow(a.numerator_, b.denominator_, &left) &&
        !__builtin_mul_overflow(b.numerator_, a.denominator_, &right))
        return left <=> right;
    // Whole parts first; of equal ones the larger rest has the smaller reciprocal.
    const __int128 whole = a.floor();
    if (whole != b.floor()) return whole <=> b.floor();
    const __int128 rest_a = a.numerator_ - whole * a.denominator_,
                   rest_b = b.numerator_ - whole * b.denominator_;
    if (rest_a == 0 || rest_b == 0) return rest_a <=> rest_b;
    return Ratio::of(b.denominator_, rest_b) <=> Ratio::of(a.denominator_, rest_a);
}

}  // namespace atranka::scoring
