// Files over the API: who may bring one, who gets it back, and as what.

#include "engine/ledger/hash.hpp"
#include "tests/api/house.hpp"
#include "tests/scenario/memory_readings.hpp"

#include <gmock/gmock.h>

namespace atranka::api_test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const std::string plan = "/applications/a-1/attachments/note_in/plan";

struct Attachments : testing::Test {
    House house;
    Attachments() {
        house.trial.definition = scenario::definition_of(text_with_plan());
        house.trial.open();
        house.trial.start("a-1");
    }
    api::Response put(const std::string& who, const std::string& content, const std::string& path = plan,
                      api::Pairs query = {{"name", "plan.pdf"}}) {
        return house.ask({who, "PUT", path, content, std::move(query)});
    }
    // What the upload was answered with, submitted.
    void submit(const Value& told) {
        Value form = scenario::note(100);
        form.set("plan", told);
        ASSERT_EQ(house
                      .give("lead-1", "SubmitForm",
                            Value::object({{"application", "a-1"}, {"step", "note_in"}, {"form", form}}))
                      .status,
                  201);
    }
    void submit_uploaded(const std::string& content) { submit(parsed(put("lead-1", content))); }
    void declare(const char* expert) {
        house.trial.must(expert, assignment::DeclareInterest{
                                     {"a-1"}, "review", {expert}, lifecycle::assignment::Interest::none, ""});
    }
};

TEST_F(Attachments, StandInTheDraftOfWhoeverWritesTheForm) {
    const auto answer = put("lead-1", "a plan");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const Value told = parsed(answer);
    EXPECT_EQ(told.at("sha256").as_text(), ledger::hex(ledger::sha256("a plan")));
    EXPECT_EQ(parsed(house.get("lead-1", "/applications/a-1/draft")).at("plan"), told);
    EXPECT_EQ(house.get("lead-1", plan).status, 404) << "nothing is submitted";
    EXPECT_EQ(house.get("lead-1", plan, {{"draft", "true"}}).body, "a plan");
    const Value next = parsed(put("lead-1", "another"));
    EXPECT_EQ(parsed(house.get("lead-1", "/applications/a-1/draft")).at("plan"), next);
}

TEST_F(Attachments, LeaveTheRestOfTheDraftAlone) {
    house.ask({"lead-1", "PUT", "/applications/a-1/draft", R"({"subject":"A title"})"});
    put("lead-1", "a plan");
    EXPECT_EQ(parsed(house.get("lead-1", "/applications/a-1/draft")).at("subject").as_text(), "A title");
}

TEST_F(Attachments, AreTakenFromNobodyElse) {
    const auto missing = put("lead-2", "a plan", "/applications/a-9/attachments/note_in/plan");
    EXPECT_EQ(missing.status, 404);
    for (const char* who : {"lead-2", "officer", "third", "admin"}) {
        EXPECT_EQ(put(who, "a plan").status, 404) << who;
        EXPECT_EQ(put(who, "a plan").body, missing.body) << who;
        EXPECT_EQ(house.get(who, plan, {{"draft", "true"}}).status, 404) << who;
    }
    EXPECT_EQ(put("", "a plan").status, 401);
    EXPECT_TRUE(house.trial.world.blobs.of("a-1").empty());
    house.scopes = {"read"};
    EXPECT_EQ(put("lead-1", "a plan").status, 403);
}

TEST_F(Attachments, BelongToAFieldThatTakesThem) {
    for (const char* path :
         {"/applications/a-1/attachments/note_in/subject", "/applications/a-1/attachments/note_in/nothing",
          "/applications/a-1/attachments/look/plan"})
        EXPECT_EQ(put("lead-1", "a plan", path).status, 404) << path;
}

TEST_F(Attachments, ThatDoNotFitAreRefusedAndNoted) {
    const auto refused = put("lead-1", std::string(1'001, 'x'));
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("/problems/attachment_must_fit"));
    scenario::MemoryReadings readings{house.trial.world.store.shared()};
    const auto noted = readings.find({.log = "calls/c"});
    ASSERT_EQ(noted.size(), 1U);
    EXPECT_EQ(noted.front().line.rule, "attachment_must_fit");
    EXPECT_EQ(noted.front().line.who, "lead-1");
}

TEST_F(Attachments, AreNamedByTheirHeaderOrTheirPath) {
    const auto named = [&](const std::string& disposition) {
        return parsed(
                   house.ask({"lead-1", "PUT", plan, "a plan", {}, {{"content-disposition", disposition}}}))
            .at("name")
            .as_text();
    };
    EXPECT_EQ(named("attachment; filename=\"a.pdf\""), "a.pdf");
    EXPECT_EQ(named("attachment; filename=\"a.pdf\"; filename*=UTF-8''%C5%BE.pdf"), "ž.pdf");
}

TEST_F(Attachments, ComeBackAsDownloadsThatRunNothing) {
    submit_uploaded("a plan");
    for (const char* who : {"lead-1", "officer"}) {
        const auto answer = house.get(who, plan);
        ASSERT_EQ(answer.status, 200) << who;
        EXPECT_EQ(answer.body, "a plan");
        EXPECT_EQ(header(answer, "content-type"), "application/pdf");
        EXPECT_EQ(header(answer, "content-disposition"),
                  "attachment; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf");
        EXPECT_THAT(header(answer, "content-security-policy"), HasSubstr("sandbox"));
        EXPECT_EQ(header(answer, "cache-control"), "no-store");
    }
}

TEST_F(Attachments, OfAnUnlistedTypeAreBytesAndNothingElse) {
    Value told = scenario::attachment_of("<script>");
    told.set("type", "text/html");
    house.trial.world.blobs.put("lead-1", "a-1", told, "<script>");
    house.ask({"lead-1", "PUT", "/applications/a-1/draft", R"({"plan":)" + [&] {
                   std::string text = R"({"sha256":")" + told.at("sha256").as_text();
                   return text + R"(","name":"a\r\nSet-Cookie: x=y.html","type":"text/html","bytes":8}})";
               }()});
    const auto answer = house.get("lead-1", plan, {{"draft", "true"}});
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(header(answer, "content-type"), "application/octet-stream");
    EXPECT_THAT(header(answer, "content-disposition"), Not(HasSubstr("\r")));
    EXPECT_THAT(header(answer, "content-disposition"), Not(HasSubstr("\n")));
}

TEST_F(Attachments, AreReadByExpertsOnceTheyMayReadTheForm) {
    submit_uploaded("a plan");
    house.trial.pass("a-1");
    EXPECT_EQ(house.get("third", plan).status, 404);
    house.trial.must("officer", assignment::AssignExpert{{"a-1"}, "review", {"third"}});
    EXPECT_EQ(house.get("third", plan).status, 404) << "interests are not declared";
    declare("third");
    EXPECT_EQ(house.get("third", plan).status, 404) << "it is not opened";
    house.trial.must("third", assignment::OpenApplication{{"a-1"}, "review", {"third"}});
    EXPECT_EQ(house.get("third", plan).status, 200);
    EXPECT_EQ(house.get("lead-2", plan).status, 404);
    EXPECT_EQ(house.get("", plan).status, 401);
    scenario::MemoryReadings readings{house.trial.world.store.shared()};
    std::vector<std::string> noted;
    for (const auto& [line, hash] : readings.find({.log = "calls/c", .who = "third"}))
        noted.push_back(line.what + " " + line.rule);
    EXPECT_THAT(noted, Contains("/applications/{application}/attachments/{step}/{field} "));
    EXPECT_THAT(noted,
                Contains("/applications/{application}/attachments/{step}/{field} application_must_exist"));
}

TEST_F(Attachments, AreCalledAfterTheirFieldWhereTheApplicantIsHidden) {
    std::string text = text_with_plan();
    const std::string rubric = "    rubric: short\n";
    text.replace(text.find(rubric), rubric.size(), rubric + "    blind: both\n");
    House blind;
    blind.trial.definition = scenario::definition_of(text);
    blind.trial.open();
    blind.trial.start("a-1");
    const Value told = scenario::attachment_of("a plan", "Jonaitis.pdf");
    blind.trial.world.blobs.put("lead-1", "a-1", told, "a plan");
    Value form = scenario::note(100);
    form.set("plan", told);
    blind.trial.must("lead-1", application::SubmitForm{{"a-1"}, "note_in", form});
    blind.trial.pass("a-1");
    blind.trial.assign("a-1");
    const auto answer = blind.get("academic", plan);
    ASSERT_EQ(answer.status, 200);
    EXPECT_THAT(header(answer, "content-disposition"), HasSubstr("filename=\"plan.pdf\""));
    EXPECT_THAT(blind.get("academic", "/applications/a-1").body, Not(HasSubstr("Jonaitis")));
}

TEST_F(Attachments, AreThoseOfTheirTimeForWhoeverLooksBack) {
    submit_uploaded("a plan");
    const std::string then = "calls/c@" + std::to_string(house.trial.world.store.size("calls/c") - 1);
    house.trial.must("officer", application::AskClarification{{"a-1"}, "look", "Which plan?"});
    const Value next = parsed(put("lead-1", "the right plan", "/applications/a-1/attachments/look/plan"));
    Value form = scenario::note(100);
    form.set("plan", next);
    house.trial.must("lead-1", application::AnswerClarification{{"a-1"}, "look", "This one.", form});
    EXPECT_EQ(house.get("officer", plan).body, "the right plan");
    EXPECT_EQ(house.get("officer", plan, {{"as-of", then}}).body, "a plan");
    EXPECT_EQ(house.get("lead-2", plan, {{"as-of", then}}).status, 404);
}

}  // namespace
}  // namespace atranka::api_test
