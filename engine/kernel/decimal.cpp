#include "engine/kernel/decimal.hpp"

#include "engine/kernel/invariant.hpp"

#include <array>
#include <boost/multiprecision/cpp_int.hpp>

namespace atranka::inline kernel {

namespace {

using Small = __int128;
using Wide = boost::multiprecision::int512_t;

constexpr int max_digits = 34;  // IEEE 754-2008 decimal128
constexpr std::int32_t max_exponent = 6144;

constexpr Small power_of_ten(int n) {
    Small p = 1;
    for (int i = 0; i < n; ++i) p *= 10;
    return p;
}
constexpr Small limit = power_of_ten(max_digits);

Wide wide_power(int n) {
    static const auto powers = [] {
        std::array<Wide, 140> table;
        table[0] = 1;
        for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
        return table;
    }();
    return powers[static_cast<std::size_t>(n)];
}

Small narrow(const Wide& w) {
    const bool negative = w < 0;
    const Wide magnitude = negative ? Wide{-w} : w;
    const auto low =
        static_cast<unsigned __int128>(static_cast<std::uint64_t>(magnitude & 0xFFFFFFFFFFFFFFFFULL));
    const auto high =
        static_cast<unsigned __int128>(static_cast<std::uint64_t>((magnitude >> 64) & 0xFFFFFFFFFFFFFFFFULL));
    const auto value = static_cast<Small>((high << 64) | low);
    return negative ? -value : value;
}

Wide widen(Small s) {
    const bool negative = s < 0;
    const auto magnitude = negative ? -static_cast<unsigned __int128>(s) : static_cast<unsigned __int128>(s);
    Wide w = static_cast<std::uint64_t>(magnitude >> 64);
    w <<= 64;
    w += static_cast<std::uint64_t>(magnitude);
    return negative ? Wide{-w} : w;
}

// Whether a quotient that was cut off at `last` (the digit kept) is raised by one in magnitude.
// `half`: the remainder compared with half the divisor (-1, 0, 1); `rest`: there is any remainder.
bool raises(Rounding rounding, bool negative, bool last_is_odd, int half, bool rest) {
    switch (rounding) {
        case Rounding::half_even: return half > 0 || (half == 0 && last_is_odd);
        case Rounding::half_up: return half >= 0;
        case Rounding::half_down: return half > 0;
        case Rounding::up: return rest;
        case Rounding::down: return false;
        case Rounding::floor: return rest && negative;
        case Rounding::ceiling: return rest && !negative;
    }
    return false;
}

template <class Int>
Int divided(const Int& value, const Int& divisor, Rounding rounding) {
    const bool negative = value < 0;
    const Int magnitude = negative ? Int(-value) : value;
    Int quotient = magnitude / divisor;
    const Int rest = magnitude - quotient * divisor;
    if (rest != 0) {
        const Int twice = divisor - rest;  // compares rest with its complement: no overflow from doubling
        const int half = rest > twice ? 1 : rest == twice ? 0 : -1;
        if (raises(rounding, negative, quotient % 2 != 0, half, true)) quotient += 1;
    }
    return negative ? Int(-quotient) : quotient;
}

int digits_of(const Wide& value) {
    const Wide magnitude = value < 0 ? Wide{-value} : value;
    int n = 0;
    while (n < 139 && magnitude >= wide_power(n)) ++n;
    return n;
}

// Rounds to 34 digits; nullopt where the exponent leaves its range.
std::optional<Decimal> fitted(Wide coefficient, std::int32_t exponent) {
    for (int digits = digits_of(coefficient); digits > max_digits; digits = digits_of(coefficient)) {
        const int excess = digits - max_digits;
        coefficient = divided<Wide>(coefficient, wide_power(excess), Rounding::half_even);
        exponent += excess;
    }
    if (exponent > max_exponent || exponent < -max_exponent - max_digits) return std::nullopt;
    return Decimal::scaled(narrow(coefficient), exponent);
}

bool is_within(Small value) { return value < limit && value > -limit; }

// value × 10^shift where it stays within 34 digits.
std::optional<Small> shifted(Small value, int shift) {
    if (shift > max_digits) return value == 0 ? std::optional<Small>{0} : std::nullopt;
    for (; shift > 0; --shift) {
        if (value > limit / 10 || value < -limit / 10) return std::nullopt;
        value *= 10;
    }
    return value;
}

std::optional<Decimal> sum(const Decimal& a, const Decimal& b, bool minus) {
    const Small bc = minus ? -b.coefficient() : b.coefficient();
    const std::int32_t exponent = std::min(a.exponent(), b.exponent());
    const auto x = shifted(a.coefficient(), a.exponent() - exponent);
    const auto y = shifted(bc, b.exponent() - exponent);
    if (x && y) {
        const Small total = *x + *y;
        if (is_within(total)) return Decimal::scaled(total, exponent);
        return fitted(widen(total), exponent);
    }
    // Far apart: beyond 70 digits the smaller one only decides the rounding, which half-even does not see.
    const Decimal& big = a.exponent() > b.exponent() ? a : b;
    const std::int32_t distance = std::abs(a.exponent() - b.exponent());
    const Small big_c = &big == &a ? a.coefficient() : bc;
    const Small small_c = &big == &a ? bc : a.coefficient();
    if (distance > 70) {
        if (big_c == 0) return Decimal::scaled(small_c, exponent);
        return fitted(widen(big_c) * wide_power(70) + (small_c > 0   ? 1
                                                       : small_c < 0 ? -1
                                                                     : 0),
                      big.exponent() - 70);
    }
    return fitted(widen(big_c) * wide_power(distance) + widen(small_c), exponent);
}

// Long division in machine words, for numbers as they are written by people; nullopt leaves it to the wide
// one, whose results are the same.
std::optional<Decimal> short_quotient(const Decimal& a, const Decimal& b) {
    constexpr Small bound = power_of_ten(18);  // ten times a remainder stays within 64 bits
    const auto size = [](Small n) { return n < 0 ? -n : n; };
    std::int32_t exponent = a.exponent() - b.exponent();
    if (size(a.coefficient()) >= bound || size(b.coefficient()) >= bound || exponent > 0 ||
        exponent < -max_digits)
        return std::nullopt;
    const auto dividend = static_cast<std::uint64_t>(size(a.coefficient()));
    const auto divisor = static_cast<std::uint64_t>(size(b.coefficient()));
    Small quotient = dividend / divisor;
    std::uint64_t rest = dividend % divisor;
    for (; rest != 0 && quotient < limit / 10; --exponent) {
        quotient = quotient * 10 + rest * 10 / divisor;
        rest = rest * 10 % divisor;
    }
    const bool is_odd = quotient % 2 != 0;
    if (rest > divisor - rest || (rest == divisor - rest && is_odd)) ++quotient;
    if (quotient == limit) {
        quotient /= 10;
        ++exponent;
    }
    return Decimal::scaled((a.sign() < 0) == (b.sign() < 0) ? quotient : -quotient, exponent);
}

Decimal must(std::optional<Decimal> d) {
    invariant(d.has_value(), "amounts and scores stay within the range of decimals");
    return *d;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    std::string_view rest = negative ? text.substr(1) : text;
    Small coefficient = 0;
    std::int32_t exponent = 0;
    bool point = false, digit_before = false, digit_after = false;
    for (const char c : rest) {
        if (c == '.' && !point && digit_before) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        (point ? digit_after : digit_before) = true;
        if (coefficient > limit / 10 - 1) {
            // Beyond 34 digits only zeros after the point are exact.
            if (c != '0' || !point) return std::nullopt;
            continue;
        }
        coefficient = coefficient * 10 + (c - '0');
        if (point) --exponent;
    }
    if (!digit_before || (point && !digit_after)) return std::nullopt;
    return scaled(negative ? -coefficient : coefficient, exponent);
}

std::string Decimal::text() const {
    Small magnitude = coefficient_ < 0 ? -coefficient_ : coefficient_;
    std::string digits;
    do {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
        magnitude /= 10;
    } while (magnitude != 0);
    if (exponent_ > 0 && coefficient_ != 0) digits.append(static_cast<std::size_t>(exponent_), '0');
    if (exponent_ < 0) {
        const auto places = static_cast<std::size_t>(-exponent_);
        if (digits.size() <= places) digits.insert(0, places - digits.size() + 1, '0');
        digits.insert(digits.size() - places, 1, '.');
    }
    return coefficient_ < 0 ? "-" + digits : digits;
}

bool Decimal::is_integer() const {
    if (exponent_ >= 0 || coefficient_ == 0) return true;
    if (exponent_ < -max_digits) return false;
    return coefficient_ % power_of_ten(-exponent_) == 0;
}

std::optional<std::int64_t> Decimal::to_int64() const {
    if (!is_integer()) return std::nullopt;
    const Decimal whole = normalised();
    const auto value = shifted(whole.coefficient_, whole.exponent_);
    if (!value || *value > INT64_MAX || *value < INT64_MIN) return std::nullopt;
    return static_cast<std::int64_t>(*value);
}

Decimal Decimal::rounded(int scale, Rounding rounding) const {
    if (-exponent_ <= scale) {
        const auto value = shifted(coefficient_, exponent_ + scale);
        return value ? scaled(*value, -scale) : *this;
    }
    const int excess = -exponent_ - scale;
    if (excess > max_digits + 1) {
        const bool up = coefficient_ != 0 && raises(rounding, coefficient_ < 0, false, -1, true);
        return scaled(up ? (coefficient_ < 0 ? -1 : 1) : 0, -scale);
    }
    return scaled(divided<Small>(coefficient_, power_of_ten(excess), rounding), -scale);
}

Decimal Decimal::normalised() const {
    Decimal d = *this;
    if (d.coefficient_ == 0) return {};
    while (d.coefficient_ % 10 == 0) {
        d.coefficient_ /= 10;
        ++d.exponent_;
    }
    return d;
}

std::optional<Decimal> Decimal::add(const Decimal& a, const Decimal& b) { return sum(a, b, false); }
std::optional<Decimal> Decimal::subtract(const Decimal& a, const Decimal& b) { return sum(a, b, true); }

std::optional<Decimal> Decimal::multiply(const Decimal& a, const Decimal& b) {
    const std::int32_t exponent = a.exponent_ + b.exponent_;
    Small product = 0;
    if (!__builtin_mul_overflow(a.coefficient_, b.coefficient_, &product) && is_within(product) &&
        exponent > -max_exponent && exponent < max_exponent)
        return scaled(product, exponent);
    return fitted(widen(a.coefficient_) * widen(b.coefficient_), exponent);
}

std::optional<Decimal> Decimal::divide(const Decimal& a, const Decimal& b) {
    if (b.coefficient_ == 0) return std::nullopt;
    if (a.coefficient_ == 0) return Decimal{};
    if (const auto quotient = short_quotient(a, b)) return quotient;
    // Enough digits for 34 and one that says whether something follows.
    const int shift = 2 * max_digits + 2;
    const Wide dividend = widen(a.coefficient_) * wide_power(shift);
    const Wide divisor = widen(b.coefficient_);
    Wide quotient = dividend / divisor;
    const bool exact = quotient * divisor == dividend;
    std::int32_t exponent = a.exponent_ - b.exponent_ - shift;
    if (!exact) {
        quotient = quotient * 10 + ((dividend < 0) == (divisor < 0) ? 1 : -1);
        exponent -= 1;
        return fitted(quotient, exponent);
    }
    // An exact quotient is written as short as it can be, but not shorter than the dividend's scale.
    const std::int32_t preferred = std::min(a.exponent_ - b.exponent_, 0);
    while (exponent < preferred && quotient % 10 == 0) {
        quotient /= 10;
        ++exponent;
    }
    return fitted(quotient, exponent);
}

Decimal operator+(const Decimal& a, const Decimal& b) { return must(Decimal::add(a, b)); }
Decimal operator-(const Decimal& a, const Decimal& b) { return must(Decimal::subtract(a, b)); }
Decimal operator*(const Decimal& a, const Decimal& b) { return must(Decimal::multiply(a, b)); }

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    if (a.exponent_ == b.exponent_) return a.coefficient_ <=> b.coefficient_;
    if (a.sign() != b.sign()) return a.sign() <=> b.sign();
    const std::int32_t exponent = std::min(a.exponent_, b.exponent_);
    const auto x = shifted(a.coefficient_, a.exponent_ - exponent);
    const auto y = shifted(b.coefficient_, b.exponent_ - exponent);
    if (x && y) return *x <=> *y;
    // One of them has more digits before the last place of the other than 34.
    if (x) return b.sign() > 0 ? std::strong_ordering::less : std::strong_ordering::greater;
    return a.sign() > 0 ? std::strong_ordering::greater : std::strong_ordering::less;
}

}  // namespace atranka::inline kernel
