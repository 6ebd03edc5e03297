// Rankings: keys, ties, nulls, and lots that anyone can redraw.

#include "engine/selection/order.hpp"

#include <gmock/gmock.h>
#include <algorithm>
#include <random>
#include <set>

namespace {

using namespace atranka;
using namespace atranka::selection;

Decimal number(std::string_view text) { return Decimal::parse(text).value(); }
KeyValue score(std::string_view text) { return number(text); }
KeyValue word(std::string_view text) { return std::string{text}; }
const KeyValue null;

std::vector<std::string> ids(const std::vector<Candidate>& candidates, const std::vector<Place>& places) {
    std::vector<std::string> names;
    for (const Place& place : places) names.push_back(candidates[place.candidate].id);
    return names;
}

const std::vector<Key> by_total_and_contribution{{"review.total"}, {"review.contribution"}};

TEST(Ranking, SaysWhichKeyPutEachBehindTheOneBefore) {
    const std::vector<Candidate> candidates{{"a", {score("9"), score("4")}},
                                            {"b", {score("9.5"), score("4.5")}},
                                            {"c", {score("9.00"), score("4.5")}},
                                            {"d", {score("8"), score("4.5")}}};
    const auto places = rank(by_total_and_contribution, candidates).value();
    EXPECT_EQ(ids(candidates, places), (std::vector<std::string>{"b", "c", "a", "d"}));
    EXPECT_EQ(places[0].decided_by, std::nullopt);
    EXPECT_EQ(places[1].decided_by, 0U);
    EXPECT_EQ(places[2].decided_by, 1U);
    EXPECT_EQ(places[3].decided_by, 0U);
}

TEST(Ranking, LeavesATieThatNoKeyBreaksATie) {
    const std::vector<Candidate> candidates{{"z", {score("5"), score("1")}},
                                            {"y", {score("5.0"), score("1.00")}},
                                            {"x", {score("6"), score("1")}},
                                            {"w", {score("4"), score("1")}}};
    const auto places = rank(by_total_and_contribution, candidates).value();
    EXPECT_EQ(ids(candidates, places), (std::vector<std::string>{"x", "y", "z", "w"}));
    EXPECT_EQ(places[1].rank, 2U);
    EXPECT_EQ(places[2].rank, 2U);
    EXPECT_EQ(places[1].rank_last, 3U);
    EXPECT_EQ(places[2].decided_by, std::nullopt);
    EXPECT_EQ(places[3].rank, 4U);
}

TEST(Ranking, PutsNullLastWhicheverWayTheKeyRunsUnlessDeclaredFirst) {
    const std::vector<Candidate> candidates{{"a", {null}}, {"b", {score("-1")}}, {"c", {score("1")}}};
    const auto order = [&](bool descending, bool nulls_first) {
        return ids(candidates,
                   rank(std::vector{Key{"k", descending, false, nulls_first}}, candidates).value());
    };
    EXPECT_EQ(order(true, false), (std::vector<std::string>{"c", "b", "a"}));
    EXPECT_EQ(order(false, false), (std::vector<std::string>{"b", "c", "a"}));
    EXPECT_EQ(order(true, true), (std::vector<std::string>{"a", "c", "b"}));
    EXPECT_EQ(order(false, true), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Ranking, OrdersTextsBytewiseAndNumbersBeforeThem) {
    const std::vector<Candidate> candidates{
        {"a", {word("b")}}, {"b", {word("a")}}, {"c", {score("7")}}, {"d", {null}}};
    EXPECT_EQ(ids(candidates, rank(std::vector{Key{"k", false}}, candidates).value()),
              (std::vector<std::string>{"c", "b", "a", "d"}));
}

TEST(Ranking, ComparesNumbersOfVeryDifferentSizeExactly) {
    const std::vector<Candidate> candidates{{"a", {score("0.000000000000000000000000000000001")}},
                                            {"b", {score("9999999999999999999999999999999999")}},
                                            {"c", {score("9999999999999999999999999999999998")}},
                                            {"d", {score("-9999999999999999999999999999999999")}},
                                            {"e", {score("0")}},
                                            {"f", {null}}};
    EXPECT_EQ(ids(candidates, rank(std::vector{Key{"k"}}, candidates).value()),
              (std::vector<std::string>{"b", "c", "a", "e", "d", "f"}));
}

TEST(Ranking, DoesNotDependOnTheOrderInWhichApplicationsCame) {
    std::mt19937_64 chance{11};
    const std::vector<Key> order{{"total"}, {"share", false}, {"lot", true, true}};
    const Seed seed = seed_of(std::vector<std::string>{"one", "two"}, "3");
    for (int round = 0; round < 200; ++round) {
        std::vector<Candidate> candidates;
        for (std::size_t i = 0, n = chance() % 40; i < n; ++i)
            candidates.push_back(
                {"a-" + std::to_string(i),
                 {Decimal::scaled(static_cast<__int128>(chance() % 8), -static_cast<int>(chance() % 3)),
                  chance() % 5 == 0 ? null : KeyValue{Decimal{static_cast<int>(chance() % 3)}}, null}});
        const auto expected = rank(order, candidates, seed).value();
        const auto names = ids(candidates, expected);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            EXPECT_EQ(expected[i].rank, i + 1);  // a lot leaves no tie
            EXPECT_EQ(expected[i].decided_by.has_value(), i > 0);
        }
        std::ranges::shuffle(candidates, chance);
        EXPECT_EQ(ids(candidates, rank(order, candidates, seed).value()), names);
    }
}

TEST(Ranking, AgreesWithComparingEveryPairKeyByKey) {
    std::mt19937_64 chance{12};
    for (int round = 0; round < 300; ++round) {
        std::vector<Key> order;
        for (int k = 0; k < 3; ++k) order.push_back({"k", chance() % 2 == 0, false, chance() % 2 == 0});
        std::vector<Candidate> candidates;
        const bool far_apart = chance() % 2 == 0;  // numbers that no one power of ten holds
        for (std::size_t i = 0; i < 12; ++i) {
            Candidate c{"a-" + std::to_string(i), {}};
            for (int k = 0; k < 3; ++k) {
                const int exponent =
                    far_apart ? static_cast<int>(chance() % 80) - 40 : -static_cast<int>(chance() % 3);
                const auto coefficient = static_cast<__int128>(chance() % 5) - 2;
                c.keys.push_back(chance() % 6 == 0 ? null : KeyValue{Decimal::scaled(coefficient, exponent)});
            }
            candidates.push_back(c);
        }
        // -1, 0 or 1: which of two stands better by one key.
        const auto better = [&](const Candidate& a, const Candidate& b, std::size_t k) {
            const bool a_null = a.keys[k].index() == 0, b_null = b.keys[k].index() == 0;
            if (a_null || b_null) return a_null == b_null ? 0 : (a_null == order[k].nulls_first ? -1 : 1);
            const Decimal x = std::get<Decimal>(a.keys[k]), y = std::get<Decimal>(b.keys[k]);
            return x == y ? 0 : (x > y) == order[k].descending ? -1 : 1;
        };
        const auto places = rank(order, candidates).value();
        for (std::size_t i = 1; i < places.size(); ++i) {
            const Candidate &above = candidates[places[i - 1].candidate],
                            &below = candidates[places[i].candidate];
            std::optional<std::size_t> deciding;
            for (std::size_t k = 0; k < 3 && !deciding; ++k)
                if (const int sign = better(above, below, k); sign != 0) {
                    EXPECT_EQ(sign, -1);
                    deciding = k;
                }
            EXPECT_EQ(places[i].decided_by, deciding);
            EXPECT_EQ(places[i].rank == places[i - 1].rank, !deciding);
        }
    }
}

const std::vector<Key> by_total_and_lot{{"total"}, {"lot", true, true}, {"never reached"}};
std::vector<Candidate> five_tied() {
    std::vector<Candidate> candidates;
    for (const char* id : {"a-1", "a-2", "a-3", "a-4", "a-5"})
        candidates.push_back({id, {score("7"), null, null}});
    candidates.push_back({"first", {score("8"), null, null}});
    return candidates;
}

TEST(Lot, WaitsForItsSeedOnlyWhereATieComesToIt) {
    const auto refused = rank(by_total_and_lot, five_tied());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().rule, Rule::lot_must_be_ready);
    std::vector<Candidate> apart = five_tied();
    for (int i = 0; i < 5; ++i) apart[static_cast<std::size_t>(i)].keys[0] = Decimal{i};
    EXPECT_TRUE(rank(by_total_and_lot, apart));
}

TEST(Lot, IsTheSameForEverybodyWhoRedrawsIt) {
    const Seed seed = seed_of(std::vector<std::string>{"first", "second"}, "12345");
    // printf '5:first,6:second,5:12345,' | sha256sum
    EXPECT_EQ(hashed_text(std::vector<std::string>{"first", "second"}, "12345"), "5:first,6:second,5:12345,");
    EXPECT_EQ(ledger::hex(seed), "34b3cc415d49c7d9c64c54a6e0ba5f64dca21b3fa222529b1810eb21625b7e91");
    const auto candidates = five_tied();
    const auto places = rank(by_total_and_lot, candidates, seed).value();
    EXPECT_EQ(candidates[places[0].candidate].id, "first");
    EXPECT_EQ(places[1].decided_by, 0U);
    for (std::size_t i = 2; i < 6; ++i) {
        EXPECT_EQ(places[i].decided_by, 1U);
        EXPECT_LT(draw(seed, candidates[places[i - 1].candidate].id),
                  draw(seed, candidates[places[i].candidate].id));
    }
}

TEST(Lot, HangsOnEverySecretAndOnThePublicValue) {
    using Secrets = std::vector<std::string>;
    const std::set<Seed> seeds{seed_of(Secrets{"ab", "c"}, "1"), seed_of(Secrets{"a", "bc"}, "1"),
                               seed_of(Secrets{"ab", "c"}, "2"), seed_of(Secrets{"c", "ab"}, "1"),
                               seed_of(Secrets{"ab", "c1"}, ""), seed_of(Secrets{"ab"}, "c1")};
    EXPECT_EQ(seeds.size(), 6U);
}

TEST(Lot, OpensOnlyTheSecretThatWasCommittedTo) {
    const std::string commitment = commitment_of("abc");
    EXPECT_EQ(commitment, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_TRUE(check_secret("abc", commitment));
    const auto refused = check_secret("abd", commitment);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().rule, Rule::secret_must_match_its_commitment);
}

TEST(Lot, GivesEveryApplicationTheSameChance) {
    const auto candidates = five_tied();
    std::map<std::string, int> first;
    for (int i = 0; i < 5000; ++i) {
        const auto places =
            rank(by_total_and_lot, candidates, seed_of(std::vector<std::string>{"x"}, std::to_string(i)));
        ++first[candidates[places.value()[1].candidate].id];
    }
    EXPECT_EQ(first.size(), 5U);
    for (const auto& [id, times] : first) EXPECT_NEAR(times, 1000, 150) << id;  // five standard deviations
}

}  // namespace
