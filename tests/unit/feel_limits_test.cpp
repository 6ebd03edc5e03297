// No expression hangs, or takes the memory or the stack of the process: it comes to nothing, and says so.

#include "engine/feel/feel.hpp"

#include <gtest/gtest.h>

namespace atranka::feel {
namespace {

std::string repeated(const std::string& piece, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += piece;
    return out;
}

// Why it has no value.
std::string why(const std::string& source) {
    const auto expression = Expression::compile(source, {}, Strictness::lenient);
    if (!expression) return expression.error().front().message;
    const Outcome outcome = expression->evaluate({});
    return outcome.null_because ? outcome.null_because->message : "has a value";
}

TEST(FeelLimits, NestingInTheSourceIsBounded) {
    EXPECT_EQ(why(repeated("(", 1'000) + "1" + repeated(")", 1'000)), "the expression is nested too deeply");
    EXPECT_EQ(why(repeated("-", 5'000) + "1"), "the expression is nested too deeply");
    EXPECT_EQ(why("1" + repeated(" + 1", 20'000)), "the expression is nested too deeply");
    EXPECT_EQ(why("1" + repeated(" + 1", 400)), "has a value");
    EXPECT_EQ(why("a" + repeated(".b", 20'000)), "the expression is nested too deeply");
}

TEST(FeelLimits, WhatIsReadTwiceIsNotReadTwiceAtEveryLevel) {
    EXPECT_NE(why(repeated("1 in (", 150) + "1..2" + repeated(")", 150)), "");
}

TEST(FeelLimits, ListsTextsAndDepthOfValuesAreBounded) {
    EXPECT_EQ(why("for i in 1..10000000 return i"), "a list grows too long");
    EXPECT_EQ(why("{f: function(l) concatenate(l, l), a: for i in 1..100 return if i = 1 then [1] else "
                  "f(partial[-1])}"),
              "a list grows too long");
    EXPECT_EQ(why("for i in 1..100 return if i = 1 then \"ab\" else partial[-1] + partial[-1]"),
              "a text grows too long");
    EXPECT_EQ(why("for i in 1..100000 return [partial[-1]]"), "values are nested too deep");
    // Sixty lists that hold the one before twice.
    EXPECT_NE(why("string(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])"),
              "has a value");
}

TEST(FeelLimits, WorkIsBounded) {
    EXPECT_EQ(why("for i in 1..100000, j in 1..100000 return null"), "a list grows too long");
    EXPECT_EQ(why("some i in 1..100000, j in 1..100000 satisfies i * j < 0"),
              "the expression works too long");
    EXPECT_EQ(why("count(distinct values(for i in 1..100000 return i))"), "the expression works too long");
}

TEST(FeelLimits, PatternsThatRetryForEverAreStopped) {
    EXPECT_NE(why("matches(\"" + repeated("a", 60) + "\", \"(a+)+b\")"), "has a value");
    EXPECT_NE(why("replace(\"" + repeated("a", 5'000) + "\", \"(a|aa)+$b\", \"x\")"), "has a value");
}

TEST(FeelLimits, NumbersDoNotGrowPastTheirRange) {
    EXPECT_NE(why("9 ** 9 ** 9 ** 9 ** 9"), "has a value");
    EXPECT_NE(why("1e99999"), "has a value");
    EXPECT_NE(why("exp(1e30)"), "has a value");
}

}  // namespace
}  // namespace atranka::feel
