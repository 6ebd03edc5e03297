#include "engine/feel/table.hpp"

#include <gmock/gmock.h>

namespace atranka::feel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Type number{Type::Kind::number, {}}, string{Type::Kind::string, {}};

TableText discounts(HitPolicy policy, Aggregator aggregator = Aggregator::none) {
    return {policy,
            aggregator,
            {{"kind", string, "\"sme\", \"large\""}, {"costs", number}},
            {{"rate", number, {"0.5", "0.4", "0.1"}}},
            {{{"\"sme\"", "< 100"}, {"0.4"}, "small sums"},
             {{"-", "[50..200], 1000"}, {"0.5"}},
             {{"not(\"sme\")", "? > 10 and ? < 60"}, {"0.1"}}}};
}
TableOutcome decide(HitPolicy policy, const char* kind, int costs, Aggregator aggregator = Aggregator::none) {
    const auto table = Table::compile(discounts(policy, aggregator), {}, Strictness::strict);
    EXPECT_TRUE(table) << (table ? "" : table.error().front().fault.message);
    return table ? table->evaluate({Value{kind}, Value{costs}}) : TableOutcome{};
}

TEST(FeelTable, UniqueTakesTheOneRowAndRefusesTwo) {
    EXPECT_EQ(decide(HitPolicy::unique, "sme", 20).value.text(), "0.4");
    const TableOutcome two = decide(HitPolicy::unique, "sme", 60);
    EXPECT_TRUE(two.value.is_null());
    EXPECT_EQ(two.null_because, "rows 1 and 2 match, and only one may");
    EXPECT_EQ(decide(HitPolicy::unique, "sme", 300).null_because, "no row matches, and there is no default");
}

TEST(FeelTable, AnyAgreesOrHasNoValue) {
    EXPECT_EQ(decide(HitPolicy::any, "sme", 20).value.text(), "0.4");
    EXPECT_EQ(decide(HitPolicy::any, "sme", 60).null_because, "rows 1 and 2 match with different results");
}

TEST(FeelTable, FirstAndPriorityPickOneOfSeveral) {
    const TableOutcome first = decide(HitPolicy::first, "sme", 60);
    EXPECT_EQ(first.value.text(), "0.4");
    EXPECT_THAT(first.matched, ElementsAre(0));
    const TableOutcome best = decide(HitPolicy::priority, "sme", 60);
    EXPECT_EQ(best.value.text(), "0.5");
    EXPECT_THAT(best.matched, ElementsAre(0, 1));
    EXPECT_THAT(best.counted, ElementsAre(1));
}

TEST(FeelTable, ListsComeInTheOrderOfRowsOrOfValues) {
    EXPECT_EQ(decide(HitPolicy::rule_order, "sme", 60).value.text(), "[0.4, 0.5]");
    EXPECT_EQ(decide(HitPolicy::output_order, "sme", 60).value.text(), "[0.5, 0.4]");
    EXPECT_EQ(decide(HitPolicy::collect, "large", 55).value.text(), "[0.5, 0.1]");
}

TEST(FeelTable, CollectAddsUp) {
    EXPECT_EQ(decide(HitPolicy::collect, "sme", 60, Aggregator::sum).value.text(), "0.9");
    EXPECT_EQ(decide(HitPolicy::collect, "sme", 60, Aggregator::min).value.text(), "0.4");
    EXPECT_EQ(decide(HitPolicy::collect, "sme", 60, Aggregator::max).value.text(), "0.5");
    EXPECT_EQ(decide(HitPolicy::collect, "sme", 60, Aggregator::count).value.text(), "2");
}

TEST(FeelTable, AnInputThatIsNotAmongItsValuesHasNoResult) {
    EXPECT_EQ(decide(HitPolicy::first, "giant", 60).null_because,
              "kind is giant, which is not among its values");
}

TEST(FeelTable, TheDefaultCountsWhereNoRowMatches) {
    TableText text = discounts(HitPolicy::unique);
    text.outputs[0].otherwise = "0.1";
    const auto table = Table::compile(text, {}, Strictness::strict);
    ASSERT_TRUE(table);
    const TableOutcome outcome = table->evaluate({Value{"sme"}, Value{300}});
    EXPECT_EQ(outcome.value.text(), "0.1");
    EXPECT_TRUE(outcome.is_default);
}

TEST(FeelTable, SeveralOutputsAreAContextAndMayNameTheInputs) {
    const auto table = Table::compile({HitPolicy::unique,
                                       Aggregator::none,
                                       {{"costs", number}},
                                       {{"share", number}, {"why", string}},
                                       {{{"-"}, {"costs / 2", "\"half\""}}}},
                                      {}, Strictness::strict);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->evaluate({Value{10}}).value.text(), "{share: 5, why: \"half\"}");
}

TEST(FeelTable, FaultsNameTheirCell) {
    TableText text = discounts(HitPolicy::unique);
    text.rows[1].tests[1] = "< \"much\"";
    text.rows[2].results[0] = "\"half\"";
    const auto table = Table::compile(text, {}, Strictness::strict);
    ASSERT_FALSE(table);
    ASSERT_EQ(table.error().size(), 2U);
    EXPECT_EQ(table.error()[0].row, 1U);
    EXPECT_EQ(table.error()[0].column, 1U);
    EXPECT_EQ(table.error()[1].part, TableFault::Part::result);
    text = discounts(HitPolicy::unique);
    text.rows[0].tests.pop_back();
    EXPECT_FALSE(Table::compile(text, {}, Strictness::strict));
}

TEST(FeelTable, AnExpressionCallsItAndIsTypedByIt) {
    const auto table = Table::compile(discounts(HitPolicy::unique), {}, Strictness::strict);
    ASSERT_TRUE(table);
    Scope scope{{{"c", number}}, {{"rate", Value{table->function()}}}};
    const auto good = Expression::compile("rate(\"sme\", c) * 100", scope, Strictness::strict);
    ASSERT_TRUE(good) << good.error().front().message;
    EXPECT_EQ(good->type().kind, Type::Kind::number);
    EXPECT_EQ(good->evaluate({{"c", Value{20}}}).value.text(), "40.0");
    EXPECT_EQ(good->evaluate({{"c", Value{60}}}).null_because->message,
              "rate: rows 1 and 2 match, and only one may");
    EXPECT_FALSE(Expression::compile("rate(c, c)", scope, Strictness::strict));
    EXPECT_FALSE(Expression::compile("rate(\"sme\")", scope, Strictness::strict));
}

TEST(FeelTable, IsPrintedWithItsTraceForAnAuditor) {
    const auto table = Table::compile(discounts(HitPolicy::unique), {}, Strictness::strict);
    ASSERT_TRUE(table);
    EXPECT_EQ(printed("Share", *table),
              "Share\n"
              "U │ kind           │ costs             ║ rate          ║ note\n"
              "  │ \"sme\", \"large\" │                   ║ 0.5, 0.4, 0.1 ║\n"
              "──┼────────────────┼───────────────────╫───────────────╫───────────\n"
              "1 │ \"sme\"          │ < 100             ║ 0.4           ║ small sums\n"
              "2 │ -              │ [50..200], 1000   ║ 0.5           ║\n"
              "3 │ not(\"sme\")     │ ? > 10 and ? < 60 ║ 0.1           ║\n");
    const std::vector<Value> inputs{Value{"sme"}, Value{20}};
    EXPECT_EQ(traced(*table, inputs, table->evaluate(inputs)),
              "kind = sme\ncosts = 20\n"
              "row 1 matches (small sums)\n"
              "row 2 does not match: costs = 20 is not [50..200], 1000\n"
              "row 3 does not match: kind = sme is not not(\"sme\")\n"
              "result: 0.4\n");
}

}  // namespace
}  // namespace atranka::feel
