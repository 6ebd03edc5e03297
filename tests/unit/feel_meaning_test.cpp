// What expressions mean where the public cases say nothing: each line is an expression and what FEEL would write.

#include "engine/feel/feel.hpp"

#include <gtest/gtest.h>

namespace atranka::feel {
namespace {

Surroundings vilnius() {
    DateTime now{{2026, 12, 1}, {}};
    now.time.hour = 10;
    now.time.offset = 0;
    // Summer time of 2026 begins on 29 March at 01:00 UTC.
    return {now, [](const std::string& zone, std::int64_t instant) -> std::optional<int> {
                if (zone != "Europe/Vilnius") return std::nullopt;
                return instant >= 1'774'746'000 && instant < 1'792'890'000 ? 10'800 : 7'200;
            }};
}

Context facts() {
    return {{"Monthly Salary", Value{1000}},
            {"a-b", Value{7}},
            {"a", Value{1}},
            {"b", Value{2}},
            {"nothing", Value{}}};
}

std::string text_of(const std::string& source) {
    Scope scope;
    for (const auto& [name, value] : facts()) scope.names.emplace(name, type_of(value));
    scope.reads_type_names = true;
    const auto expression = Expression::compile(source, scope, Strictness::lenient);
    return expression ? expression->evaluate(facts(), vilnius()).value.text() : "syntax";
}

using Lines = std::vector<std::pair<const char*, const char*>>;
void expect_each(const Lines& lines) {
    for (const auto& [source, text] : lines) EXPECT_EQ(text_of(source), text) << source;
}

TEST(FeelMeaning, NamesMayHoldBlanksAndSignsWhereTheScopeDeclaresThem) {
    expect_each({{"12 * Monthly   Salary", "12000"},
                 {"a-b", "7"},
                 {"a - b", "-1"},
                 {"{\"two words\": 3, x: two words + 1}.x", "4"},
                 {"{a: {b c: 5}}.a.b c", "5"},
                 {"[{first name: \"A\", n: 1}, {first name: \"B\", n: 2}][first name = \"B\"].n", "[2]"},
                 {"[{f-g: 1}][f-g > 0].f-g", "[1]"}});
}

TEST(FeelMeaning, CommentsAndWideBlanksMeanNothing) {
    expect_each({{"1 /* one */ + // two\n 2", "3"}, {"1\xE2\x80\x83+\xC2\xA0 2", "3"}});
}

TEST(FeelMeaning, NumbersHaveThirtyFourDigitsAndRoundToTheEvenOne) {
    expect_each({{"0.1 + 0.2", "0.3"},
                 {"1 / 3", "0.3333333333333333333333333333333333"},
                 {"12345678901234567890123456789012345678", "12345678901234567890123456789012350000"},
                 {"1.2e-2 + .5", "0.512"},
                 {"decimal(2.5, 0)", "2"},
                 {"round half up(2.5, 0)", "3"},
                 {"round half down(2.5, 0)", "2"},
                 {"round up(1.121, 2)", "1.13"},
                 {"floor(-1.5)", "-2"},
                 {"modulo(-12, 5)", "3"},
                 {"10 ** 7000", "null"},
                 {"1 / 0", "null"}});
}

TEST(FeelMeaning, WhatHasNoEndIsRightInEachOfItsThirtyFourDigits) {
    expect_each({{"log(1)", "0"},
                 {"log(10)", "2.302585092994045684017991454684364"},
                 {"log(2)", "0.6931471805599453094172321214581766"},
                 {"log(0.5)", "-0.6931471805599453094172321214581766"},
                 {"log(1.000000000000000000000000000000001)",
                  "0.0000000000000000000000000000000009999999999999999999999999999999995"},
                 {"log(1e6144)", "14147.08281135541668260653949758073"},
                 {"log(0)", "null"},
                 {"exp(0)", "1"},
                 {"exp(1)", "2.718281828459045235360287471352662"},
                 {"exp(-1)", "0.3678794411714423215955237701614609"},
                 {"exp(100)", "26881171418161354484126255515800140000000000"},
                 {"exp(-20000)", "0"},
                 {"sqrt(2)", "1.414213562373095048801688724209698"},
                 {"sqrt(16)", "4"},
                 {"sqrt(0.0001)", "0.01"},
                 {"sqrt(1e1000) = 1e500", "true"},
                 {"sqrt(-1)", "null"},
                 {"4 ** 1.5", "8"},
                 {"floor(4 ** 1.5)", "8"},
                 {"8 ** (1 / 3)", "2"},
                 {"2 ** 0.5", "1.414213562373095048801688724209698"},
                 {"0.25 ** -0.5", "2"},
                 {"2 ** -2", "0.25"},
                 {"1.1 ** 2", "1.21"},
                 {"(-2) ** 3", "-8"},
                 {"(-8) ** 0.5", "null"},
                 {"0 ** 0.5", "0"},
                 {"1.0000001 ** 10000000", "2.718281692544966271198550225777813"},
                 {"1 ** 99999999999999999999999", "1"},
                 {"stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"},
                 {"stddev([1, 1, 1])", "0"},
                 {"odd(1234567890123456789012345678901235)", "true"}});
}

TEST(FeelMeaning, NumbersReachAsFarAsThoseOfDecimal128) {
    expect_each({{"9.999e6144 > 1e6144", "true"},
                 {"1e6144 * 10", "null"},
                 {"5e6144 + 5e6144", "null"},
                 {"1e6144 / 0.1", "null"},
                 {"10 ** 6145", "null"},
                 {"round up(9.9e6144, -6111) > 0", "true"},
                 {"1e-6176 > 0", "true"},
                 {"1e-6177 = 0", "true"},
                 {"1e-6176 / 2 = 0", "true"},
                 {"1e-6176 * 0.6 = 1e-6176", "true"},
                 {"1.5e-6176 = 2e-6176", "true"},
                 {"1e-3000 * 1e-3177 = 0", "true"},
                 {"10 ** -6176 = 1e-6176", "true"},
                 {"number(\"1e-6176\") = 1e-6176", "true"},
                 {"number(\"1e6145\")", "null"},
                 {"number(\"12e6144\")", "null"}});
}

TEST(FeelMeaning, AStringEndsOnItsLine) {
    expect_each({{"\"a\nb\"", "syntax"}, {"\"a\rb\"", "syntax"}, {R"x(string length("a\nb"))x", "3"}});
}

TEST(FeelMeaning, ThreeValuesOfTruthAreKnown) {
    expect_each({{"nothing and false", "false"},
                 {"nothing and true", "null"},
                 {"nothing or true", "true"},
                 {"not(nothing)", "null"},
                 {"nothing = null", "true"},
                 {"nothing < 1", "null"},
                 {"if nothing then 1 else 2", "2"}});
}

TEST(FeelMeaning, AListOfOneStandsForItsItemAndAnItemForItsList) {
    expect_each({{"abs([-3])", "3"},
                 {"count(5)", "1"},
                 {"string([1])", "[1]"},
                 {"(function(x: number) x + 1)([2])", "3"},
                 {"(function(x: list<number>) count(x))(2)", "1"},
                 {"(function(x: date and time) x)(@\"2026-01-01\")", "2026-01-01T00:00:00Z"},
                 {"(function(x: number) x)(\"two\")", "null"}});
}

TEST(FeelMeaning, RangesMayBeWrittenInEveryWayAndOpenTowardsEither) {
    expect_each({{"5 in [5..10[", "true"},
                 {"5 in ]5..10]", "false"},
                 {"1 in [1..5[ and 2 in [1..2]", "true"},
                 {"4 in (< 3, [4..5])", "true"},
                 {"[1..3].end included", "true"},
                 {"range(\"[1..3)\").end", "3"},
                 {"overlaps([1..5], [5..8])", "true"},
                 {"overlaps([1..5), [5..8])", "false"},
                 {"before([1..5), 5)", "true"},
                 {"during(3, [1..5])", "true"},
                 {"met by([3..5], [1..3])", "true"},
                 {"includes((>= 5), 5) and includes((> 5), 6) and not(includes((> 5), 5))", "true"},
                 {"during([1..3], (< 4)) and before((< 4), 4) and after((> 4), (<= 4))", "true"},
                 {"overlaps((>= 5), (< 5))", "false"},
                 {"coincides((> 5), (> 5))", "true"}});
}

TEST(FeelMeaning, DatesAndDurationsAreReckonedByTheCalendar) {
    expect_each({{"@\"2024-02-29\" + @\"P1Y\"", "2025-02-28"},
                 {"@\"2024-03-31\" - @\"P1M\"", "2024-02-29"},
                 {"@\"2026-01-01\" - @\"2025-01-01\"", "P365D"},
                 {"@\"2026-01-01\" - @\"2026-01-01\"", "P0D"},
                 {"years and months duration(@\"2024-01-31\", @\"2024-03-30\")", "P1M"},
                 {"@\"P1D\" * 1.5", "P1DT12H"},
                 {"@\"P1M\" * 0.5", "P0M"},
                 {"string(@\"P1M\" * 0.5)", "P0M"},
                 {"@\"P1M\" * 0", "P0Y"},
                 {"@\"2026-01-01T10:00:00\" - @\"2026-01-01\"", "null"},
                 {"@\"2026-01-01\".weekday", "4"},
                 {"week of year(@\"2026-01-01\")", "1"},
                 {"now().year + today().month", "2038"}});
}

TEST(FeelMeaning, ZonesAreThoseOfWhoeverEvaluates) {
    expect_each(
        {{"@\"2026-07-01T12:00:00@Europe/Vilnius\" = @\"2026-07-01T09:00:00Z\"", "true"},
         {"@\"2026-01-01T12:00:00@Europe/Vilnius\".time offset", "PT2H"},
         {"@\"2026-03-29T02:30:00@Europe/Vilnius\" + @\"PT1H\"", "2026-03-29T04:30:00@Europe/Vilnius"},
         {"@\"2026-01-01T12:00:00@Nowhere/Town\"", "null"},
         {"@\"2026-01-01T12:00:00@Etc/UTC\" = @\"2026-01-01T12:00:00Z\"", "true"}});
}

TEST(FeelMeaning, TypesOfFunctionsAreComparedByWhatTheyTakeAndGive) {
    expect_each({{"(function(a: string) a) instance of function<string>->string", "true"},
                 {"(function(a: string) 1) instance of function<string>->string", "false"},
                 {"[1, null] instance of list<number>", "true"},
                 {"[1, \"a\"] instance of tNumberList", "false"},
                 {"null instance of Any", "false"},
                 {"{a: 1, b: 2} instance of context<a: number>", "true"}});
}

TEST(FeelMeaning, IterationsGoUpAndDownAndSeeWhatCameBefore) {
    expect_each({{"for i in 3..1 return i", "[3, 2, 1]"},
                 {"for i in 1..3, j in i..3 return i * j", "[1, 2, 3, 4, 6, 9]"},
                 {"for i in 1..4 return sum(partial) + i", "[null, null, null, null]"},
                 {"for i in 1..4 return if i = 1 then 1 else partial[-1] * 2", "[1, 2, 4, 8]"},
                 {"some x in [1, 2], y in [2, 3] satisfies x = y", "true"},
                 {"every x in [] satisfies false", "true"},
                 {"[{x: 1}, {x: 2}][x > 1].x", "[2]"},
                 {"sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"}});
}

TEST(FeelMeaning, PatternsAreThoseOfXPath) {
    expect_each({{R"x(matches("O", "[A-Z-[OI]]"))x", "false"},
                 {R"x(matches("š", "\p{Ll}"))x", "true"},
                 {R"x(matches("ą", "\w"))x", "true"},
                 {R"x(matches("Ą", "ą", "i"))x", "true"},
                 {R"x(matches("ſ", "s", "i"))x", "true"},
                 {R"x(matches("s", "ſ", "i"))x", "true"},
                 {R"x(matches("\u212A", "[a-z]", "i"))x", "true"},
                 {R"x(matches("ẞ", "ß", "i"))x", "true"},
                 {R"x(matches("t", "ſ", "i"))x", "false"},
                 {R"x(matches("a:b", "^\i\c*$"))x", "true"},
                 {R"x(matches("h", "\p{IsBasicLatin}"))x", "true"},
                 {R"x(matches("a\nb", "^b$"))x", "false"},
                 {R"x(matches("a\nb", "^b$", "m"))x", "true"},
                 {R"x(matches("a\nb", "a.b"))x", "false"},
                 {R"x(matches("a\nb", "a.b", "s"))x", "true"},
                 {R"x(replace("abracadabra", "bra", "*"))x", "a*cada*"},
                 {R"x(replace("ab", "(a)(b)", "$2$1\\$"))x", "ba$"},
                 {R"x(replace("abc", "x*", "-"))x", "null"},
                 {R"x(replace("a.b", ".", "-", "q"))x", "a-b"},
                 {R"x(split("a1b22c", "\d+"))x", R"x(["a", "b", "c"])x"},
                 {R"x(matches("a", "a++"))x", "null"},
                 {R"x(matches("a", "(?=a)"))x", "null"},
                 {R"x(upper case("straße šį"))x", "STRASSE ŠĮ"}});
}

}  // namespace
}  // namespace atranka::feel
