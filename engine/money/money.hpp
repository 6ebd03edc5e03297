#pragma once
// An amount of money, exact to the minor unit.
// Shape:  a whole number of minor units (cents) in 128 bits, and its currency; recorded as "25000.00 EUR".
// Units:  `minor` counts cents where the currency has cents; `text` and `decimal` are in whole euros.
// Errors: parse takes -?digits(.digits)? with no more decimals than the currency has, and below 10^18; all
//         else is amount_must_be_exact: 1e3, NaN, +5, "25,000", " 5", 0.001 EUR. What was so bounded on entry
//         can be summed 10^14 times; beyond, and for two currencies in one sum, the invariant is broken and
//         the process ends.
// Source: ISO 4217; DESIGN.md §5.

#include "engine/kernel/codec.hpp"
#include "engine/kernel/decimal.hpp"
#include "engine/kernel/rejection.hpp"
#include "engine/money/currency.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace atranka::money {

class Money {
public:
    constexpr Money() = default;
    static Money of_minor(__int128 minor, Currency currency);

    static Result<Money> parse(std::string_view text, Currency currency);
    // A value that a rule computed: refused like text unless it is exact in the currency.
    static Result<Money> exact(const Decimal& value, Currency currency);
    static Money rounded(const Decimal& value, Currency currency, Rounding rounding);

    constexpr __int128 minor() const { return minor_; }
    constexpr Currency currency() const { return currency_; }
    Decimal decimal() const { return Decimal::scaled(minor_, -currency_.decimals()); }
    std::string text() const { return decimal().text(); }  // "25000.00"
    constexpr bool is_negative() const { return minor_ < 0; }
    constexpr bool is_zero() const { return minor_ == 0; }

    friend Money operator+(const Money& a, const Money& b);
    friend Money operator-(const Money& a, const Money& b);
    Money operator-() const { return of_minor(-minor_, currency_); }
    Money& operator+=(const Money& b) { return *this = *this + b; }
    Money& operator-=(const Money& b) { return *this = *this - b; }
    friend std::strong_ordering operator<=>(const Money& a, const Money& b);
    friend bool operator==(const Money& a, const Money& b) = default;

private:
    __int128 minor_ = 0;
    Currency currency_;
};

// `whole` split in proportion to the weights, to the cent and without a remainder: each share is floored, and
// the cents left over go to the largest fractions, of equal ones to the earlier. No weight is negative, one
// is positive.
std::vector<Money> split(const Money& whole, const std::vector<Money>& weights);

}  // namespace atranka::money

template <>
struct atranka::kernel::Codec<atranka::money::Money> {
    static Value encode(const money::Money& m) { return m.text() + ' ' + std::string{m.currency().code()}; }
    static std::optional<money::Money> decode(const Value& v);
};
