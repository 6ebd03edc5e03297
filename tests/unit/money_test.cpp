// Amounts: what is one, what is refused, and sums that lose nothing.

#include "engine/money/money.hpp"

#include <gmock/gmock.h>
#include <random>

namespace {

using namespace atranka;
using money::Currency;
using money::Money;

const Currency eur = money::euro();

Money euros(std::string_view text) { return Money::parse(text, eur).value(); }

TEST(Money, IsReadAndWrittenToTheCent) {
    EXPECT_EQ(euros("25000.00").text(), "25000.00");
    EXPECT_EQ(euros("25000").text(), "25000.00");
    EXPECT_EQ(euros("0.5").text(), "0.50");
    EXPECT_EQ(euros("-0.01").text(), "-0.01");
    EXPECT_EQ(euros("-0.00").text(), "0.00");
    EXPECT_TRUE(euros("12.3400").minor() == 1234);
}

TEST(Money, IsRefusedWhereItIsNotAnExactAmount) {
    for (const char* text : {"1e3", "NaN", "25,000", "25.000,00", "0.001", "+5", " 5", "5 ", "", "-", ".5",
                             "5.", "0x10", "1_000", "Infinity", "25000.00 EUR", "1000000000000000000",
                             "-1000000000000000000.00", "99999999999999999999999999999999999999"}) {
        const auto amount = Money::parse(text, eur);
        ASSERT_FALSE(amount) << text;
        EXPECT_EQ(amount.error().rule, Rule::amount_must_be_exact) << text;
        EXPECT_FALSE(amount.error().message.empty());
    }
    EXPECT_TRUE(Money::parse("999999999999999999.99", eur));
}

TEST(Money, HasTheDecimalsOfItsCurrency) {
    const auto yen = Currency::of("JPY"), dinar = Currency::of("KWD");
    ASSERT_TRUE(yen && dinar);
    EXPECT_EQ(Money::parse("500", *yen)->text(), "500");
    EXPECT_FALSE(Money::parse("500.5", *yen));
    EXPECT_EQ(Money::parse("1.125", *dinar)->text(), "1.125");
    EXPECT_FALSE(Currency::of("EURO") || Currency::of("eur") || Currency::of("LTL") || Currency::of("UR ") ||
                 Currency::of(""));
}

TEST(Money, IsRecordedWithItsCurrency) {
    EXPECT_EQ(encode(euros("25000")), Value{"25000.00 EUR"});
    EXPECT_EQ(decode<Money>(Value{"25000.00 EUR"}), euros("25000.00"));
    for (const char* text :
         {"25000.00", "25000 EUR", "25000.000 EUR", "25000.00 LTL", "25000.00EUR", "x EUR"})
        EXPECT_EQ(decode<Money>(Value{text}), std::nullopt) << text;
    const Money total = euros("999999999999999999.99") + euros("999999999999999999.99");
    EXPECT_EQ(decode<Money>(encode(total)), total);
}

TEST(Money, SumsBeyondSixtyFourBitsWithoutLoss) {
    const Money most = euros("92233720368547758.07");  // 2^63 - 1 cents
    Money total = Money::of_minor(0, eur);
    for (int i = 0; i < 1000; ++i) total += most;
    EXPECT_EQ(total.text(), "92233720368547758070.00");
    for (int i = 0; i < 1000; ++i) total -= most;
    EXPECT_TRUE(total.is_zero());
}

TEST(Money, IsRoundedOnlyAsToldTo) {
    const Decimal value = *Decimal::parse("400.016");
    EXPECT_EQ(Money::rounded(value, eur, Rounding::floor).text(), "400.01");
    EXPECT_EQ(Money::rounded(value, eur, Rounding::half_up).text(), "400.02");
    EXPECT_EQ(Money::rounded(-value, eur, Rounding::floor).text(), "-400.02");
    EXPECT_FALSE(Money::exact(value, eur));
    EXPECT_EQ(Money::exact(*Decimal::parse("400.010"), eur)->text(), "400.01");
}

TEST(MoneyDeathTest, OfTwoCurrenciesIsNeverAdded) {
    const Money yen = Money::of_minor(1, *Currency::of("JPY"));
    EXPECT_DEATH((void)(euros("1") + yen), "one currency");
    EXPECT_DEATH((void)(euros("1") < yen), "one currency");
}

TEST(Money, IsSplitWithoutLosingACent) {
    // Floored one by one, 40 % of three thirds of 62,500 come to 24,999.99.
    const std::vector<Money> partners{euros("20833.33"), euros("20833.33"), euros("20833.34")};
    EXPECT_EQ(money::split(euros("25000.00"), partners),
              (std::vector{euros("8333.33"), euros("8333.33"), euros("8333.34")}));
    EXPECT_EQ(money::split(euros("0.02"), {euros("1"), euros("1"), euros("1")}),
              (std::vector{euros("0.01"), euros("0.01"), euros("0.00")}));
}

TEST(Money, SplitsAlwaysAddUpAndStayWithinACentOfTheirProportion) {
    std::mt19937_64 chance{20261123};
    for (int round = 0; round < 2000; ++round) {
        const auto whole = static_cast<__int128>(chance() % 100'000'000'000ULL);
        std::vector<Money> weights;
        __int128 weight_total = 0;
        for (std::size_t i = 0, n = 1 + chance() % 9; i < n; ++i) {
            weights.push_back(Money::of_minor(static_cast<__int128>(1 + chance() % 10'000'000ULL), eur));
            weight_total += weights.back().minor();
        }
        __int128 total = 0;
        const auto shares = money::split(Money::of_minor(whole, eur), weights);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            total += shares[i].minor();
            const __int128 off = shares[i].minor() * weight_total - whole * weights[i].minor();
            EXPECT_TRUE(off < weight_total && -off < weight_total);
        }
        EXPECT_TRUE(total == whole);
    }
}

}  // namespace
