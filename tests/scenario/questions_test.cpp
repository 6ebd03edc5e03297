// Questions about a call, and what is published of them.

#include "engine/service/replay.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>

namespace atranka::scenario {
namespace {

using question::AskQuestion;
using question::PublishAnswer;
using question::SetAsideQuestion;

const CallId c{"c"};

struct Questions : testing::Test {
    Trial t;
    question::State state() { return t.world.service.states().questions(c); }
    std::string refusal(const std::string& who, service::Command command) {
        const auto done = t.give(who, std::move(command));
        return done ? "accepted" : std::string{rule_name(done.error().rule)};
    }
};

TEST_F(Questions, AreAskedByAnybodyOfACallThatIsPublishedOrOpen) {
    t.draft();
    EXPECT_EQ(refusal("lead-1", AskQuestion{c, "May we?"}), "stage_must_allow_command") << "a draft";
    t.must("officer", call::CommitLot{c, std::string(64, '1')});
    t.must("head", call::CommitLot{c, std::string(64, '2')});
    t.must("head", call::PublishCall{c, Believing::report});
    t.must("lead-1", AskQuestion{c, "May we?"});
    t.must("officer", call::OpenCall{c});
    t.must("third", AskQuestion{c, "When?"});
    EXPECT_EQ(refusal("nobody-knows", AskQuestion{c, "Who?"}), "person_must_be_registered");
    EXPECT_EQ(refusal("lead-1", AskQuestion{{"no-call"}, "Which?"}), "call_must_exist");
    t.must("head", call::CancelCall{c, "No money."});
    EXPECT_EQ(refusal("lead-1", AskQuestion{c, "Why?"}), "stage_must_allow_command");
    EXPECT_EQ(refusal("officer", PublishAnswer{c, 1, {{"en", "May we?"}}, {{"en", "Yes."}}}),
              "call_must_be_under_way");
    ASSERT_EQ(state().questions.size(), 2U);
    EXPECT_EQ(state().questions.front().by.text, "lead-1");
    EXPECT_EQ(state().questions.back().number, 2);
}

TEST_F(Questions, AreTakenUntilTheDefinitionSaysSo) {
    t.definition = definition_of(text_of("tests/scenario/trial.yaml") + "questions: {until: closing}\n");
    t.open();
    t.must("lead-1", AskQuestion{c, "May we?"});
    // Of two rounds, the later closes in September.
    t.wait_until("2026-09-30T14:00:00Z");
    t.must("lead-1", AskQuestion{c, "May we still?"});
    t.wait_until("2026-09-30T15:00:01Z");
    EXPECT_EQ(refusal("lead-1", AskQuestion{c, "And now?"}), "deadline_must_not_have_passed");
    t.must("officer", PublishAnswer{c, 1, {{"en", "May we?"}}, {{"en", "Yes."}}});
}

TEST_F(Questions, AreAnsweredByOfficersOnceAndCorrectedByAFurtherVersion) {
    t.open();
    t.must("lead-1", AskQuestion{c, "May our university lead?"});
    const PublishAnswer first{c, 1, {{"en", "May a university lead?"}}, {{"en", "Yes."}}};
    EXPECT_EQ(refusal("lead-1", first), "actor_must_have_the_role");
    EXPECT_EQ(refusal("officer", PublishAnswer{c, 0, first.asked, first.answer}), "question_must_exist");
    EXPECT_EQ(refusal("officer", PublishAnswer{c, 2, first.asked, first.answer}), "question_must_exist");
    EXPECT_EQ(refusal("officer", PublishAnswer{c, 1, {}, {}}), "answer_must_be_whole");
    EXPECT_EQ(refusal("officer", PublishAnswer{c, 1, first.asked, {{"en", " \n"}}}), "answer_must_be_whole");
    EXPECT_EQ(refusal("officer", PublishAnswer{c, 1, first.asked, {{"lt", "Taip."}}}),
              "answer_must_be_whole");
    EXPECT_EQ(refusal("officer", PublishAnswer{c, 1, {{"English", "May we?"}}, {{"English", "Yes."}}}),
              "answer_must_be_whole");
    t.must("officer", first);
    EXPECT_EQ(refusal("officer", first), "correction_must_change_something");
    PublishAnswer second = first;
    second.asked["lt"] = "Ar universitetas gali vadovauti?";
    second.answer["lt"] = "Taip.";
    second.answer["en"] = "Yes, from 2026 on.";
    t.must("academic", second);  // an officer, too
    const question::Question one = state().questions.front();
    ASSERT_EQ(one.published.size(), 2U);
    EXPECT_EQ(one.published.front().answer, first.answer) << "nothing is overwritten";
    EXPECT_EQ(one.published.back().answer, second.answer);
    EXPECT_EQ(one.published.back().by.text, "academic");
    EXPECT_TRUE(service::replay(t.world.store).sound());
}

TEST_F(Questions, AreSetAsideWithAReasonAndAnsweredAfterAll) {
    t.open();
    t.must("lead-1", AskQuestion{c, "Is it raining?"});
    EXPECT_EQ(refusal("lead-1", SetAsideQuestion{c, 1, "So."}), "actor_must_have_the_role");
    EXPECT_EQ(refusal("officer", SetAsideQuestion{c, 2, "So."}), "question_must_exist");
    EXPECT_EQ(refusal("officer", SetAsideQuestion{c, 1, " "}), "reason_must_be_given");
    t.must("officer", SetAsideQuestion{c, 1, "It is none about the call."});
    EXPECT_TRUE(state().questions.front().set_aside);
    EXPECT_EQ(refusal("officer", SetAsideQuestion{c, 1, "Again."}), "question_must_wait");
    t.must("officer", PublishAnswer{c, 1, {{"en", "Does it rain?"}}, {{"en", "Yes."}}});
    EXPECT_FALSE(state().questions.front().set_aside);
    EXPECT_EQ(refusal("officer", SetAsideQuestion{c, 1, "Again."}), "question_must_wait");
    EXPECT_TRUE(service::replay(t.world.store).sound());
}

TEST_F(Questions, KeepWhatTheirAskerWroteInAPartThatCanBeErased) {
    t.open();
    t.must("lead-1", AskQuestion{c, "May our university lead?"});
    t.must("officer", PublishAnswer{c, 1, {{"en", "May a university lead?"}}, {{"en", "Yes."}}});
    const auto entries = t.world.store.entries_of("questions/c", 0);
    ASSERT_EQ(entries.size(), 2U);
    ASSERT_EQ(entries.front().parts.size(), 1U);
    EXPECT_EQ(entries.front().parts.front().subject, "lead-1");
    EXPECT_EQ(entries.front().events.find("university"), std::string::npos);
    EXPECT_TRUE(entries.back().parts.empty()) << "what is published is public";
    t.must("admin", registry::GrantRole{{"judge"}, {"*", "data_protection_officer"}});
    t.must("judge", registry::ProposeErasure{{"lead-1"}, "GDPR Art. 17(1)(a)", {"application"}});
    t.must("admin", registry::ConfirmErasure{{"lead-1"}});
    EXPECT_TRUE(t.world.store.entries_of("questions/c", 0).front().parts.empty());
    const service::Replayed again = service::replay(t.world.store);
    EXPECT_TRUE(again.sound());
    EXPECT_EQ(again.erased, 1);
    EXPECT_EQ(state().questions.front().published.size(), 1U);
}

TEST_F(Questions, LeaveTheCallAsItWas) {
    t.open();
    const std::int64_t version = t.call().version;
    t.must("lead-1", AskQuestion{c, "May we?"});
    EXPECT_EQ(t.call().version, version) << "nobody who decides about the call decides on something else";
}

}  // namespace
}  // namespace atranka::scenario
