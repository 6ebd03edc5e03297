// Every machine, at every stage, under every trigger: compared with tables that a person can read
// (tests/golden/lifecycle/), with its own exported table under every combination of facts, and by name where
// an officer would ask. After an intended change:  ATRANKA_ACCEPT=1 ./lifecycle_test

#include "engine/lifecycle/assignment.hpp"
#include "engine/lifecycle/call.hpp"
#include "engine/lifecycle/round.hpp"
#include "engine/lifecycle/stage.hpp"
#include "engine/lifecycle/table.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

using namespace atranka;
using namespace atranka::lifecycle;
namespace describe = boost::describe;
using boost::mp11::mp_for_each;

template <class E>
std::string name_of(E e) {
    return describe::enum_to_string(e, "?");
}
template <class T>
std::string text_of(T value) {
    if constexpr (std::is_same_v<T, bool>)
        return value ? "true" : "false";
    else
        return name_of(value);
}

// Calls `f` with every value of a fact's type.
template <class T, class F>
void each_value(F f) {
    if constexpr (std::is_same_v<T, bool>) {
        f(false);
        f(true);
    } else {
        mp_for_each<describe::describe_enumerators<T>>([&](auto e) { f(e.value); });
    }
}
template <class Facts>
using Members = describe::describe_members<Facts, describe::mod_public>;

// Calls `f` with every combination of facts.
template <class Facts, std::size_t member = 0, class F>
void each_combination(Facts& facts, F f) {
    if constexpr (member == boost::mp11::mp_size<Members<Facts>>::value) {
        f(facts);
    } else {
        constexpr auto pointer = boost::mp11::mp_at_c<Members<Facts>, member>::pointer;
        each_value<std::remove_reference_t<decltype(facts.*pointer)>>([&](auto value) {
            facts.*pointer = value;
            each_combination<Facts, member + 1>(facts, f);
        });
    }
}

template <class Facts>
std::map<std::string, std::string> spelled(const Facts& facts) {
    std::map<std::string, std::string> all;
    mp_for_each<Members<Facts>>([&](auto d) { all[d.name] = text_of(facts.*d.pointer); });
    return all;
}

template <class Stage>
std::string spelled(const tl::expected<Stage, Rule>& answer) {
    return answer ? "-> " + name_of(*answer) : "refused: " + std::string{rule_name(answer.error())};
}

template <class Facts>
using Situations = std::vector<std::pair<std::string, Facts>>;

// What one trigger does at one stage in one situation, and each single fact that would change it.
template <class Stage, class Trigger, class Facts>
std::string walked(Stage stage, Trigger trigger, const Facts& facts) {
    const std::string answer = spelled(next(stage, trigger, facts));
    std::string text = answer + "\n";
    mp_for_each<Members<Facts>>([&](auto d) {
        each_value<std::remove_cvref_t<decltype(facts.*d.pointer)>>([&](auto value) {
            if (value == facts.*d.pointer) return;
            Facts other = facts;
            other.*d.pointer = value;
            const std::string changed = spelled(next(stage, trigger, other));
            if (changed != answer)
                text += "            " + std::string{d.name} + "=" + text_of(value) + " " + changed + "\n";
        });
    });
    return text;
}

// `nothing given` comes first: of several rules broken at once, it shows the one that is named.
template <class Stage, class Trigger, class Facts>
std::string walk(const Situations<Facts>& given) {
    Situations<Facts> situations{{"nothing given", Facts{}}};
    situations.insert(situations.end(), given.begin(), given.end());
    std::string text =
        "Each stage, each command, each situation: the answer, and every single fact that changes it.\n"
        "A situation that answers as one before it is not repeated.\n\nsituations\n";
    for (const auto& [name, facts] : situations) {
        text += "    " + name + ":";
        for (const auto& [fact, value] : spelled(facts))
            if (value != "false") text += value == "true" ? " " + fact : " " + fact + "=" + value;
        text += "\n";
    }
    mp_for_each<describe::describe_enumerators<Stage>>([&](auto stage) {
        text += "\n" + std::string{stage.name} + "\n";
        mp_for_each<describe::describe_enumerators<Trigger>>([&](auto trigger) {
            std::set<std::string> seen;
            for (const auto& [name, facts] : situations) {
                const std::string lines = walked(stage.value, trigger.value, facts);
                if (!seen.insert(lines).second) continue;
                const bool always =
                    lines == spelled(next(stage.value, trigger.value, facts)) + "\n" && seen.size() == 1;
                text += "    " + std::string{trigger.name} + (always ? " " : " (" + name + ") ") + lines;
            }
        });
    });
    return text;
}

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void expect_frozen(const std::string& relative, const std::string& text) {
    const auto path = source_dir() / relative;
    if (std::getenv("ATRANKA_ACCEPT") != nullptr) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }
    EXPECT_EQ(read(path), text) << relative
                                << " differs from what the machines do. If that is intended, accept it:\n"
                                << "    ATRANKA_ACCEPT=1 ./lifecycle_test";
}

// The exported table, read as a person would read it.
std::string as_exported(const Table& table, const std::string& stage, const std::string& trigger,
                        const std::map<std::string, std::string>& facts) {
    const auto holds = [&](const Clause& clause) {
        return std::any_of(clause.any_of.begin(), clause.any_of.end(),
                           [&](const Condition& c) { return facts.at(c.fact) == c.value; });
    };
    const Row* meant = nullptr;
    bool any = false;
    for (const Row& row : table.rows) {
        if (row.source != stage || row.trigger != trigger) continue;
        any = true;
        const bool chosen = std::all_of(row.clauses.begin(), row.clauses.end(),
                                        [&](const Clause& clause) { return clause.rule || holds(clause); });
        if (!chosen) continue;
        if (meant != nullptr) return "two rows are meant";
        meant = &row;
    }
    if (!any) {
        Rule rule = Rule::stage_must_allow_command;
        for (const Refusal& refusal : table.refusals)
            if (refusal.stage == stage && refusal.trigger == trigger) rule = refusal.rule;
        return "refused: " + std::string{rule_name(rule)};
    }
    if (meant == nullptr) return "no row is meant";
    for (const Clause& clause : meant->clauses)
        if (clause.rule && !holds(clause)) return "refused: " + std::string{rule_name(*clause.rule)};
    return "-> " + meant->target;
}

template <class Stage, class Trigger, class Facts>
void expect_as_exported(const std::string& name) {
    const Table* exported = table(name);
    ASSERT_NE(exported, nullptr);
    std::size_t differences = 0;
    Facts facts;
    each_combination(facts, [&](const Facts& now) {
        const auto text = spelled(now);
        mp_for_each<describe::describe_enumerators<Stage>>([&](auto stage) {
            mp_for_each<describe::describe_enumerators<Trigger>>([&](auto trigger) {
                const std::string answer = spelled(next(stage.value, trigger.value, now));
                const std::string expected = as_exported(*exported, stage.name, trigger.name, text);
                if (answer != expected && ++differences <= 3)
                    ADD_FAILURE() << stage.name << " " << trigger.name << ": " << answer
                                  << ", the table says " << expected << " for "
                                  << testing::PrintToString(text);
            });
        });
    });
    EXPECT_EQ(differences, 0u);
}

const Situations<submission::Facts> submissions{{"in time",
                                                 {.by_lead = true,
                                                  .before_deadline = true,
                                                  .form_is_valid = true,
                                                  .partners_consented = true,
                                                  .return_left = true,
                                                  .reason_given = true}},
                                                {"late",
                                                 {.by_lead = true,
                                                  .form_is_valid = true,
                                                  .partners_consented = true,
                                                  .return_left = true,
                                                  .reason_given = true}}};

check::Facts checked(bool passed, bool by_two, bool in_time = true) {
    return {.clarification_left = true,
            .by_lead = true,
            .before_deadline = in_time,
            .form_is_valid = true,
            .lines_assessed = true,
            .passed = passed,
            .rules_passed = passed,
            .reason_given = true,
            .needs_second_person = by_two,
            .same_person = false,
            .has_interest = false};
}
const Situations<check::Facts> checks{{"one person passes", checked(true, false)},
                                      {"one person fails", checked(false, false)},
                                      {"two people pass", checked(true, true)},
                                      {"two people fail", checked(false, true)},
                                      {"answer late", checked(true, true, false)}};

review::Facts reviewed(bool meets) {
    return {.experts_assigned = true,
            .kinds_covered = true,
            .all_submitted = true,
            .without_chair = true,
            .consensus_written = true,
            .all_signed = true,
            .meets_thresholds = meets,
            .reason_given = true};
}
Situations<review::Facts> reviews() {
    Situations<review::Facts> all{{"meets", reviewed(true)},
                                  {"below", reviewed(false)},
                                  {"diverges, another expert", reviewed(true)},
                                  {"consensus asked", reviewed(true)},
                                  {"too few experts", reviewed(true)}};
    all[2].second.diverges = all[2].second.further_expert = true;
    all[3].second.needs_consensus = true;
    all[4].second.experts_assigned = false;
    return all;
}

assignment::Facts assigned(assignment::Interest interest, bool cleared = false) {
    return {.interest = interest,
            .cleared = cleared,
            .by_another = true,
            .all_scored = true,
            .on_scale = true,
            .comments_complete = true,
            .review_is_open = true,
            .reason_given = true};
}
const Situations<assignment::Facts> assignments{
    {"no interest", assigned(assignment::Interest::none)},
    {"potential interest", assigned(assignment::Interest::potential)},
    {"potential interest, cleared", assigned(assignment::Interest::potential, true)},
    {"disqualifying interest", assigned(assignment::Interest::disqualifying)}};

selection::Facts placed(selection::Place place, bool by_two) {
    return {.place = place,
            .round_closed = true,
            .all_arrived = true,
            .lot_ready = true,
            .ranking_current = true,
            .needs_second_person = by_two,
            .same_person = false,
            .has_interest = false,
            .reason_given = true,
            .next_in_line = true,
            .money_left = true};
}
Situations<selection::Facts> selections() {
    using enum selection::Place;
    Situations<selection::Facts> all;
    for (const auto place : {list, selected, reserved, not_selected}) {
        all.emplace_back("one person, " + name_of(place), placed(place, false));
        all.emplace_back("two people, " + name_of(place), placed(place, true));
    }
    all.emplace_back("reserve expired", placed(reserved, true));
    all.back().second.reserve_expired = true;
    return all;
}

decision::Facts decided(bool granted, bool by_two) {
    return {.granted = granted,
            .order_numbered = true,
            .money_left = true,
            .reason_given = true,
            .scored = false,
            .has_interest = false,
            .needs_second_person = by_two,
            .same_person = false};
}
const Situations<decision::Facts> decisions{{"one person grants", decided(true, false)},
                                            {"one person refuses", decided(false, false)},
                                            {"two people grant", decided(true, true)},
                                            {"two people refuse", decided(false, true)}};

offer::Facts offered(bool partial, bool in_time) {
    return {.by_lead = true,
            .before_deadline = in_time,
            .partial = partial,
            .budget_fits = true,
            .partners_consented = true,
            .de_minimis_left = true};
}
const Situations<offer::Facts> offers{
    {"whole", offered(false, true)}, {"partial", offered(true, true)}, {"late", offered(false, false)}};

appeal::Facts appealed(bool admissible, bool upheld, bool by_two) {
    return {.admissible = admissible,
            .in_time = true,
            .ground_allowed = true,
            .upheld = upheld,
            .took_part = false,
            .reason_given = true,
            .needs_second_person = by_two,
            .same_person = false,
            .by_lead = true,
            .ruling_recorded = true};
}
const Situations<appeal::Facts> appeals{{"one person upholds", appealed(true, true, false)},
                                        {"one person dismisses", appealed(true, false, false)},
                                        {"two people uphold", appealed(true, true, true)},
                                        {"two people dismiss", appealed(true, false, true)},
                                        {"not admissible", appealed(false, false, false)}};

call::Facts called(bool suspended) {
    return {.suspended = suspended,
            .same_person = false,
            .definition_sound = true,
            .round_planned = true,
            .lot_committed = true,
            .opening_reached = true,
            .rounds_closed = true,
            .rounds_decided = true,
            .reason_given = true};
}
const Situations<call::Facts> calls{{"running", called(false)}, {"suspended", called(true)}};

round::Facts in_round(bool before) {
    return {.call_suspended = false,
            .call_open = true,
            .opening_reached = true,
            .before_deadline = before,
            .all_arrived = true,
            .selection_confirmed = true,
            .reason_given = true};
}
const Situations<round::Facts> rounds{{"before the cut-off", in_round(true)},
                                      {"after the cut-off", in_round(false)}};

// Every machine once: f(name, Stage{}, Trigger{}, situations).
template <class F>
void each_machine(F f) {
    f("submission", submission::Stage{}, submission::Trigger{}, submissions);
    f("check", check::Stage{}, check::Trigger{}, checks);
    f("review", review::Stage{}, review::Trigger{}, reviews());
    f("assignment", assignment::Stage{}, assignment::Trigger{}, assignments);
    f("selection", selection::Stage{}, selection::Trigger{}, selections());
    f("decision", decision::Stage{}, decision::Trigger{}, decisions);
    f("offer", offer::Stage{}, offer::Trigger{}, offers);
    f("appeal", appeal::Stage{}, appeal::Trigger{}, appeals);
    f("call", call::Stage{}, call::Trigger{}, calls);
    f("round", round::Stage{}, round::Trigger{}, rounds);
}

TEST(Lifecycle, AnswersAtEveryStageUnderEveryCommandAsFrozen) {
    each_machine([](std::string name, auto stage, auto trigger, const auto& situations) {
        expect_frozen("tests/golden/lifecycle/" + name + ".txt",
                      walk<decltype(stage), decltype(trigger)>(situations));
    });
}

TEST(Lifecycle, DoesUnderEveryCombinationOfFactsWhatItsTableSays) {
    each_machine([]<class S, class T, class Facts>(std::string name, S, T, const Situations<Facts>&) {
        SCOPED_TRACE(name);
        expect_as_exported<S, T, Facts>(name);
    });
}

TEST(Lifecycle, EveryRuleOfATableIsProvokedByTheFrozenWalk) {
    each_machine([](std::string name, auto stage, auto trigger, const auto& situations) {
        const std::string text = walk<decltype(stage), decltype(trigger)>(situations);
        const auto expect_provoked = [&](Rule rule) {
            EXPECT_THAT(text, testing::HasSubstr("refused: " + std::string{rule_name(rule)} + "\n")) << name;
        };
        for (const Row& row : table(name)->rows)
            for (const Clause& clause : row.clauses)
                if (clause.rule) expect_provoked(*clause.rule);
        for (const Refusal& refusal : table(name)->refusals) expect_provoked(refusal.rule);
    });
}

TEST(Lifecycle, EveryStageIsReached) {
    for (const Table& one : tables()) {
        std::set<std::string> reached{one.stages.front()};
        for (std::size_t before = 0; before != reached.size();) {
            before = reached.size();
            for (const Row& row : one.rows)
                if (reached.contains(row.source)) reached.insert(row.target);
        }
        EXPECT_EQ(reached.size(), one.stages.size()) << one.name;
    }
}

TEST(Lifecycle, NoMachineHasMoreThanTwentyRows) {
    for (const Table& one : tables()) EXPECT_LE(one.rows.size(), 20u) << one.name;
}

TEST(Lifecycle, NoRefusalOverrulesARow) {
    for (const Table& one : tables())
        for (const Refusal& refusal : one.refusals)
            for (const Row& row : one.rows)
                EXPECT_FALSE(row.source == refusal.stage && row.trigger == refusal.trigger)
                    << one.name << row.trigger;
}

TEST(Lifecycle, TheHandbookIsWhatTheMachinesSay) { expect_frozen("docs/lifecycles.md", handbook()); }

TEST(Lifecycle, DrawsItsDiagrams) {
    const std::string drawn = mermaid(*table("check"));
    EXPECT_THAT(drawn, testing::HasSubstr("[*] --> pending"));
    EXPECT_THAT(drawn, testing::HasSubstr("proposed --> failed : confirm [not passed]"));
    EXPECT_THAT(drawn, testing::HasSubstr("passed --> [*]"));
    EXPECT_THAT(dot(*table("offer")), testing::HasSubstr("offered -> lapsed [label=\"lapse\"]"));
    EXPECT_EQ(table("marriage"), nullptr);
}

TEST(Stage, IsReadBackByItsName) {
    for (const Kind kind : {Kind::submission, Kind::check, Kind::review, Kind::selection, Kind::decision,
                            Kind::offer, Kind::appeal}) {
        EXPECT_EQ(kind_of(kind_name(kind)), kind);
        const Table* exported = table(kind_name(kind));
        ASSERT_NE(exported, nullptr);
        ASSERT_EQ(exported->stages.size(), stages_of(kind).size());
        for (std::size_t i = 0; i < stages_of(kind).size(); ++i) {
            const lifecycle::Stage& stage = stages_of(kind)[i];
            EXPECT_EQ(stage.kind(), kind);
            EXPECT_EQ(stage_name(stage), exported->name + "." + exported->stages[i]);
            EXPECT_EQ(stage_of(stage_name(stage)), stage);
            EXPECT_EQ(decode<lifecycle::Stage>(encode(stage)), stage);
        }
        EXPECT_EQ(first_stage(kind), stages_of(kind).front());
        EXPECT_FALSE(is_final(first_stage(kind)));
    }
    EXPECT_EQ(encode(lifecycle::Stage{check::Stage::awaiting_answer}), Value{"check.awaiting_answer"});
    for (const char* unknown :
         {"", "check", "check.", ".pending", "check.staffing", "checks.pending", "check.pending "})
        EXPECT_EQ(stage_of(unknown), std::nullopt) << unknown;
    EXPECT_EQ(decode<lifecycle::Stage>(Value{7}), std::nullopt);
}

TEST(Stage, OfTheSameNameButOfAnotherKindIsAnother) {
    EXPECT_NE(lifecycle::Stage{check::Stage::proposed}, lifecycle::Stage{decision::Stage::proposed});
    EXPECT_EQ(lifecycle::Stage{check::Stage::proposed}.as<decision::Stage>(), nullptr);
    ASSERT_NE(lifecycle::Stage{check::Stage::proposed}.as<check::Stage>(), nullptr);
}

TEST(Stage, WithAnOutcomeLeavesItsStepByIt) {
    using testing::ElementsAre;
    EXPECT_THAT(outcomes_of(Kind::submission), ElementsAre("submitted", "lapsed", "withdrawn"));
    EXPECT_THAT(outcomes_of(Kind::check), ElementsAre("passed", "failed"));
    EXPECT_THAT(outcomes_of(Kind::review), ElementsAre("meets", "below"));
    EXPECT_THAT(outcomes_of(Kind::selection), ElementsAre("selected", "reserved", "not_selected"));
    EXPECT_THAT(outcomes_of(Kind::decision), ElementsAre("granted", "refused", "sent_back"));
    EXPECT_THAT(outcomes_of(Kind::offer), ElementsAre("accepted", "declined", "lapsed"));
    EXPECT_THAT(outcomes_of(Kind::appeal), ElementsAre("inadmissible", "upheld", "dismissed", "withdrawn"));
    EXPECT_EQ(outcome_of(check::Stage::passed), "passed");
    EXPECT_EQ(outcome_of(check::Stage::proposed), "");
    EXPECT_TRUE(is_optional_outcome(Kind::selection, "reserved"));
    EXPECT_FALSE(is_optional_outcome(Kind::selection, "selected"));
}

TEST(Stage, ThatNothingLeavesHasAnOutcome) {
    for (std::size_t k = 0; k < 7; ++k)
        for (const lifecycle::Stage& stage : stages_of(static_cast<Kind>(k))) {
            const Table* exported = table(kind_name(stage.kind()));
            const std::string name = stage_name(stage).substr(exported->name.size() + 1);
            const bool left = std::any_of(exported->rows.begin(), exported->rows.end(), [&](const Row& row) {
                return row.source == name && row.target != name;
            });
            if (!left && stage != selection::Stage::confirmed) {
                EXPECT_TRUE(is_final(stage)) << stage_name(stage);
            }
        }
}

TEST(Submission, IsTakenInTheLastSecondAndNotAfterIt) {
    submission::Facts facts = submissions[0].second;
    EXPECT_EQ(next(submission::Stage::drafting, submission::Trigger::submit, facts),
              submission::Stage::submitted);
    facts.before_deadline = false;
    EXPECT_EQ(next(submission::Stage::drafting, submission::Trigger::submit, facts).error(),
              Rule::deadline_must_not_have_passed);
}

TEST(Check, NobodyConfirmsTheirOwnProposal) {
    check::Facts facts = checked(true, true);
    facts.same_person = true;
    EXPECT_EQ(next(check::Stage::proposed, check::Trigger::confirm, facts).error(),
              Rule::second_person_must_confirm);
}

TEST(Check, PassingAgainstAFailedRuleNeedsAReason) {
    check::Facts facts = checked(true, false);
    facts.rules_passed = facts.reason_given = false;
    EXPECT_EQ(next(check::Stage::pending, check::Trigger::propose, facts).error(),
              Rule::reason_must_be_given);
    facts.reason_given = true;
    EXPECT_EQ(next(check::Stage::pending, check::Trigger::propose, facts), check::Stage::passed);
}

TEST(Assignment, AnExpertWhoHasNotDeclaredMayNotRead) {
    EXPECT_EQ(next(assignment::Stage::invited, assignment::Trigger::open, assignments[0].second).error(),
              Rule::interest_must_be_declared_before_reading);
}

TEST(Assignment, AnExpertWithAPotentialInterestWaitsForAnOfficer) {
    EXPECT_EQ(next(assignment::Stage::declared, assignment::Trigger::open, assignments[1].second).error(),
              Rule::interest_must_be_cleared);
    EXPECT_EQ(next(assignment::Stage::declared, assignment::Trigger::open, assignments[2].second),
              assignment::Stage::drafting);
}

TEST(Assignment, AnExpertWithADisqualifyingInterestIsOut) {
    for (const auto stage :
         {assignment::Stage::invited, assignment::Stage::declared, assignment::Stage::drafting})
        EXPECT_EQ(next(stage, assignment::Trigger::declare, assignments[3].second),
                  assignment::Stage::recused);
}

TEST(Review, IsNotConcludedWhileAnExpertIsStillScoring) {
    review::Facts facts = reviewed(true);
    facts.all_submitted = false;
    EXPECT_EQ(next(review::Stage::scoring, review::Trigger::conclude, facts).error(),
              Rule::all_reviews_must_be_submitted);
}

TEST(Call, ThatIsSuspendedGoesNowhereButToCancellation) {
    const call::Facts facts = called(true);
    EXPECT_EQ(next(call::Stage::open, call::Trigger::close, facts).error(), Rule::call_must_not_be_suspended);
    EXPECT_EQ(next(call::Stage::open, call::Trigger::cancel, facts), call::Stage::cancelled);
}

TEST(Machine, RemembersNothingBetweenTwoQuestions) {
    const auto first = next(check::Stage::pending, check::Trigger::propose, checked(false, true));
    EXPECT_EQ(next(check::Stage::awaiting_answer, check::Trigger::propose, checked(true, true)).error(),
              Rule::stage_must_allow_command);
    EXPECT_EQ(next(check::Stage::pending, check::Trigger::propose, checked(false, true)), first);
}

}  // namespace
