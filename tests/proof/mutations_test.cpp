// The proof of the proofs: workflows/inoklaster.yaml, broken in one place at a time, and what the linter makes of
// it; tables of the lifecycles and the access policy, broken where no definition can break them; and the printed
// scenarios, played through the engine.

#include "adapters/solver/z3.hpp"
#include "adapters/system/resolve.hpp"
#include "adapters/yaml/yaml.hpp"
#include "engine/definition/lint.hpp"
#include "engine/definition/read.hpp"
#include "engine/proof/report.hpp"
#include "engine/proof/sample.hpp"
#include "engine/proof/versions.hpp"
#include "engine/service/service.hpp"
#include "engine/simulation/dry_run.hpp"
#include "engine/simulation/scenario.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace {

using namespace atranka;

const Instant now{1'767'600'000'000};  // 2026-01-05

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}
std::string source(const std::string& file) { return (source_dir() / file).string(); }
const std::string& inoklaster() {
    static const std::string text = text_of(source("workflows/inoklaster.yaml"));
    return text;
}

// All that `atranka lint` says: of the reader, of definition::lint, and what is proven.
struct Linted {
    std::vector<proof::Finding> findings;
    std::shared_ptr<const definition::Definition> definition;
    proof::Report report;

    std::vector<std::string> codes() const {
        std::vector<std::string> all;
        for (const proof::Finding& one : findings) all.push_back(one.problem.code);
        return all;
    }
    std::string text() const {
        std::string all;
        for (const proof::Finding& one : findings) all += definition::problem_text(one.problem) + "\n";
        return all;
    }
    const proof::Finding* find(const std::string& code) const {
        for (const proof::Finding& one : findings)
            if (one.problem.code == code) return &one;
        return nullptr;
    }
};

// All of it, or one group alone, which is enough where only that is asked.
enum class Group { all, progress, rules, money, separation, time };

Linted lint(const std::string& yaml_text, Group group = Group::all,
            const proof::Tables& tables = proof::tables_in_force()) {
    Linted linted;
    const auto note = [&](const std::vector<definition::Problem>& problems) {
        for (const definition::Problem& one : problems) linted.findings.push_back({one, {}});
    };
    const auto document = yaml::read(yaml_text);
    if (!document) return note(document.error()), linted;
    auto read = definition::read(*document);
    if (!read) return note(read.error()), linted;
    note(definition::lint(*read));
    // Without a zone that the machine knows, as it is written.
    const auto resolved = system::resolved(*document, read->calendar, now);
    const definition::Calendar& calendar = resolved ? resolved->calendar : read->calendar;
    solver::Z3 solver;
    const auto found = [&]() -> std::vector<proof::Finding> {
        switch (group) {
            case Group::all: break;
            case Group::progress: return proof::prove_progress(*read, tables).findings;
            case Group::rules: return proof::prove_rules(*read, solver).findings;
            case Group::money: return proof::prove_money(*read, solver).findings;
            case Group::separation: return proof::prove_separation(*read, tables).findings;
            case Group::time: return proof::prove_time(*read, calendar).findings;
        }
        linted.report = proof::prove(*read, calendar, solver, tables);
        return linted.report.findings;
    }();
    linted.findings.insert(linted.findings.end(), found.begin(), found.end());
    if (resolved)
        linted.definition = service::compile(resolved->canonical, service::hash_of(resolved->canonical));
    return linted;
}

// The first place where `from` stands, behind `after`.
std::string changed(std::string text, const std::string& after, const std::string& from,
                    const std::string& to) {
    const std::size_t begin = after.empty() ? 0 : text.find(after);
    EXPECT_NE(begin, std::string::npos) << after;
    const std::size_t at = text.find(from, begin == std::string::npos ? 0 : begin);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return text;
}

struct Mutation {
    const char *what, *after, *from, *to, *found;
};

void expect_found(const Mutation& mutation, Group group) {
    const Linted linted = lint(changed(inoklaster(), mutation.after, mutation.from, mutation.to), group);
    EXPECT_THAT(linted.codes(), testing::Contains(mutation.found)) << mutation.what << "\n" << linted.text();
}

TEST(Untouched, TheWorkflowsAreCleanAndEveryThingWasDecided) {
    for (const auto& entry : std::filesystem::directory_iterator(source("workflows"))) {
        const Linted linted = lint(text_of(entry.path()));
        EXPECT_EQ(linted.codes(), std::vector<std::string>{}) << entry.path() << "\n" << linted.text();
        EXPECT_GT(linted.report.searched.at("places"), 5) << entry.path();
        EXPECT_GT(linted.report.searched.at("combinations"), 100) << entry.path();
    }
    const Linted linted = lint(inoklaster());
    EXPECT_TRUE(linted.report.unknown.empty()) << testing::PrintToString(linted.report.unknown);
    EXPECT_GT(linted.report.searched.at("formulas"), 20);
}

constexpr Mutation progress[] = {
    {"a check by those who review", "  eligibility:\n", "by: officer", "by: expert", "waits-for-ever"},
    {"a check by applicants", "  idea_admissibility:\n", "by: officer", "by: applicant", "waits-for-ever"},
    {"a list confirmed by those who review", "  ranking:  ", "confirm_by: head", "confirm_by: expert",
     "waits-for-ever"},
    {"a list that those who score propose", "  ranking:  ", "by: officer", "by: expert", "waits-for-ever"},
    {"a decision by applicants", "  award:\n", "by: ministry", "by: applicant", "waits-for-ever"},
    {"appeals heard by those who review", "appeals:\n", "by: head", "by: expert", "appeal-waits-for-ever"},
    {"a route that is dropped", "  eligibility:\n", "      failed: ineligible\n", "", "missing-route"},
    {"a route that leads past what follows", "  idea_admissibility:\n", "passed: idea_review",
     "passed: expired", "unreachable-step"},
    {"appeals that are promised and not foreseen", "",
     "appeals:\n"
     "  within: 14 days                   # after the letter was served\n"
     "  by: head\n"
     "  decide_within: 20 working days\n"
     "  grounds: [procedure, factual_error, manifest_error]\n"
     "  back_to: evaluation               # where an upheld appeal leads, unless the decision names another "
     "step\n"
     "  reserve: appeal_reserve\n",
     "", "appealable-without-appeals"},
    {"those who are selected are refused, and the others awarded",
     "  ranking:  ", "selected: award\n      not_selected: refused",
     "selected: refused\n      not_selected: award", "outcome-never-happens"},
    {"an idea that is below and goes on all the same", "  idea_review:\n", "below: not_invited",
     "below: invitation", "verdict-without-effect"},
    {"a check that is failed and passed alike", "  eligibility:\n", "failed: ineligible",
     "failed: evaluation", "verdict-without-effect"},
    {"a route that goes round", "  eligibility:\n", "failed: ineligible", "failed: nowhere", "unknown-step"},
};

TEST(Progress, FindsEveryMutation) {
    static_assert(std::size(progress) >= 6);
    for (const Mutation& mutation : progress) expect_found(mutation, Group::progress);
}

constexpr Mutation rules[] = {
    {"a comparison that everybody meets", "- id: cap", "requested_grant <= max_grant", "requested_grant >= 0",
     "rule-never-fails"},
    {"a comparison that nobody meets", "- id: one_lead", "count(consortium[role = \"lead\"]) = 1",
     "count(consortium[role = \"lead\"]) < 0", "rule-never-passes"},
    {"an inverted comparison", "- id: in_kind", "<= eligible_costs - in_kind",
     ">= eligible_costs + in_kind + 1", "rules-exclude-each-other"},
    {"two rules that exclude each other", "- id: dates", "starts < ends", "starts < ends and ends < starts",
     "rule-never-passes"},
    {"a field that need not be filled in", "      other_public:\n", "required: true", "required: false",
     "guard-can-be-null"},
    {"a division by what may be zero", "- id: rate",
     "requested_grant + other_public <= max_rate * eligible_costs",
     "(requested_grant + other_public) / eligible_costs <= max_rate", "guard-can-be-null"},
    {"a quotient of totals that may be nothing", "  evaluation:\n    kind", "gap > 0.30 * highest",
     "gap / highest > 0.30", "guard-can-be-null"},
    {"an order by what may be divided by zero",
     "  ranking:  ", "count(idea.consortium[organisation.sme]) / count(idea.consortium) desc",
     "count(idea.consortium) / count(idea.consortium[organisation.sme]) desc", "order-key-can-be-null"},
    {"a number that cannot be shown", "- id: one_lead", "leads: count(consortium[role = \"lead\"])",
     "leads: 1 / count(consortium[role = \"partner\"])", "shown-can-be-null"},
    {"an amount that may be divided by zero", "  ranking:  ", "fund: requested_grant",
     "fund: requested_grant / other_public", "guard-can-be-null"},
    {"a sum that may be divided by zero", "  ranking:  ", "within: budget - appeal_reserve",
     "within: (budget - appeal_reserve) / (budget - 500001)", "guard-can-be-null"},
    {"a day that no calendar has", "- id: dates", "starts < ends", "starts < date(\"2020-02-30\")",
     "never-has-a-value"},
    {"today, of which a definition knows nothing", "- id: dates", "starts < ends", "starts > today()",
     "never-has-a-value"},
    {"a pattern that cannot be read", "- id: dates", "starts < ends", "matches(\"a\", \"(\")", "wrong-type"},
    {"a pattern with flags that cannot be read", "- id: dates", "starts < ends",
     "matches(\"a\", \"(\", \"i\")", "never-has-a-value"},
    {"days between which there is none", "- id: dates", "starts < ends",
     "starts < ends and ends < starts + duration(\"P1D\")", "rule-never-passes"},
    {"a gap that no scale has", "  evaluation:\n    kind", "gap > 0.30 * highest", "gap > 2 * highest",
     "divergence-never"},
};

TEST(Rules, FindsEveryMutation) {
    static_assert(std::size(rules) >= 6);
    for (const Mutation& mutation : rules) expect_found(mutation, Group::rules);
}

constexpr Mutation money[] = {
    {"a rule for the cap that is inverted", "- id: cap", "requested_grant <= max_grant",
     "requested_grant >= max_grant", "money-over-the-cap"},
    {"a rule for the rate that is inverted", "- id: rate",
     "requested_grant + other_public <= max_rate * eligible_costs",
     "requested_grant + other_public >= max_rate * eligible_costs", "money-over-the-rate"},
    {"a rate that counts what is claimed", "- id: rate", "max_rate * eligible_costs",
     "max_rate * claimed_costs", "money-over-the-rate"},
    {"twice what was asked for", "  ranking:  ", "fund: requested_grant", "fund: 2 * requested_grant",
     "money-over-the-cap"},
    {"more than the budget", "  ranking:  ", "within: budget - appeal_reserve",
     "within: budget + appeal_reserve", "money-over-the-budget"},
    {"a rule that more lines than a few lift", "- id: cap", "requested_grant <= max_grant",
     "requested_grant <= max_grant or count(costs) > 6", "money-over-the-cap"},
    {"the reserve for appeals is spent", "  ranking:  ", "within: budget - appeal_reserve", "within: budget",
     "appeal-reserve-not-kept"},
    {"a budget of nothing", "  ranking:  ", "within: budget - appeal_reserve", "within: budget - budget",
     "never-above-zero"},
    {"a reserve that is all there is", "  appeal_reserve:\n", "default: 25000.00", "default: 600000.00",
     "list-without-money"},
    {"a budget that is less than the reserve", "  budget:\n", "default: 500000.00", "default: 20000.00",
     "list-without-money"},
    {"a list that nobody confirms", "  ranking:  ", "    confirm_by: head\n", "", "nobody-confirms"},
    {"money that is taken", "  ranking:  ", "fund: requested_grant", "fund: -requested_grant",
     "never-above-zero"},
    {"invitations for nothing", "  invitation:", "nearest: invite_multiple * budget", "nearest: 0 * budget",
     "never-above-zero"},
    {"conditions that ask for nothing of it", "  ranking:  ", "conditions: [co_funding, state_aid]",
     "conditions: [state_aid]", "money-over-the-cap"},
    {"a declined offer that is paid", "  offer:\n", "declined: declined", "declined: granted",
     "awarded-without-a-yes"},
    {"a refusal that is offered", "  award:\n", "refused: refused", "refused: offer",
     "awarded-without-a-yes"},
    {"no conditions at all", "  ranking:  ", "    conditions: [co_funding, state_aid]\n", "",
     "money-by-judgement"},
};

// What a few lines do not show is no finding where more lines do, and not decided where nobody can tell.
TEST(Lines, BeyondThoseThatAreTriedAreNotForgotten) {
    const auto with = [](const std::string& rule) {
        return lint(changed(inoklaster(), "- id: one_lead", "count(consortium[role = \"lead\"]) = 1", rule));
    };
    for (const char* rule : {"count(consortium) >= 7", "count(consortium) <= 6"}) {
        const Linted linted = with(rule);
        EXPECT_EQ(linted.find("rule-never-passes"), nullptr) << rule << linted.text();
        EXPECT_EQ(linted.find("rule-never-fails"), nullptr) << rule << linted.text();
    }
    // Of at most 20 there are never 21, with whatever lines.
    EXPECT_NE(with("count(consortium) >= 21").find("rule-never-passes"), nullptr);
    const Linted far = lint(changed(inoklaster(), "- id: cap", "requested_grant <= max_grant",
                                    "requested_grant <= max_grant or count(costs) > 60"));
    EXPECT_THAT(far.report.unknown, testing::Contains(testing::HasSubstr("lines in a table"))) << far.text();
    EXPECT_EQ(far.find("money-over-the-cap"), nullptr) << far.text();
}

TEST(Money, ARateThatATableGivesIsHeldAgainstTheLargest) {
    const std::string tables =
        "tables:\n  aid:\n    title: {en: Aid, lt: Pagalba}\n    hit: first\n    inputs: {costs: money}\n"
        "    outputs: {rate: {type: number}}\n    rows:\n"
        "      - {when: [\"< 20000\"], then: [FIRST]}\n      - {when: [\"-\"], then: [0.3]}\n\n";
    const auto with = [&](const std::string& rate) {
        std::string text = changed(inoklaster(), "", "rules:\n  consortium",
                                   changed(tables, "", "FIRST", rate) + "rules:\n  consortium");
        text = changed(text, "- id: rate", "requested_grant + other_public <= max_rate * eligible_costs",
                       "requested_grant + other_public <= aid(eligible_costs) * eligible_costs");
        return lint(text, Group::money);
    };
    const Linted more = with("0.5"), as_much = with("0.4");
    ASSERT_NE(more.find("money-over-the-rate"), nullptr) << more.text();
    EXPECT_THAT(more.find("money-over-the-rate")->problem.message, testing::HasSubstr("max_rate = 0.4"));
    // What the table gives is no more than the default; a call may set less.
    const proof::Finding* found = as_much.find("money-over-the-rate");
    EXPECT_THAT(found == nullptr ? "" : found->problem.message,
                testing::Not(testing::HasSubstr("max_rate = 0.4")));
}

TEST(Money, AConditionBeyondTermsTakesNothingFromTheOthers) {
    const Linted linted =
        lint(changed(inoklaster(), "- id: cap", "requested_grant <= max_grant",
                     "requested_grant <= max_grant and string length(string(requested_grant)) < 20"),
             Group::all);
    EXPECT_EQ(linted.find("money-over-the-cap"), nullptr) << linted.text();
    EXPECT_THAT(linted.report.unknown, testing::Not(testing::Contains(testing::HasSubstr("the cap"))))
        << testing::PrintToString(linted.report.unknown);
}

TEST(Money, FindsEveryMutation) {
    static_assert(std::size(money) >= 6);
    for (const Mutation& mutation : money) expect_found(mutation, Group::money);
}

constexpr Mutation separation[] = {
    {"experts may be officers", "  apart:\n", "[officer, head, chair, ministry]", "[head, chair, ministry]",
     "reads-before-declaring"},
    {"experts may be heads", "  apart:\n", "[officer, head, chair, ministry]", "[officer, chair, ministry]",
     "scores-and-awards"},
    {"experts may be anything", "separation:\n", "  apart:\n    expert: [officer, head, chair, ministry]\n",
     "", "reads-scores-before-submitting"},
    {"an interest bars from decisions alone", "separation:\n", "interested: do_nothing",
     "interested: decide_nothing", "acts-with-an-interest"},
    {"experts may be the ministry", "  apart:\n", "[officer, head, chair, ministry]",
     "[officer, head, chair]", "reads-before-declaring"},
    {"officers review", "  evaluation:\n    kind",
     "{role: expert, count: 3, of: {business: 1, knowledge_institute: 1}}", "{role: officer, count: 3}",
     "reads-before-declaring"},
};

TEST(Separation, FindsEveryMutation) {
    static_assert(std::size(separation) >= 6);
    for (const Mutation& mutation : separation) expect_found(mutation, Group::separation);
}

// What no definition can do: a demand is gone from a lifecycle, a line of the policy is wider.
std::vector<lifecycle::Table> without(const std::string& table, Rule rule) {
    std::vector<lifecycle::Table> all = lifecycle::tables();
    for (lifecycle::Table& one : all)
        if (one.name == table)
            for (lifecycle::Row& row : one.rows)
                std::erase_if(row.clauses,
                              [&](const lifecycle::Clause& clause) { return clause.rule == rule; });
    return all;
}

TEST(Separation, FindsADemandThatALifecycleHasLost) {
    const struct {
        const char* table;
        Rule rule;
        const char* found;
        bool roles_apart;
    } lost[] = {
        {"decision", Rule::decider_must_not_have_scored, "scores-and-awards", false},
        {"check", Rule::second_person_must_confirm, "proposes-and-confirms", true},
        {"selection", Rule::second_person_must_confirm, "proposes-and-confirms", true},
        {"check", Rule::decider_must_be_impartial, "decides-with-an-interest", true},
        {"appeal", Rule::appeal_must_be_decided_by_someone_new, "decides-own-appeal", true},
        {"selection", Rule::decider_must_be_impartial, "decides-with-an-interest", true},
    };
    for (const auto& one : lost) {
        std::string text = inoklaster();
        if (!one.roles_apart)
            text = changed(text, "separation:\n", "  apart:\n    expert: [officer, head, chair, ministry]\n",
                           "");
        // Whoever may do nothing with an interest is stopped before the lifecycle is asked.
        text = changed(text, "separation:\n", "interested: do_nothing", "interested: decide_nothing");
        const auto tables = without(one.table, one.rule);
        const Linted linted = lint(text, Group::separation, {tables, access::policy()});
        const proof::Finding* found = linted.find(one.found);
        EXPECT_NE(found, nullptr) << one.table << " " << one.found << "\n" << linted.text();
    }
}

TEST(Confidentiality, FindsALineOfThePolicyThatIsWider) {
    using access::Field;
    using access::Relation;
    using access::When;
    const std::pair<access::Grant, const char*> wider[] = {
        {{Relation::expert, Field::texts, When::always}, "reads-before-declaring"},
        {{Relation::expert, Field::forms, When::always}, "reads-before-declaring"},
        {{Relation::none, Field::texts, When::always}, "reads-before-declaring"},
        {{Relation::expert, Field::other_reviews, When::always}, "reads-scores-before-submitting"},
        {{Relation::expert, Field::other_reviews, When::declared}, "reads-scores-before-submitting"},
        {{Relation::expert, Field::other_reviews, When::opened}, "reads-scores-before-submitting"},
        {{Relation::none, Field::other_reviews, When::always}, "reads-scores-before-submitting"},
    };
    for (const auto& [grant, found] : wider) {
        access::Policy policy = access::policy();
        policy.grants.push_back(grant);
        const Linted linted = lint(inoklaster(), Group::separation, {lifecycle::tables(), policy});
        EXPECT_THAT(linted.codes(), testing::Contains(found))
            << boost::describe::enum_to_string(grant.relation, "?") << " "
            << boost::describe::enum_to_string(grant.field, "?") << " "
            << boost::describe::enum_to_string(grant.when, "?") << "\n"
            << linted.text();
    }
}

constexpr Mutation time_[] = {
    {"a check that is shorter than an answer", "  idea_admissibility:\n", "within: 10 working days",
     "within: 3 working days", "clarification-outlasts-step"},
    {"an answer that is longer than the check", "  eligibility:\n", "{within: 7 days, times: 1}",
     "{within: 60 days, times: 1}", "clarification-outlasts-step"},
    {"a shorter time to appeal than the letters say", "appeals:\n", "within: 14 days", "within: 7 days",
     "letter-names-another-time"},
    {"a span beyond the calendar", "  award:\n", "within: 20 working days", "within: 5000 working days",
     "deadline-beyond-the-calendar"},
    {"a zone that is misspelt", "", "timezone: Europe/Vilnius", "timezone: Europe/Vilniu", "bad-zone"},
    {"a zone whose days end twice", "", "timezone: Europe/Vilnius", "timezone: Asia/Beirut",
     "end-of-day-twice"},
    {"a moment that comes twice", "  idea_deadline:\n", "per: round",
     "per: round\n    default: \"2026-10-25T00:30:00Z\"", "moment-comes-twice"},
    {"a default that lies before what precedes it", "  idea_deadline:\n",
     "per: round\n    title: {en: Ideas close, lt: Idėjų teikimo pabaiga}\n  reserve_until:\n    type: "
     "date\n    per: round",
     "per: round\n    default: \"2026-06-30T12:00:00Z\"\n    title: {en: Ideas close, lt: Idėjų teikimo "
     "pabaiga}\n"
     "  reserve_until:\n    type: date\n    per: round\n    default: 2026-08-31",
     "reserve-expires-too-early"},
};

TEST(Time, FindsEveryMutation) {
    static_assert(std::size(time_) >= 6);
    for (const Mutation& mutation : time_) expect_found(mutation, Group::time);
}

// What the linter prints, played as `atranka scenario run` does.
simulation::Played played(const Linted& linted, const std::string& code) {
    const proof::Finding* finding = linted.find(code);
    EXPECT_NE(finding, nullptr) << code << "\n" << linted.text();
    if (finding == nullptr || linted.definition == nullptr) return {};
    const auto document = yaml::read(proof::scenario_text(*finding, "x.yaml"));
    EXPECT_TRUE(document) << proof::scenario_text(*finding, "x.yaml");
    if (!document) return {};
    solver::Z3 solver;
    return simulation::play(linted.definition, definition::to_value(*document), now,
                            proof::passing_forms(*linted.definition, solver));
}

TEST(Scenarios, WhatTheLinterSaysCanHappenHappensInTheEngine) {
    const std::string apart = "  apart:\n    expert: [officer, head, chair, ministry]\n";
    const std::pair<Group, Mutation> cases[] = {
        {Group::separation,
         {"", "  apart:\n", "[officer, head, chair, ministry]", "[officer, chair, ministry]",
          "scores-and-awards"}},
        {Group::separation,
         {"", "  apart:\n", "[officer, head, chair, ministry]", "[head, chair, ministry]",
          "reads-before-declaring"}},
        {Group::separation, {"", "separation:\n", apart.c_str(), "", "reads-scores-before-submitting"}},
        {Group::separation,
         {"", "separation:\n", "interested: do_nothing", "interested: decide_nothing",
          "acts-with-an-interest"}},
        {Group::money,
         {"", "- id: cap", "requested_grant <= max_grant", "requested_grant >= max_grant",
          "money-over-the-cap"}},
        {Group::progress, {"", "  award:\n", "by: ministry", "by: applicant", "waits-for-ever"}},
        {Group::time,
         {"", "  idea_admissibility:\n", "within: 10 working days", "within: 3 working days",
          "clarification-outlasts-step"}},
        {Group::rules,
         {"", "      other_public:\n", "required: true", "required: false", "guard-can-be-null"}},
        {Group::rules,
         {"", "- id: shares", "shares: sum(de_minimis.share)", "shares: sum(de_minimis[share > 0].share)",
          "shown-can-be-null"}},
        {Group::rules,
         {"", "- id: one_lead", "count(consortium[role = \"lead\"]) = 1", "count(consortium) >= 21",
          "rule-never-passes"}},
        {Group::rules,
         {"", "- id: one_lead", "count(consortium[role = \"lead\"]) = 1",
          "every m in consortium satisfies not(m.organisation.sme)", "rules-exclude-each-other"}},
        {Group::rules,
         {"", "  ranking:  ", "      - evaluation.total desc", "      - other_public / in_kind desc",
          "order-key-can-be-null"}},
        {Group::money,
         {"", "  ranking:  ", "within: budget - appeal_reserve", "within: budget + appeal_reserve",
          "money-over-the-budget"}},
        {Group::money,
         {"", "  ranking:  ", "within: budget - appeal_reserve", "within: budget",
          "appeal-reserve-not-kept"}},
        {Group::money,
         {"", "- id: cap", "requested_grant <= max_grant", "requested_grant <= max(max_grant, 25000)",
          "money-over-the-cap"}},
        {Group::progress, {"", "appeals:\n", "by: head", "by: expert", "appeal-waits-for-ever"}},
        {Group::rules,
         {"", "divergence: ", "gap > 0.30 * highest", "gap / highest > 0.30", "guard-can-be-null"}},
        {Group::progress,
         {"", "  ranking:  ", "selected: award\n      not_selected: refused",
          "selected: refused\n      not_selected: award", "outcome-never-happens"}},
    };
    solver::Z3 solver;
    const Linted untouched = lint(inoklaster(), Group::time);
    const auto passing = proof::passing_forms(*untouched.definition, solver);
    for (const auto& [group, mutation] : cases) {
        const Linted linted = lint(changed(inoklaster(), mutation.after, mutation.from, mutation.to), group);
        const simulation::Played played = ::played(linted, mutation.found);
        if (linted.find(mutation.found) == nullptr) continue;
        const std::string text = proof::scenario_text(*linted.find(mutation.found), "x.yaml");
        EXPECT_TRUE(played.happened) << mutation.found << "\n"
                                     << text << testing::PrintToString(played.lines);
        // And what the untouched definition forbids does not happen there.
        const auto document = yaml::read(text);
        ASSERT_TRUE(document) << text;
        const simulation::Played there =
            simulation::play(untouched.definition, definition::to_value(*document), now, passing);
        EXPECT_FALSE(there.happened) << mutation.found << "\n" << text << testing::PrintToString(there.lines);
    }
}

TEST(Codes, EveryCodeThatIsFoundIsTaught) {
    std::set<std::string> found;
    const auto add = [&](const auto& group) {
        for (const Mutation& one : group) found.insert(one.found);
    };
    add(progress);
    add(rules);
    add(money);
    add(separation);
    add(time_);
    for (const std::string& code : found) EXPECT_FALSE(proof::teaching(code).empty()) << code;
}

// The codes that the sources of the reader, the linter and the proofs write down, and those that broken
// definitions are expected to bring.
std::set<std::string> codes_in_sources() {
    std::set<std::string> found{"not-decided", "syntax",           "alias",           "anchor",
                                "tag",         "end-of-day-twice", "end-of-day-never"};
    const auto each = [](const std::string& text, const char* pattern, const auto& use) {
        const std::regex expression{pattern};
        for (std::sregex_iterator at{text.begin(), text.end(), expression}, end; at != end; ++at)
            use((*at)[1].str());
    };
    const auto unknown = [&](std::string thing) {
        std::ranges::replace(thing, ' ', '-');
        found.insert("unknown-" + thing);
    };
    for (const char* room : {"engine/definition", "engine/proof", "adapters/yaml"})
        for (const auto& entry : std::filesystem::directory_iterator(source(room))) {
            if (entry.path().extension() != ".cpp" || entry.path().filename() == "teaching.cpp") continue;
            const std::string text = text_of(entry.path());
            each(text, R"re("([a-z]+(?:-[a-z]+)+)")re", [&](const std::string& code) {
                if (code != "rule-set") found.insert(code);
            });
            each(text, R"re(\bunknown\([^;]{0,60}?position,\s*"([a-z ]+)")re", unknown);
            each(text, R"re(read_reference\(\w+, \w+, (?:key|"[a-z_]+"), "([a-z ]+)")re", unknown);
            each(text, R"re(\breport\(d_[^;]{0,80}"([a-z-]+)"\))re",
                 [&](const std::string& what) { found.insert("unused-" + what); });
        }
    for (const char* folder : {"tests/definitions/bad", "tests/definitions/warned"})
        for (const auto& entry : std::filesystem::directory_iterator(source(folder)))
            each(text_of(entry.path()), R"re(# expect: ([a-z-]+))re",
                 [&](const std::string& code) { found.insert(code); });
    return found;
}

TEST(Codes, EachThatCanBeNotedHasAPage) {
    const std::set<std::string> found = codes_in_sources();
    // Of each way in which they are written down.
    for (const char* one : {"wrong-shape", "unknown-kind-of-expert", "unknown-rubric", "unused-rule-set",
                            "threshold-off-scale", "waits-for-ever", "several-documents", "unknown-type"})
        EXPECT_TRUE(found.contains(one)) << one;
    EXPECT_GT(found.size(), 100U);
    for (const std::string& code : found) EXPECT_FALSE(proof::teaching(code).empty()) << code;
    for (const std::string& code : proof::codes()) {
        EXPECT_TRUE(found.contains(code)) << code << " is taught and never noted";
        const std::string page = proof::teaching(code);
        EXPECT_THAT(page, testing::HasSubstr(".\nWrong, for example: ")) << code;
        EXPECT_THAT(page, testing::HasSubstr(".\nMend: ")) << code;
        EXPECT_THAT(page, testing::EndsWith(".")) << code;
    }
}

TEST(Severity, IsOfWhatTheEngineRefuses) {
    const auto severity = [](const std::string& text, Group group, const char* code) {
        const Linted linted = lint(text, group);
        const proof::Finding* found = linted.find(code);
        EXPECT_NE(found, nullptr) << code << "\n" << linted.text();
        return found != nullptr && found->problem.severity == definition::Severity::error;
    };
    EXPECT_TRUE(severity(changed(inoklaster(), "      other_public:\n", "required: true", "required: false"),
                         Group::rules, "guard-can-be-null"));
    EXPECT_FALSE(severity(changed(inoklaster(), "- id: one_lead", "leads: count(consortium[role = \"lead\"])",
                                  "leads: 1 / count(consortium[role = \"partner\"])"),
                          Group::rules, "shown-can-be-null"));
    EXPECT_FALSE(severity(changed(inoklaster(), "  ranking:  ", "    confirm_by: head\n", ""), Group::money,
                          "nobody-confirms"));
}

TEST(Money, OfACallThatSetsNothingIsToldAsASum) {
    const Linted linted =
        lint(changed(inoklaster(), "  appeal_reserve:\n", "default: 25000.00", "default: 600000.00"),
             Group::money);
    const proof::Finding* found = linted.find("list-without-money");
    ASSERT_NE(found, nullptr) << linted.text();
    EXPECT_EQ(found->problem.severity, definition::Severity::error);
    EXPECT_THAT(found->problem.message, testing::HasSubstr("appeal_reserve = 600000"));
    EXPECT_THAT(found->problem.message, testing::HasSubstr("`budget - appeal_reserve` comes to -100000"));
}

// A call in whose rule a table is asked; `rows`, `hit` and whether there is an `otherwise` vary.
Linted with_table(const std::string& hit, const std::string& otherwise, const std::string& rows) {
    std::string text = text_of(source("tests/definitions/good/decision-table.yaml"));
    const std::size_t at = text.find("    hit: unique"), end = text.find("steps:\n", at);
    text.replace(
        at, end - at,
        "    hit: " + hit +
            "\n    inputs:\n      theme: {type: choice, values: '\"soil\", \"water\"'}\n      costs: "
            "money\n    outputs:\n      rate: {type: number, values: [0.5, 0.4]" +
            otherwise + "}\n    rows:\n" + rows);
    return lint(text, Group::rules);
}
const std::string soil_low = "      - {when: {theme: '\"soil\"', costs: '< 100'}, then: {rate: 0.5}}\n",
                  soil_all = "      - {when: {theme: '\"soil\"'}, then: {rate: 0.4}}\n",
                  soil_same = "      - {when: {theme: '\"soil\"'}, then: {rate: 1 / 2}}\n",
                  soil_high = "      - {when: {theme: '\"soil\"', costs: '> 100'}, then: {rate: 0.4}}\n",
                  water = "      - {when: {theme: 'not(\"soil\")'}, then: {rate: 0.4}}\n";

TEST(Tables, LeaveNoGapOrItIsNamedWithTheInput) {
    const Linted linted = with_table("unique", "", soil_low + soil_high + water);
    const proof::Finding* gap = linted.find("table-leaves-a-gap");
    ASSERT_NE(gap, nullptr) << linted.text();
    EXPECT_EQ(gap->problem.severity, definition::Severity::error);
    EXPECT_THAT(gap->problem.message, testing::HasSubstr("theme = soil, costs = 100:"));
    EXPECT_THAT(gap->problem.message, testing::HasSubstr(R"(--input '{"theme": "soil", "costs": 100}')"));
    EXPECT_EQ(
        with_table("unique", ", otherwise: 0.4", soil_low + soil_high + water).find("table-leaves-a-gap"),
        nullptr);
    EXPECT_EQ(with_table("unique", "", soil_all + water).find("table-leaves-a-gap"), nullptr);
}

TEST(Tables, LeaveNoGapBetweenWholeNumbersNorBetweenCents) {
    const auto with = [](const std::string& type, const std::string& low, const std::string& high) {
        std::string text = text_of(source("tests/definitions/good/decision-table.yaml"));
        return lint(changed(text, "tables:\n", "  rate:\n",
                            "  level:\n    inputs: {n: " + type +
                                "}\n    outputs: {r: number}\n    rows:\n      - {when: ['<= " + low +
                                "'], then: [1]}\n      - {when: ['>= " + high + "'], then: [2]}\n  rate:\n"),
                    Group::rules);
    };
    const char* code = "table-leaves-a-gap";
    EXPECT_EQ(with("integer", "1", "2").find(code), nullptr);
    EXPECT_EQ(with("money", "1.00", "1.01").find(code), nullptr);
    EXPECT_NE(with("integer", "1", "3").find(code), nullptr);
    EXPECT_NE(with("money", "1.00", "1.02").find(code), nullptr);
    EXPECT_NE(with("number", "1", "2").find(code), nullptr);
}

TEST(Tables, OfManyRowsAreComparedWithinTheBudget) {
    std::string rows;
    for (int i = 0; i < 120; ++i)
        rows += "      - {when: ['[" + std::to_string(10 * i) + ".." + std::to_string(10 * i + 10) +
                ")'], then: [1]}\n";
    std::string text = text_of(source("tests/definitions/good/decision-table.yaml"));
    text = changed(text, "tables:\n", "  rate:\n",
                   "  level:\n    inputs: {n: integer}\n    outputs: {r: {type: number, otherwise: 0}}\n"
                   "    rows:\n" +
                       rows + "  rate:\n");
    const Linted linted = lint(text);
    EXPECT_EQ(linted.find("table-rows-overlap"), nullptr);
    EXPECT_LT(linted.report.searched.at("formulas"), 1'000);
}

TEST(Tables, DoNotOverlapWhereTheirPolicyForbidsIt) {
    const char* code = "table-rows-overlap";
    const Linted unique = with_table("unique", "", soil_low + soil_all + water);
    ASSERT_NE(unique.find(code), nullptr) << unique.text();
    EXPECT_THAT(unique.find(code)->problem.message, testing::HasSubstr("Rows 1 and 2"));
    EXPECT_NE(with_table("any", "", soil_low + soil_all + water).find(code), nullptr);
    EXPECT_EQ(with_table("any", "", soil_low + soil_same + water).find(code), nullptr);
    for (const char* policy : {"priority", "first", "collect\n    aggregate: max"}) {
        const Linted linted = with_table(policy, "", soil_low + soil_all + water);
        ASSERT_TRUE(linted.definition) << linted.text();
        EXPECT_EQ(linted.find(code), nullptr) << policy << "\n" << linted.text();
    }
}

TEST(Scenarios, OfTablesHappenAndNotInTheSoundTable) {
    const auto happens = [](const Linted& linted, const std::string& text) {
        const auto document = yaml::read(text);
        EXPECT_TRUE(document) << text;
        return document &&
               simulation::play(linted.definition, definition::to_value(*document), now, {}).happened;
    };
    const Linted sound = with_table("unique", "", soil_all + water);
    const std::pair<const char*, std::string> broken[] = {
        {"table-leaves-a-gap", soil_low + soil_high + water},
        {"table-rows-overlap", soil_low + soil_all + water}};
    for (const auto& [code, rows] : broken) {
        const Linted linted = with_table("unique", "", rows);
        ASSERT_NE(linted.find(code), nullptr) << linted.text();
        const std::string text = proof::scenario_text(*linted.find(code), "x.yaml");
        EXPECT_TRUE(happens(linted, text)) << text;
        EXPECT_FALSE(happens(sound, text)) << text;
    }
}

TEST(Tables, NameTheirPolicyByItsLetterToo) {
    const std::pair<const char*, const char*> same[] = {{"U", "unique"},
                                                        {"A", "any"},
                                                        {"P", "priority"},
                                                        {"F", "first"},
                                                        {"C+", "collect\n    aggregate: sum"},
                                                        {"C<", "collect\n    aggregate: min"},
                                                        {"C>", "collect\n    aggregate: max"},
                                                        {"C#", "collect\n    aggregate: count"}};
    const std::string rows = soil_all + water;
    for (const auto& [letter, word] : same) {
        const Linted a = with_table(letter, "", rows), b = with_table(word, "", rows);
        ASSERT_TRUE(a.definition) << letter << "\n" << a.text();
        ASSERT_TRUE(b.definition) << word << "\n" << b.text();
        EXPECT_EQ(a.definition->hash, b.definition->hash) << letter;
    }
    // Of an unknown one that alone is said, whatever stands beside it.
    const Linted unknown = with_table("X\n    aggregate: sum", "", rows);
    EXPECT_THAT(unknown.codes(), testing::ElementsAre("unknown-value")) << unknown.text();
    EXPECT_NE(with_table("C+\n    aggregate: sum", "", rows).find("bad-table"), nullptr);
}

TEST(Tables, HaveNoRowThatNeverCounts) {
    const char* code = "table-row-never-counts";
    EXPECT_NE(with_table("first", "", soil_all + soil_low + water).find(code), nullptr);
    EXPECT_EQ(with_table("first", "", soil_low + soil_all + water).find(code), nullptr);
    EXPECT_NE(with_table("unique", "",
                         soil_all + water +
                             "      - {when: {costs: '< 5', theme: 'not(\"soil\", \"water\")'}, "
                             "then: {rate: 0.4}}\n")
                  .find(code),
              nullptr);
}

TEST(Tables, AreSeenThroughByTheRulesThatCallThem) {
    // At costs of 100 the table has no value, and so the rule that calls it has none.
    const Linted linted = with_table("unique", "", soil_low + soil_high + water);
    const proof::Finding* null = linted.find("guard-can-be-null");
    ASSERT_NE(null, nullptr) << linted.text();
    EXPECT_THAT(null->problem.message, testing::HasSubstr("soil"));
    EXPECT_EQ(with_table("unique", "", soil_all + water).find("guard-can-be-null"), nullptr);
}

TEST(Tables, AreUsedOrNamed) {
    std::string text = text_of(source("tests/definitions/good/decision-table.yaml"));
    EXPECT_EQ(lint(text, Group::rules).find("unused-table"), nullptr);
    text = changed(text, "tables:\n", "  rate:\n",
                   "  rate_of_old:\n    inputs: {a: boolean}\n    outputs: {b: boolean}\n"
                   "    rows: [{then: {b: a}}]\n  rate:\n");
    EXPECT_NE(lint(text, Group::rules).find("unused-table"), nullptr);
}

TEST(OnPurpose, ExcusesAWarningWithItsReasonAndNoError) {
    const std::string esca = text_of(source("workflows/esca-bronze.yaml"));
    const Linted meant = lint(esca);
    ASSERT_EQ(meant.report.on_purpose.size(), 1U);
    EXPECT_EQ(meant.report.on_purpose[0].finding.problem.code, "review-never-below");
    EXPECT_THAT(meant.report.on_purpose[0].because, testing::HasSubstr("bars nobody"));
    const Linted unsaid =
        lint(changed(esca, "on_purpose:", "finding: review-never-below", "finding: no-deadline"));
    EXPECT_THAT(unsaid.codes(), testing::UnorderedElementsAre("review-never-below", "on-purpose-in-vain"));
    const Linted elsewhere = lint(changed(esca, "on_purpose:", "at: steps.interview", "at: steps.inter"));
    EXPECT_THAT(elsewhere.codes(), testing::UnorderedElementsAre("review-never-below", "on-purpose-in-vain"));
    std::string wrong =
        changed(inoklaster(), "- id: cap", "requested_grant <= max_grant", "requested_grant >= max_grant");
    wrong += "\non_purpose:\n  - {finding: money-over-the-cap, at: steps, because: {en: We like it.}}\n";
    EXPECT_THAT(lint(wrong).codes(), testing::IsSupersetOf({"money-over-the-cap", "on-purpose-in-vain"}));
}

TEST(Separation, IsSearchedOnceMoreWithRolesThatComeAndGo) {
    const Linted linted = lint(inoklaster());
    EXPECT_GT(linted.report.searched.at("combinations with changes"),
              linted.report.searched.at("combinations"));
    // No definition bars it: who is an officer today reads, and may be made an expert tomorrow.
    using definition::Problem;
    EXPECT_THAT(
        linted.report.if_roles_change,
        testing::Contains(testing::AllOf(
            testing::Field(&Problem::code, "if-roles-change"),
            testing::Field(&Problem::path, "steps.idea_review"),
            testing::Field(&Problem::message,
                           testing::AllOf(testing::HasSubstr("officer"), testing::HasSubstr("then"),
                                          testing::HasSubstr("before declaring"))),
            testing::Field(&Problem::mend, testing::HasSubstr("let nobody become expert who was officer")))));
    EXPECT_FALSE(linted.report.has_errors());
}

TEST(Budget, IsSpentByStepsAndThenNothingIsDecided) {
    using Verdict = proof::Solution::Verdict;
    const proof::Term x = proof::Term::variable("x", proof::Sort::number);
    solver::Z3 z3;
    proof::Budgeted solver{z3, 1};
    const proof::Solution first = solver.solve({proof::is_less(Decimal{1}, x)});
    EXPECT_EQ(first.verdict, Verdict::possible);
    EXPECT_GE(first.effort, solver::Z3::effort_of_asking);
    EXPECT_LT(first.effort, solver::Z3::effort_usual);
    const proof::Solution second = solver.solve({proof::is_less(Decimal{1}, x)});
    EXPECT_EQ(second.verdict, Verdict::unknown);
    EXPECT_THAT(second.reason, testing::HasSubstr("given up"));
}

TEST(Report, HasOneHashForOneDefinition) {
    const Linted a = lint(inoklaster()), b = lint(inoklaster());
    EXPECT_EQ(proof::hash_of(a.report, "x"), proof::hash_of(b.report, "x"));
    EXPECT_NE(proof::hash_of(a.report, "x"), proof::hash_of(a.report, "y"));
}

TEST(Versions, AreComparedInWords) {
    std::string text = changed(inoklaster(), "  max_grant:\n", "default: 25000.00", "default: 30000.00");
    text = changed(text, "  evaluation:\n    kind", "count: 3", "count: 2");
    const auto differences =
        proof::differences(*lint(inoklaster(), Group::time).definition, *lint(text, Group::time).definition);
    EXPECT_THAT(differences, testing::UnorderedElementsAre(
                                 "Largest grant a project (`max_grant`) rises from 25000.00 to 30000.00",
                                 "`evaluation`: expert count 3 → 2"));
}

TEST(DryRun, IsTheSameForTheSameSeedAndKeepsToTheBudget) {
    const Linted linted = lint(inoklaster(), Group::time);
    solver::Z3 solver;
    simulation::Plan plan;
    plan.applications = 40;
    plan.seed = 7;
    plan.begins = now;
    plan.forms = proof::passing_forms(*linted.definition, solver);
    const simulation::DryRun a = simulation::dry_run(linted.definition, plan),
                             b = simulation::dry_run(linted.definition, plan);
    EXPECT_EQ(a.outcomes, b.outcomes);
    EXPECT_EQ(a.reviews, b.reviews);
    EXPECT_EQ(a.commands, b.commands);
    EXPECT_GT(a.outcomes.contains("granted") ? a.outcomes.at("granted") : 0, 0)
        << testing::PrintToString(a.outcomes);
    EXPECT_LE(a.committed, a.budget);
    plan.seed = 8;
    EXPECT_NE(simulation::dry_run(linted.definition, plan).outcomes, a.outcomes);
}

TEST(DryRun, DrawsTheSizesOfRequestsByTheirWeights) {
    const Linted linted = lint(inoklaster(), Group::time);
    solver::Z3 solver;
    EXPECT_FALSE(proof::passing_forms(*linted.definition, solver, *Decimal::parse("25000.01")))
        << "more than the cap passes no rule";
    simulation::Plan plan;
    plan.applications = 40;
    plan.seed = 7;
    plan.begins = now;
    for (const auto& [amount, weight] : {std::pair{"4000.00", 3}, {"25000.00", 1}}) {
        const auto forms = proof::passing_forms(*linted.definition, solver, *Decimal::parse(amount));
        ASSERT_TRUE(forms) << amount;
        plan.sizes.push_back({*Decimal::parse(amount), weight, *forms});
    }
    const simulation::DryRun a = simulation::dry_run(linted.definition, plan),
                             b = simulation::dry_run(linted.definition, plan);
    EXPECT_EQ(a.sizes, b.sizes);
    EXPECT_EQ(a.outcomes, b.outcomes);
    ASSERT_EQ(a.sizes.size(), 2U);
    EXPECT_GT(a.sizes.at(*Decimal::parse("4000.00")), a.sizes.at(*Decimal::parse("25000.00")));
    EXPECT_FALSE(a.refused.contains("form_must_satisfy_the_rules")) << testing::PrintToString(a.refused);
    EXPECT_LE(a.committed, a.budget);
    // What is put aside is what was asked for, of both sizes.
    EXPECT_GT(a.committed.sign(), 0);
    plan.sizes.pop_back();
    EXPECT_NE(simulation::dry_run(linted.definition, plan).committed, a.committed);
}

TEST(DryRun, LetsALapseHoldUpNobodyElse) {
    const Linted linted = lint(inoklaster(), Group::time);
    solver::Z3 solver;
    simulation::Plan plan;
    plan.applications = 60;
    plan.begins = now;
    plan.forms = proof::passing_forms(*linted.definition, solver);
    plan.delays.emplace("application", *simulation::Delay::parse("fixed:10 days"));
    std::int64_t lapsed = 0;
    for (plan.seed = 1; plan.seed <= 5; ++plan.seed) {
        const simulation::DryRun run = simulation::dry_run(linted.definition, plan);
        for (const simulation::StepReport& one : run.steps) {
            EXPECT_EQ(one.came, one.left) << one.step << " with seed " << plan.seed;
            if (one.step == "application") {
                lapsed += one.results.contains("expired") ? one.results.at("expired") : 0;
                EXPECT_LE(one.days_longest, 61) << "60 days, to the end of the last";
            }
            if (one.step == "eligibility") {
                EXPECT_LT(one.days_longest, 30) << plan.seed;
            }
        }
    }
    EXPECT_GT(lapsed, 0);
}

TEST(DryRun, DrawsDelaysAsTheyAreDeclared) {
    const Linted linted = lint(inoklaster(), Group::time);
    const definition::Calendar& calendar = linted.definition->calendar;
    constexpr std::int64_t day_ms = 86'400'000;
    simulation::Chance chance{7};
    const auto days = [&](const char* text) {
        const auto delay = simulation::Delay::parse(text);
        EXPECT_TRUE(delay) << text;
        EXPECT_EQ(delay->text(), text);
        std::vector<std::int64_t> drawn;
        for (int i = 0; i < 1'000; ++i)
            drawn.push_back(delay->after(now, 25 * day_ms, calendar, chance).ms - now.ms);
        std::ranges::sort(drawn);
        return drawn;
    };
    const auto uniform = days("uniform:1-5 days");
    EXPECT_GE(uniform.front(), day_ms);
    EXPECT_LE(uniform.back(), 5 * day_ms);
    EXPECT_NEAR(static_cast<double>(uniform[500]), 3. * day_ms, .3 * day_ms);
    const auto triangular = days("triangular:1-3-11 days");
    EXPECT_GE(triangular.front(), day_ms);
    EXPECT_LE(triangular.back(), 11 * day_ms);
    // One in five is under the likeliest.
    EXPECT_NEAR(static_cast<double>(triangular[200]), 3. * day_ms, .5 * day_ms);
    const auto lognormal = days("lognormal:5-20 days");
    EXPECT_NEAR(static_cast<double>(lognormal[500]), 5. * day_ms, .7 * day_ms);
    EXPECT_NEAR(static_cast<double>(lognormal[900]), 20. * day_ms, 4. * day_ms);
    for (const std::int64_t ms : days("uniform:0-9 working days"))
        EXPECT_TRUE(
            definition::is_working_day(calendar, definition::local_time(calendar, now.plus_ms(ms)).day));
    for (const std::int64_t ms : days("late")) EXPECT_LE(ms, 25 * day_ms);
    // The same numbers on every machine.
    simulation::Chance again{1};
    EXPECT_EQ(simulation::Delay::parse("lognormal:5-20 days")->after(Instant{0}, 0, calendar, again).ms,
              222055112);
    for (const char* bad : {"", "soon", "fixed", "fixed:", "fixed:x days", "fixed:1", "uniform:1 days",
                            "uniform:2-1 days", "fixed:-1 days", "lognormal:0-1 days", "fixed:99999 days"})
        EXPECT_FALSE(simulation::Delay::parse(bad)) << bad;
}

}  // namespace
