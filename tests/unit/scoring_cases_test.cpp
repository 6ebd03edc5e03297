// Worked cases and real panels: ranking_cases.json, and 72 real applications with three reviewers each.

#include "adapters/json/json.hpp"
#include "engine/scoring/aggregate.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

using namespace atranka;
using namespace atranka::scoring;

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

// R1, R2 and R6 spell a sheet as a list of scores.
Scores sheet(const Rubric& rubric, const Value& scores) {
    Scores s;
    for (std::size_t i = 0; i < rubric.criteria.size(); ++i)
        s[rubric.criteria[i].name] = scores.as_list().at(i).as_decimal();
    return s;
}

Rubric horizon() {
    Rubric r;
    r.scale = {0, 5, number("0.5")};
    r.criteria = {{"E", 1, Decimal{3}}, {"I", number("1.5"), Decimal{3}}, {"Q", 1, Decimal{3}}};
    r.total_threshold = 10;
    return r;
}

TEST(RankingCases, InnovationActionsWeighImpactAndKeepThresholdsRaw) {
    const Value c = case_of("R1");
    Rubric r = horizon();
    r.ranking = Total::weighted;
    ASSERT_TRUE(rubric_faults(r).empty());
    std::size_t compared = 0;
    for (const auto& [name, scores] : c.at("input").as_object()) {
        const Scored scored = agreed(r, sheet(r, scores));
        const Value* below = c.at("below_threshold").find(name);
        EXPECT_EQ(scored.meets(), below == nullptr) << name;
        if (below != nullptr)
            EXPECT_EQ(scored.missed.front().criterion.empty() ? "overall" : "criterion", below->as_text())
                << name;
        else
            EXPECT_EQ(scored.ranking.decimal(), c.at("weighted").at(name).as_decimal()) << name;
        ++compared;
    }
    EXPECT_EQ(compared, 8U);
}

TEST(RankingCases, ResearchActionsRankOnTheRawSum) {
    const Value c = case_of("R2");
    for (const auto& [name, sum] : c.at("sums").as_object())
        EXPECT_EQ(agreed(horizon(), sheet(horizon(), c.at("input").at(name))).total.decimal(),
                  sum.as_decimal())
            << name;
}

TEST(RankingCases, TheMedianIgnoresRogueScores) {
    const Value c = case_of("R3");
    Rubric r = horizon();
    for (auto& criterion : r.criteria) criterion.threshold.reset();
    r.total_threshold = 12;
    r.ranking = Total::weighted;
    for (const auto& [name, scores] : c.at("input").as_object()) {
        std::vector<Scores> sheets(4);
        for (const auto& [criterion, given] : scores.as_object())
            for (std::size_t i = 0; i < 4; ++i) sheets[i][criterion] = given.as_list().at(i).as_decimal();
        const Scored scored = aggregate(Method::median, r, sheets);
        for (const auto& [criterion, median] : c.at("medians").at(name).as_object())
            EXPECT_EQ(scored.scores.at(criterion).decimal(), median.as_decimal()) << name << '.' << criterion;
        EXPECT_EQ(scored.total.decimal(), c.at("sums").at(name).as_decimal()) << name;
        EXPECT_EQ(scored.ranking.decimal(), c.at("ranking_score").at(name).as_decimal()) << name;
        const auto& below = c.at("below").as_list();
        EXPECT_EQ(scored.meets(), std::ranges::find(below, Value{name}) == below.end()) << name;
    }
}

TEST(RankingCases, AThirdExpertSettlesWhatTwoSeeTooFarApart) {
    const Value c = case_of("R4");
    Rubric r;
    r.scale = {0, 100, number("0.1")};
    r.criteria = {{"total"}};
    const Divergence rule{number("0.30"), std::nullopt};
    for (const Value& one : c.at("cases").as_list()) {
        SCOPED_TRACE(json::write(one));
        std::vector<Scores> sheets{{{"total", one.at("a").as_decimal()}},
                                   {{"total", one.at("b").as_decimal()}}};
        const bool third = diverges(rule, spread_of(r, sheets));
        EXPECT_EQ(third, one.at("third").as_bool());
        if (!one.at("c").is_null()) sheets.push_back({{"total", one.at("c").as_decimal()}});
        if (third && sheets.size() == 2) {
            EXPECT_TRUE(one.at("score").is_null());
            continue;
        }
        EXPECT_EQ(aggregate(third ? Method::closest_two : Method::mean, r, sheets).total.decimal(),
                  one.at("score").as_decimal());
    }
}

TEST(RankingCases, TheNorthernNetherlandsAddPointsAndAskForSeventy) {
    const Value c = case_of("R6");
    Rubric r;
    r.scale = {0, 35, number("0.5")};
    r.criteria = {{"contribution"}, {"business"}, {"quality"}};
    r.total_threshold = 70;
    for (const auto& [name, scores] : c.at("input").as_object()) {
        const Scored scored = agreed(r, sheet(r, scores));
        EXPECT_EQ(scored.total.decimal(), c.at("totals").at(name).as_decimal()) << name;
        const auto& below = c.at("below").as_list();
        EXPECT_EQ(scored.meets(), std::ranges::find(below, Value{name}) == below.end()) << name;
    }
}

std::vector<std::map<std::string, std::string>> table(const std::filesystem::path& path) {
    std::ifstream file{path};
    std::vector<std::map<std::string, std::string>> rows;
    std::vector<std::string> names;
    for (std::string line; std::getline(file, line);) {
        std::stringstream cells{line};
        std::vector<std::string> row;
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
        if (names.empty()) {
            names = row;
            continue;
        }
        auto& named = rows.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) named[names.at(i)] = row[i];
    }
    return rows;
}

TEST(RealPanels, SeventyTwoApplicationsHaveThePublishedMeansAndWorstScores) {
    const char* set = std::getenv("ATRANKA_CONFORMANCE");
    const std::filesystem::path folder =
        (set != nullptr ? std::filesystem::path{set} : source_dir() / "../shared/conformance") / "reviews";
    if (!std::filesystem::exists(folder / "aibs_reviews.csv"))
        GTEST_SKIP() << "no conformance data in " << folder << ": the 72 real applications were not compared";

    Rubric r;
    r.scale = {1, 5, number("0.1"), true};  // as the reviewers scored: 1 is best
    r.criteria = {{"overall"}};
    std::map<std::string, std::vector<Scores>> sheets;
    for (const auto& row : table(folder / "aibs_reviews.csv")) {
        const Scores scores{{"overall", number(row.at("overall"))}};
        EXPECT_TRUE(check_scores(r, scores, nullptr)) << row.at("overall");
        sheets[row.at("proposal_id")].push_back(scores);
    }
    const auto fraction = [](const std::string& text) {
        const auto slash = text.find('/');
        return slash == std::string::npos
                   ? Ratio::of(number(text))
                   : Ratio::of(number(text.substr(0, slash))) / Ratio::of(number(text.substr(slash + 1)));
    };
    std::size_t compared = 0;
    for (const auto& row : table(folder / "aibs_expected_blocks.csv")) {
        const auto& three = sheets.at(row.at("proposal_id"));
        EXPECT_EQ(three.size(), 3U);
        const Scored scored = aggregate(Method::mean, r, three);
        EXPECT_EQ(scored.total, fraction(row.at("mean_exact"))) << row.at("proposal_id");
        EXPECT_EQ(scored.worst_given, fraction(row.at("worst"))) << row.at("proposal_id");
        ++compared;
    }
    EXPECT_EQ(compared, 72U);
    for (const auto& row : table(folder / "aibs_published.csv")) {
        const Scored scored = aggregate(Method::mean, r, sheets.at(row.at("proposal_id")));
        EXPECT_EQ(scored.total.decimal().rounded(10, Rounding::half_even), number(row.at("score_avg")));
    }
}

}  // namespace
