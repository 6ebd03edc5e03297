#include "engine/feel/derivation.hpp"

#include <gmock/gmock.h>

namespace atranka::feel {
namespace {

using testing::ElementsAre;
using testing::Pair;

Context facts() {
    return {{"grant", Value{20000}},
            {"other", Value{500}},
            {"rate", Value{Decimal::scaled(40, -2)}},
            {"costs", Value::list({Value::context({{"accepted", Value{30000}}}),
                                   Value::context({{"accepted", Value{20000}}})})}};
}
Derivation derived(const std::string& source) {
    Scope scope;
    for (const auto& [name, value] : facts()) scope.names.emplace(name, type_of(value));
    return derive(*Expression::compile(source, scope, Strictness::strict), facts());
}

TEST(FeelDerivation, ReadsLikeAWorkedSum) {
    const Derivation d = derived("grant + other <= rate * sum(costs.accepted)");
    EXPECT_THAT(
        worked(d, Tongue::en),
        ElementsAre("grant + other = 20000 + 500 = 20500", "sum(costs.accepted) = 30000 + 20000 = 50000",
                    "rate * sum(costs.accepted) = 0.40 * 50000 = 20000.00",
                    "grant + other <= rate * sum(costs.accepted): 20500 <= 20000.00, does not hold"));
    EXPECT_EQ(worked(d, Tongue::lt).back(),
              "grant + other <= rate * sum(costs.accepted): 20500 <= 20000.00, netenkinama");
}

TEST(FeelDerivation, BeginsAtABracketWhereTheExpressionDoes) {
    EXPECT_THAT(
        worked(derived("(grant + other) * 2"), Tongue::en),
        ElementsAre("grant + other = 20000 + 500 = 20500", "(grant + other) * 2 = 20500 * 2 = 41000"));
}

TEST(FeelDerivation, NamesWhatItReadByItsPath) {
    std::vector<std::string> paths;
    for (const auto& [path, value] : readings(derived("every c in costs satisfies c.accepted <= grant")))
        paths.push_back(path);
    EXPECT_THAT(paths, ElementsAre("costs[1].accepted", "grant"));
    paths.clear();
    for (const auto& [path, value] : readings(derived("count(costs[accepted > 25000]) = 1")))
        paths.push_back(path);
    EXPECT_THAT(paths, ElementsAre("costs[1].accepted", "costs[2].accepted"));
}

TEST(FeelDerivation, IsATreeOfExpressionsWithTheirValues) {
    const atranka::Value tree = to_tree(derived("grant + other"));
    EXPECT_EQ(tree.at("expression").as_text(), "grant + other");
    EXPECT_EQ(tree.at("value").at("v").as_text(), "20500");
    ASSERT_EQ(tree.at("parts").as_list().size(), 2U);
    EXPECT_EQ(tree.at("parts").as_list()[1].at("path").as_text(), "other");
}

TEST(FeelDerivation, CallsADivisionByZeroSo) {
    for (const char* source : {"1 / 0", "modulo(1, 0)", "0 ** -1", "@\"P1D\" / @\"PT0S\"", "@\"P1M\" / 0"}) {
        const auto expression = Expression::compile(source, {}, Strictness::lenient);
        const Outcome outcome = expression->evaluate({});
        ASSERT_TRUE(outcome.null_because);
        EXPECT_EQ(outcome.null_because->message, "division by zero") << source;
        const Derivation derivation = derive(*expression, {});
        EXPECT_THAT(worked(derivation, Tongue::en).back(),
                    testing::EndsWith("= no value (division by zero)"));
        EXPECT_THAT(worked(derivation, Tongue::lt).back(),
                    testing::EndsWith("= be reikšmės (dalyba iš nulio)"));
    }
}

TEST(FeelDerivation, SaysWhichPartLostItsValue) {
    Scope scope;
    scope.names.emplace("a", Type{});
    const auto expression = Expression::compile("a + 1 > 2", scope, Strictness::strict);
    ASSERT_TRUE(expression);
    const Outcome outcome = expression->evaluate({{"a", Value{}}});
    ASSERT_TRUE(outcome.null_because);
    EXPECT_EQ(outcome.null_because->offset, 0U);
    EXPECT_EQ(outcome.null_because->length, 1U);
    EXPECT_EQ(derive(*expression, {{"a", Value{}}}).parts[0].parts[0].note, "a is null");
}

}  // namespace
}  // namespace atranka::feel
