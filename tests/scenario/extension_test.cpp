// A later deadline is proposed by one and decided by another; either way the proposal is gone.

#include "tests/scenario/trial.hpp"

#include <gtest/gtest.h>

namespace atranka::scenario {
namespace {

using application::ConfirmExtension;
using application::ProposeExtension;
using application::RefuseExtension;

const ApplicationId a1{"a-1"};

struct Extension : testing::Test {
    Trial t;
    Extension() {
        t.open();
        t.start("a-1");
        t.submit("a-1");
    }
    ProposeExtension by_days(int days) {
        return {a1, t.now.plus_ms(std::int64_t{days} * 86'400'000), "Holidays."};
    }
    Rule refused(const std::string& actor, const service::Command& command) {
        const auto done = t.give(actor, command);
        EXPECT_FALSE(done);
        return done ? Rule{} : done.error().rule;
    }
};

TEST_F(Extension, LeavesTheDeadlineWhereItIsRefused) {
    const auto before = t.application("a-1").deadline;
    ASSERT_TRUE(before);
    t.must("officer", by_days(20));
    ASSERT_TRUE(t.application("a-1").extension);
    t.must("head", RefuseExtension{a1, "Once is enough."});
    EXPECT_EQ(t.application("a-1").deadline, before);
    EXPECT_FALSE(t.application("a-1").extension);
    EXPECT_EQ(refused("head", ConfirmExtension{a1}), Rule::proposal_must_be_made_first);
    EXPECT_EQ(refused("head", RefuseExtension{a1, "Again."}), Rule::proposal_must_be_made_first);
}

TEST_F(Extension, MayBeProposedAgainOnceItWasRefused) {
    t.must("officer", by_days(20));
    t.must("head", RefuseExtension{a1, "Too long."});
    const ProposeExtension shorter = by_days(10);
    t.must("officer", shorter);
    t.must("head", ConfirmExtension{a1});
    EXPECT_EQ(t.application("a-1").deadline, shorter.until);
}

TEST_F(Extension, IsRefusedByAnotherHeadWithAReason) {
    t.must("all", by_days(20));  // who is officer and head
    EXPECT_EQ(refused("officer", RefuseExtension{a1, "No."}), Rule::actor_must_have_the_role);
    EXPECT_EQ(refused("head", RefuseExtension{a1, ""}), Rule::reason_must_be_given);
    EXPECT_EQ(refused("all", RefuseExtension{a1, "No."}), Rule::second_person_must_confirm);
    EXPECT_TRUE(t.application("a-1").extension) << "nothing of it happened";
}

}  // namespace
}  // namespace atranka::scenario
