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
                 {"{a: {b c: 5}}.a.b c", "5"}});
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
                 {"met by([3..5], [1..3])", "true"}});
}

TEST(FeelMeaning, DatesAndDurationsAreReckonedByTheCalendar) {
    expect_each({{"@\"2024-02-29\" + @\"P1Y\"", "2025-02-28"},
                 {"@\"2024-03-31\" - @\"P1M\"", "2024-02-29"},
                 {"@\"2026-01-01\" - @\"2025-01-01\"", "P365D"},
                 {"@\"2026-01-01\" - @\"2026-01-01\"", "P0D"},
                 {"years and months duration(@\"2024-01-31\", @\"2024-03-30\")", "P1M"},
                 {"@\"P1D\" * 1.5", "P1DT12H"},
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
