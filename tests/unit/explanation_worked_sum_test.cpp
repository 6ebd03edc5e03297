#include "engine/explanation/worked_sum.hpp"

#include <gmock/gmock.h>

namespace atranka::explanation {
namespace {

using feel::Value;
using testing::ElementsAre;

feel::Context facts() {
    return {{"grant", Value{1'550'000}},
            {"other", Value{Decimal::scaled(50, -2)}},
            {"rate", Value{Decimal::scaled(40, -2)}},
            {"late", Value{false}},
            {"costs", Value::list({Value::context({{"accepted", Value{Decimal::scaled(3000000, -2)}}}),
                                   Value::context({{"accepted", Value{Decimal::scaled(2000000, -2)}}})})}};
}
std::string label_of(const std::string& path) {
    return path == "grant" ? "Grant asked for" : path == "other" ? "Other money" : "";
}
feel::Derivation derived(const std::string& source) {
    feel::Scope scope;
    for (const auto& [name, value] : facts()) scope.names.emplace(name, feel::type_of(value));
    return feel::derive(*feel::Expression::compile(source, scope, feel::Strictness::strict), facts());
}
std::vector<std::string> worked(const std::string& source, bool lt = false, const std::string& name = {}) {
    WorkedSum sum{label_of, lt};
    sum.work(derived(source), name);
    return sum.lines();
}

TEST(WorkedSum, TellsStepsOfReadingsByNameAndLaterOnesByNumber) {
    EXPECT_THAT(worked("grant + other <= rate * sum(costs.accepted)"),
                ElementsAre("Grant asked for + Other money = 1,550,000 + 0.50 = 1,550,000.50",
                            "sum(costs.accepted) = 30,000.00 + 20,000.00 = 50,000.00",
                            "0.40 × 50,000.00 = 20,000.00", "1,550,000.50 ≤ 20,000.00: does not hold"));
}

TEST(WorkedSum, BeginsAtABracketWhereTheExpressionDoes) {
    EXPECT_THAT(worked("(grant + other) * 2 <= (rate) * 100"),
                ElementsAre("Grant asked for + Other money = 1,550,000 + 0.50 = 1,550,000.50",
                            "1,550,000.50 × 2 = 3,100,001.00", "rate × 100 = 0.40 × 100 = 40.00",
                            "3,100,001.00 ≤ 40.00: does not hold"));
}

TEST(WorkedSum, WritesNumbersAsTheLanguageDoes) {
    EXPECT_THAT(worked("min(grant, 1234567.250, other)", true),
                ElementsAre("mažiausias iš (Grant asked for; 1\u00a0234\u00a0567,25; Other money) = "
                            "mažiausias iš (1\u00a0550\u00a0000; 1\u00a0234\u00a0567,25; 0,50) = 0,50"));
    EXPECT_THAT(worked("grant > other", true),
                ElementsAre("Grant asked for > Other money: 1\u00a0550\u00a0000 > 0,50, tenkinama"));
    EXPECT_THAT(worked("-grant"), ElementsAre("-Grant asked for = -1,550,000"));
}

TEST(WorkedSum, FollowsOnlyTheBranchThatWasTaken) {
    EXPECT_THAT(
        worked("if grant = 0 then 100 else if late then 1 else 100 * (other + 1) / grant", false, "Share"),
        ElementsAre("Grant asked for = 0: 1,550,000 = 0, does not hold", "Other money + 1 = 0.50 + 1 = 1.50",
                    "100 × 1.50 = 150.00", "Share = 150.00 / 1,550,000 = 0.00009677…"));
    EXPECT_THAT(worked("if grant = 0 then 1 else other", false, "Left"),
                ElementsAre("Grant asked for = 0: 1,550,000 = 0, does not hold", "Left = 0.50"));
}

TEST(WorkedSum, TellsABranchThatIsALiteralByItsValue) {
    EXPECT_THAT(worked("if grant > 0 then 100 else grant / other", false, "Share"),
                ElementsAre("Grant asked for > 0: 1,550,000 > 0, holds", "Share = 100"));
    EXPECT_THAT(worked("2 * (if grant > 0 then 100 else grant)"),
                ElementsAre("Grant asked for > 0: 1,550,000 > 0, holds", "2 × 100 = 200"));
}

TEST(WorkedSum, TellsAStepOnce) {
    WorkedSum sum{label_of, false};
    sum.work(derived("grant + other"));
    EXPECT_EQ(sum.lines().size(), 1U);
    sum.work(derived("grant + other"));
    EXPECT_THAT(sum.lines(), testing::IsEmpty());
    sum.work(derived("2 * (grant + other)"), "Twice");
    EXPECT_THAT(sum.lines(), ElementsAre("Twice = 2 × 1,550,000.50 = 3,100,001.00"));
}

TEST(WorkedSum, SaysWhatHasNoValueAndWhy) {
    const auto expression = feel::Expression::compile("1 / 0", {}, feel::Strictness::lenient);
    WorkedSum sum{label_of, true};
    sum.work(feel::derive(*expression, {}), "Dalis");
    EXPECT_THAT(sum.lines(), ElementsAre("Dalis = 1 / 0 = be reikšmės (dalyba iš nulio)"));
}

TEST(WorkedSum, LeavesWhatWasReadManyTimesAsItIsWritten) {
    EXPECT_THAT(worked("every c in costs satisfies c.accepted <= grant").back(),
                "every c in costs satisfies c.accepted <= grant: holds");
}

}  // namespace
}  // namespace atranka::explanation
