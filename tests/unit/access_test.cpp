// Who sees what of an application: the strictest relation counts, and the default is nothing.

#include "engine/access/sight.hpp"

#include <gmock/gmock.h>

namespace atranka {
namespace {

namespace work = lifecycle::assignment;
using access::Relation;

struct Scene : testing::Test {
    definition::Definition definition;
    application::State state;
    Instant now = *Instant::parse("2026-05-04T08:00:00Z");

    Scene() {
        for (const char* role : {"applicant", "officer", "head", "expert"}) {
            definition.roles.emplace_back();
            definition.roles.back().name = role;
        }
        definition.steps.emplace_back();
        definition.steps.back().name = "review";
        definition.steps.back().kind = lifecycle::Kind::review;
        definition.steps.back().staffing.role = "expert";
        state.id = {"a-1"};
        state.call = {"c"};
        state.lead = {"ann"};
        state.version = 1;
        state.step = "review";
        state.stage = lifecycle::review::Stage::scoring;
        state.partners = {OrganisationId{"o-1"}};
        state.submissions["idea"] = {now, Value::object({{"requested_grant", "5.00"}}), 1};
        state.submitted_steps = {"idea"};
        add_expert("eve", work::Stage::submitted, work::Interest::none);
        add_expert("bob", work::Stage::declared, work::Interest::none);
        add_expert("new", work::Stage::invited, work::Interest::undeclared);
        state.placements["ranking"] = {3, "selected", 5, "lot", "within_budget", ""};
        state.deciders = {PersonId{"otto"}};
    }
    void add_expert(const char* id, work::Stage stage, work::Interest interest) {
        assignment::State a;
        a.expert = {id};
        a.stage = stage;
        a.interest = interest;
        if (stage == work::Stage::submitted) a.scores = {{"merit", 4}};
        state.reviews["review"].assignments.emplace(PersonId{id}, a);
    }
    static registry::Person person(const char* id, const char* role = "") {
        registry::Person p;
        p.id = {id};
        p.active = true;
        if (*role != '\0') p.roles.insert({"c", role});
        return p;
    }
    std::optional<application::State> seen(const registry::Person& viewer) const {
        return access::seen_by(&viewer, definition, state, now);
    }
};

using Access = Scene;

TEST_F(Access, ShowsNothingToStrangersAdministratorsAndThoseWhoAreGone) {
    EXPECT_FALSE(access::seen_by(nullptr, definition, state, now));
    EXPECT_FALSE(seen(person("zoe")));
    EXPECT_FALSE(seen(person("zoe", "administrator")));
    EXPECT_FALSE(seen(person("zoe", "expert"))) << "an expert of the call who was not asked";
    registry::Person gone = person("otto", "officer");
    gone.active = false;
    EXPECT_FALSE(seen(gone));
    registry::Person elsewhere = person("otto");
    elsewhere.roles.insert({"another-call", "officer"});
    EXPECT_FALSE(seen(elsewhere));
}

TEST_F(Access, ShowsNothingToThoseWhoHandInFormsWhateverTheirRoleIsCalled) {
    definition.roles.emplace_back();
    definition.roles.back().name = "coordinator";
    EXPECT_TRUE(seen(person("zoe", "coordinator"))) << "a role that nothing tells from staff";
    definition.steps.emplace_back();
    definition.steps.back().name = "idea";
    definition.steps.back().kind = lifecycle::Kind::submission;
    definition.steps.back().by = "coordinator";
    EXPECT_FALSE(seen(person("zoe", "coordinator")));
    const registry::Person zoe = person("zoe", "coordinator");
    EXPECT_FALSE(access::works_on(&zoe, definition, {"c"}, now));
    EXPECT_TRUE(seen(person("ann", "coordinator"))) << "who leads it";
}

TEST_F(Access, ShowsStaffAndAuditorsEverything) {
    for (const char* role : {"officer", "head", "auditor"}) {
        const auto all = seen(person("otto", role));
        ASSERT_TRUE(all) << role;
        EXPECT_EQ(kernel::encode(*all), kernel::encode(state)) << role;
    }
}

TEST_F(Access, TellsALeadNeitherScoresNorNamesBeforeTheResultIsAnnounced) {
    state.stage = lifecycle::review::Stage::consensus;
    state.reviews["review"].scored = application::Scored{"mean", {{"merit", 4}}, 4, 4, {}};
    auto own = seen(person("ann"));
    ASSERT_TRUE(own);
    EXPECT_TRUE(own->reviews.empty());
    EXPECT_TRUE(own->placements.empty());
    EXPECT_TRUE(own->deciders.empty());
    EXPECT_EQ(own->submitted_steps.size(), 1U);
    EXPECT_EQ(own->stage, lifecycle::Stage{lifecycle::submission::Stage::submitted}) << "how far experts got";
    EXPECT_EQ(own->step, "idea") << "and that it is with them at all";
    state.outcome = "refused";
    own = seen(person("ann"));
    EXPECT_TRUE(own->outcome.empty()) << "decided, and notice is not served";
}

TEST_F(Access, TellsALeadTheScoresWithoutNamesOnceNoticeWasServed) {
    state.outcome = "refused";
    state.outcome_at = state.outcome_notice = now;
    state.reviews["review"].scored = application::Scored{"mean", {{"merit", 4}}, 4, 4, {}};
    const auto own = seen(person("ann"));
    ASSERT_TRUE(own);
    EXPECT_EQ(own->outcome, "refused");
    EXPECT_TRUE(own->reviews.at("review").scored);
    EXPECT_EQ(kernel::encode(*own).find("deciders"), nullptr);
    for (const auto& [name, a] : own->reviews.at("review").assignments)
        EXPECT_EQ(name.text.find("reviewer-"), 0U);
    EXPECT_EQ(own->reviews.at("review").assignments.size(), 1U) << "only those who scored";
}

TEST_F(Access, ShowsAnExpertTheFormsOnlyOnceTheyDeclared) {
    const auto invited = seen(person("new", "expert"));
    ASSERT_TRUE(invited);
    EXPECT_TRUE(invited->submissions.empty());
    EXPECT_FALSE(invited->partners.empty()) << "to declare interests one must know the partners";
    EXPECT_EQ(seen(person("bob", "expert"))->submissions.size(), 1U);
}

TEST_F(Access, ShowsAnExpertTheOthersOnlyOnceTheySubmitted) {
    const auto before = seen(person("bob", "expert"))->reviews.at("review");
    EXPECT_EQ(before.assignments.size(), 1U);
    EXPECT_TRUE(before.assignments.contains(PersonId{"bob"}));
    EXPECT_EQ(seen(person("eve", "expert"))->reviews.at("review").assignments.size(), 3U);
    EXPECT_TRUE(seen(person("eve", "expert"))->placements.empty());
}

TEST_F(Access, TakesTheFormsAwayFromAnExpertWhoIsOutAgain) {
    state.reviews["review"].assignments.at(PersonId{"bob"}).stage = work::Stage::removed;
    EXPECT_TRUE(seen(person("bob", "expert"))->submissions.empty());
    state.reviews["review"].assignments.at(PersonId{"bob"}) = {};
    state.reviews["review"].assignments.at(PersonId{"bob"}).interest = work::Interest::potential;
    EXPECT_TRUE(seen(person("bob", "expert"))->submissions.empty()) << "not cleared";
}

TEST_F(Access, ShowsAnExpertNothingOfWhatBecameOfTheApplication) {
    const auto before = seen(person("eve", "expert"));
    state.step = "ranking";
    state.stage = lifecycle::selection::Stage::collecting;
    const auto after = seen(person("eve", "expert"));
    EXPECT_EQ(after->step, before->step);
    state.outcome = "refused";
    EXPECT_EQ(kernel::encode(*seen(person("eve", "expert"))), kernel::encode(*after));
}

TEST_F(Access, HidesApplicantsAndExpertsWhereTheDefinitionSaysSo) {
    definition.steps.back().blind = definition::Blindness::both;
    const auto blind = seen(person("eve", "expert"));
    EXPECT_TRUE(blind->lead.empty());
    EXPECT_TRUE(blind->partners.empty());
    const auto& assignments = blind->reviews.at("review").assignments;
    EXPECT_EQ(assignments.size(), 1U) << "the others are known once they submitted, and by number";
    add_expert("zed", work::Stage::submitted, work::Interest::none);
    const auto others = seen(person("eve", "expert"))->reviews.at("review").assignments;
    EXPECT_TRUE(others.contains(PersonId{"eve"}));
    EXPECT_TRUE(others.contains(PersonId{"reviewer-2"}));
    EXPECT_FALSE(others.contains(PersonId{"zed"}));
}

TEST_F(Access, LetsOnlyThoseTryACommandWhomThePolicyNames) {
    const auto may = [&](const registry::Person& viewer, std::string_view command) {
        return access::may_try(&viewer, definition, state, command, now);
    };
    definition.steps.back().by = "officer";
    EXPECT_TRUE(may(person("otto", "officer"), "AssignExpert"));
    EXPECT_FALSE(may(person("otto", "head"), "AssignExpert"));
    EXPECT_FALSE(may(person("otto", "auditor"), "AssignExpert"));
    EXPECT_FALSE(may(person("ann", "officer"), "AssignExpert")) << "whoever leads it does not work on it";
    EXPECT_FALSE(may(person("bob", "officer"), "AssignExpert")) << "nor does whoever reviews it";
    EXPECT_TRUE(may(person("bob", "expert"), "SubmitReview"));
    EXPECT_FALSE(may(person("bob", "expert"), "SubmitForm"));
    EXPECT_TRUE(may(person("ann"), "SubmitForm"));
    EXPECT_FALSE(may(person("zoe"), "SubmitForm"));
    EXPECT_FALSE(may(person("otto", "officer"), "FireTimer"));
}

TEST_F(Access, CountsTheStrictestRelation) {
    registry::Person both = person("bob", "officer");
    EXPECT_EQ(access::relation_of(&both, definition, state, now), Relation::expert);
    both = person("ann", "officer");
    EXPECT_EQ(access::relation_of(&both, definition, state, now), Relation::lead);
}

}  // namespace
}  // namespace atranka
