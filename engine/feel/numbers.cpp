#include "engine/feel/effort.hpp"
#include "engine/feel/node.hpp"

#include <algorithm>

namespace atranka::feel {

// The range of decimals, and roots, exponentials and logarithms, in whole numbers, so that every machine
// finds the same digits. What has no end is worked out to some fifty digits and then rounded once, to 34.
// Source: IEEE 754-2008 §3.5 (decimal128), §7.4-5 (overflow, underflow); Taylor's series after reduction of
// the argument; D. Knuth, The Art of Computer Programming, volume 2, §4.3.1.

namespace {

constexpr int digits_max = 34;
constexpr std::int64_t exponent_min = -6176, adjusted_max = 6144;

// A whole number of any size, in digits of base 10^9, the lowest first and the highest not zero.
class Natural {
public:
    static constexpr std::uint64_t base = 1'000'000'000;
    static constexpr int base_digits = 9;

    Natural() = default;
    explicit Natural(unsigned __int128 n) {
        for (; n != 0; n /= base) limbs_.push_back(static_cast<std::uint32_t>(n % base));
    }
    static Natural magnitude_of(const Decimal& d) {
        const __int128 c = d.coefficient();
        return Natural{static_cast<unsigned __int128>(c < 0 ? -c : c)};
    }
    static Natural power_of_ten(std::size_t n) {
        Natural p;
        p.limbs_.assign(n / base_digits, 0);
        std::uint32_t top = 1;
        for (std::size_t i = 0; i < n % base_digits; ++i) top *= 10;
        p.limbs_.push_back(top);
        return p;
    }

    bool is_zero() const { return limbs_.empty(); }
    bool is_odd() const { return !limbs_.empty() && limbs_[0] % 2 != 0; }
    std::size_t digits() const {
        if (limbs_.empty()) return 0;
        std::size_t n = (limbs_.size() - 1) * base_digits;
        for (std::uint32_t top = limbs_.back(); top != 0; top /= 10) ++n;
        return n;
    }
    __int128 narrow() const {  // below 10^38
        unsigned __int128 n = 0;
        for (std::size_t i = limbs_.size(); i-- > 0;) n = n * base + limbs_[i];
        return static_cast<__int128>(n);
    }
    friend std::strong_ordering operator<=>(const Natural& a, const Natural& b) {
        if (a.limbs_.size() != b.limbs_.size()) return a.limbs_.size() <=> b.limbs_.size();
        for (std::size_t i = a.limbs_.size(); i-- > 0;)
            if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] <=> b.limbs_[i];
        return std::strong_ordering::equal;
    }
    friend bool operator==(const Natural& a, const Natural& b) = default;

    friend Natural operator+(const Natural& a, const Natural& b) {
        Natural sum;
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < std::max(a.limbs_.size(), b.limbs_.size()) || carry != 0; ++i) {
            carry += a.at(i) + b.at(i);
            sum.limbs_.push_back(static_cast<std::uint32_t>(carry % base));
            carry /= base;
        }
        return sum;
    }
    // a is not below b.
    friend Natural operator-(const Natural& a, const Natural& b) {
        Natural rest = a;
        std::uint64_t borrow = 0;
        for (std::size_t i = 0; i < rest.limbs_.size(); ++i) {
            const std::uint64_t take = b.at(i) + borrow;
            borrow = rest.limbs_[i] < take ? 1 : 0;
            rest.limbs_[i] = static_cast<std::uint32_t>(rest.limbs_[i] + borrow * base - take);
        }
        return rest.trimmed();
    }
    friend Natural operator*(const Natural& a, const Natural& b) {
        Natural product;
        product.limbs_.assign(a.limbs_.size() + b.limbs_.size(), 0);
        for (std::size_t i = 0; i < a.limbs_.size(); ++i) {
            std::uint64_t carry = 0;
            for (std::size_t k = 0; k < b.limbs_.size() || carry != 0; ++k) {
                carry += product.limbs_[i + k] + std::uint64_t{a.limbs_[i]} * b.at(k);
                product.limbs_[i + k] = static_cast<std::uint32_t>(carry % base);
                carry /= base;
            }
        }
        return product.trimmed();
    }
    // Quotient and rest; b is not zero.
    friend std::pair<Natural, Natural> divided(const Natural& a, const Natural& b) {
        if (a < b) return {{}, a};
        if (b.limbs_.size() == 1) {
            Natural quotient = a;
            std::uint64_t rest = 0;
            for (std::size_t i = a.limbs_.size(); i-- > 0;) {
                rest = rest * base + a.limbs_[i];
                quotient.limbs_[i] = static_cast<std::uint32_t>(rest / b.limbs_[0]);
                rest %= b.limbs_[0];
            }
            return {quotient.trimmed(), Natural{rest}};
        }
        // Both are scaled so that the divisor's highest digit is at least half the base.
        const Natural scale{base / (std::uint64_t{b.limbs_.back()} + 1)};
        Natural rest = a * scale;
        const Natural divisor = b * scale;
        const std::size_t n = divisor.limbs_.size();
        rest.limbs_.resize(std::max(rest.limbs_.size(), a.limbs_.size()) + 1, 0);
        const std::size_t places = rest.limbs_.size() - n;
        Natural quotient;
        quotient.limbs_.assign(places, 0);
        for (std::size_t j = places; j-- > 0;) {
            const std::uint64_t top = rest.limbs_[j + n] * base + rest.limbs_[j + n - 1];
            std::uint64_t guess = std::min(top / divisor.limbs_[n - 1], base - 1);
            std::uint64_t left = top - guess * divisor.limbs_[n - 1];
            while (left < base && guess * divisor.limbs_[n - 2] > left * base + rest.limbs_[j + n - 2]) {
                --guess;
                left += divisor.limbs_[n - 1];
            }
            std::int64_t borrow = 0;
            std::uint64_t carry = 0;
            for (std::size_t i = 0; i <= n; ++i) {
                carry += guess * divisor.at(i);
                const std::int64_t digit = static_cast<std::int64_t>(rest.limbs_[j + i]) - borrow -
                                           static_cast<std::int64_t>(carry % base);
                carry /= base;
                borrow = digit < 0 ? 1 : 0;
                rest.limbs_[j + i] = static_cast<std::uint32_t>(digit + borrow * std::int64_t{base});
            }
            if (borrow != 0) {
                --guess;
                std::uint64_t over = 0;
                for (std::size_t i = 0; i <= n; ++i) {
                    over += rest.limbs_[j + i] + divisor.at(i);
                    rest.limbs_[j + i] = static_cast<std::uint32_t>(over % base);
                    over /= base;
                }
            }
            quotient.limbs_[j] = static_cast<std::uint32_t>(guess);
        }
        return {quotient.trimmed(), divided(rest.trimmed(), scale).first};
    }
    Natural raised(std::size_t places) const { return *this * power_of_ten(places); }
    // Without the lowest places, and whether anything but zeros was there.
    std::pair<Natural, bool> lowered(std::size_t places) const {
        auto [quotient, rest] = divided(*this, power_of_ten(places));
        return {std::move(quotient), !rest.is_zero()};
    }
    // Without its lowest digits of base 10^9.
    Natural without_limbs(std::size_t count) const {
        Natural high;
        if (count < limbs_.size())
            high.limbs_.assign(limbs_.begin() + static_cast<std::ptrdiff_t>(count), limbs_.end());
        return high;
    }
    // The whole root, and whether there is a rest.
    std::pair<Natural, bool> root() const {
        if (is_zero()) return {{}, false};
        Natural x = power_of_ten((digits() + 1) / 2);
        for (;;) {  // Newton's iteration from above falls until it is there
            Natural next = divided(x + divided(*this, x).first, Natural{2}).first;
            if (next >= x) break;
            x = std::move(next);
        }
        return {x, x * x != *this};
    }

private:
    std::uint64_t at(std::size_t i) const { return i < limbs_.size() ? limbs_[i] : 0; }
    Natural& trimmed() {
        while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
        return *this;
    }
    std::vector<std::uint32_t> limbs_;
};

// n × 10^exponent, with something beyond its last digit where has_rest: rounded half-even to what a decimal
// holds; nullopt where it is too large.
std::optional<Decimal> decimal_of(bool negative, Natural n, std::int64_t exponent, bool has_rest) {
    if (n.is_zero() && !has_rest && exponent >= exponent_min && exponent <= 0)
        return Decimal::scaled(0, static_cast<std::int32_t>(exponent));
    if (has_rest) {  // one digit says so
        n = n.raised(1) + Natural{1};
        --exponent;
    }
    std::int64_t excess = std::max<std::int64_t>(static_cast<std::int64_t>(n.digits()) - digits_max, 0);
    excess = std::max(excess, exponent_min - exponent);
    if (excess > static_cast<std::int64_t>(n.digits())) {
        n = {};
    } else if (excess > 0) {
        const Natural unit = Natural::power_of_ten(static_cast<std::size_t>(excess));
        auto [quotient, rest] = divided(n, unit);
        const auto half = rest + rest <=> unit;
        if (half > 0 || (half == 0 && quotient.is_odd())) quotient = quotient + Natural{1};
        n = std::move(quotient);
        exponent += excess;
        if (n.digits() > digits_max) {
            n = n.lowered(1).first;
            ++exponent;
        }
    }
    if (n.is_zero()) return Decimal{0};
    if (static_cast<std::int64_t>(n.digits()) - 1 + exponent > adjusted_max) return std::nullopt;
    const __int128 coefficient = n.narrow();
    return Decimal::scaled(negative ? -coefficient : coefficient, static_cast<std::int32_t>(exponent));
}

// Fractions of 90 places: a product loses the lowest ten limbs of its digits.
constexpr std::size_t places = 90, place_limbs = places / Natural::base_digits;
// Of these so many are trusted; a result that is that near to a short one is that one.
constexpr std::size_t trusted = 48;

const Natural& one() {
    static const Natural n = Natural::power_of_ten(places);
    return n;
}
Natural times(const Natural& a, const Natural& b) { return (a * b).without_limbs(place_limbs); }
Natural over(const Natural& a, unsigned b) { return divided(a, Natural{b}).first; }

// artanh(z), z a fraction well below one.
Natural artanh(const Natural& z) {
    const Natural square = times(z, z);
    Natural power = z, total = z;
    for (unsigned i = 3; !power.is_zero(); i += 2) {
        power = times(power, square);
        total = total + over(power, i);
    }
    return total;
}
const Natural& ln_2() {
    static const Natural n = artanh(over(one(), 3)) * Natural{2};
    return n;
}
const Natural& ln_10() {  // 10 = 2^3 × 5/4
    static const Natural n = ln_2() * Natural{3} + artanh(over(one(), 9)) * Natural{2};
    return n;
}

struct Signed {
    bool negative = false;
    Natural n;
};
Signed operator+(const Signed& a, const Signed& b) {
    if (a.negative == b.negative) return {a.negative, a.n + b.n};
    return a.n < b.n ? Signed{b.negative, b.n - a.n} : Signed{a.negative, a.n - b.n};
}
Signed times(std::int64_t k, const Natural& n) {
    return {k < 0, n * Natural{static_cast<unsigned __int128>(k < 0 ? -k : k)}};
}

constexpr std::int64_t series_steps = 50;

// ln(n) of a positive number, as a fraction.
Signed logarithm(const Decimal& d) {
    spend(series_steps);
    const Natural c = Natural::magnitude_of(d);
    // n = m × 10^k × 2^j with m near one; where n itself is near one, k and j are zero.
    auto k = static_cast<std::int64_t>(c.digits()) + d.exponent();
    Natural m = c.raised(places - c.digits());
    const Natural half = over(one(), 2);
    if (m < half) {
        m = m * Natural{10};
        --k;
    }
    std::int64_t j = 0;
    for (; m > divided(one() * Natural{3}, Natural{2}).first; ++j) m = over(m, 2);
    for (; m < over(one() * Natural{3}, 4); --j) m = m * Natural{2};
    const bool below = m < one();
    const Natural gap = below ? one() - m : m - one();
    const Natural z = divided(gap * one(), m + one()).first;
    return Signed{below, artanh(z) * Natural{2}} + times(j, ln_2()) + times(k, ln_10());
}

// A result as a decimal: to the digits that are trusted, so that an exact one is met, and then to 34.
std::optional<Decimal> settled(const Natural& n, std::int64_t exponent) {
    if (n.is_zero()) return Decimal{0};
    if (n.digits() <= trusted) return decimal_of(false, n, exponent, false);
    const std::size_t excess = n.digits() - trusted;
    auto [kept, rest] = divided(n, Natural::power_of_ten(excess));
    if (rest + rest >= Natural::power_of_ten(excess)) kept = kept + Natural{1};
    const auto found = decimal_of(false, kept, exponent + static_cast<std::int64_t>(excess), false);
    if (!found) return found;
    // Zeros at its end say nothing here, but a whole number is written with all of its digits.
    Decimal d = *found;
    while (d.exponent() < 0 && d.coefficient() != 0 && d.coefficient() % 10 == 0)
        d = Decimal::scaled(d.coefficient() / 10, d.exponent() + 1);
    return d;
}

// e^x of a fraction of any size.
std::optional<Decimal> exponential(const Signed& x) {
    spend(series_steps);
    if (x.n > one() * Natural{20'000}) return x.negative ? std::optional{Decimal{0}} : std::nullopt;
    // x = k ln 10 + r with r from 0 to ln 10
    auto [quotient, r] = divided(x.n, ln_10());
    auto k = static_cast<std::int64_t>(quotient.narrow());
    if (x.negative) {
        k = -k - 1;
        r = ln_10() - r;
    }
    constexpr unsigned halvings = 8;
    r = over(r, 1U << halvings);
    Natural term = one(), total = one();
    for (unsigned i = 1; !term.is_zero(); ++i) {
        term = over(times(term, r), i);
        total = total + term;
    }
    for (unsigned i = 0; i < halvings; ++i) total = times(total, total);
    return settled(total, k - static_cast<std::int64_t>(places));
}

// n × 10^exponent as a fraction; nullopt where it is beyond all use.
std::optional<Natural> fraction(const Natural& n, std::int64_t exponent) {
    const std::int64_t shift = exponent + static_cast<std::int64_t>(places);
    if (shift < -400) return Natural{};
    if (shift >= 0)
        return shift > 400 ? std::nullopt : std::optional{n.raised(static_cast<std::size_t>(shift))};
    return n.lowered(static_cast<std::size_t>(-shift)).first;
}

// √(numerator / denominator × 10^exponent)
std::optional<Decimal> root_of(const Natural& numerator, const Natural& denominator, std::int64_t exponent) {
    if (numerator.is_zero()) return Decimal{0};
    // To some eighty digits, and an even exponent.
    constexpr std::int64_t wanted = 80;
    std::int64_t shift = std::max<std::int64_t>(wanted + static_cast<std::int64_t>(denominator.digits()) -
                                                    static_cast<std::int64_t>(numerator.digits()),
                                                0);
    if ((exponent - shift) % 2 != 0) ++shift;
    const auto [quotient, rest] = divided(numerator.raised(static_cast<std::size_t>(shift)), denominator);
    const auto [root, has_rest] = quotient.root();
    auto found = decimal_of(false, root, (exponent - shift) / 2, has_rest || !rest.is_zero());
    return found ? std::optional{found->normalised()} : found;
}

// base^n for a whole n, by squaring.
std::optional<Decimal> whole_power(const Decimal& base, std::int64_t n) {
    constexpr std::size_t kept = 72;
    constexpr std::int64_t far = 1'000'000;
    struct Part {
        Natural n;
        std::int64_t exponent = 0;
        Part times(const Part& other) const {
            Part product{n * other.n, exponent + other.exponent};
            if (product.n.digits() > 2 * kept) {
                const std::size_t excess = product.n.digits() - kept;
                product.n = product.n.lowered(excess).first;
                product.exponent += static_cast<std::int64_t>(excess);
            }
            return product;
        }
        std::int64_t adjusted() const { return exponent + static_cast<std::int64_t>(n.digits()); }
    };
    Part result{Natural{1}}, square{Natural::magnitude_of(base), base.exponent()};
    const bool negative = base.sign() < 0 && n % 2 != 0;
    if (square.n.is_zero()) {
        if (n < 0) return std::nullopt;
        if (n > 0) return Decimal{0};
        return Decimal{1};
    }
    bool is_large = false, is_small = false;
    for (std::uint64_t e = n < 0 ? -static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n); e != 0;
         e /= 2) {
        spend(2);
        if (e % 2 != 0) result = result.times(square);
        is_large = result.adjusted() > far || (e > 1 && square.adjusted() > far);
        is_small = result.adjusted() < -far || (e > 1 && square.adjusted() < -far);
        if (is_large || is_small) break;
        if (e > 1) square = square.times(square);
    }
    if (is_large || is_small) return is_large == (n < 0) ? std::optional{Decimal{0}} : std::nullopt;
    if (n >= 0) return decimal_of(negative, result.n, result.exponent, false);
    // As short as the reciprocal is, where it has an end.
    const std::size_t shift = result.n.digits() + kept;
    const auto [quotient, rest] = divided(Natural::power_of_ten(shift), result.n);
    const auto found =
        decimal_of(negative, quotient, -result.exponent - static_cast<std::int64_t>(shift), !rest.is_zero());
    return found && rest.is_zero() ? std::optional{found->normalised()} : found;
}

// Whether a whole number of any size is odd.
bool is_odd(const Decimal& whole) {
    const Decimal d = whole.normalised();
    return d.exponent() == 0 && d.coefficient() % 2 != 0;
}

Value maybe(const std::optional<Decimal>& d) { return d ? Value{*d} : Value{}; }

bool is_plain(const Decimal& d) { return d.exponent() >= exponent_min && d.exponent() <= 6111; }

}  // namespace

std::optional<Decimal> in_range(const std::optional<Decimal>& d) {
    if (!d || is_plain(*d)) return d;
    return decimal_of(d->sign() < 0, Natural::magnitude_of(*d), d->exponent(), false);
}

std::optional<Decimal> product_of(const Decimal& a, const Decimal& b) {
    if (const auto product = Decimal::multiply(a, b); product && is_plain(*product)) return product;
    return decimal_of(a.sign() * b.sign() < 0, Natural::magnitude_of(a) * Natural::magnitude_of(b),
                      std::int64_t{a.exponent()} + b.exponent(), false);
}

std::optional<Decimal> quotient_of(const Decimal& a, const Decimal& b) {
    if (b.sign() == 0) return std::nullopt;
    if (const auto quotient = Decimal::divide(a, b); quotient && is_plain(*quotient)) return quotient;
    constexpr std::size_t shift = 80;
    const auto [quotient, rest] = divided(Natural::magnitude_of(a).raised(shift), Natural::magnitude_of(b));
    return decimal_of(a.sign() * b.sign() < 0, quotient,
                      std::int64_t{a.exponent()} - b.exponent() - static_cast<std::int64_t>(shift),
                      !rest.is_zero());
}

std::optional<Decimal> decimal_of(std::string_view digits, std::int64_t exponent) {
    const bool negative = digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    if (digits.empty() || digits.ends_with('.')) return std::nullopt;
    constexpr std::size_t kept = digits_max + 3;
    __int128 coefficient = 0;
    std::size_t significant = 0;
    bool point = false, has_rest = false;
    for (const char c : digits) {
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        if (point) --exponent;
        if (c == '0' && significant == 0) continue;
        if (++significant <= kept) {
            coefficient = coefficient * 10 + (c - '0');
        } else {
            has_rest = has_rest || c != '0';
            ++exponent;
        }
    }
    if (significant <= digits_max && exponent >= exponent_min && exponent <= 6111)
        return Decimal::scaled(negative ? -coefficient : coefficient, static_cast<std::int32_t>(exponent));
    return decimal_of(negative, Natural{static_cast<unsigned __int128>(coefficient)}, exponent, has_rest);
}

Value power_of(const Decimal& base, const Decimal& exponent) {
    if (const auto n = exponent.to_int64(); n && *n > INT64_MIN) return maybe(whole_power(base, *n));
    if (base.sign() == 0) return exponent.sign() > 0 ? Value{0} : Value{};
    if (base.sign() < 0 && !exponent.is_integer()) return {};
    const Decimal size = base.sign() < 0 ? -base : base;
    const Signed ln = logarithm(size);
    if (ln.n.is_zero()) return base.sign() < 0 && is_odd(exponent) ? Value{-1} : Value{1};
    const bool shrinks = ln.negative != (exponent.sign() < 0);
    const auto x = fraction(ln.n * Natural::magnitude_of(exponent),
                            std::int64_t{exponent.exponent()} - static_cast<std::int64_t>(places));
    if (!x) return shrinks ? Value{0} : Value{};
    const auto found = exponential({shrinks, *x});
    return found && base.sign() < 0 && is_odd(exponent) ? Value{-*found} : maybe(found);
}

Value square_root(const Decimal& n) {
    if (n.sign() < 0) return {};
    spend(10);
    return maybe(root_of(Natural::magnitude_of(n), Natural{1}, n.exponent()));
}

// √(Σ(d - mean)² / (n - 1)) = √((n Σd² - (Σd)²) / (n (n - 1)))
Value deviation_of(const std::vector<Decimal>& numbers) {
    if (numbers.size() < 2) return {};
    std::int64_t low = INT64_MAX, high = INT64_MIN;
    for (const Decimal& d : numbers) {
        if (d.sign() == 0) continue;
        low = std::min<std::int64_t>(low, d.exponent());
        high = std::max<std::int64_t>(high, d.exponent());
    }
    if (low == INT64_MAX) return Value{0};
    // What is this much smaller than the largest cannot be seen.
    low = std::max<std::int64_t>(low, high - 300);
    spend(static_cast<std::int64_t>(numbers.size()) * (1 + (high - low) / 9));
    Signed sum;
    Natural squares;
    for (const Decimal& d : numbers) {
        const std::int64_t shift = d.exponent() - low;
        Natural n = Natural::magnitude_of(d);
        if (shift >= 0)
            n = n.raised(static_cast<std::size_t>(d.sign() == 0 ? 0 : shift));
        else
            n = n.lowered(static_cast<std::size_t>(std::min<std::int64_t>(-shift, 40))).first;
        squares = squares + n * n;
        sum = sum + Signed{d.sign() < 0, std::move(n)};
    }
    const Natural count{numbers.size()};
    return maybe(root_of(squares * count - sum.n * sum.n, count * Natural{numbers.size() - 1}, 2 * low));
}

Value natural_exponential(const Decimal& n) {
    const auto x = fraction(Natural::magnitude_of(n), n.exponent());
    if (!x) return n.sign() < 0 ? Value{0} : Value{};
    return maybe(exponential({n.sign() < 0, *x}));
}

Value natural_logarithm(const Decimal& n) {
    if (n.sign() <= 0) return {};
    const Signed ln = logarithm(n);
    const auto found = settled(ln.n, -static_cast<std::int64_t>(places));
    return found && ln.negative ? Value{-*found} : maybe(found);
}

}  // namespace atranka::feel
