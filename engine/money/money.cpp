#include "engine/money/money.hpp"

#include "engine/kernel/invariant.hpp"

#include <algorithm>
#include <numeric>

namespace atranka::money {

namespace {

constexpr __int128 power_of_ten(int n) {
    __int128 p = 1;
    for (int i = 0; i < n; ++i) p *= 10;
    return p;
}

constexpr __int128 minor_limit = power_of_ten(34);  // what a Decimal holds exactly
constexpr __int128 entry_limit = power_of_ten(18);  // in whole units: no budget on earth is near it

void must_match(const Money& a, const Money& b) {
    invariant(a.currency() == b.currency(), "amounts that are added or compared are of one currency");
}

}  // namespace

Money Money::of_minor(__int128 minor, Currency currency) {
    invariant(minor > -minor_limit && minor < minor_limit, "an amount has at most 34 digits");
    Money m;
    m.minor_ = minor;
    m.currency_ = currency;
    return m;
}

Result<Money> Money::exact(const Decimal& value, Currency currency) {
    const Decimal cents = value.rounded(currency.decimals(), Rounding::down);
    if (cents != value)
        return refuse(Rule::amount_must_be_exact,
                      value.text() + " has more decimals than an amount in " + std::string{currency.code()});
    const Decimal bound = Decimal::scaled(entry_limit, 0);
    if (value >= bound || value <= -bound)
        return refuse(Rule::amount_must_be_exact, value.text() + " is not below " + bound.text());
    return rounded(value, currency, Rounding::down);
}

Result<Money> Money::parse(std::string_view text, Currency currency) {
    const auto value = Decimal::parse(text);
    if (!value)
        return refuse(Rule::amount_must_be_exact,
                      "\"" + std::string{text} + "\" is not an amount such as 25000.00");
    return exact(*value, currency);
}

Money Money::rounded(const Decimal& value, Currency currency, Rounding rounding) {
    const Decimal cents = value.rounded(currency.decimals(), rounding);
    invariant(cents.exponent() == -currency.decimals(), "an amount has at most 34 digits");
    return of_minor(cents.coefficient(), currency);
}

Money operator+(const Money& a, const Money& b) {
    must_match(a, b);
    return Money::of_minor(a.minor_ + b.minor_, a.currency_);
}
Money operator-(const Money& a, const Money& b) {
    must_match(a, b);
    return Money::of_minor(a.minor_ - b.minor_, a.currency_);
}
std::strong_ordering operator<=>(const Money& a, const Money& b) {
    must_match(a, b);
    return a.minor_ <=> b.minor_;
}

std::vector<Money> split(const Money& whole, const std::vector<Money>& weights) {
    // 128 bits hold cents × cents only below this: 10^17 euros each, more than a call ever pays.
    constexpr __int128 bound = power_of_ten(19);
    __int128 total = 0;
    for (const Money& weight : weights) {
        invariant(!weight.is_negative(), "no share has a negative weight");
        total += weight.minor();
    }
    invariant(total > 0 && total < bound, "shares have a weight, below 10^17");
    invariant(!whole.is_negative() && whole.minor() < bound, "what is split is no debt, and below 10^17");

    std::vector<__int128> shares, fractions;
    __int128 left = whole.minor();
    for (const Money& weight : weights) {
        const __int128 product = whole.minor() * weight.minor();
        shares.push_back(product / total);
        fractions.push_back(product % total);
        left -= shares.back();
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return fractions[a] > fractions[b]; });
    for (std::size_t i = 0; left > 0; ++i, --left) ++shares[order[i]];

    std::vector<Money> result;
    for (const __int128 share : shares) result.push_back(Money::of_minor(share, whole.currency()));
    return result;
}

}  // namespace atranka::money

std::optional<atranka::money::Money> atranka::kernel::Codec<atranka::money::Money>::decode(const Value& v) {
    if (!v.is_text()) return std::nullopt;
    const std::string& text = v.as_text();
    const auto blank = text.find(' ');
    if (blank == std::string::npos) return std::nullopt;
    const auto currency = money::Currency::of(std::string_view{text}.substr(blank + 1));
    if (!currency) return std::nullopt;
    // Totals may exceed what a person may enter, so the limit of `parse` does not apply.
    const auto value = Decimal::parse(std::string_view{text}.substr(0, blank));
    if (!value || value->scale() != currency->decimals()) return std::nullopt;
    return money::Money::of_minor(value->coefficient(), *currency);
}
