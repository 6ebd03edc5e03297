// Commands over the API: accepted once, refused by rule, and never for somebody else.

#include "adapters/api/problem.hpp"
#include "adapters/api/route.hpp"
#include "adapters/json/json.hpp"
#include "engine/kernel/text.hpp"
#include "tests/api/house.hpp"
#include "tests/scenario/memory_readings.hpp"

#include <gmock/gmock.h>

namespace atranka::api_test {
namespace {

using testing::HasSubstr;

struct Commands : testing::Test {
    House house;
    Commands() { house.trial.open(); }

    std::string begin(const std::string& who, api::Pairs headers = {}) {
        const auto done = house.give(who, "StartApplication", Value::object({{"call", "c"}, {"round", "r1"}}),
                                     std::move(headers));
        EXPECT_EQ(done.status, 201) << done.body;
        return parsed(done).at("application").as_text();
    }
    Value form_of(const std::string& id) {
        return Value::object({{"application", id}, {"step", "note_in"}, {"form", scenario::note(100)}});
    }
};

TEST_F(Commands, AreAnsweredWithTheEntryAndItsReceipt) {
    const std::string id = begin("lead-1");
    const auto done = house.give("lead-1", "SubmitForm", form_of(id));
    ASSERT_EQ(done.status, 201) << done.body;
    const Value answer = parsed(done);
    EXPECT_EQ(answer.at("log").as_text(), "calls/c");
    EXPECT_THAT(answer.at("receipt").as_text(), HasSubstr("c2sp.org/tlog-proof@v1"));
    EXPECT_EQ(house.get("lead-1", "/receipts/" + answer.at("command").as_text()).status, 200);
    EXPECT_EQ(house.get("lead-2", "/receipts/" + answer.at("command").as_text()).status, 404);
}

TEST_F(Commands, ThatAreRepeatedUnderTheirKeyAreDoneOnce) {
    const std::string first = begin("lead-1", {{"idempotency-key", "k-1"}});
    EXPECT_EQ(begin("lead-1", {{"idempotency-key", "k-1"}}), first);
    EXPECT_NE(begin("lead-2", {{"idempotency-key", "k-1"}}), first) << "a key is its owner's";
    const auto other =
        house.give("lead-1", "StartApplication", Value::object({{"call", "c"}, {"round", "r2"}}),
                   {{"idempotency-key", "k-1"}});
    EXPECT_EQ(other.status, 409);
    EXPECT_THAT(other.body, HasSubstr("command_id_must_be_new"));
}

TEST_F(Commands, RefuseMembersThatTheyDoNotHave) {
    for (const char* member : {"state", "actor", "at", "seq", "version", "id"}) {
        Value body = Value::object({{"call", "c"}, {"round", "r1"}});
        body.set(member, "x");
        const auto refused = house.give("lead-1", "StartApplication", body);
        EXPECT_EQ(refused.status, 400) << member;
        EXPECT_THAT(refused.body, HasSubstr("command_must_be_well_formed")) << member;
    }
    EXPECT_EQ(house
                  .give("lead-1", "StartApplication",
                        Value::object({{"application", "a-1"}, {"call", "c"}, {"round", "r1"}}))
                  .status,
              400);
}

TEST_F(Commands, ThatLackAFreshSignInAreNotedAsRefused) {
    const std::string id = begin("lead-1");
    house.is_fresh = false;
    const auto refused =
        house.give("minister", "DecideAward", Value::object({{"application", id}, {"granted", true}}));
    EXPECT_EQ(refused.status, 403);
    EXPECT_THAT(refused.body, HasSubstr("reauthentication-needed"));
    scenario::MemoryReadings readings{house.trial.world.store.shared()};
    const auto noted = readings.find({.who = "minister"});
    ASSERT_EQ(noted.size(), 1U);
    EXPECT_EQ(noted.front().line.what, "DecideAward");
    EXPECT_EQ(noted.front().line.object, "application/" + id);
    EXPECT_EQ(noted.front().line.rule, "reauthentication-needed");
    EXPECT_EQ(noted.front().line.kind, ledger::AccessKind::refusal);
}

TEST_F(Commands, OfThoseWhoAreTurnedAwayAreNotedAsRefused) {
    const std::string id = begin("lead-1");
    house.turned_away = "second-factor-demanded";
    EXPECT_EQ(house.give("lead-1", "SubmitForm", form_of(id)).status, 403);
    EXPECT_EQ(house.ask({"lead-1", "POST", "/commands/OpenCall", "no JSON"}).status, 403);
    EXPECT_EQ(house.give("lead-1", "NoSuchCommand", form_of(id)).status, 403);
    EXPECT_EQ(house.get("lead-1", "/commands/OpenCall").status, 403);
    scenario::MemoryReadings readings{house.trial.world.store.shared()};
    std::vector<std::string> noted;
    for (const auto& [line, hash] : readings.find({.who = "lead-1", .kind = ledger::AccessKind::refusal}))
        noted.push_back(line.object + " " + line.what + " " + line.rule + " " + line.authenticated);
    EXPECT_THAT(noted,
                testing::ElementsAre("application/" + id + " SubmitForm second-factor-demanded password",
                                     "instance OpenCall second-factor-demanded password"));
}

TEST_F(Commands, RepeatLittleOfWhatWasTypedAndNothingThatMisleads) {
    const auto detail = [&](const std::string& call) {
        const auto refused =
            house.give("lead-1", "StartApplication", Value::object({{"call", call}, {"round", "r1"}}));
        EXPECT_GE(refused.status, 400);
        return parsed(refused).at("detail").as_text();
    };
    EXPECT_LE(code_points(detail(std::string(60'000, 'x'))), 200U);
    const std::string typed = "<b>\u202E\u2066\u200Fx\ny</b>";
    const auto told = api::problem(422, "unfit", "Unfit", "no call " + typed);
    EXPECT_EQ(parsed(told).at("detail").as_text(), "no call <b>\uFFFD\uFFFD\uFFFDx\uFFFDy</b>");
    Rejection rejection =
        refuse(Rule::call_must_exist, typed, typed, Value::object({{"is", Value::list({typed, 1})}})).value();
    for (std::string* part : {&rejection.message, &rejection.path})
        while (part->size() < 1'000) *part += "ž";
    const Value document = parsed(api::problem(rejection));
    EXPECT_EQ(code_points(document.at("detail").as_text()), 200U);
    EXPECT_EQ(code_points(document.at("path").as_text()), 200U);
    EXPECT_EQ(document.at("facts").at("is").as_list().front().as_text(), "<b>\uFFFD\uFFFD\uFFFDx\uFFFDy</b>");
}

TEST_F(Commands, RefuseBodiesThatAreNotPlainJson) {
    const auto status = [&](std::string body, api::Pairs headers = {{"content-type", "application/json"}}) {
        return house
            .ask({"lead-1", "POST", "/commands/StartApplication", std::move(body), {}, std::move(headers)})
            .status;
    };
    const std::string good = R"({"call":"c","round":"r1"})";
    EXPECT_EQ(status(good, {}), 415);
    EXPECT_EQ(status(good, {{"content-type", "text/plain"}}), 415);
    EXPECT_EQ(status(good, {{"content-type", "application/jsonlines"}}), 415);
    EXPECT_EQ(status(R"({"call":"c","call":"d","round":"r1"})"), 400);
    EXPECT_EQ(status(R"({"call":"\ud800","round":"r1"})"), 400);
    EXPECT_EQ(status(R"({"call":1e400,"round":"r1"})"), 400);
    EXPECT_EQ(status(R"({"call":99999999999999999999999999999999999999999999,"round":"r1"})"), 400);
    EXPECT_EQ(status(std::string(100, '[') + std::string(100, ']')), 400);
    EXPECT_EQ(status("{\"call\":\"c\\u0000\",\"round\":\"r1\"}"), 400);
    EXPECT_EQ(status("[]"), 400);
    EXPECT_EQ(status(""), 400);
    EXPECT_EQ(status(good), 201);
}

TEST_F(Commands, AndViewsSayByWhichMethodsTheyAreAsked) {
    house.is_recorded = false;  // the description has no such requests
    const auto asked = [&](const std::string& method, const std::string& path) {
        return house.ask({"officer", method, path, "", {}, {}});
    };
    const auto command = asked("GET", "/commands/StartApplication");
    EXPECT_EQ(command.status, 405);
    EXPECT_EQ(header(command, "allow"), "POST");
    const auto view = asked("DELETE", "/calls/c");
    EXPECT_EQ(view.status, 405);
    EXPECT_EQ(header(view, "allow"), "GET, HEAD");
    EXPECT_EQ(asked("DELETE", "/no/such/path").status, 404);
}

TEST_F(Commands, AreRefusedByTheRuleThatTheProblemNames) {
    const std::string id = begin("lead-1");
    const auto refused =
        house.give("lead-1", "SubmitForm",
                   Value::object({{"application", id}, {"step", "note_in"}, {"form", Value::object()}}));
    EXPECT_EQ(refused.status, 422);
    const Value problem = parsed(refused);
    EXPECT_EQ(problem.at("type").as_text(), "/problems/form_must_be_valid");
    EXPECT_FALSE(problem.at("problems").as_list().empty());
    EXPECT_TRUE(api::problem_page("form_must_be_valid"));
    EXPECT_FALSE(api::problem_page("<script>"));
}

TEST(ProblemPages, ExplainEveryTypeInBothLanguages) {
    for (const std::string& type : api::problem_types()) {
        const auto page = api::problem_page(type);
        ASSERT_TRUE(page) << type;
        EXPECT_THAT(page->body, HasSubstr("<code>" + type + "</code>"));
        for (const char* heading : {"<h1>", "<section lang=\"lt\">\n<h2>"}) {
            const std::size_t at = page->body.find(heading);
            ASSERT_NE(at, std::string::npos) << type;
            EXPECT_NE(page->body.at(at + std::string{heading}.size()), '<') << type << ": " << heading;
        }
    }
}

TEST(ProblemLanguages, ATitleIsLithuanianForWhoeverWantsThatMost) {
    const auto title = [](std::string_view accepted) {
        const auto told = api::in_language(
            api::problem(refuse(Rule::lead_must_act, "only the lead appeals").value()), accepted);
        return json::parse(told.body)->at("title").as_text();
    };
    const std::string english{rule_sentence(Rule::lead_must_act)};
    for (const char* accepted :
         {"lt", "lt-LT,lt;q=0.9,en;q=0.8", "en;q=0.5, LT;q=0.7", "fr, lt;q=0.1", "lt, en"})
        EXPECT_NE(title(accepted), english) << accepted;
    for (const char* accepted :
         {"", "en", "en-GB,en;q=0.9,lt;q=0.8", "fr", "lt;q=0", "ltg", "*", "en, lt", ";;,=,"})
        EXPECT_EQ(title(accepted), english) << accepted;
}

TEST(ProblemLanguages, WhatIsNotKnownStaysEnglishAndIsSaid) {
    const auto in_lithuanian = [](const Rejection& rejection) {
        return api::in_language(api::problem(rejection), "lt");
    };
    const auto language = [](const api::Response& told) { return told.headers.at(1).second; };
    Rejection rejection =
        refuse(Rule::attachment_must_fit, "The file has more than 10 bytes.", "plan").value();
    rejection.problems = {{"plan", "This must be filled in."}};
    const auto known = in_lithuanian(rejection);
    EXPECT_EQ(language(known), "lt");
    EXPECT_EQ(json::parse(known.body)->at("detail").as_text(), "Failas didesnis nei 10 baitų.");
    EXPECT_EQ(json::parse(known.body)->at("problems").as_list().front().at("message").as_text(),
              "Tai būtina užpildyti.");
    rejection.problems.front().message = "something new";
    EXPECT_EQ(language(in_lithuanian(rejection)), "lt, en");
    const auto moved = in_lithuanian(
        refuse(Rule::second_person_must_confirm, std::string{rule_sentence(Rule::second_person_must_confirm)})
            .value());
    EXPECT_EQ(language(moved), "lt") << "a sentence of the rules itself";
}

TEST(ProblemLanguages, OtherAnswersStayAsTheyAre) {
    const auto answer = api::in_language(api::json(Value::object({{"title", "x"}})), "lt");
    EXPECT_EQ(answer.headers.size(), api::json(Value::object()).headers.size());
}

TEST_F(Commands, ThatNamePeopleWhoAreNotThereAreHeardSoOften) {
    const std::string id = begin("lead-1");
    const auto hand_over = [&](const std::string& to) {
        return house.give("lead-1", "HandOverLead", Value::object({{"application", id}, {"to", to}})).status;
    };
    for (int i = 0; i < 20; ++i) EXPECT_EQ(hand_over("guess-" + std::to_string(i)), 409) << i;
    EXPECT_EQ(hand_over("guess-20"), 429);
    EXPECT_EQ(hand_over("lead-3"), 429) << "whoever is there, too";
    EXPECT_EQ(house.give("lead-1", "SubmitForm", form_of(id)).status, 201) << "what names nobody goes on";
    house.trial.now = house.trial.now.plus_ms(3'600'000);
    EXPECT_EQ(hand_over("lead-3"), 201);
    const auto grant = [&](int i) {
        const Value role = Value::object({{"call", "c"}, {"role", "officer"}});
        return house
            .give("admin", "GrantRole",
                  Value::object({{"person", "guess-" + std::to_string(i)}, {"role", role}}))
            .status;
    };
    for (int i = 0; i < 30; ++i) EXPECT_EQ(grant(i), 409) << "administrators see everybody as it is";
}

TEST_F(Commands, OfAnOfficerTellNoRegisteredPersonFromNobody) {
    const std::string id = begin("lead-1");
    EXPECT_EQ(house.give("lead-1", "SubmitForm", form_of(id)).status, 201);
    house.trial.now = house.trial.now.plus_ms(3'600'000);
    house.trial.pass(id);
    const auto assigned = [&](const std::string& whom) {
        const auto answer =
            house.give("officer", "AssignExpert",
                       Value::object({{"application", id}, {"step", "review"}, {"expert", whom}}));
        EXPECT_EQ(answer.status, 409) << answer.body;
        std::string told = answer.body;
        for (std::size_t at = told.find(whom); at != std::string::npos; at = told.find(whom))
            told.replace(at, whom.size(), "?");
        return told;
    };
    EXPECT_EQ(assigned("lead-3"), assigned("nobody"));
}

TEST_F(Commands, OnWhatTheCallerMayNotSeeAreAnsweredLikeOnWhatIsNotThere) {
    const std::string id = begin("lead-1");
    const auto hidden = house.give("lead-2", "SubmitForm", form_of(id));
    const auto absent = house.give("lead-2", "SubmitForm", form_of("a-0"));
    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(absent.status, 404);
    std::string told = hidden.body;
    told.replace(told.find(id), id.size(), "a-0");
    EXPECT_EQ(told, absent.body);
}

TEST_F(Commands, OfOthersAreRefusedBeforeAnythingIsLookedAt) {
    const std::string id = begin("lead-1");
    const auto refused =
        house.give("lead-1", "ConfirmCheck", Value::object({{"application", id}, {"step", "look"}}));
    EXPECT_EQ(refused.status, 403);
    EXPECT_THAT(refused.body, HasSubstr("actor_must_have_the_role"));
    EXPECT_EQ(house.give("", "ConfirmCheck", Value::object({{"application", id}})).status, 401);
    EXPECT_EQ(house.give("auditor", "ConfirmCheck", Value::object({{"application", id}})).status, 404);
}

TEST_F(Commands, MadeForAnOlderVersionAreRefused) {
    const std::string id = begin("lead-1");
    const auto etag = [&] {
        const auto answer = house.get("lead-1", "/applications/" + id);
        return std::ranges::find(answer.headers, "etag", &api::Pairs::value_type::first)->second;
    };
    const std::string old = etag();
    EXPECT_EQ(house.give("lead-1", "SubmitForm", form_of(id), {{"if-match", old}}).status, 201);
    EXPECT_NE(etag(), old);
    const auto late = house.give("lead-1", "WithdrawApplication", Value::object({{"application", id}}),
                                 {{"if-match", old}});
    EXPECT_EQ(late.status, 412);
    const auto withdraw = [&](const std::string& looked_at) {
        return house
            .give("lead-1", "WithdrawApplication",
                  Value::object({{"application", id}, {"reason", "No money."}}), {{"if-match", looked_at}})
            .status;
    };
    EXPECT_EQ(withdraw("W/" + etag()), 412) << "compared strongly";
    EXPECT_EQ(withdraw(etag().substr(1)), 412) << "no tag";
    EXPECT_EQ(withdraw(old + ", " + etag()), 201) << "one of them will do";
}

TEST_F(Commands, ThatWeighMostAskAnewWhoOneIs) {
    house.is_fresh = false;
    const auto refused = house.give("head", "ConfirmAward", Value::object({{"application", "a-1"}}));
    EXPECT_EQ(refused.status, 403);
    EXPECT_THAT(refused.body, HasSubstr("reauthentication-needed"));
}

TEST_F(Commands, OfATokenStayWithinItsScopes) {
    house.scopes = {"read"};
    EXPECT_EQ(
        house.give("lead-1", "StartApplication", Value::object({{"call", "c"}, {"round", "r1"}})).status,
        403);
    house.scopes = {"commands:StartApplication"};
    EXPECT_EQ(
        house.give("lead-1", "StartApplication", Value::object({{"call", "c"}, {"round", "r1"}})).status,
        201);
}

TEST_F(Commands, CountByTheInstantTheirLastByteArrived) {
    const auto submitted = [&](std::int64_t ms_after) {
        House other;
        other.trial.open();
        other.trial.start("a-1");
        other.trial.now =
            scenario::at("2026-02-27T15:00:00Z").plus_ms(ms_after - 60'000);  // `give` adds a minute
        return other.give("lead-1", "SubmitForm", form_of("a-1")).status;
    };
    EXPECT_EQ(submitted(-1), 201);
    EXPECT_EQ(submitted(0), 201) << "the deadline itself is in time";
    EXPECT_EQ(submitted(999), 201) << "to its second";
    EXPECT_EQ(submitted(1000), 409);
}

TEST(Drafts, AreSpelledAsTheirDefinitionSpells) {
    House house;
    house.trial.found();
    Value draft = Value::object(
        {{"call", "c"},
         {"workflow", scenario::text_of("tests/scenario/trial.yaml")},
         {"parameters", Value::object({{"budget", 500}})},
         {"rounds",
          Value::list({Value::object({{"id", "r1"},
                                      {"parameters", Value::object({{"closing", "2026-02-27T15:00:00Z"},
                                                                    {"reserve_until", "2026-12-31"}})}})})}});
    EXPECT_EQ(house.give("head", "DraftCall", draft).status, 403);
    const auto done = house.give("officer", "DraftCall", draft);
    ASSERT_EQ(done.status, 201) << done.body;
    EXPECT_EQ(parsed(house.get("officer", "/calls/c")).at("parameters").at("budget").as_text(), "500.00");
    EXPECT_EQ(house.get("lead-1", "/calls/c").status, 404) << "a draft";
}

TEST_F(Commands, AreGivenByPostAlone) {
    for (const char* method : {"GET", "PUT", "DELETE", "PATCH"})
        EXPECT_EQ(house.ask({"officer", method, "/commands/OpenCall"}).status, 405) << method;
    EXPECT_EQ(house.ask({"officer", "POST", "/commands/NoCommand"}).status, 404);
    EXPECT_EQ(house.ask({"officer", "POST", "/calls/c"}).status, 405);
    EXPECT_EQ(house.ask({"officer", "GET", "/nothing"}).status, 404);
}

struct Publishing : testing::Test {
    House house;
    Publishing() { house.trial.draft(); }
    api::Response publish(const std::string& report) {
        Value members = Value::object({{"call", "c"}});
        if (!report.empty()) members.set("report", report);
        return house.give("head", "PublishCall", members);
    }
    std::string stage() { return parsed(house.get("officer", "/calls/c")).at("stage").as_text(); }
};

TEST_F(Publishing, IsConfirmedByTheReportOfWhatWasProven) {
    EXPECT_EQ(house.get("lead-1", "/calls/c/proof").status, 404) << "nobody else sees a draft";
    const Value proof = parsed(house.get("head", "/calls/c/proof"));
    EXPECT_TRUE(proof.at("sound").as_bool());
    for (const char* report : {"", "1111"}) {
        const auto refused = publish(report);
        EXPECT_EQ(refused.status, 409) << refused.body;
        EXPECT_THAT(refused.body, HasSubstr(proof.at("report").as_text())) << "it says which";
    }
    EXPECT_EQ(stage(), "drafted");
    ASSERT_EQ(publish(proof.at("report").as_text()).status, 201);
    const Value call = parsed(house.get("officer", "/calls/c"));
    EXPECT_EQ(call.at("stage").as_text(), "published");
    EXPECT_EQ(call.at("report").as_text(), proof.at("report").as_text());
    EXPECT_EQ(house.get("lead-1", "/calls/c/proof").status, 404) << "it is for those who work on the call";
    // The record holds what was confirmed and what was found.
    const service::Entry& entry = house.trial.world.store.record().entries.back();
    EXPECT_THAT(entry.command, HasSubstr("\"judgement\":{\"report\":\"" + proof.at("report").as_text()));
}

TEST_F(Publishing, IsRefusedWithTheErrorsNamedWhateverTheCommandSaysOfThem) {
    house.trial.world.prover.errors = {"money-over-the-cap steps.ranking.fund"};
    const std::string report = parsed(house.get("head", "/calls/c/proof")).at("report").as_text();
    const auto refused = publish(report);
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_THAT(refused.body, HasSubstr("definition_must_be_sound"));
    EXPECT_THAT(refused.body, HasSubstr("money-over-the-cap steps.ranking.fund"));
    const auto forged = house.give(
        "head", "PublishCall",
        Value::object(
            {{"call", "c"}, {"report", report}, {"judgement", Value::object({{"report", report}})}}));
    EXPECT_EQ(forged.status, 400) << forged.body;
    EXPECT_EQ(stage(), "drafted");
    // Nor does one that comes another way.
    const auto given =
        house.trial.give("head", call::PublishCall{{"c"}, report, call::Judgement{report, {}, {}}});
    ASSERT_FALSE(given);
    EXPECT_EQ(given.error().rule, Rule::definition_must_be_sound);
}

}  // namespace
}  // namespace atranka::api_test
