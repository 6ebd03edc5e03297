// Worked cases and real decisions: ranking_cases.json, the published ranks of 72 real applications, and 693
// real funding decisions in their envelopes.

#include "adapters/json/json.hpp"
#include "engine/selection/take.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace {

using namespace atranka;
using namespace atranka::selection;

Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

Value case_of(std::string_view id) {
    std::ifstream file{source_dir() / "tests/data/ranking_cases.json"};
    std::stringstream text;
    text << file.rdbuf();
    const auto cases = json::parse(text.str());
    if (!cases) throw std::runtime_error("ranking_cases.json is no JSON");
    for (const Value& one : cases->as_list())
        if (one.at("id").as_text() == id) return one;
    throw std::runtime_error("ranking_cases.json has no case " + std::string{id});
}

std::vector<std::string> texts(const Value& list) {
    std::vector<std::string> all;
    for (const Value& one : list.as_list()) all.push_back(one.as_text());
    return all;
}

std::vector<std::string> ranked(const std::vector<Key>& order, const std::vector<Candidate>& candidates) {
    std::vector<std::string> ids;
    const auto places = rank(order, candidates).value();
    for (const Place& place : places) ids.push_back(candidates[place.candidate].id);
    return ids;
}

KeyValue at(const Value& list, std::size_t i) { return list.as_list().at(i).as_decimal(); }

TEST(RankingCases, InnovationActionsBreakTiesByImpactThenExcellence) {
    const Value c = case_of("R1");
    std::vector<Candidate> candidates;
    for (const auto& [id, total] : c.at("weighted").as_object()) {
        const Value& scores = c.at("input").at(id);
        candidates.push_back({id, {total.as_decimal(), at(scores, 1), at(scores, 0)}});
    }
    EXPECT_EQ(ranked({{"total"}, {"impact"}, {"excellence"}}, candidates), texts(c.at("expected_order")));
}

TEST(RankingCases, ResearchActionsBreakTiesByExcellenceThenImpact) {
    const Value c = case_of("R2");
    std::vector<Candidate> candidates;
    for (const auto& [id, sum] : c.at("sums").as_object()) {
        const Value& scores = c.at("input").at(id);
        candidates.push_back({id, {sum.as_decimal(), at(scores, 0), at(scores, 1)}});
    }
    EXPECT_EQ(ranked({{"total"}, {"excellence"}, {"impact"}}, candidates), texts(c.at("expected_order")));
}

TEST(RankingCases, TheInstrumentForSmallFirmsRanksWhoIsNotBelow) {
    const Value c = case_of("R3");
    const auto below = texts(c.at("below"));
    std::vector<Candidate> candidates;
    for (const auto& [id, total] : c.at("ranking_score").as_object())
        if (std::ranges::find(below, id) == below.end()) candidates.push_back({id, {total.as_decimal()}});
    EXPECT_EQ(ranked({{"total"}}, candidates), texts(c.at("expected_order")));
}

TEST(RankingCases, TheMeanOfTheTwoClosestIsNoMatterOfRanking) {
    // R4 is about one application at a time: tests/unit/scoring_cases_test.cpp. Its settled scores rank like
    // any.
    const Value c = case_of("R4");
    std::vector<Candidate> candidates;
    for (const Value& one : c.at("cases").as_list())
        candidates.push_back(
            {"a-" + std::to_string(candidates.size()),
             {one.at("score").is_null() ? KeyValue{} : KeyValue{one.at("score").as_decimal()}}});
    const auto order = ranked({{"score"}}, candidates);
    EXPECT_EQ(order.front(), "a-6");  // 85
    EXPECT_EQ((std::set<std::string>{order[6], order[7]}),
              (std::set<std::string>{"a-2", "a-7"}));  // not settled yet
}

TEST(RankingCases, TheDynamicBarLiesWhereRequestsComeNearestToThreeTimesTheBudget) {
    const Value c = case_of("R5");
    std::vector<Candidate> candidates;
    for (const auto& [score, requested] : c.at("requested_by_score").as_object()) {
        // Two projects share each score, so that a bar between them would be possible.
        const Decimal one = 1000;
        candidates.push_back(
            {"a-" + score.substr(0, score.find('.')) + "-1", {number(score), Decimal{2}}, one});
        candidates.back().id += score.size() > 2 ? "h" : "";
        candidates.push_back(
            {candidates.back().id + "-2", {number(score), Decimal{1}}, requested.as_decimal() - one});
    }
    const Decimal budget = c.at("available").as_decimal();
    const auto places = rank(std::vector<Key>{{"total"}, {"impact"}}, candidates).value();
    const Taking taking = take({budget * Decimal{3}, budget * number("2.5"), true}, candidates, places);
    ASSERT_TRUE(taking.bar);
    EXPECT_EQ(std::get<Decimal>(*taking.bar), c.at("expected_threshold").as_decimal());
    for (const Value& row : c.at("cumulative").as_list())
        if (row.as_list()[0].as_decimal() == c.at("expected_threshold").as_decimal()) {
            EXPECT_EQ(taking.sum, row.as_list()[1].as_decimal());
            EXPECT_EQ(*Decimal::divide(taking.sum, budget), row.as_list()[2].as_decimal());
        }
}

TEST(RankingCases, WithoutATieRuleTwoOfSeventyStayTied) {
    const Value c = case_of("R6");
    const auto below = texts(c.at("below"));
    std::vector<Candidate> candidates;
    for (const auto& [id, total] : c.at("totals").as_object())
        if (std::ranges::find(below, id) == below.end()) candidates.push_back({id, {total.as_decimal()}});
    EXPECT_EQ(ranked({{"total"}}, candidates), texts(c.at("expected_order")));
    const auto places = rank(std::vector<Key>{{"total"}}, candidates).value();
    EXPECT_EQ(places[2].rank, 3U);
    EXPECT_EQ(places[3].rank, 3U);
    EXPECT_EQ(places[3].decided_by, std::nullopt);
}

std::filesystem::path reviews() {
    const char* set = std::getenv("ATRANKA_CONFORMANCE");
    return (set != nullptr ? std::filesystem::path{set} : source_dir() / "../shared/conformance") / "reviews";
}

using Record = std::map<std::string, std::string>;
std::vector<Record> table(const std::filesystem::path& path) {
    std::ifstream file{path};
    std::vector<Record> rows;
    std::vector<std::string> names;
    for (std::string line; std::getline(file, line);) {
        if (line.ends_with('\r')) line.pop_back();
        std::stringstream cells{line};
        std::vector<std::string> row;
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
        if (names.empty()) {
            names = row;
            continue;
        }
        auto& named = rows.emplace_back();
        for (std::size_t i = 0; i < names.size(); ++i) named[names[i]] = i < row.size() ? row[i] : "";
    }
    return rows;
}

TEST(RealPanels, SeventyTwoApplicationsStandInThePublishedBlocks) {
    if (!std::filesystem::exists(reviews() / "aibs_reviews.csv"))
        GTEST_SKIP() << "no conformance data in " << reviews()
                     << ": the 72 published ranks were not compared";
    std::map<std::string, std::vector<Decimal>> given;
    for (const auto& row : table(reviews() / "aibs_reviews.csv"))
        given[row.at("proposal_id")].push_back(number(row.at("overall")));
    std::vector<Candidate> candidates;
    for (const auto& [id, scores] : given) {
        Decimal sum;
        for (const Decimal& score : scores) sum += score;
        candidates.push_back({id,
                              {*Decimal::divide(sum, static_cast<std::int64_t>(scores.size())),
                               *std::ranges::max_element(scores)}});
    }
    std::map<std::string, Place> place_of;
    const auto places = rank(std::vector<Key>{{"mean", false}, {"worst", false}}, candidates).value();
    for (const Place& place : places) place_of[candidates[place.candidate].id] = place;
    std::size_t compared = 0;
    for (const auto& row : table(reviews() / "aibs_expected_blocks.csv")) {
        const Place& place = place_of.at(row.at("proposal_id"));
        EXPECT_EQ(std::to_string(place.rank), row.at("block_first")) << row.at("proposal_id");
        EXPECT_EQ(std::to_string(place.rank_last), row.at("block_last")) << row.at("proposal_id");
        const auto published = static_cast<std::size_t>(std::stoul(row.at("published_rank_adj")));
        EXPECT_TRUE(place.rank <= published && published <= place.rank_last) << row.at("proposal_id");
        ++compared;
    }
    EXPECT_EQ(compared, 72U);
}

TEST(RealDecisions, SixHundredAndNinetyThreeComeOutAsTheyDid) {
    if (!std::filesystem::exists(reviews() / "catalyst_funds3to5.csv"))
        GTEST_SKIP() << "no conformance data in " << reviews()
                     << ": the 693 real decisions were not compared";
    const auto rows = table(reviews() / "catalyst_funds3to5.csv");
    // A fund is a call of its own: its envelopes are cut in one go.
    std::map<std::string, std::vector<const Record*>> funds;
    for (const auto& row : rows) funds[row.at("fund")].push_back(&row);
    std::size_t compared = 0;
    std::map<Policy, std::size_t> differing;
    for (const auto& [name, decisions] : funds) {
        Fund fund{{}, Policy::skip};
        std::vector<Candidate> candidates;
        for (const Record* row : decisions) {
            auto envelope = std::ranges::find(fund.envelopes, row->at("envelope"), &Envelope::name);
            if (envelope == fund.envelopes.end())
                envelope = fund.envelopes.insert(
                    envelope, {row->at("envelope"), number(row->at("opening_budget_usd"))});
            candidates.push_back({row->at("proposal_id"),
                                  {number(row->at("net_votes"))},
                                  number(row->at("requested_usd")),
                                  row->at("meets_threshold") == "YES",
                                  static_cast<std::size_t>(envelope - fund.envelopes.begin())});
        }
        const auto places = rank(std::vector<Key>{{"net votes"}}, candidates).value();
        std::map<std::string, std::size_t> position;
        const Cut decided = cut(fund, candidates, places);
        for (const selection::Row& row : decided.rows) {
            const Record& real = *decisions[row.place.candidate];
            SCOPED_TRACE(real.at("proposal_id"));
            EXPECT_EQ(std::to_string(++position[real.at("envelope")]), real.at("position"));
            EXPECT_EQ(row.outcome == Outcome::selected ? "FUNDED" : "NOT FUNDED", real.at("status"));
            EXPECT_EQ(row.left, number(real.at("remaining_budget_usd")));
            EXPECT_EQ(row.reason == Reason::below_threshold     ? "Approval Threshold"
                      : row.reason == Reason::over_what_is_left ? "Over Budget"
                                                                : "",
                      real.at("reason"));
            ++compared;
        }
        for (const Policy policy : {Policy::stop, Policy::partial}) {
            fund.policy = policy;
            const Cut other = cut(fund, candidates, places);
            for (const selection::Row& row : other.rows)
                differing[policy] += (row.outcome == Outcome::selected) !=
                                     (decisions[row.place.candidate]->at("status") == "FUNDED");
        }
    }
    EXPECT_EQ(compared, 693U);
    // The policy matters: the same list under another one pays other people.
    EXPECT_GT(differing[Policy::stop], 0U);
    EXPECT_GT(differing[Policy::partial], 0U);
    RecordProperty("outcomes_that_stop_would_change", static_cast<int>(differing[Policy::stop]));
}

}  // namespace
