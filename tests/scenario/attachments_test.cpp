// Files that forms name: what is asked of them when a form is submitted, what the record keeps, and when they go.

#include "engine/service/replay.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>

namespace atranka::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const ApplicationId a1{"a-1"};

Value with_plan(const std::string& more = "") {
    std::string text = text_of("tests/scenario/trial.yaml");
    const std::string before = "      share: {type: number";
    text.insert(
        text.find(before),
        "      plan: {type: attachment, label: {en: Plan}, max_size: 5 KB, max_pages: 3" + more + "}\n");
    const std::string rule = "      - {id: share";
    text.insert(text.find(rule),
                "      - {id: short, require: plan = null or plan.pages < 3, message: {en: Too long.}, "
                "show: {bytes: plan.bytes}}\n");
    return definition_of(text);
}

struct Attached : testing::Test {
    Trial t{with_plan()};
    Attached() {
        t.open();
        t.start("a-1");
    }
    Value form(const Value& plan) {
        Value typed = note(100);
        typed.set("plan", plan);
        return typed;
    }
    Result<service::Done> submit(const Value& plan) {
        return t.give("lead-1", application::SubmitForm{a1, "note_in", form(plan)});
    }
    Value upload(const std::string& content, const std::string& application = "a-1") {
        Value told = attachment_of(content);
        t.world.blobs.put("lead-1", application, told, content);
        return told;
    }
};

Rule rule_of(const Result<service::Done>& done) {
    return done ? Rule::command_id_must_be_new : done.error().rule;
}

TEST_F(Attached, FilesAreThoseThatWereUploadedToTheApplicationExactlySo) {
    const Value told = upload("a plan"), elsewhere = upload("another", "a-2");
    EXPECT_EQ(rule_of(submit(elsewhere)), Rule::attachment_must_be_uploaded);
    EXPECT_EQ(rule_of(submit(attachment_of("never uploaded"))), Rule::attachment_must_be_uploaded);
    for (const char* member : {"name", "pages", "bytes"}) {
        Value other = told;
        other.set(member, std::string{member} == "name" ? Value{"other.pdf"} : Value{1});
        EXPECT_EQ(rule_of(submit(other)), Rule::attachment_must_be_uploaded) << member;
    }
    EXPECT_TRUE(submit(told));
}

TEST_F(Attached, FilesFitTheField) {
    const auto fault = [&](const Value& plan) {
        const auto done = submit(plan);
        return done || done.error().rule != Rule::form_must_be_valid ? std::string{"no fault"}
                                                                     : done.error().problems.front().message;
    };
    Value told = attachment_of("a plan");
    told.set("pages", 4);
    EXPECT_THAT(fault(told), HasSubstr("4 pages; at most 3"));
    told = attachment_of("a plan");
    told.set("bytes", 5'001);
    EXPECT_THAT(fault(told), HasSubstr("5001 bytes; at most 5000"));
    told = attachment_of("a plan");
    told.set("type", "image/png");
    EXPECT_THAT(fault(told), HasSubstr("kind of file"));
    told = attachment_of("a plan");
    told.set("path", "/etc/passwd");
    EXPECT_THAT(fault(told), HasSubstr("uploading"));
    told = attachment_of("a plan");
    told.set("sha256", "../../etc/passwd");
    EXPECT_THAT(fault(told), HasSubstr("uploading"));
    told = attachment_of("a plan", std::string(121, 'a'));
    EXPECT_THAT(fault(told), HasSubstr("uploading"));
    EXPECT_THAT(fault("plan.pdf"), HasSubstr("uploading"));
}

TEST_F(Attached, FilesAreNotNamedInWhatRulesAndListsSee) {
    t.submit("a-1");  // without a file
    t.wait_until("2026-01-06T12:00:00Z");
    t.start("a-2");
    Value told = attachment_of("a plan", "Jonaitis.pdf");
    t.world.blobs.put("lead-2", "a-2", told, "a plan");
    t.must("lead-2", application::SubmitForm{{"a-2"}, "note_in", form(told)});
    const service::Entry& entry = t.world.store.record().entries.back();
    EXPECT_THAT(entry.events, HasSubstr(R"("plan":{"bytes":6,"pages":2,"type":"application/pdf"})"));
    EXPECT_THAT(entry.events + entry.command + entry.leaf, Not(HasSubstr("Jonaitis")));
    EXPECT_THAT(entry.events + entry.command + entry.leaf, Not(HasSubstr(told.at("sha256").as_text())));
    t.pass("a-2");  // the rule over its pages holds
}

TEST_F(Attached, FilesThatNothingNamesAnyMoreAreRemoved) {
    const Value told = upload("a plan"), former = upload("a former plan");
    ASSERT_TRUE(submit(told));
    EXPECT_THAT(t.world.blobs.of("a-1"), ElementsAre(told.at("sha256").as_text()));
    const Value next = upload("the next plan");
    t.world.store.save_draft("lead-1", "form/a-1/look",
                             "{\"plan\":{\"sha256\":\"" + next.at("sha256").as_text() + "\"},\"x\":1.50}");
    t.world.service.settle("a-1");
    EXPECT_EQ(t.world.blobs.of("a-1").size(), 2U) << "a draft names it";
    t.world.store.save_draft("lead-1", "form/a-1/look", "{}");
    t.world.service.settle("a-1");
    EXPECT_THAT(t.world.blobs.of("a-1"), ElementsAre(told.at("sha256").as_text())) << "the record names it";
}

TEST_F(Attached, FilesAreNotNeededToReplayWhatWasAccepted) {
    ASSERT_TRUE(submit(upload("a plan")));
    t.world.blobs.remove("a-1", attachment_of("a plan").at("sha256").as_text());
    const auto replayed = service::replay(t.world.store, {});
    EXPECT_THAT(replayed.differences, IsEmpty());
}

TEST_F(Attached, FilesAreNotCorrectedByAnybodyElse) {
    ASSERT_TRUE(submit(upload("a plan")));
    EXPECT_EQ(
        rule_of(t.give("officer", application::CorrectError{a1, "plan", attachment_of("x"), "A slip."})),
        Rule::field_must_be_a_fact);
}

}  // namespace
}  // namespace atranka::scenario
