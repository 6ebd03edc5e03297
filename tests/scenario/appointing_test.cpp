// Heads and auditors are appointed by two administrators; a deputy has an office, and is one for a time.

#include "engine/registry/decide.hpp"
#include "engine/service/acting.hpp"
#include "engine/service/replay.hpp"
#include "tests/scenario/trial.hpp"

#include <gtest/gtest.h>

namespace atranka::scenario {
namespace {

using registry::GrantRole;
using registry::RevokeRole;

struct Appointing : testing::Test {
    Trial t;
    Appointing() {
        t.found();
        t.must("admin", registry::RegisterPerson{{"new"}, {}, {}, {}, {}});
    }
    Rule refused(const std::string& actor, const service::Command& command) {
        const auto done = t.give(actor, command);
        EXPECT_FALSE(done);
        return done.error().rule;
    }
    bool has(const std::string& call, const std::string& role) {
        return service::acting(t.world.service.states(), {"new"}).has_role(call, role, t.now);
    }
    registry::DelegateRole lending(const std::string& to) {
        return {{to}, {"c", "officer"}, t.now, t.now.plus_ms(86'400'000)};
    }
};

TEST_F(Appointing, TakesTwoAdministratorsForHeadsAndAuditors) {
    for (const registry::RoleGrant& role : {registry::RoleGrant{"c", "head"}, {"*", "auditor"}}) {
        t.must("admin", GrantRole{{"new"}, role});
        EXPECT_FALSE(has(role.call, role.role)) << "one alone appoints nobody";
        EXPECT_EQ(refused("admin", GrantRole{{"new"}, role}), Rule::second_person_must_confirm);
        EXPECT_EQ(refused("officer", GrantRole{{"new"}, role}), Rule::actor_must_have_the_role);
        t.must("second", GrantRole{{"new"}, role});
        EXPECT_TRUE(has(role.call, role.role));
        EXPECT_EQ(refused("second", GrantRole{{"new"}, role}), Rule::role_must_be_new);
    }
    EXPECT_TRUE(t.world.service.states().person({"new"}).proposals.empty());
}

TEST_F(Appointing, OfAnotherCallIsAnotherAppointment) {
    t.must("admin", GrantRole{{"new"}, {"c", "head"}});
    t.must("second", GrantRole{{"new"}, {"d", "head"}});
    EXPECT_FALSE(has("c", "head"));
    EXPECT_FALSE(has("d", "head"));
}

TEST_F(Appointing, IsTakenBackBeforeItIsConfirmed) {
    t.must("admin", GrantRole{{"new"}, {"c", "head"}});
    t.must("second", RevokeRole{{"new"}, {"c", "head"}, "Another was chosen."});
    t.must("second", GrantRole{{"new"}, {"c", "head"}});
    EXPECT_FALSE(has("c", "head")) << "it begins anew";
}

TEST_F(Appointing, NobodyDoesForThemselves) {
    EXPECT_EQ(refused("admin", GrantRole{{"admin"}, {"c", "head"}}), Rule::second_person_must_act);
    t.must("admin", GrantRole{{"second"}, {"c", "head"}});
    EXPECT_EQ(refused("second", GrantRole{{"second"}, {"c", "head"}}), Rule::second_person_must_act);
}

TEST_F(Appointing, FollowsGroupsOnlyWhereNobodyHasToAppoint) {
    const std::string groups{registry::by_groups};
    t.must("system", GrantRole{{"new"}, {"c", "officer"}}, groups);
    EXPECT_TRUE(has("c", "officer"));
    EXPECT_EQ(t.give("system", GrantRole{{"new"}, {"c", "officer"}}, groups).error().rule,
              Rule::role_must_be_new);
    t.must("system", RevokeRole{{"new"}, {"c", "officer"}, "The group is gone."}, groups);
    EXPECT_FALSE(has("c", "officer"));
    for (const std::string_view role : registry::granted_by_people) {
        const registry::RoleGrant grant{"*", std::string{role}};
        EXPECT_EQ(t.give("system", GrantRole{{"new"}, grant}, groups).error().rule,
                  Rule::actor_must_have_the_role)
            << role;
        EXPECT_EQ(t.give("system", RevokeRole{{"admin"}, grant, "Gone."}, groups).error().rule,
                  Rule::actor_must_have_the_role)
            << role;
    }
    EXPECT_TRUE(t.world.service.states().person({"new"}).proposals.empty()) << "nor is half of it done";
    // Nobody becomes the system by what they are called.
    EXPECT_EQ(refused("system", GrantRole{{"new"}, {"c", "officer"}}), Rule::actor_must_have_the_role);
    EXPECT_TRUE(service::replay(t.world.store).sound());
}

TEST_F(Appointing, LendsARoleOnlyToWhoHasAnOfficeThere) {
    for (const char* id : {"new", "unheard-of", "lead-1"})
        EXPECT_EQ(refused("officer", lending(id)), Rule::deputy_must_be_appointed) << id;
    t.must("admin", GrantRole{{"new"}, {"d", "officer"}});
    EXPECT_EQ(refused("officer", lending("new")), Rule::deputy_must_be_appointed);
    t.must("admin", GrantRole{{"new"}, {"c", "minister"}});
    t.must("officer", lending("new"));
    EXPECT_TRUE(has("c", "officer"));
}

TEST_F(Appointing, LendsARoleForAsLongAsTheLenderHasIt) {
    t.must("admin", GrantRole{{"new"}, {"c", "minister"}});
    t.must("officer", lending("new"));
    t.must("admin", RevokeRole{{"officer"}, {"c", "officer"}, "She left."});
    EXPECT_FALSE(has("c", "officer"));
    t.must("admin", RevokeRole{{"new"}, {"c", "officer"}, "So that it does not come back with her."});
    t.must("admin", GrantRole{{"officer"}, {"c", "officer"}});
    EXPECT_FALSE(has("c", "officer"));
    EXPECT_TRUE(service::replay(t.world.store).sound());
}

TEST_F(Appointing, TakesBackWhatOneLent) {
    t.must("admin", GrantRole{{"new"}, {"c", "minister"}});
    t.must("officer", lending("new"));
    const RevokeRole back{{"new"}, {"c", "officer"}, "Back from leave."};
    EXPECT_EQ(refused("head", back), Rule::actor_must_have_the_role);
    EXPECT_EQ(refused("officer", RevokeRole{{"new"}, {"c", "minister"}, "Not mine."}),
              Rule::actor_must_have_the_role);
    t.must("officer", back);
    EXPECT_FALSE(has("c", "officer"));
    EXPECT_TRUE(has("c", "minister"));
    EXPECT_EQ(refused("admin", back), Rule::role_must_be_held);
}

TEST_F(Appointing, GrantsRolesThatThereAre) {
    for (const registry::RoleGrant& role :
         {registry::RoleGrant{"c", "Head"}, {"*", "<script>"}, {"no such call", "officer"}})
        EXPECT_EQ(refused("admin", GrantRole{{"new"}, role}), Rule::role_must_be_named) << role.role;
    ASSERT_TRUE(t.give_draft("officer", t.draft_command()));
    EXPECT_EQ(refused("admin", GrantRole{{"new"}, {"c", "oficer"}}), Rule::role_must_be_named);
    t.must("admin", GrantRole{{"new"}, {"c", "minister"}});
}

}  // namespace
}  // namespace atranka::scenario
