// The 32 worked cases of the co-funding check, every printed number of each, and what holds of every case.

#include "engine/money/cofunding.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <fstream>
#include <map>
#include <random>

namespace {

using namespace atranka;
using namespace atranka::money;

const Currency eur = euro();
Money euros(std::string_view text) { return Money::parse(text, eur).value(); }
const CofundingTerms terms{*Decimal::parse("0.40"), euros("25000.00")};

// The tables' own words for what the check says.
std::string limit_word(const std::optional<Limit>& limit) {
    if (!limit) return "";
    return *limit == Limit::rate ? "RATE_40" : *limit == Limit::cap ? "CAP_25K" : "IN_KIND";
}
std::string verdict_word(Verdict verdict) {
    return verdict == Verdict::pass ? "PASS" : verdict == Verdict::fail ? "FAIL" : "RESERVE";
}
std::string reason_words(const std::vector<Reason>& reasons) {
    static const std::map<Reason, std::string> words{
        {Reason::amount_is_negative, "NEGATIVE"},
        {Reason::ineligible_exceeds_declared, "INELIGIBLE_GT_TOTAL"},
        {Reason::no_eligible_costs, "NO_ELIGIBLE_COSTS"},
        {Reason::no_grant_requested, "NO_GRANT_REQUESTED"},
        {Reason::over_rate, "OVER_40_PERCENT"},
        {Reason::over_rate_with_other_public, "OVER_40_PERCENT_WITH_OTHER_PUBLIC"},
        {Reason::over_cap, "OVER_25K"},
        {Reason::over_costs_not_in_kind, "EXCEEDS_NON_IN_KIND_COSTS"},
        {Reason::call_budget_short, "CALL_BUDGET_SHORT"}};
    std::string text;
    for (const Reason reason : reasons) text += (text.empty() ? "" : ";") + words.at(reason);
    return text;
}

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells.emplace_back();
        else if (c != '\r')
            cells.back() += c;
    }
    return cells;
}

std::vector<std::map<std::string, std::string>> table(const std::string& path) {
    std::ifstream file{path};
    std::vector<std::map<std::string, std::string>> rows;
    std::string line;
    std::getline(file, line);
    const auto names = cells_of(line);
    while (std::getline(file, line)) {
        const auto cells = cells_of(line);
        auto& row = rows.emplace_back();
        for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = i < cells.size() ? cells[i] : "?";
    }
    return rows;
}

TEST(Cofunding, PrintsEveryNumberOfTheWorkedCases) {
    const auto cases = table((source_dir() / "tests/data/cofunding_cases.csv").string());
    ASSERT_EQ(cases.size(), 32U);
    for (const auto& c : cases) {
        SCOPED_TRACE(c.at("id") + ": " + c.at("case"));
        const std::string& left = c.at("call_budget_left");
        const Cofunding r = check_cofunding(
            terms, {euros(c.at("declared_total")), euros(c.at("ineligible")), euros(c.at("requested")),
                    euros(c.at("in_kind")), euros(c.at("other_public")),
                    left.empty() ? std::nullopt : std::optional{euros(left)}});
        const auto shown = [](const auto& number, const char* absent) {
            return number ? number->text() : absent;
        };
        EXPECT_EQ(r.eligible.text(), c.at("eligible_total"));
        EXPECT_EQ(r.max_grant.text(), c.at("max_grant"));
        EXPECT_EQ(limit_word(r.binding), c.at("binding_limit"));
        EXPECT_EQ(shown(r.own_share_min, ""), c.at("own_share_min"));
        EXPECT_EQ(r.own_share.text(), c.at("own_share_actual"));
        EXPECT_EQ(shown(r.over_by, "n/a"), c.at("over_by"));
        EXPECT_EQ(shown(r.intensity_pct, "n/a"), c.at("intensity_pct_shown"));
        EXPECT_EQ(verdict_word(r.verdict), c.at("verdict"));
        EXPECT_EQ(reason_words(r.reasons), c.at("reasons"));
    }
}

TEST(Cofunding, NamesEveryLimitThatIsBroken) {
    const Cofunding r = check_cofunding(
        terms, {euros("50000"), euros("0"), euros("30000"), euros("45000"), euros("0"), std::nullopt});
    EXPECT_EQ(r.reasons, (std::vector{Reason::over_rate, Reason::over_cap, Reason::over_costs_not_in_kind}));
    EXPECT_EQ(r.binding, Limit::in_kind);
    EXPECT_EQ(r.over_by, euros("25000.00"));
}

TEST(Cofunding, RefusesAmountsBelowZeroRatherThanCountThemAsRoom) {
    for (const CofundingRequest& request :
         {CofundingRequest{euros("50000"), euros("0"), euros("20000"), euros("-1"), euros("0"), {}},
          CofundingRequest{euros("50000"), euros("0"), euros("20000.01"), euros("0"), euros("-0.01"), {}},
          CofundingRequest{euros("50000"), euros("-100"), euros("20040"), euros("0"), euros("0"), {}},
          CofundingRequest{euros("50000"), euros("0"), euros("-1"), euros("0"), euros("0"), {}}}) {
        const Cofunding r = check_cofunding(terms, request);
        EXPECT_EQ(r.verdict, Verdict::fail);
        EXPECT_EQ(r.reasons, std::vector{Reason::amount_is_negative});
    }
}

TEST(Cofunding, GrantsNothingWhereOtherPublicMoneyUsesUpTheRate) {
    const Cofunding r = check_cofunding(
        terms, {euros("10000"), euros("0"), euros("1"), euros("0"), euros("9000"), std::nullopt});
    EXPECT_EQ(r.max_grant, euros("0"));
    EXPECT_EQ(r.over_by, euros("1"));
    EXPECT_EQ(r.reasons, std::vector{Reason::over_rate_with_other_public});
    // Asking for nothing breaks no limit, however little is left.
    const Cofunding none = check_cofunding(
        terms, {euros("10000"), euros("0"), euros("0"), euros("0"), euros("9000"), std::nullopt});
    EXPECT_EQ(none.reasons, std::vector{Reason::no_grant_requested});
}

TEST(Cofunding, HasItsRateAndCapFromTheCall) {
    const CofundingTerms later{*Decimal::parse("0.5"), euros("750000")};
    const Cofunding r = check_cofunding(
        later, {euros("1000000.01"), euros("0"), euros("500000"), euros("0"), euros("0"), std::nullopt});
    EXPECT_EQ(r.max_grant.text(), "500000.00");
    EXPECT_EQ(r.binding, Limit::rate);
    EXPECT_EQ(r.verdict, Verdict::pass);
}

TEST(Cofunding, ItsMaximumIsTheLargestGrantThatPasses) {
    std::mt19937_64 chance{7};
    const auto cents = [&](std::uint64_t below) {
        return Money::of_minor(static_cast<__int128>(chance() % below), eur);
    };
    for (int round = 0; round < 20'000; ++round) {
        CofundingRequest request{cents(8'000'000), cents(1'000),   cents(3'000'000),
                                 cents(5'000'000), cents(500'000), {}};
        const CofundingTerms some{Decimal::scaled(static_cast<__int128>(chance() % 10'001), -4),
                                  cents(3'000'000)};
        const Money most = check_cofunding(some, request).max_grant;
        if (check_cofunding(some, request).eligible <= euros("0")) continue;
        request.requested = most;
        const Cofunding at = check_cofunding(some, request);
        EXPECT_EQ(at.verdict, most.is_zero() ? Verdict::fail : Verdict::pass);
        request.requested = most + euros("0.01");
        const Cofunding over = check_cofunding(some, request);
        EXPECT_EQ(over.verdict, Verdict::fail);
        EXPECT_EQ(over.over_by, euros("0.01"));
        // What breaks the rate by itself never reads as the rate.
        if (!over.reasons.empty() && over.reasons.front() == Reason::over_rate) {
            EXPECT_GT(*over.intensity_pct, some.rate * Decimal{100});
        }
    }
}

}  // namespace
