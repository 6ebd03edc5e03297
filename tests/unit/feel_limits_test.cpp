// No expression hangs, or takes the memory or the stack of the process: it comes to nothing, and says so.

#include "engine/feel/derivation.hpp"

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
    EXPECT_EQ(why("a" + repeated(".b", 20'000)), "the expression is nested too deeply");
}

TEST(FeelLimits, AChainOfOperatorsIsAsLongAsItsSource) {
    for (const std::string& source :
         {"1" + repeated("+1", 49'999), "1" + repeated(" - 1", 24'000), "1" + repeated("*1/1", 24'000),
          "1" + repeated("**1", 30'000), "true" + repeated(" and true", 11'000),
          "true" + repeated(" or true", 12'000), "true" + repeated("=true", 19'000),
          "for i in 1..2 return count(partial)" + repeated("+i", 40'000),
          "5 in (? > 1" + repeated(" and ? > 2", 9'000) + ")",
          repeated("(", 90) + "1" + repeated(repeated("+1", 400) + ")", 90),
          repeated("1+(", 90) + "1" + repeated(repeated("+1", 400) + ")", 90)}) {
        EXPECT_EQ(why(source), "has a value") << source.substr(0, 40);
        const auto expression = Expression::compile(source, {}, Strictness::lenient);
        const Derivation derivation = derive(*expression, {});
        EXPECT_EQ(derivation.value.text(), expression->evaluate({}).value.text()) << source.substr(0, 40);
        EXPECT_FALSE(worked(derivation, Tongue::en).empty());
    }
    EXPECT_EQ(why("1" + repeated(" + a", 20'000)), "nothing is called a");
    EXPECT_EQ(why("1" + repeated(" + 1", 20'000) + " )"),
              "something follows that is not part of the expression");
}

TEST(FeelLimits, AChainInADefinitionIsBounded) {
    const auto fits = [](std::size_t operators) {
        return Expression::compile("1" + repeated(" + 1", operators), {}, Strictness::strict).has_value();
    };
    EXPECT_TRUE(fits(499));
    EXPECT_FALSE(fits(500));
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
    EXPECT_EQ(why("9e6144 * 10"), "the number is out of range");
    EXPECT_NE(why("stddev([9e6144, -9e6144])"), "the expression works too long");
    EXPECT_EQ(why("median([9e6144, 9e6144])"), "median has no value for these arguments");
    EXPECT_NE(why("number(\"1" + repeated("0", 7'000) + "\")"), "has a value");
    EXPECT_EQ(why("1e6145"), "a number is too large");
}

TEST(FeelLimits, PathsIntoContextsAreNoDeeperThanValuesMayBe) {
    EXPECT_EQ(why("context put({}, for i in 1..60000 return \"a\", 1)"), "values are nested too deep");
    EXPECT_EQ(why("context put({}, for i in 1..300 return \"a\", 1)"), "has a value");
}

Value value_of(const std::string& source) {
    return Expression::compile(source, {}, Strictness::lenient)->evaluate({}).value;
}
// Nine lists of eight, each of the one before: 134,217,728 numbers that take no room.
std::string shared_lists() {
    std::string out = "{a: [1, 1, 1, 1, 1, 1, 1, 1]";
    for (char c = 'b'; c <= 'i'; ++c) {
        const std::string before = std::string{static_cast<char>(c - 1)} + ", ";
        out += std::string{", "} + c + ": [" + repeated(before, 7) + static_cast<char>(c - 1) + "]";
    }
    return out + "}.i";
}

TEST(FeelLimits, WhatIsTooLargeToPrintIsCutAndSaysSo) {
    for (const std::string& source :
         {shared_lists(), std::string{"for i in 1..500000 return \"aaaaaaaaaaaaaaa\""}}) {
        const Value large = value_of(source);
        const std::string text = large.text();
        EXPECT_LT(text.size(), 4'000'100U);
        EXPECT_TRUE(text.ends_with("… (cut: the value is too large to be written whole)"));
        const atranka::Value typed = to_typed(large);
        const atranka::Value* last = &typed;
        while (last->at("t").as_text() == "list") last = &last->at("v").as_list().back();
        EXPECT_EQ(last->at("t").as_text(), "cut");
    }
    const atranka::Value tree = to_tree(value_of(shared_lists()));
    EXPECT_EQ(tree.as_list().back().as_text(), cut_notice);
    EXPECT_EQ(value_of("[\"ąč\"]").text_within(3), (std::pair<std::string, bool>{"[\"", true}));
    EXPECT_EQ(value_of("[\"ąč\"]").text_within(4), (std::pair<std::string, bool>{"[\"ą", true}));
}

TEST(FeelLimits, WhatIsTooLargeToPrintIsDerivedAllTheSame) {
    for (const std::string& source :
         {"count(" + shared_lists() + ")", std::string{"sum(for i in 1..500000 return i)"},
          std::string{"count(for i in 1..500000 return \"aaaaaaaaaaaaaaa\")"}}) {
        const auto expression = Expression::compile(source, {}, Strictness::lenient);
        const Derivation derivation = derive(*expression, {});
        EXPECT_FALSE(derivation.value.is_null()) << source;
        for (const std::string& line : worked(derivation, Tongue::en)) EXPECT_LT(line.size(), 100'000U);
        EXPECT_TRUE(readings(derivation).empty());
        EXPECT_NE(to_tree(derivation).find("parts"), nullptr);
    }
}

TEST(FeelLimits, WalkingSharedListsIsWork) {
    EXPECT_EQ(why(shared_lists() + " instance of " + repeated("list<", 9) + "number" + repeated(">", 9)),
              "the expression works too long");
    EXPECT_EQ(why("{x: " + shared_lists() + ", y: " + shared_lists() + ", same: x = y}.same"),
              "the expression works too long");
    EXPECT_EQ(why(shared_lists() + ".name"), "the expression works too long");
    EXPECT_EQ(why("string(" + shared_lists() + ")"), "a text grows too long");
    Type type{Type::Kind::number, {}};
    for (int i = 0; i < 9; ++i) type = Type::list_of(type);
    EXPECT_TRUE(converted(value_of(shared_lists()), type).is_null());
}

}  // namespace
}  // namespace atranka::feel
