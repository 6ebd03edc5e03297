// Cuts by policy, envelopes, money that moves on, reserve lists, and targets.

#include "engine/selection/take.hpp"

#include <gmock/gmock.h>
#include <algorithm>
#include <random>

namespace {

using namespace atranka;
using namespace atranka::selection;

struct Asked {
    int request;
    std::size_t envelope = 0;
    bool meets = true;
};

// Candidates already in order, each behind the other by a score of one less.
struct Round {
    std::vector<Candidate> candidates;
    std::vector<Place> places;
    explicit Round(const std::vector<Asked>& asked) {
        for (std::size_t i = 0; i < asked.size(); ++i)
            candidates.push_back({"a-" + std::to_string(i),
                                  {Decimal{static_cast<int>(asked.size() - i)}},
                                  asked[i].request,
                                  asked[i].meets,
                                  asked[i].envelope});
        places = rank(std::vector{Key{"score"}}, candidates).value();
    }
};

Fund fund(Policy policy, std::vector<int> envelopes, bool moves_on = false) {
    Fund f{{}, policy, moves_on};
    for (const int amount : envelopes)
        f.envelopes.push_back({"e" + std::to_string(f.envelopes.size()), amount});
    return f;
}

std::vector<int> amounts(const Cut& cut) {
    std::vector<int> paid;
    for (const Row& row : cut.rows) paid.push_back(static_cast<int>(*row.amount.to_int64()));
    return paid;
}
std::vector<int> run(const Fund& f, const std::vector<Asked>& asked) {
    const Round round{asked};
    return amounts(cut(f, round.candidates, round.places));
}

TEST(Cut, StopsAtTheFirstRequestThatDoesNotFit) {
    EXPECT_EQ(run(fund(Policy::stop, {100}), {{60}, {50}, {40}, {0}}), (std::vector{60, 0, 0, 0}));
}
TEST(Cut, SkipsARequestThatDoesNotFitAndGoesOn) {
    EXPECT_EQ(run(fund(Policy::skip, {100}), {{60}, {50}, {40}, {1}}), (std::vector{60, 0, 40, 0}));
}
TEST(Cut, PaysTheLastInPartAndNobodyBehind) {
    EXPECT_EQ(run(fund(Policy::partial, {100}), {{60}, {50}, {40}}), (std::vector{60, 40, 0}));
    EXPECT_EQ(run(fund(Policy::partial, {100}), {{100}, {50}, {40}}), (std::vector{100, 0, 0}));
}

TEST(Cut, GivesEachRowItsOutcomeReasonAndWhatIsLeft) {
    const Round round{{{60}, {50, 0, false}, {70}, {40, no_envelope}, {40}, {-5}, {10}}};
    const Cut c = cut(fund(Policy::skip, {100}), round.candidates, round.places);
    const auto row = [&](std::size_t i, Outcome outcome, Reason reason, int left) {
        EXPECT_EQ(c.rows[i].outcome, outcome) << i;
        EXPECT_EQ(c.rows[i].reason, reason) << i;
        EXPECT_EQ(c.rows[i].left, Decimal{left}) << i;
        EXPECT_EQ(c.rows[i].place.rank, i + 1);
    };
    row(0, Outcome::selected, Reason::within_budget, 40);
    row(1, Outcome::not_selected, Reason::below_threshold, 40);
    row(2, Outcome::reserved, Reason::over_what_is_left, 40);
    row(3, Outcome::not_selected, Reason::outside_envelopes, 0);
    row(4, Outcome::selected, Reason::within_budget, 0);
    row(5, Outcome::not_selected, Reason::request_is_negative, 0);
    row(6, Outcome::reserved, Reason::over_what_is_left, 0);
    EXPECT_EQ(c.spent, std::vector{Decimal{100}});
}

TEST(Cut, SaysWhoWaitsBehindOneThatDidNotFit) {
    const Round round{{{60}, {50}, {40}}};
    const Cut c = cut(fund(Policy::stop, {100}), round.candidates, round.places);
    EXPECT_EQ(c.rows[1].reason, Reason::over_what_is_left);
    EXPECT_EQ(c.rows[2].reason, Reason::behind_the_cut);
    EXPECT_EQ(c.rows[2].outcome, Outcome::reserved);
    Fund without = fund(Policy::stop, {100});
    without.has_reserve_list = false;
    EXPECT_EQ(cut(without, round.candidates, round.places).rows[2].outcome, Outcome::not_selected);
}

TEST(Cut, FailedThresholdsDoNotStopIt) {
    EXPECT_EQ(run(fund(Policy::stop, {100}), {{500, 0, false}, {60}, {40}}), (std::vector{0, 60, 40}));
}

TEST(Envelopes, AreCutApart) {
    EXPECT_EQ(run(fund(Policy::stop, {100, 50}), {{60, 0}, {60, 1}, {60, 0}, {40, 1}, {10, 0}}),
              (std::vector{60, 0, 0, 0, 0}));
    EXPECT_EQ(run(fund(Policy::skip, {100, 50}), {{60, 0}, {60, 1}, {60, 0}, {40, 1}, {10, 0}}),
              (std::vector{60, 0, 0, 40, 10}));
}

TEST(Envelopes, UnusedMoneyMovesOnInDeclaredOrderWhereTheCallSaysSo) {
    const std::vector<Asked> asked{{70, 0}, {40, 0}, {30, 1}, {60, 2}, {50, 2}};
    EXPECT_EQ(run(fund(Policy::stop, {100, 60, 60}), asked), (std::vector{70, 0, 30, 60, 0}));
    // 30 of the first and 30 of the second are unused: the first envelope's next takes 40, and 20 stay.
    const Round round{asked};
    const Cut c = cut(fund(Policy::stop, {100, 60, 60}, true), round.candidates, round.places);
    EXPECT_EQ(amounts(c), (std::vector{70, 40, 30, 60, 0}));
    ASSERT_EQ(c.transfers.size(), 1U);
    EXPECT_EQ(c.transfers[0].from, 1U);
    EXPECT_EQ(c.transfers[0].to, 0U);
    EXPECT_EQ(c.transfers[0].amount, Decimal{10});
    EXPECT_EQ(c.rows[1].left, Decimal{20});
    EXPECT_EQ(c.rows[4].outcome, Outcome::reserved);
}

TEST(Envelopes, MoneyThatMovesOnMakesAPartialOfferWholeFirst) {
    const Round round{{{80, 0}, {50, 0}, {50, 0}, {10, 1}}};
    const Cut c = cut(fund(Policy::partial, {100, 65}, true), round.candidates, round.places);
    EXPECT_EQ(amounts(c), (std::vector{80, 50, 25, 10}));
    EXPECT_EQ(c.rows[1].reason, Reason::within_budget);
    EXPECT_EQ(c.rows[2].reason, Reason::paid_in_part);
    EXPECT_EQ(c.spent, (std::vector{Decimal{155}, Decimal{10}}));
    EXPECT_EQ(c.transfers.at(0).amount, Decimal{55});
}

TEST(Envelopes, BelowZeroAreEmptyAndTakeNothingFromTheOthers) {
    const Round round{{{10, 0}, {0, 0}, {10, 1}}};
    const Cut c = cut(fund(Policy::skip, {-50, 15}, true), round.candidates, round.places);
    EXPECT_EQ(amounts(c), (std::vector{0, 0, 10}));
    EXPECT_EQ(c.rows[1].outcome, Outcome::selected);  // asks for nothing
    EXPECT_TRUE(c.transfers.empty());
}

TEST(Cut, NamesATieThatItDivides) {
    std::vector<Candidate> tied{{"a", {Decimal{5}}, 60}, {"b", {Decimal{5}}, 60}, {"c", {Decimal{4}}, 60}};
    const auto places = rank(std::vector{Key{"score"}}, tied).value();
    EXPECT_EQ(cut(fund(Policy::stop, {100}), tied, places).divided_ties, std::vector<std::size_t>{0});
    EXPECT_TRUE(cut(fund(Policy::stop, {120}), tied, places).divided_ties.empty());
    EXPECT_TRUE(cut(fund(Policy::stop, {10}), tied, places).divided_ties.empty());
    tied[1].envelope = 1;
    EXPECT_TRUE(cut(fund(Policy::stop, {100, 0}), tied, places).divided_ties.empty());
}

TEST(ReserveList, MovesUpInOrderByThePolicyOfTheCut) {
    const std::vector<Decimal> waiting{50, 30, 20};
    const auto promoted = [&](Policy policy, int money) {
        std::vector<std::pair<std::size_t, int>> who;
        for (const auto& [i, amount] : move_up(policy, waiting, money))
            who.emplace_back(i, static_cast<int>(*amount.to_int64()));
        return who;
    };
    using Who = std::vector<std::pair<std::size_t, int>>;
    EXPECT_EQ(promoted(Policy::stop, 40), (Who{}));
    EXPECT_EQ(promoted(Policy::stop, 85), (Who{{0, 50}, {1, 30}}));
    EXPECT_EQ(promoted(Policy::skip, 45), (Who{{1, 30}}));
    EXPECT_EQ(promoted(Policy::skip, 75), (Who{{0, 50}, {2, 20}}));
    EXPECT_EQ(promoted(Policy::partial, 60), (Who{{0, 50}, {1, 10}}));
    EXPECT_EQ(promoted(Policy::partial, 0), (Who{}));
}

// What holds of every cut, whoever asks for what.
class AnyCut : public testing::TestWithParam<Policy> {};
TEST_P(AnyCut, SpendsNoMoreThanThereIsAndPassesNobodyOver) {
    std::mt19937_64 chance{17};
    for (int round = 0; round < 2000; ++round) {
        std::vector<Asked> asked;
        for (std::size_t i = 0, n = chance() % 25; i < n; ++i)
            asked.push_back({static_cast<int>(chance() % 60), chance() % 3, chance() % 5 != 0});
        const std::vector<int> budgets{static_cast<int>(chance() % 200), static_cast<int>(chance() % 200), 0};
        const Round r{asked};
        const Cut apart = cut(fund(GetParam(), budgets), r.candidates, r.places);
        const Cut moved = cut(fund(GetParam(), budgets, true), r.candidates, r.places);
        std::vector<int> spent(3), left = budgets;
        std::vector<bool> closed(3);
        for (std::size_t i = 0; i < asked.size(); ++i) {
            const auto& [request, e, meets] = asked[i];
            const int paid = amounts(apart)[i];
            spent[e] += paid;
            // By its definition, written out: what fits is paid unless somebody before closed the envelope.
            const bool fits = meets && !closed[e] && request <= left[e];
            const int due = fits                                                   ? request
                            : meets && !closed[e] && GetParam() == Policy::partial ? left[e]
                                                                                   : 0;
            EXPECT_EQ(paid, due);
            if (meets && !fits && GetParam() != Policy::skip) closed[e] = true;
            left[e] -= paid;
            EXPECT_EQ(apart.rows[i].left, Decimal{left[e]});
            EXPECT_EQ(apart.rows[i].outcome == Outcome::selected, fits || due > 0);
            // Money that moves on takes nothing from anybody.
            EXPECT_GE(amounts(moved)[i], paid);
            EXPECT_LE(amounts(moved)[i], request);
        }
        Decimal total, received;
        for (std::size_t e = 0; e < 3; ++e) {
            EXPECT_EQ(apart.spent[e], Decimal{spent[e]});
            EXPECT_LE(spent[e], budgets[e]);
            total += moved.spent[e];
            Decimal in, out;
            for (const Transfer& t : moved.transfers) {
                if (t.to == e) in += t.amount;
                if (t.from == e) out += t.amount;
            }
            EXPECT_TRUE(in.sign() == 0 || out.sign() == 0);
            EXPECT_LE(moved.spent[e], Decimal{budgets[e]} + in - out);
            received += in;
        }
        EXPECT_LE(total, Decimal{budgets[0] + budgets[1] + budgets[2]});
    }
}
INSTANTIATE_TEST_SUITE_P(EveryPolicy, AnyCut, testing::Values(Policy::stop, Policy::skip, Policy::partial));

std::size_t taken(const Target& target, const std::vector<Asked>& asked) {
    const Round round{asked};
    const Taking taking = take(target, round.candidates, round.places);
    return static_cast<std::size_t>(std::ranges::count(taking.rows, Outcome::selected, &Row::outcome));
}

TEST(Target, IsMetAsNearlyAsItCanBe) {
    EXPECT_EQ(taken({75}, {{25}, {25}, {20}, {20}}), 3U);  // 70 against 90
    EXPECT_EQ(taken({85}, {{25}, {25}, {20}, {20}}), 4U);  // 90 against 70
    EXPECT_EQ(taken({12}, std::vector<Asked>(30, Asked{1})), 12U);
}
TEST(Target, OfTwoSumsEquallyNearTakesTheLargerSet) {
    EXPECT_EQ(taken({80}, {{25}, {25}, {20}, {20}}), 4U);
    EXPECT_EQ(taken({70}, {{25}, {25}, {20}, {0}, {20}}), 4U);
}
TEST(Target, GivesWayToThresholds) {
    const Round round{{{25}, {25, 0, false}, {25}}};
    const Taking taking = take({1000, Decimal{900}}, round.candidates, round.places);
    EXPECT_EQ(taking.rows[0].outcome, Outcome::selected);
    EXPECT_EQ(taking.rows[1].reason, Reason::below_threshold);
    EXPECT_EQ(taking.rows[2].outcome, Outcome::selected);
    EXPECT_EQ(taking.sum, Decimal{50});
    EXPECT_EQ(taking.rows[2].left, Decimal{950});
}
TEST(Target, NeverFallsUnderTheLeast) {
    EXPECT_EQ(taken({75, Decimal{71}}, {{25}, {25}, {20}, {20}}), 4U);
    EXPECT_EQ(taken({10, Decimal{71}}, {{25}, {25}, {20}, {20}, {20}}), 4U);
}
TEST(Target, DividesNoTieAndADynamicBarNoScore) {
    std::vector<Candidate> candidates{{"a", {Decimal{9}, Decimal{2}}, 50},
                                      {"b", {Decimal{8}, Decimal{2}}, 50},
                                      {"c", {Decimal{8}, Decimal{1}}, 50},
                                      {"d", {Decimal{8}, Decimal{1}}, 50}};
    const auto places = rank(std::vector<Key>{{"total"}, {"contribution"}}, candidates).value();
    EXPECT_EQ(take({100}, candidates, places).sum, Decimal{100});
    EXPECT_EQ(take({140}, candidates, places).sum, Decimal{100});  // c and d go together
    EXPECT_EQ(take({150}, candidates, places).sum, Decimal{200});
    const Taking dynamic = take({100, std::nullopt, true}, candidates, places);
    EXPECT_EQ(dynamic.sum, Decimal{50});
    EXPECT_EQ(std::get<Decimal>(*dynamic.bar), Decimal{9});
}
TEST(Target, NamesTheBarsThatItCompared) {
    const Round round{{{25}, {25}, {20}, {20}, {30, 0, false}}};
    const Taking taking = take({80, Decimal{60}}, round.candidates, round.places);
    std::vector<std::pair<std::size_t, Decimal>> bars;
    for (const Bar& bar : taking.bars) bars.emplace_back(bar.places, bar.sum);
    const std::vector<std::pair<std::size_t, Decimal>> expected{{0, 0},  {1, 25}, {2, 50},
                                                                {3, 70}, {4, 90}, {4, 90}};
    EXPECT_EQ(bars, expected);
    EXPECT_EQ(taking.bars[taking.chosen].sum, taking.sum);
}
TEST(Target, TakesNobodyFromAnEmptyList) {
    const Taking taking = take({100}, {}, {});
    EXPECT_TRUE(taking.rows.empty());
    EXPECT_EQ(taking.bar, std::nullopt);
}

TEST(Target, IsAsNearAsTheBestOfAllBars) {
    std::mt19937_64 chance{23};
    for (int round = 0; round < 3000; ++round) {
        std::vector<Candidate> candidates;
        for (std::size_t i = 0, n = chance() % 15; i < n; ++i)
            candidates.push_back(
                {"a-" + std::to_string(i),
                 {Decimal{static_cast<int>(chance() % 6)}, Decimal{static_cast<int>(chance() % 3)}},
                 static_cast<int>(chance() % 40),
                 chance() % 6 != 0});
        const auto places = rank(std::vector<Key>{{"total"}, {"contribution"}}, candidates).value();
        Target target{static_cast<int>(chance() % 300), {}, chance() % 2 == 0};
        if (chance() % 2 == 0) target.at_least = Decimal{static_cast<int>(chance() % 300)};
        // Every bar that may be drawn, by brute force.
        std::vector<Decimal> sums{0};
        Decimal sum;
        for (std::size_t i = 0; i < places.size(); ++i) {
            const Candidate& c = candidates[places[i].candidate];
            if (c.meets) sum += c.requested;
            if (i + 1 == places.size() || places[i + 1].rank != places[i].rank)
                if (i + 1 == places.size() || !target.by_first_key ||
                    candidates[places[i + 1].candidate].keys[0] != c.keys[0])
                    sums.push_back(sum);
        }
        const bool can_reach = !target.at_least || sum >= *target.at_least;
        const auto off = [&](const Decimal& s) {
            return s < target.nearest ? target.nearest - s : s - target.nearest;
        };
        Decimal best = sum;
        if (can_reach)
            for (const Decimal& s : sums)
                if ((!target.at_least || s >= *target.at_least) &&
                    (off(s) < off(best) || (off(s) == off(best) && s > best)))
                    best = s;
        EXPECT_EQ(take(target, candidates, places).sum, best);
    }
}

}  // namespace
