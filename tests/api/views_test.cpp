// What each viewer gets to see, over the API.

#include "tests/api/house.hpp"
#include "tests/scenario/memory_readings.hpp"

#include <gmock/gmock.h>

namespace atranka::api_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> ids(const api::Response& response) {
    std::vector<std::string> found;
    const Value document = parsed(response);
    for (const Value& item : document.at("items").as_list())
        found.push_back(item.at("application").as_text());
    return found;
}

struct Views : testing::Test {
    House house;
    Views() {
        house.trial.open();
        house.trial.arrive("a-1", 100, 4);
        house.trial.start("a-2");
        house.trial.submit("a-2", 200);
    }
};

TEST_F(Views, OfApplicationsHoldThoseThatTheViewerMaySee) {
    EXPECT_THAT(ids(house.get("officer", "/calls/c/applications")), ElementsAre("a-1", "a-2"));
    EXPECT_THAT(ids(house.get("lead-1", "/calls/c/applications")), ElementsAre("a-1"));
    EXPECT_THAT(ids(house.get("lead-1", "/applications")), ElementsAre("a-1"));
    EXPECT_THAT(ids(house.get("business", "/applications")), ElementsAre("a-1"));
    EXPECT_THAT(ids(house.get("third", "/calls/c/applications")), ElementsAre())
        << "an expert who was not asked";
    EXPECT_THAT(ids(house.get("admin", "/calls/c/applications")), ElementsAre());
    EXPECT_EQ(house.get("", "/calls/c/applications").status, 401);
}

TEST_F(Views, AreSortedAndPaged) {
    const auto page = [&](api::Pairs query) {
        return house.get("officer", "/calls/c/applications", std::move(query));
    };
    EXPECT_THAT(ids(page({{"sort", "-requested"}})), ElementsAre("a-2", "a-1"));
    const auto first = page({{"sort", "-requested"}, {"limit", "1"}});
    EXPECT_THAT(ids(first), ElementsAre("a-2"));
    const std::string next = parsed(first).at("next").as_text();
    const auto second = page({{"sort", "-requested"}, {"limit", "1"}, {"cursor", next}});
    EXPECT_THAT(ids(second), ElementsAre("a-1"));
    EXPECT_EQ(parsed(second).find("next"), nullptr);
    EXPECT_EQ(page({{"sort", "requested"}, {"limit", "1"}, {"cursor", next}}).status, 422)
        << "another list's";
    EXPECT_EQ(page({{"limit", "1"}, {"cursor", next}, {"sort", "-requested"}}).status, 200);
    EXPECT_THAT(ids(page({{"step", "look"}})), ElementsAre("a-2"));
    EXPECT_EQ(page({{"sort", "score"}}).status, 422);
    EXPECT_EQ(page({{"limit", "0"}}).status, 422);
    EXPECT_EQ(page({{"order", "total"}}).status, 422);
    EXPECT_EQ(page({{"step", "look"}, {"step", "review"}}).status, 422);
    EXPECT_EQ(page({{"cursor", "zz"}}).status, 422);
}

TEST_F(Views, OfAnApplicationSayWhatMayBeDoneWithIt) {
    const Value officer = parsed(house.get("officer", "/applications/a-2"));
    EXPECT_THAT(officer.at("commands").as_list(), testing::Contains(Value{"ProposeCheck"}));
    EXPECT_THAT(officer.at("commands").as_list(), testing::Not(testing::Contains(Value{"SubmitForm"})));
    for (const Value& command : officer.at("commands").as_list()) {
        EXPECT_FALSE(service::is_of_instance(command.as_text())) << command.as_text();
        EXPECT_FALSE(service::is_of_call(command.as_text())) << command.as_text();
    }
    const Value lead = parsed(house.get("lead-2", "/applications/a-2"));
    EXPECT_THAT(lead.at("commands").as_list(), testing::Contains(Value{"SubmitForm"}));
    EXPECT_EQ(lead.at("wording").at("title").as_text(), "A note");
    EXPECT_EQ(lead.at("wording").at("forms").at("note_in").at("contact").as_text(), "A. Contact");
    EXPECT_EQ(house.get("lead-1", "/applications/a-2").status, 404);
    EXPECT_EQ(house.get("lead-1", "/applications/a-2").body, house.get("lead-1", "/applications/a-7").body);
}

TEST(Titles, NeverComeFromAPersonalField) {
    House house;
    std::string text = scenario::text_of("tests/scenario/trial.yaml");
    const std::string contact =
        "      contact: {type: text, personal: true, label: {en: Contact}, max_length: 40}\n";
    text.erase(text.find(contact), contact.size());
    const std::string fields = "    fields:\n";
    text.insert(text.find(fields) + fields.size(), contact);
    house.trial.definition = scenario::definition_of(text);
    house.trial.open();
    house.trial.start("a-1");
    house.trial.submit("a-1");
    EXPECT_EQ(parsed(house.get("lead-1", "/applications/a-1")).at("wording").at("title").as_text(), "A note");
}

TEST_F(Views, LookBackAndShowNoMoreThanToday) {
    const auto then = house.get("officer", "/applications/a-1", {{"as-of", "calls/c@6"}});
    EXPECT_EQ(then.status, 200);
    EXPECT_NE(then.body, house.get("officer", "/applications/a-1").body);
    EXPECT_EQ(house.get("officer", "/applications/a-1", {{"as-of", "yesterday"}}).status, 422);
    EXPECT_EQ(house.get("officer", "/applications/a-1", {{"as-of", "calls/c@9999"}}).status, 422);
    EXPECT_EQ(house.get("lead-2", "/applications/a-1", {{"as-of", "calls/c@6"}}).status, 404);
}

TEST_F(Views, OfTheMomentJustPassedAreThoseOfToday) {
    const std::string now = house.trial.now.text();
    for (const char* path : {"/calls/c/applications", "/calls/c/reviews", "/calls", "/people",
                             "/people/business", "/applications/a-1/history", "/organisations/o-1"})
        for (const char* viewer : {"officer", "lead-1", "business", "admin"}) {
            const auto today = house.get(viewer, path), then = house.get(viewer, path, {{"as-of", now}});
            EXPECT_EQ(then.body, today.body) << path << " to " << viewer;
        }
}

TEST_F(Views, OfListsLookBackToWhatWasThereThen) {
    const auto at = [&](const char* viewer, const char* entry) {
        return ids(house.get(viewer, "/calls/c/applications", {{"as-of", entry}}));
    };
    EXPECT_THAT(at("officer", "calls/c@4"), ElementsAre());
    EXPECT_THAT(at("officer", "calls/c@6"), ElementsAre("a-1"));
    EXPECT_THAT(at("lead-1", "calls/c@6"), ElementsAre("a-1"));
    EXPECT_THAT(at("lead-2", "calls/c@6"), ElementsAre());
    EXPECT_THAT(at("business", "calls/c@6"), ElementsAre()) << "not asked yet";
    const auto people = house.get("admin", "/people", {{"as-of", "instance@3"}});
    EXPECT_EQ(people.status, 200);
    EXPECT_EQ(people.body.find("lead-1"), std::string::npos) << "registered later";
}

TEST_F(Views, KnowWhatTheCallerKnowsAlready) {
    const auto first = house.get("officer", "/applications/a-2");
    const auto etag = std::ranges::find(first.headers, "etag", &api::Pairs::value_type::first);
    ASSERT_NE(etag, first.headers.end());
    const auto same =
        house.ask({"officer", "GET", "/applications/a-2", {}, {}, {{"if-none-match", etag->second}}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    const auto status = [&](const std::string& known) {
        return house.ask({"officer", "GET", "/applications/a-2", {}, {}, {{"if-none-match", known}}}).status;
    };
    const std::string& etag_now = etag->second;
    EXPECT_EQ(status("*"), 304);
    EXPECT_EQ(status("W/" + etag_now), 304);
    EXPECT_EQ(status("\"other\", W/\"an, other\" ," + etag_now + ", \"last\""), 304);
    for (const std::string& other :
         {std::string{}, std::string{"\"other\""}, etag_now.substr(1), "w/" + etag_now})
        EXPECT_EQ(status(other), 200) << other;
}

TEST_F(Views, OfListsShowNoRankOrVersionThatTheViewerMayNotSee) {
    for (const char* who : {"lead-1", "business"}) {
        const Value row = parsed(house.get(who, "/applications")).at("items").as_list().front();
        EXPECT_EQ(row.find("version"), nullptr) << who;
        EXPECT_EQ(row.find("rank"), nullptr) << who;
    }
    const Value staff = parsed(house.get("officer", "/calls/c/applications")).at("items").as_list().front();
    EXPECT_GT(staff.at("version").as_int(), 1);
    EXPECT_EQ(staff.find("rank"), nullptr) << "not ranked yet";
}

TEST_F(Views, OfTheLogAreSignedHeads) {
    EXPECT_THAT(house.get("", "/calls/c/log/checkpoint").body, HasSubstr("localhost/calls/c/"));
    EXPECT_EQ(house.get("", "/calls/x/log/checkpoint").status, 404);
    EXPECT_THAT(house.get("", "/log/checkpoint").body, HasSubstr("localhost/instance/"));
}

TEST_F(Views, OfApplicationsAreNotedInTheAccessLedger) {
    house.get("officer", "/applications/a-1");
    house.get("lead-2", "/applications/a-1");
    house.get("lead-2", "/applications/a-9");
    house.give("lead-1", "ConfirmCheck", Value::object({{"application", "a-1"}, {"step", "look"}}));
    scenario::MemoryReadings readings{house.trial.world.store.shared()};
    std::vector<std::string> noted;
    for (const auto& [line, hash] : readings.find({.log = "calls/c"}))
        noted.push_back(line.who + " " + line.object + " " + line.what + " " + line.rule);
    EXPECT_THAT(noted,
                ElementsAre("officer application/a-1 /applications/{application} ",
                            "lead-2 application/a-1 /applications/{application} application_must_exist",
                            "lead-1 application/a-1 ConfirmCheck actor_must_have_the_role"));
    EXPECT_EQ(readings.head("instance").size, 0) << "what is not there is not noted";
}

TEST_F(Views, ThatAreRefusedAreNotedWhateverTheyAreOf) {
    const auto refusals = [&](const char* log) {
        scenario::MemoryReadings readings{house.trial.world.store.shared()};
        std::vector<std::string> noted;
        for (const auto& [line, hash] : readings.find({.log = log, .kind = ledger::AccessKind::refusal}))
            noted.push_back(line.who + " " + line.object + " " + line.what + " " + line.rule);
        return noted;
    };
    house.is_recorded = false;
    std::vector<std::string> expected;
    for (const char* path : {"/board", "/log/entries", "/pack", "/statistics", "/readings", "/timeline",
                             "/replay", "/awards", "/rounds/r2/organisations", "/experts"}) {
        EXPECT_EQ(house.get("lead-1", std::string{"/calls/c"} + path).status, 404) << path;
        EXPECT_EQ(house.get("lead-1", std::string{"/calls/none"} + path).status, 404) << path;
        const std::string what =
            path == std::string_view{"/rounds/r2/organisations"} ? "/rounds/{round}/organisations" : path;
        expected.push_back("lead-1 call/c /calls/{call}" + what + " actor_must_have_the_role");
    }
    EXPECT_EQ(house.get("lead-2", "/applications/a-1/draft").status, 404);
    EXPECT_EQ(house.ask({"lead-2", "PUT", "/applications/a-1/draft", "{}"}).status, 404);
    EXPECT_EQ(house.get("lead-2", "/applications/a-2/draft").status, 404) << "nothing was saved";
    for (int i = 0; i < 2; ++i)
        expected.emplace_back(
            "lead-2 application/a-1 /applications/{application}/draft application_must_exist");
    EXPECT_EQ(refusals("calls/c"), expected);
    EXPECT_EQ(house.get("lead-1", "/people/lead-2").status, 404);
    EXPECT_EQ(house.get("lead-1", "/people/nobody").status, 404);
    EXPECT_EQ(house.ask({"lead-1", "POST", "/people/lead-2/invitation"}).status, 404);
    EXPECT_THAT(refusals("instance"),
                ElementsAre("lead-1 person/lead-2 /people/{person} actor_must_have_the_role",
                            "lead-1 person/lead-2 /people/{person}/invitation actor_must_have_the_role"));
}

TEST_F(Views, OfThoseWhoAreTurnedAwayAreNotedWhereTheyAreOfSomething) {
    house.is_recorded = false;
    house.turned_away = "cross-site";
    for (const char* path : {"/applications/a-1", "/applications/a-9", "/people/lead-2", "/me", "/nothing"})
        EXPECT_EQ(house.get("officer", path).status, 403) << path;
    EXPECT_EQ(house.get("", "/applications/a-1").status, 401) << "who was not made sure of";
    scenario::MemoryReadings readings{house.trial.world.store.shared()};
    std::vector<std::string> noted;
    for (const char* log : {"calls/c", "instance"})
        for (const auto& [line, hash] : readings.find({.log = log, .kind = ledger::AccessKind::refusal}))
            noted.push_back(line.who + " " + line.object + " " + line.what + " " + line.rule);
    EXPECT_THAT(noted, ElementsAre("officer application/a-1 /applications/{application} cross-site",
                                   "officer person/lead-2 /people/{person} cross-site"));
}

TEST_F(Views, NoteWhatATokenReadsBeyondItsScopes) {
    house.is_recorded = false;
    house.scopes = {"commands"};
    EXPECT_EQ(house.get("officer", "/applications/a-1").status, 403);
    EXPECT_EQ(house.get("officer", "/applications/a-9").status, 403);
    scenario::MemoryReadings readings{house.trial.world.store.shared()};
    const auto noted = readings.find({.log = "calls/c", .kind = ledger::AccessKind::refusal});
    ASSERT_EQ(noted.size(), 1U) << "of what there is";
    EXPECT_EQ(noted.front().line.rule, "insufficient-scope");
}

TEST_F(Views, OfAccountsTakeTheMembersThatAreDescribedAndNoOthers) {
    house.is_recorded = false;
    const auto refused = [&](const char* path, const char* body) {
        const auto answer =
            house.ask({"lead-1", "POST", path, body, {}, {{"content-type", "application/json"}}});
        return answer.status == 400 ? parsed(answer).at("detail").as_text() : std::to_string(answer.status);
    };
    const std::string whole = "404";  // nobody keeps accounts in this house
    EXPECT_EQ(refused("/session", R"({"login":"a","password":"b"})"), whole);
    EXPECT_THAT(refused("/session", R"({"login":"a","password":"b","actor":"x"})"), HasSubstr("actor"));
    EXPECT_THAT(refused("/session", R"({"login":["a"],"password":"b"})"), HasSubstr("login"));
    EXPECT_THAT(refused("/session", "{}"), HasSubstr("login"));
    EXPECT_THAT(refused("/session", ""), HasSubstr("login"));
    EXPECT_EQ(refused("/session/fresh", R"({"password":"b"})"), whole);
    EXPECT_THAT(refused("/session/fresh", R"({"password":1})"), HasSubstr("password"));
    EXPECT_THAT(refused("/invitations/accept", R"({"code":"a","login":"b"})"), HasSubstr("password"));
    EXPECT_EQ(refused("/account/totp", "{}"), whole);
    EXPECT_THAT(refused("/account/totp", R"({"x":1})"), HasSubstr("x"));
    EXPECT_THAT(refused("/account/tokens", R"({"name":"n","scopes":["read",1],"days":1})"),
                HasSubstr("scopes"));
    EXPECT_EQ(refused("/account/tokens", R"({"name":"n","scopes":["read"],"days":1})"), whole);
    EXPECT_THAT(refused("/session/openid", R"({"fresh":"yes"})"), HasSubstr("fresh"));
}

TEST_F(Views, OfHistoriesAndRankingsAreForThoseWhoWorkOnTheCall) {
    const Value history = parsed(house.get("officer", "/applications/a-1/history"));
    EXPECT_EQ(history.at("items").as_list().front().at("type").as_text(), "StartApplication");
    EXPECT_EQ(house.get("lead-1", "/applications/a-1/history").status, 404);
    const std::string ranking = "/calls/c/rounds/r1/rankings/ranking";
    EXPECT_EQ(house.get("officer", ranking).status, 404) << "not ranked yet";
    house.trial.pass("a-2");
    house.trial.assign("a-2");
    house.trial.score("a-2", "business", 4);
    house.trial.score("a-2", "academic", 4);
    house.trial.agree("a-2", 3);
    house.trial.rank();
    EXPECT_EQ(house.get("officer", ranking).status, 200);
    EXPECT_EQ(house.get("lead-1", ranking).status, 404);
    EXPECT_EQ(house.get("", "/openapi.json").status, 200);
}

TEST_F(Views, KeepDraftsForWhoeverWroteThem) {
    const auto save = [&](const char* who, const char* text) {
        return house.ask({who, "PUT", "/applications/a-1/draft", text}).status;
    };
    EXPECT_EQ(save("business", R"({"scores":{"novelty":"4"}})"), 204);
    EXPECT_EQ(save("officer", "{}"), 404);
    EXPECT_EQ(save("lead-2", "{}"), 404);
    EXPECT_EQ(save("business", "[]"), 400);
    EXPECT_EQ(save("business", R"({"a":1,"a":2})"), 400);
    EXPECT_THAT(house.get("business", "/applications/a-1/draft").body, HasSubstr("novelty"));
    EXPECT_EQ(house.get("academic", "/applications/a-1/draft").status, 404);
}

TEST_F(Views, LetNobodyWriteOverADraftTheyHaveNotRead) {
    const auto save = [&](const char* text, api::Pairs headers) {
        return house.ask({"business", "PUT", "/applications/a-1/draft", text, {}, std::move(headers)});
    };
    const auto tag = [](const api::Response& response) {
        for (const auto& [name, value] : response.headers)
            if (name == "etag") return value;
        return std::string{};
    };
    const auto first = save(R"({"scores":{"novelty":"4"}})", {{"if-none-match", "*"}});
    EXPECT_EQ(first.status, 204);
    EXPECT_EQ(tag(first), tag(house.get("business", "/applications/a-1/draft")))
        << "what was saved is what is read";
    EXPECT_EQ(save("{}", {{"if-none-match", "*"}}).status, 412) << "another window began it";
    const auto second = save(R"({"scores":{"novelty":"5"}})", {{"if-match", tag(first)}});
    EXPECT_EQ(second.status, 204);
    EXPECT_EQ(save("{}", {{"if-match", tag(first)}}).status, 412) << "another window went on";
    EXPECT_THAT(house.get("business", "/applications/a-1/draft").body, HasSubstr("\"5\""));
    EXPECT_EQ(save("{}", {}).status, 204) << "whoever names no version writes over it knowingly";
}

}  // namespace
}  // namespace atranka::api_test
