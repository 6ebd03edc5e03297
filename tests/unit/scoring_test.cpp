// Rubrics, thresholds, weights, aggregates and divergence.

#include "engine/scoring/aggregate.hpp"

#include <gmock/gmock.h>
#include <algorithm>
#include <random>

namespace {

using namespace atranka;
using namespace atranka::scoring;

Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

Rubric rubric(Scale scale, std::vector<Criterion> criteria) {
    Rubric r;
    r.scale = scale;
    r.criteria = std::move(criteria);
    return r;
}

const Scale halves{0, 5, number("0.5")};
Rubric ideas() {
    Rubric r = rubric(halves, {{"contribution", 1, Decimal{4}}, {"novelty", 1, Decimal{4}}});
    r.comment_required = true;
    return r;
}
std::vector<Scores> sheets_of_total(std::initializer_list<const char*> totals) {
    std::vector<Scores> sheets;
    for (const char* total : totals) sheets.push_back({{"total", number(total)}});
    return sheets;
}
const Rubric hundred = rubric({0, 100, number("0.1")}, {{"total"}});

TEST(Scale, HoldsItsStepsAndNothingBetween) {
    for (const char* on : {"0", "0.5", "4.50", "5", "-0"}) EXPECT_TRUE(is_on_scale(halves, number(on))) << on;
    for (const char* off : {"0.25", "5.5", "-0.5", "4.49999", "0.5000000000000000000000000000000001",
                            "9000000000000000000000000000000000"})
        EXPECT_FALSE(is_on_scale(halves, number(off))) << off;
    const Scale negative{-3, 3, 1};
    EXPECT_TRUE(is_on_scale(negative, -2));
    const Scale from_one{1, 10, 3};
    EXPECT_TRUE(is_on_scale(from_one, 7));
    EXPECT_FALSE(is_on_scale(from_one, 6));
}

TEST(Scores, OffTheScaleAreRefused) {
    const auto refused = check_scores(ideas(), {{"contribution", number("4.25")}, {"novelty", 4}}, nullptr);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().rule, Rule::scores_must_be_on_scale);
    EXPECT_EQ(refused.error().path, "scores.contribution");
    EXPECT_EQ(refused.error().message, "4.25 is not on the scale from 0 to 5 in steps of 0.5");
}

TEST(Scores, MustCoverEveryCriterionAndNoOther) {
    EXPECT_EQ(check_scores(ideas(), {{"contribution", 4}}, nullptr).error().path, "scores.novelty");
    const auto unknown = check_scores(ideas(), {{"contribution", 9}, {"novelty", 4}, {"style", 5}}, nullptr);
    EXPECT_EQ(unknown.error().rule, Rule::criteria_must_be_scored);
    EXPECT_EQ(unknown.error().path, "scores.style");
}

TEST(Scores, NeedACommentEachWhereTheRubricAsksForIt) {
    const Scores scores{{"contribution", 4}, {"novelty", 4}};
    const Comments one{{"contribution", "Serves the objective."}, {"novelty", " \n"}};
    const auto refused = check_scores(ideas(), scores, &one);
    EXPECT_EQ(refused.error().rule, Rule::comments_must_be_complete);
    EXPECT_EQ(refused.error().path, "comments.novelty");
    const Comments both{{"contribution", "Serves the objective."}, {"novelty", "New to the country."}};
    EXPECT_TRUE(check_scores(ideas(), scores, &both));
    EXPECT_TRUE(check_scores(ideas(), scores, nullptr));
    Rubric silent = ideas();
    silent.comment_required = false;
    EXPECT_TRUE(check_scores(silent, scores, &one));
}

TEST(Rubric, NamesEverythingThatIsWrongWithIt) {
    Rubric bad = rubric({0, 5, 2}, {{"a", -1, Decimal{6}}, {"a"}});
    EXPECT_EQ(rubric_faults(bad).size(), 4U);  // the top of the scale, a weight, a threshold, a name
    EXPECT_TRUE(rubric_faults(ideas()).empty());
    EXPECT_FALSE(rubric_faults(rubric({5, 0, 1}, {{"a"}})).empty());
    EXPECT_FALSE(rubric_faults(rubric({0, 5, 0}, {{"a"}})).empty());
    EXPECT_FALSE(rubric_faults(rubric({0, 5, 1}, {})).empty());
    Rubric unreachable = ideas();
    unreachable.total_threshold = number("10.5");
    EXPECT_EQ(rubric_faults(unreachable).front().path, "total_threshold");
    unreachable.total_threshold = 10;
    EXPECT_TRUE(rubric_faults(unreachable).empty());
}

TEST(Thresholds, LookAtRawScoresAndNeverAtWeights) {
    // A criterion of weight 0 is switched off in the ranking, not in its threshold.
    Rubric r = rubric(halves, {{"excellence", 0, Decimal{4}}, {"impact", 10, Decimal{4}}});
    r.ranking = Total::weighted;
    r.total_threshold = 9;
    const Scored low = agreed(r, {{"excellence", number("3.5")}, {"impact", 5}});
    ASSERT_EQ(low.missed.size(), 2U);
    EXPECT_EQ(low.missed[0].criterion, "excellence");
    EXPECT_EQ(low.missed[1].criterion, "");
    EXPECT_EQ(low.missed[1].reached.decimal(), number("8.5"));
    EXPECT_EQ(low.ranking.decimal(), Decimal{50});
    EXPECT_TRUE(agreed(r, {{"excellence", 4}, {"impact", 5}}).meets());
}

TEST(Thresholds, AreUpperLimitsWhereTheLowestScoreIsBest) {
    Rubric r = rubric({1, 9, 1, true}, {{"overall", 1, Decimal{3}}});
    EXPECT_TRUE(agreed(r, {{"overall", 3}}).meets());
    EXPECT_FALSE(agreed(r, {{"overall", 4}}).meets());
    EXPECT_EQ(aggregate(Method::mean, r, std::vector<Scores>{{{"overall", 2}}, {{"overall", 4}}}).worst_given,
              Ratio{4});
}

TEST(Totals, OfThirdsTieExactly) {
    const Rubric r = rubric({0, 10, 1}, {{"a"}, {"b"}, {"c"}});
    const auto scored = [&](std::initializer_list<std::array<int, 3>> rows) {
        std::vector<Scores> sheets;
        for (const auto& [a, b, c] : rows) sheets.push_back({{"a", a}, {"b", b}, {"c", c}});
        return aggregate(Method::mean, r, sheets);
    };
    // 10/3 + 10/3 + 10/3 against 10: rounding first would make 9.99… of it.
    const Scored thirds = scored({{10, 10, 10}, {0, 0, 0}, {0, 0, 0}});
    const Scored whole = scored({{10, 0, 0}, {10, 0, 0}, {10, 0, 0}});
    EXPECT_EQ(thirds.total, whole.total);
    EXPECT_EQ(thirds.total.decimal(), Decimal{10});
    EXPECT_EQ(thirds.scores.at("a").decimal().text(), "3.333333333333333333333333333333333");
}

TEST(Totals, ByShareCountPointsOfAHundred) {
    Rubric r = rubric({0, 5, number("0.5")},
                      {{"contribution", 35}, {"consortium", 20}, {"business", 20}, {"plan", 25}});
    r.total = r.ranking = Total::share;
    r.total_threshold = 70;
    const Scored scored =
        agreed(r, {{"contribution", 4}, {"consortium", 3}, {"business", 3}, {"plan", number("3.5")}});
    EXPECT_EQ(scored.total.decimal().text(), "69.5");
    EXPECT_EQ(scored.missed.size(), 1U);
    EXPECT_EQ(agreed(r, {{"contribution", 5}, {"consortium", 5}, {"business", 5}, {"plan", 5}}).total,
              Ratio{100});
}

TEST(Aggregates, EachCountsTheScoresItSays) {
    const auto value = [](Method method, std::initializer_list<const char*> totals) {
        return aggregate(method, hundred, sheets_of_total(totals)).total.decimal();
    };
    EXPECT_EQ(value(Method::mean, {"80", "60", "70.9"}), number("70.3"));
    EXPECT_EQ(value(Method::median, {"80", "60", "10"}), number("60"));
    EXPECT_EQ(value(Method::median, {"80", "60", "10", "71"}), number("65.5"));
    EXPECT_EQ(value(Method::trimmed_mean, {"100", "60", "70", "0"}), number("65"));
    EXPECT_EQ(value(Method::trimmed_mean, {"100", "60"}), number("80"));
    EXPECT_EQ(value(Method::trimmed_mean, {"100", "60", "0"}), number("60"));
    EXPECT_EQ(value(Method::closest_two, {"80", "50", "78"}), number("79"));
    EXPECT_EQ(value(Method::closest_two, {"80"}), number("80"));
}

TEST(Aggregates, OfTwoEqualGapsTheHigherPairCounts) {
    const Scored scored = aggregate(Method::closest_two, hundred, sheets_of_total({"50", "90", "70"}));
    EXPECT_EQ(scored.total, Ratio{80});
    EXPECT_EQ(scored.counted, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(scored.worst_given, Ratio{70});
}

TEST(Aggregates, TheClosestPairDoesNotDependOnTheOrderOfTheExperts) {
    // Three equal totals: which two count would decide the criteria, so all three do.
    const Rubric r = rubric({0, 10, 1}, {{"a"}, {"b"}});
    std::vector<Scores> sheets{
        {{"a", 8}, {"b", 2}}, {{"a", 5}, {"b", 5}}, {{"a", 2}, {"b", 8}}, {{"a", 9}, {"b", 9}}};
    std::ranges::sort(sheets);
    do {
        const Scored scored = aggregate(Method::closest_two, r, sheets);
        EXPECT_EQ(scored.counted.size(), 3U);
        EXPECT_EQ(scored.scores.at("a"), Ratio{5});
        EXPECT_EQ(scored.total, Ratio{10});
    } while (std::ranges::next_permutation(sheets).found);
}

TEST(Aggregates, TheAmericanImpactScoreIsTenTimesTheMeanRoundedHalfUp) {
    const Rubric r = rubric({1, 9, 1, true}, {{"total"}});
    const auto impact = [&](std::initializer_list<const char*> scores) {
        return aggregate(Method::nih, r, sheets_of_total(scores)).total.decimal().text();
    };
    EXPECT_EQ(impact({"1", "2"}), "15");
    EXPECT_EQ(impact({"2", "2", "3"}), "23");       // 23.33
    EXPECT_EQ(impact({"2", "3", "3"}), "27");       // 26.67
    EXPECT_EQ(impact({"2", "2", "2", "3"}), "23");  // 22.5, half up
    EXPECT_EQ(impact({"9", "9", "9"}), "90");
}

TEST(Divergence, BeginsBeyondTheFractionAndNotAtIt) {
    const Divergence rule{number("0.30"), std::nullopt};
    const auto apart = [&](std::initializer_list<const char*> totals) {
        return diverges(rule, spread_of(hundred, sheets_of_total(totals)));
    };
    EXPECT_FALSE(apart({"80", "56"}));
    EXPECT_TRUE(apart({"80", "55.9"}));
    EXPECT_FALSE(apart({"0", "0"}));
    const Divergence points{std::nullopt, Decimal{20}};
    EXPECT_FALSE(diverges(points, spread_of(hundred, sheets_of_total({"50", "70", "60"}))));
    EXPECT_TRUE(diverges(points, spread_of(hundred, sheets_of_total({"50", "70.1", "60"}))));
}

TEST(Ratio, AddsAndComparesExactly) {
    const Ratio third = Ratio::of(1, 3);
    EXPECT_EQ(third + third + third, Ratio{1});
    EXPECT_EQ(Ratio::of(-7, 2).floor(), -4);
    EXPECT_LT(Ratio::of(number("0.3333333333333")), third);
    // Products beyond 128 bits: compared by whole parts and reciprocals.
    const auto big = static_cast<__int128>(1'000'000'000'000'000'000LL) * 1'000'000'000'000'000LL;
    EXPECT_LT(Ratio::of(big, big + 1), Ratio::of(big + 1, big + 2));
    EXPECT_GT(Ratio::of(-big, big + 1), Ratio::of(-(big + 1), big + 2));
    EXPECT_GT(Ratio::of(big + 2, big + 1), Ratio{1});
}

TEST(Ratio, RanksAsItsDecimalForEveryPanelOfUpToTwelve) {
    std::mt19937_64 chance{5};
    for (int round = 0; round < 20'000; ++round) {
        const auto some = [&] {
            return Ratio::of(static_cast<__int128>(chance() % 2000),
                             static_cast<__int128>(1 + chance() % 12));
        };
        const Ratio a = some() + some() + some(), b = some() + some() + some();
        EXPECT_EQ(a <=> b, a.decimal() <=> b.decimal());
    }
}

}  // namespace
