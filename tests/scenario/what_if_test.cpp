// A recorded history told again under other rules, in memory: small calls in full, and the example's
// whole call.

#include "examples/inoklaster/story.hpp"
#include "tests/scenario/told_alike.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>

namespace atranka::scenario {
namespace {

using namespace simulation;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const std::size_t at = text.find(what);
    if (at == std::string::npos) ADD_FAILURE() << "the definition has no " << what;
    return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

// The trial's call, with a plain mean of two experts in place of a consensus, and a quota of what is paid.
std::string mean_yaml() {
    std::string yaml = text_of("tests/scenario/trial.yaml");
    yaml = replaced(yaml, "consensus: true\n    aggregate: consensus", "aggregate: mean");
    yaml = replaced(yaml, "then: another_expert, aggregate: consensus",
                    "then: another_expert, aggregate: closest_two");
    yaml = replaced(yaml, "fund: requested_grant", "fund: requested_grant * quota");
    return replaced(yaml, "  closing: {",
                    "  quota: {type: number, default: 1, minimum: 0.1, maximum: 1}\n  closing: {");
}

Past past_of(MemoryStore& store, const std::string& call = "c") {
    auto past = Past::of([&](const auto& visit) { store.scan(visit); }, {call});
    if (!past) throw std::runtime_error{past.error().log + " " + std::to_string(past.error().index)};
    return std::move(*past);
}

std::shared_ptr<const definition::Definition> compiled(const std::string& yaml) {
    const Value document = definition_of(yaml);
    return service::compile(document, service::hash_of(document));
}

application::State told_of(const Past& past, const Told& told, const std::string& id) {
    return told.application(past, "application/" + id);
}

Alteration with(const std::string& name, const std::string& value) {
    Alteration alteration;
    alteration.parameters.emplace(name, value);
    return alteration;
}

// Three applications, of which the budget of 250 pays two: 5 and 4 points; a-3 has 3.75, since its
// experts see it differently.
struct WhatIf : testing::Test {
    Trial trial{definition_of(mean_yaml())};

    void arrive(const std::string& id, Decimal business, Decimal academic, int grant = 100) {
        trial.start(id);
        trial.submit(id, grant);
        trial.pass(id);
        trial.assign(id);
        trial.score(id, "business", business);
        trial.score(id, "academic", academic);
    }
    void decided() {
        trial.open();
        arrive("a-1", 5, 5);
        arrive("a-2", 4, 4);
        arrive("a-3", 3, *Decimal::parse("4.5"));
        trial.select();
        trial.offer("a-1");
        trial.must("lead-1", application::AcceptOffer{{"a-1"}});
        trial.award("a-2");
    }
};

TEST_F(WhatIf, NothingAlteredComesToTheSameEventsAndChangesNothing) {
    decided();
    const Past past = past_of(trial.world.store);
    const Told told = tell(past, {});
    EXPECT_EQ(told.decided, told.identical);
    EXPECT_GT(told.decided, 40);
    EXPECT_THAT(told.refused, IsEmpty());
    EXPECT_TRUE(told.changed.empty());
    const Comparison comparison = compare(past, told);
    EXPECT_THAT(comparison.applications, IsEmpty());
    EXPECT_THAT(comparison.lists, IsEmpty());
    EXPECT_EQ(comparison.before.committed, comparison.after.committed);
}

TEST_F(WhatIf, ASecondCallUnderTheSameDefinitionIsToldAgainToo) {
    trial.open();
    trial.must("admin", registry::GrantRole{{"officer"}, {"d", "officer"}});
    call::DraftCall draft = trial.draft_command();
    draft.call = {"d"};
    ASSERT_TRUE(trial.give_draft("officer", draft).has_value());
    const Past past = past_of(trial.world.store, "d");
    ASSERT_NE(past.definition(), nullptr);
    EXPECT_TRUE(tell(past, {}).refused.empty());
}

TEST_F(WhatIf, TheRecordIsNotTouched) {
    decided();
    const std::string before = trial.world.store.derived_bytes();
    const std::size_t entries = trial.world.store.record().entries.size();
    const Past past = past_of(trial.world.store);
    tell(past, with("quota", "0.5"));
    robustness_of(past);
    EXPECT_EQ(trial.world.store.derived_bytes(), before);
    EXPECT_EQ(trial.world.store.record().entries.size(), entries);
}

TEST_F(WhatIf, AmountsThatFollowFromAParameterAreComputedAgain) {
    decided();
    const Past past = past_of(trial.world.store);
    const Told told = tell(past, with("quota", "0.8"));
    const Comparison comparison = compare(past, told);
    // 3 × 80 fits into 250, so that the third is paid, too.
    ASSERT_EQ(comparison.applications.size(), 3U);
    for (const Difference& one : comparison.applications)
        EXPECT_EQ(one.after.amount, Decimal{80}) << one.application;
    EXPECT_EQ(comparison.before.committed, Decimal{200});
    EXPECT_EQ(comparison.after.committed, Decimal{240});
    EXPECT_EQ(*comparison.after.left, Decimal{10});
    EXPECT_EQ(told_of(past, told, "a-1").outcome, "granted");
    EXPECT_EQ(told_of(past, told, "a-1").award->amount, Decimal{80});
    EXPECT_EQ(comparison.applications[2].application, "a-3");
    EXPECT_EQ(comparison.applications[2].before.stage, "selection.reserved");
    EXPECT_EQ(comparison.applications[2].after.selected, "ranking");
    EXPECT_THAT(told.refused, IsEmpty());
}

TEST_F(WhatIf, ASmallerBudgetTakesTheLastOneAndItsRecordedDecisionsAreRefused) {
    decided();
    const Past past = past_of(trial.world.store);
    const Told told = tell(past, with("budget", "150.00"));
    const Comparison comparison = compare(past, told);
    ASSERT_EQ(comparison.applications.size(), 1U);
    EXPECT_EQ(comparison.applications[0].application, "a-2");
    EXPECT_EQ(comparison.applications[0].after.stage, "selection.reserved");
    EXPECT_EQ(comparison.applications[0].after.amount, Decimal{0});
    EXPECT_EQ(*comparison.after.budget, Decimal{150});
    ASSERT_EQ(told.refused.size(), 2U);  // DecideAward and ConfirmAward
    EXPECT_EQ(told.refused[0].subject, "a-2");
    EXPECT_EQ(told.refused[0].rule, "step_must_be_current");
    EXPECT_EQ(past.entries()[told.refused[0].position].type, "DecideAward");
    EXPECT_FALSE(told.refused[0].after);
    EXPECT_EQ(told.refused[1].after, 0U);
}

TEST_F(WhatIf, AHigherThresholdSaysWhoFalls) {
    decided();
    const Past past = past_of(trial.world.store);
    Alteration alteration;
    alteration.definition = compiled(replaced(mean_yaml(), "threshold: 3", "threshold: 4"));
    const Told told = tell(past, alteration);
    const Comparison comparison = compare(past, told);
    ASSERT_EQ(comparison.applications.size(), 1U);
    EXPECT_EQ(comparison.applications[0].application, "a-3");
    EXPECT_EQ(comparison.applications[0].after.outcome, "failed");
    ASSERT_EQ(comparison.lists.size(), 1U);
    ASSERT_EQ(comparison.lists[0].lines.size(), 1U);
    EXPECT_FALSE(comparison.lists[0].lines[0].after);
}

TEST_F(WhatIf, WithoutAnExpertTheOthersMeanCountsAndTheListIsMadeAgain) {
    decided();
    const Past past = past_of(trial.world.store);
    Alteration alteration;
    alteration.without_expert = PersonId{"business"};
    const Told told = tell(past, alteration);
    const std::map<std::string, Decimal> academic{{"a-1", 5}, {"a-2", 4}, {"a-3", *Decimal::parse("4.5")}};
    for (const auto& [id, score] : academic) {
        const auto review = told_of(past, told, id).reviews.at("review");
        EXPECT_EQ(review.scored->total, score) << id;
        EXPECT_FALSE(review.assignments.contains({"business"})) << id;
    }
    const Effect effect = effect_of(past, told);
    EXPECT_THAT(effect.funded.in, ElementsAre("a-3"));
    EXPECT_THAT(effect.funded.out, ElementsAre("a-2"));
    EXPECT_THAT(effect.few, ElementsAre("a-1", "a-2", "a-3"));
    ASSERT_FALSE(told.assumed.empty());
    EXPECT_THAT(told.assumed[0].what,
                HasSubstr("too few reviews, 1 of 2; the mean of those there are counts"));
}

TEST_F(WhatIf, WhereOneReviewIsAskedForTheRemainingOneIsEnough) {
    decided();
    const Past past = past_of(trial.world.store);
    Alteration alteration;
    alteration.definition =
        compiled(replaced(mean_yaml(), "count: 2, of: {business: 1, academic: 1}", "count: 1"));
    alteration.without_expert = PersonId{"business"};
    const Told told = tell(past, alteration);
    EXPECT_EQ(told_of(past, told, "a-1").outcome, "granted");
    EXPECT_THAT(effect_of(past, told).few, IsEmpty());
}

TEST_F(WhatIf, WhereNoReviewIsLeftTheListIsMadeWithoutTheApplication) {
    trial.definition =
        definition_of(replaced(mean_yaml(), "count: 2, of: {business: 1, academic: 1}", "count: 1"));
    trial.open();
    for (const auto& [id, expert] : {std::pair{"a-1", "business"}, std::pair{"a-2", "academic"}}) {
        trial.start(id);
        trial.submit(id);
        trial.pass(id);
        trial.must("officer", assignment::AssignExpert{{id}, "review", {expert}});
        trial.must(expert, assignment::DeclareInterest{
                               {id}, "review", {expert}, lifecycle::assignment::Interest::none, ""});
        trial.must(expert, assignment::OpenApplication{{id}, "review", {expert}});
        trial.score(id, expert, 4);
    }
    trial.select();
    const Past past = past_of(trial.world.store);
    Alteration alteration;
    alteration.without_expert = PersonId{"business"};
    const Told told = tell(past, alteration);
    EXPECT_EQ(told_of(past, told, "a-1").step, "review");
    EXPECT_EQ(told_of(past, told, "a-2").step, "award");
    EXPECT_THAT(told.left_waiting, ElementsAre("a-1"));
    ASSERT_EQ(told.assumed.size(), 1U);
    EXPECT_EQ(told.assumed[0].kind, Assumption::no_reviews);
}

TEST_F(WhatIf, AScoreMovesWithinItsScaleAndEveryMoveIsTried) {
    decided();
    const Past past = past_of(trial.world.store);
    const auto moves = moves_of(past);
    EXPECT_EQ(moves.size(), 10U);  // two 5s go down alone, four others both ways
    for (const Moved& moved : moves) {
        EXPECT_LE(moved.to, Decimal{5});
        EXPECT_EQ(moved.to < moved.from ? moved.from - moved.to : moved.to - moved.from,
                  *Decimal::parse("0.5"));
    }
    const Robustness report = robustness_of(past);
    EXPECT_EQ(report.scores, 10U);
    EXPECT_EQ(report.experts.size(), 2U);
    ASSERT_EQ(report.margins.size(), 1U);
    EXPECT_EQ(report.margins[0].last_in, "a-2");
    EXPECT_EQ(report.margins[0].first_out, "a-3");
    EXPECT_EQ(report.margins[0].points, *Decimal::parse("0.25"));
    // What moves a total by a quarter makes a tie at most; the lot of that record is known by its outcome.
    for (const auto& [moved, effect] : report.pivotal) {
        EXPECT_THAT(moved.application, testing::AnyOf("a-2", "a-3"));
        EXPECT_THAT(effect.funded.in, ElementsAre("a-3"));
        EXPECT_THAT(effect.funded.out, ElementsAre("a-2"));
    }
}

TEST_F(WhatIf, AListThatWaitsForItsConfirmationIsComparedByItsRows) {
    trial.open();
    arrive("a-1", 5, 5);
    arrive("a-2", 4, 4);
    arrive("a-3", 4, 4);
    trial.rank();
    const auto swaps = [&] {
        const Past past = past_of(trial.world.store);
        std::vector<Swap> found;
        for (const auto& [moved, effect] : robustness_of(past).pivotal) {
            EXPECT_TRUE(effect.funded.empty()) << "nobody is promised anything yet";
            found.insert(found.end(), effect.selected.begin(), effect.selected.end());
        }
        return found;
    };
    const auto expect_swaps = [&](const std::vector<Swap>& found) {
        ASSERT_FALSE(found.empty());
        for (const Swap& swap : found) {
            EXPECT_EQ(swap.round, "r1");
            EXPECT_EQ(swap.step, "ranking");
            EXPECT_FALSE(swap.empty());
        }
    };
    const std::vector<Swap> ranked = swaps();
    expect_swaps(ranked);
    trial.must("officer", procedure::ProposeSelection{{"c"}, {"r1"}, "ranking"});
    EXPECT_EQ(swaps().size(), ranked.size());
    trial.must("head", procedure::ConfirmSelection{{"c"}, {"r1"}, "ranking"});
    const Past past = past_of(trial.world.store);
    std::vector<Swap> confirmed;
    for (const auto& [moved, effect] : robustness_of(past).pivotal)
        confirmed.insert(confirmed.end(), effect.selected.begin(), effect.selected.end());
    ASSERT_EQ(confirmed.size(), ranked.size()) << "the same, told of who was placed";
    for (std::size_t i = 0; i < confirmed.size(); ++i) {
        EXPECT_EQ(confirmed[i].in, ranked[i].in);
        EXPECT_EQ(confirmed[i].out, ranked[i].out);
    }
}

TEST_F(WhatIf, AScoreThatMakesTheReviewsDivergeEndsWithThoseThereAre) {
    trial.open();
    arrive("a-1", 5, 3);  // a gap of 2 is not more than 2
    arrive("a-2", 4, 4);
    trial.select();
    const Past past = past_of(trial.world.store);
    const auto moves = moves_of(past);
    const auto down = std::ranges::find_if(moves, [](const Moved& moved) {
        return moved.application == "a-1" && moved.expert.text == "academic" && moved.to < moved.from;
    });
    ASSERT_NE(down, moves.end());
    const Told told = tell(past, down->alteration);
    const auto a1 = told_of(past, told, "a-1");
    EXPECT_TRUE(a1.reviews.at("review").diverged);
    EXPECT_EQ(a1.reviews.at("review").scored->total, *Decimal::parse("3.75"));
    EXPECT_EQ(a1.step, "award");
    EXPECT_THAT(effect_of(past, told).few, ElementsAre("a-1"));
}

TEST_F(WhatIf, AFormThatWouldComeTooLateLapses) {
    trial.open();
    trial.start("a-1");
    const Instant between = trial.now.plus_ms(30'000);
    trial.submit("a-1");
    trial.pass("a-1");
    const Past past = past_of(trial.world.store);
    const Told told = tell(past, with("closing", between.text()));
    EXPECT_EQ(told_of(past, told, "a-1").outcome, "expired");
    ASSERT_FALSE(told.assumed.empty());
    EXPECT_EQ(told.assumed[0].kind, Assumption::lapsed);
    EXPECT_EQ(told.refused[0].rule, "deadline_must_not_have_passed");
}

TEST_F(WhatIf, ACheckFallsWithItsRuleAndStandsAgainWhereTheRuleIsEased) {
    trial.open();
    trial.start("a-1");
    trial.submit("a-1", 400);
    trial.pass("a-1");  // 450 are accepted
    trial.start("a-2");
    trial.submit("a-2", 500);
    trial.assess("a-2");
    trial.must("officer", application::ProposeCheck{{"a-2"}, "look", false, "More than it costs."});
    trial.must("head", application::ConfirmCheck{{"a-2"}, "look"});
    ASSERT_EQ(trial.application("a-2").outcome, "failed");
    const Past past = past_of(trial.world.store);
    const auto under = [&](const std::string& rule) {
        Alteration alteration;
        alteration.definition =
            compiled(replaced(mean_yaml(), "requested_grant <= sum(costs.accepted)", rule));
        return tell(past, alteration);
    };
    const Told stricter = under("requested_grant <= 0.8 * sum(costs.accepted)");
    EXPECT_EQ(told_of(past, stricter, "a-1").outcome, "failed");
    ASSERT_FALSE(stricter.refused.empty());
    EXPECT_EQ(stricter.refused[0].rule, "reason_must_be_given");
    EXPECT_EQ(stricter.refused[0].instead, "look fails: sound.paid");
    const Told milder = under("requested_grant <= 2 * sum(costs.accepted)");
    EXPECT_EQ(told_of(past, milder, "a-2").step, "review");
    EXPECT_EQ(told_of(past, milder, "a-1").step, "review");
    EXPECT_THAT(milder.refused, IsEmpty());
}

TEST_F(WhatIf, AnApplicationThatNobodyRecordedTheReviewOfIsLeftOutOfTheList) {
    trial.open();
    arrive("a-1", 5, 5);
    trial.start("a-2");
    trial.submit("a-2", 500);
    trial.assess("a-2");
    trial.must("officer", application::ProposeCheck{{"a-2"}, "look", false, "More than it costs."});
    trial.must("head", application::ConfirmCheck{{"a-2"}, "look"});
    trial.select();
    const Past past = past_of(trial.world.store);
    Alteration alteration;
    alteration.definition = compiled(replaced(mean_yaml(), "requested_grant <= sum(costs.accepted)",
                                              "requested_grant <= 2 * sum(costs.accepted)"));
    const Told told = tell(past, alteration);
    EXPECT_EQ(told_of(past, told, "a-1").step, "award");
    EXPECT_EQ(told_of(past, told, "a-2").step, "review");
    EXPECT_THAT(told.left_waiting, ElementsAre("a-2"));
    const Comparison comparison = compare(past, told);
    ASSERT_EQ(comparison.applications.size(), 1U);
    EXPECT_TRUE(comparison.applications[0].waits);
}

TEST_F(WhatIf, ADefinitionThatCannotCarryTheHistoryGivesRefusals) {
    decided();
    const Past past = past_of(trial.world.store);
    std::string renamed = mean_yaml();
    for (std::size_t at = 0; (at = renamed.find("look", at)) != std::string::npos; at += 4)
        renamed.replace(at, 4, "view");
    Alteration alteration;
    alteration.definition = compiled(renamed);
    const Told told = tell(past, alteration);
    for (const char* id : {"a-1", "a-2", "a-3"}) EXPECT_EQ(told_of(past, told, id).step, "view") << id;
    ASSERT_FALSE(told.refused.empty());
    EXPECT_EQ(told.refused[0].rule, "step_must_exist");
    const Comparison comparison = compare(past, told);
    EXPECT_EQ(comparison.applications.size(), 3U);
    EXPECT_EQ(comparison.after.committed, Decimal{0});
}

TEST_F(WhatIf, AParameterThatTheOtherDefinitionDoesNotHaveIsLeftOut) {
    trial.draft();
    const Past past = past_of(trial.world.store);
    std::string without = replaced(mean_yaml(), "  reserve_until: {type: date, per: round}\n", "");
    without = replaced(without, "    reserve_until: reserve_until\n", "");
    without = replaced(without, ", reserve_expired: failed}", "}");
    Alteration alteration;
    alteration.definition = compiled(without);
    const Told told = tell(past, alteration);
    EXPECT_THAT(told.refused, IsEmpty());
    ASSERT_EQ(told.assumed.size(), 2U);  // in both rounds
    EXPECT_EQ(told.assumed[0].kind, Assumption::parameter_left_out);
    EXPECT_EQ(told.assumed[0].what, "reserve_until");
}

// A call as chance has it: who asks for how much, what experts give, who declines, and how the list is cut.
struct ByChance {
    std::uint64_t seed;
    int below(int limit) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        return static_cast<int>((seed >> 33) % static_cast<unsigned>(limit));
    }
    Decimal score() { return *Decimal::divide(Decimal{4 + below(7)}, Decimal{2}); }  // 2 to 5

    std::string yaml() {
        static constexpr const char* policies[] = {"skip", "stop", "partial"};
        std::string text =
            replaced(mean_yaml(), "policy: skip", std::string{"policy: "} + policies[below(3)]);
        text = replaced(text, "default: 250.00", "default: " + std::to_string(300 + below(500)) + ".00");
        return replaced(text, "gap > 2", "gap > 1.5");
    }
    // With the reviews of one application after another until the list is decided and awards are answered.
    void play(Trial& trial) {
        trial.open();
        for (const char* id : {"a-1", "a-2", "a-3", "b-1", "b-2", "b-3", "c-1", "c-2"}) {
            trial.start(id);
            trial.submit(id, 50 + 10 * below(20));
            trial.pass(id);
            trial.assign(id);
            trial.score(id, "business", score());
            trial.score(id, "academic", score());
            if (trial.application(id).finished() || trial.application(id).step != "review") continue;
            trial.must("officer", assignment::AssignExpert{{id}, "review", {"third"}});
            trial.must("third", assignment::DeclareInterest{
                                    {id}, "review", {"third"}, lifecycle::assignment::Interest::none, ""});
            trial.must("third", assignment::OpenApplication{{id}, "review", {"third"}});
            trial.score(id, "third", score());
        }
        trial.select();
        for (const auto& [stream, versions] : trial.world.store.record().versions) {
            const std::string id = stream.substr(stream.find('/') + 1);
            if (!stream.starts_with("application/") || trial.application(id).step != "award") continue;
            trial.offer(id);
            const std::string lead = "lead-" + id.substr(id.size() - 1);
            if (below(3) == 0)
                trial.give(lead, application::DeclineOffer{{id}, "No."});
            else
                trial.give(lead, application::AcceptOffer{{id}});
        }
        trial.give("officer", procedure::PromoteReserve{{"c"}, {"r1"}, "ranking"});
    }
};

// Says whether the alteration changes who is selected.
bool is_told_both_ways_alike(const Past& past, const Rankings& rankings, const Alteration& alteration) {
    const ToldAlike told = told_alike(past, rankings, alteration);
    EXPECT_LT(told.touched.decided, told.whole.decided);
    return told.effect.changes_something();
}

TEST_F(WhatIf, WhatWasErasedDecidesAsItDid) {
    decided();
    const auto effects = [&] {
        const Past past = past_of(trial.world.store);
        const Told same = tell(past, {});
        EXPECT_EQ(same.decided, same.identical);
        EXPECT_THAT(same.refused, IsEmpty());
        Value all = Value::list();
        for (const PersonId& expert : experts_of(past)) {
            Alteration without;
            without.without_expert = expert;
            all.push(flat(effect_of(past, tell(past, without))));
        }
        for (const Moved& moved : moves_of(past))
            all.push(flat(effect_of(past, tell(past, moved.alteration))));
        all.push(flat(effect_of(past, tell(past, with("quota", "0.8")))));
        return all;
    };
    const Value before = effects();
    std::size_t gone = 0;
    for (service::Entry& entry : trial.world.store.record().entries) {
        gone += entry.parts.size();
        entry.parts.clear();
    }
    EXPECT_GT(gone, 10U);
    EXPECT_EQ(effects(), before);
    const Past past = past_of(trial.world.store);
    Alteration other;
    other.definition = compiled(replaced(mean_yaml(), "threshold: 3", "threshold: 4"));
    const Told told = tell(past, other);
    ASSERT_FALSE(told.refused.empty());
    EXPECT_EQ(told.refused[0].rule, "erased");  // a form that is gone is not judged by other rules
}

TEST(WhatIfByChance, TheShortWayComesToTheSameAsTheWholeOne) {
    int changing = 0, tried = 0;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ByChance chance{seed};
        Trial trial{definition_of(chance.yaml())};
        chance.play(trial);
        const Past past = past_of(trial.world.store);
        const Rankings rankings{past};
        std::vector<Alteration> all;
        for (Moved& moved : moves_of(past)) all.push_back(std::move(moved.alteration));
        for (const PersonId& expert : experts_of(past)) {
            all.emplace_back();
            all.back().without_expert = expert;
        }
        for (const Alteration& alteration : all)
            changing += is_told_both_ways_alike(past, rankings, alteration) ? 1 : 0;
        tried += static_cast<int>(all.size());
    }
    EXPECT_GT(tried, 120);
    EXPECT_GT(changing, 15);
    EXPECT_LT(changing, tried);
}

// The example's whole call, told once.
struct WhatIfInTheExample : testing::Test {
    static const Past& past() {
        static const Past told = [] {
            static World world;
            example::Story story{world.service, definition_in("workflows/inoklaster.yaml"), example::Watch{}};
            story.tell();
            return past_of(world.store, "inoklaster-2026");
        }();
        return told;
    }
};

TEST_F(WhatIfInTheExample, NothingAlteredComesToTheSameEvents) {
    const Told told = tell(past(), {});
    EXPECT_EQ(told.decided, told.identical);
    EXPECT_GT(told.decided, 2000);
    EXPECT_TRUE(told.changed.empty());
}

TEST_F(WhatIfInTheExample, ALowerRateTakesExactlyThoseWhoAskedForMoreOfTheirAcceptedCosts) {
    const Told told = tell(past(), with("max_rate", "0.35"));
    int fallen = 0, kept = 0;
    for (const std::string& stream : past().applications()) {
        const application::State before = past().application_at_end(stream);
        const auto check = before.checks.find("eligibility");
        if (check == before.checks.end() || !check->second.passed || before.checks.size() < 2) continue;
        const Value& facts = before.submissions.at("application").facts;
        const auto amount = [](const Value& value) { return *Decimal::parse(value.as_text()); };
        Decimal accepted = 0;
        for (const Value& line : facts.at("costs").as_list()) accepted += amount(line.at("accepted"));
        const Decimal asked = amount(facts.at("requested_grant")) + amount(facts.at("other_public"));
        const bool over = asked > accepted * *Decimal::parse("0.35");
        const auto after = told.application(past(), stream);
        const bool passes = after.checks.at("eligibility").passed;
        EXPECT_EQ(passes, !over) << stream;
        (over ? fallen : kept) += 1;
    }
    EXPECT_GT(fallen, 10);
}

TEST_F(WhatIfInTheExample, ABudgetIsCutAgainAndTheSumIsNotMoreThanIt) {
    const Told told = tell(past(), with("budget", "200000.00"));
    const Comparison comparison = compare(past(), told);
    EXPECT_LE(comparison.after.committed, Decimal{200000});
    Decimal held = 0;
    for (const std::string& stream : past().applications())
        held += standing_of(told.application(past(), stream), *told.definition).amount;
    EXPECT_EQ(held, comparison.after.committed);
    EXPECT_FALSE(comparison.applications.empty());
}

TEST_F(WhatIfInTheExample, WithoutAnExpertTheMeanOfTheOtherSheetsIsTheTotal) {
    Alteration alteration;
    alteration.without_expert = PersonId{"expert-b03"};
    const Told told = tell(past(), alteration);
    int compared = 0;
    for (const std::string& stream : past().applications()) {
        const auto state = told.application(past(), stream);
        const auto before = past().application_at_end(stream);
        const auto review = state.reviews.find("idea_review");
        const auto former = before.reviews.find("idea_review");
        if (review == state.reviews.end() || former == before.reviews.end() || !review->second.scored ||
            former->second.diverged || !former->second.assignments.contains({"expert-b03"}))
            continue;
        Decimal sum = 0;
        int sheets = 0;
        for (const auto& [expert, work] : former->second.assignments) {
            if (expert.text == "expert-b03" || work.stage != lifecycle::assignment::Stage::submitted)
                continue;
            for (const auto& [criterion, score] : work.scores) sum += score;
            ++sheets;
        }
        ASSERT_GT(sheets, 0) << stream;
        EXPECT_EQ(review->second.scored->total, *Decimal::divide(sum, Decimal{sheets})) << stream;
        ++compared;
    }
    EXPECT_GT(compared, 3);
}

TEST_F(WhatIfInTheExample, TheShortWayComesToTheSameAsTheWholeOne) {
    const Rankings rankings{past()};
    std::vector<Alteration> sample;
    const auto moves = moves_of(past());
    EXPECT_GT(moves.size(), 500U);
    for (std::size_t i = 5; i < moves.size(); i += 61) sample.push_back(moves[i].alteration);
    const std::vector<PersonId> experts = experts_of(past());
    for (std::size_t i = 1; i < experts.size(); i += 7) {
        sample.emplace_back();
        sample.back().without_expert = experts[i];
    }
    int changing = 0;
    for (const Alteration& alteration : sample)
        changing += is_told_both_ways_alike(past(), rankings, alteration) ? 1 : 0;
    EXPECT_GT(changing, 1);
}

}  // namespace
}  // namespace atranka::scenario
