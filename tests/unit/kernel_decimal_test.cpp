// Exact decimals: what is written, computed and rounded, against values worked out by hand.

#include "engine/kernel/decimal.hpp"

#include <gtest/gtest.h>
#include <array>
#include <cstdint>
#include <random>

namespace atranka {
namespace {

Decimal d(std::string_view text) {
    const auto parsed = Decimal::parse(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(Decimal{});
}
std::string text_of(std::optional<Decimal> value) { return value ? value->text() : "none"; }

TEST(Decimal, IsWrittenAsItWasRead) {
    for (const char* text : {"0", "7", "-7", "1.10", "0.05", "-0.001", "25000.00", "100",
                             "9999999999999999999999999999999999", "0.9999999999999999999999999999999999"})
        EXPECT_EQ(d(text).text(), text);
    EXPECT_EQ(d("-0").text(), "0");
    EXPECT_EQ(d("007.50").text(), "7.50");
    EXPECT_EQ(Decimal::scaled(12, 3).text(), "12000");
}

TEST(Decimal, RefusesWhatIsNoPlainNumber) {
    for (const char* text : {"", "-", "+1", "1.", ".5", "1e3", "1,5", " 1", "1 ", "NaN", "Infinity", "0x1",
                             "1.2.3", "--1", "12345678901234567890123456789012345"})
        EXPECT_FALSE(Decimal::parse(text)) << text;
}

TEST(Decimal, ComparesByValueAndKeepsTheScale) {
    EXPECT_EQ(d("1.0"), d("1.00"));
    EXPECT_EQ(d("1.10").scale(), 2);
    EXPECT_LT(d("-1"), d("0.001"));
    EXPECT_LT(d("9.99"), d("10"));
    EXPECT_LT(d("0.9999999999999999999999999999999999"), d("1"));
    EXPECT_LT(Decimal::scaled(1, -6000), d("0.001"));
    EXPECT_GT(Decimal::scaled(1, 6000), d("9999999999999999999999999999999999"));
    EXPECT_LT(Decimal::scaled(-1, 6000), Decimal::scaled(-1, -6000));
    EXPECT_EQ(Decimal::scaled(0, 6000), Decimal{0});
}

TEST(Decimal, AddsAndSubtractsExactly) {
    EXPECT_EQ((d("0.1") + d("0.2")).text(), "0.3");
    EXPECT_EQ((d("1.10") - d("1.1")).text(), "0.00");
    EXPECT_EQ((d("9999999999999999999999999999999999") + Decimal{1}), Decimal::scaled(1, 34));
    // The 35th digit is rounded half to even.
    EXPECT_EQ((d("9999999999999999999999999999999998") + d("0.5")).text(),
              "9999999999999999999999999999999998");
    EXPECT_EQ((d("9999999999999999999999999999999997") + d("0.5")).text(),
              "9999999999999999999999999999999998");
    EXPECT_EQ((d("1") + Decimal::scaled(1, -200)).rounded(3, Rounding::down), d("1"));
    // Far apart, the smaller one still tells on which side of the middle the sum lies.
    EXPECT_EQ(Decimal::scaled(10, 90) - Decimal::scaled(1, -90), Decimal::scaled(10, 90));
}

TEST(Decimal, MultipliesThroughTwiceTheDigits) {
    EXPECT_EQ((d("1.5") * d("1.5")).text(), "2.25");
    EXPECT_EQ((d("12345678901234567") * d("98765432109876543")).text(), "1219326311370217861743636654061881");
    EXPECT_EQ(text_of(Decimal::multiply(d("9999999999999999999999999999999999"),
                                        d("9999999999999999999999999999999999"))),
              Decimal::scaled(d("9999999999999999999999999999999998").coefficient(), 34).text());
}

TEST(Decimal, DividesToThirtyFourDigits) {
    EXPECT_EQ(text_of(Decimal::divide(1, 3)), "0.3333333333333333333333333333333333");
    EXPECT_EQ(text_of(Decimal::divide(2, 3)), "0.6666666666666666666666666666666667");
    EXPECT_EQ(text_of(Decimal::divide(-2, 3)), "-0.6666666666666666666666666666666667");
    EXPECT_EQ(text_of(Decimal::divide(1, 8)), "0.125");
    EXPECT_EQ(text_of(Decimal::divide(100, 4)), "25");
    EXPECT_FALSE(Decimal::divide(1, 0));
    EXPECT_FALSE(Decimal::divide(0, 0));
}

TEST(Decimal, HasNoResultBeyondItsRange) {
    EXPECT_FALSE(Decimal::multiply(Decimal::scaled(1, 6000), Decimal::scaled(1, 6000)));
    EXPECT_FALSE(Decimal::divide(Decimal::scaled(1, 6000), Decimal::scaled(1, -6000)));
    EXPECT_DEATH((void)(Decimal::scaled(1, 6000) * Decimal::scaled(1, 6000)), "range of decimals");
}

TEST(Decimal, RoundsInEachOfTheSevenWays) {
    struct Row {
        const char* value;
        std::array<const char*, 7> by;  // half even, half up, half down, up, down, floor, ceiling
    };
    for (const Row& row : std::initializer_list<Row>{
             {"2.5", {"2", "3", "2", "3", "2", "2", "3"}},
             {"3.5", {"4", "4", "3", "4", "3", "3", "4"}},
             {"-2.5", {"-2", "-3", "-2", "-3", "-2", "-3", "-2"}},
             {"2.1", {"2", "2", "2", "3", "2", "2", "3"}},
             {"-2.1", {"-2", "-2", "-2", "-3", "-2", "-3", "-2"}},
             {"2.50001", {"3", "3", "3", "3", "2", "2", "3"}},
             {"2.0", {"2", "2", "2", "2", "2", "2", "2"}},
             {"-0.3", {"0", "0", "0", "-1", "0", "-1", "0"}},
         })
        for (std::size_t way = 0; way < row.by.size(); ++way)
            EXPECT_EQ(d(row.value).rounded(0, static_cast<Rounding>(way)).text(), row.by[way])
                << row.value << " by way " << way;
}

TEST(Decimal, RoundsToTensAndPadsToCents) {
    EXPECT_EQ(d("1250").rounded(-2, Rounding::half_even), d("1200"));
    EXPECT_EQ(d("1350").rounded(-2, Rounding::half_even), d("1400"));
    EXPECT_EQ(d("7").rounded(2, Rounding::half_up).text(), "7.00");
    EXPECT_EQ(d("0.00001").rounded(-40, Rounding::up), Decimal::scaled(1, 40));
    EXPECT_EQ(d("0.00001").rounded(-40, Rounding::half_up), Decimal{0});
}

TEST(Decimal, KnowsItsIntegers) {
    EXPECT_TRUE(d("2.00").is_integer());
    EXPECT_FALSE(d("2.01").is_integer());
    EXPECT_EQ(d("9223372036854775807").to_int64(), INT64_MAX);
    EXPECT_EQ(d("-9223372036854775808").to_int64(), INT64_MIN);
    EXPECT_FALSE(d("9223372036854775808").to_int64());
    EXPECT_EQ(d("12.000").to_int64(), 12);
    EXPECT_FALSE(d("0.5").to_int64());
    EXPECT_EQ(d("1.500").normalised().text(), "1.5");
    EXPECT_EQ(d("1500").normalised().exponent(), 2);
}

// Amounts of up to 15 digits and 4 decimals: their sums and differences are exact, and undo each other.
TEST(Decimal, UndoesWhatItDidToAnyAmount) {
    std::mt19937_64 random{2026};
    for (int i = 0; i < 20'000; ++i) {
        const auto any = [&] {
            return Decimal::scaled(
                static_cast<std::int64_t>(random() % 1'000'000'000'000'000) - 500'000'000'000'000,
                -static_cast<std::int32_t>(random() % 5));
        };
        const Decimal a = any(), b = any();
        EXPECT_EQ((a + b) - b, a);
        EXPECT_EQ(a + b, b + a);
        EXPECT_EQ((a - b).sign(), a < b ? -1 : a > b ? 1 : 0);
        EXPECT_EQ(Decimal::parse(a.text()), a);
        EXPECT_EQ(a.normalised(), a);
        if (b.sign() != 0) {
            EXPECT_EQ(Decimal::divide(a * b, b), a);
        }
    }
}

}  // namespace
}  // namespace atranka
