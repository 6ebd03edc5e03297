// What officers and the deciding authority have before them, what experts are paid, and what is published of
// what people asked.

#include "adapters/json/json.hpp"
#include "tests/api/house.hpp"

#include <gmock/gmock.h>

namespace atranka::api_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

const CallId c{"c"};

struct Office : testing::Test {
    House house;
    scenario::Trial& trial = house.trial;
    Value seen(const std::string& who, const std::string& path, api::Pairs query = {}) {
        const auto response = house.get(who, path, std::move(query));
        EXPECT_EQ(response.status, 200) << who << " " << path << " " << response.body;
        return response.status == 200 ? parsed(response) : Value::object({{"items", Value::list()}});
    }
    static std::vector<std::string> all(const Value& answer, const char* member) {
        std::vector<std::string> found;
        for (const Value& item : answer.at("items").as_list()) {
            const Value* value = item.find(member);
            found.push_back(value == nullptr   ? ""
                            : value->is_text() ? value->as_text()
                                               : json::write(*value));
        }
        return found;
    }
    Value rehearse(const std::string& who, Value commands) {
        return parsed(house.ask(
            {who, "POST", "/rehearsals", json::write(Value::object({{"commands", std::move(commands)}}))}));
    }
};

TEST_F(Office, ShowsTheQueueOfNotices) {
    trial.open();
    trial.arrive("a-1");
    trial.arrive("a-2", 100, 2);  // below the threshold
    trial.select();
    trial.award("a-1");
    const Value queue = seen("officer", "/calls/c/notices");
    EXPECT_THAT(all(queue, "application"), ElementsAre("a-2", "a-1")) << "the longest waiting first";
    EXPECT_THAT(all(queue, "kind"), ElementsAre("outcome", "offer"));
    EXPECT_THAT(all(queue, "lead"), ElementsAre("lead-2", "lead-1"));
    EXPECT_THAT(all(queue, "name"), ElementsAre("lead-2", "lead-1"));
    EXPECT_THAT(all(queue, "title"), ElementsAre("A note", "A note"));
    EXPECT_THAT(all(queue, "outcome"), ElementsAre("failed", ""));
    EXPECT_THAT(all(queue, "step"), ElementsAre("", "offer"));
    EXPECT_THAT(all(queue, "may_serve"), ElementsAre("true", "true"));
    // Fourteen days for either, from the day on which it is served.
    const Value served =
        Value::object({{"application", "a-1"}, {"how", "by hand"}, {"served", trial.now.text()}});
    ASSERT_EQ(house.give("officer", "ServeNotice", served).status, 201);
    EXPECT_EQ(trial.application("a-1").deadline->text(), all(queue, "answer_by").back());
    EXPECT_THAT(all(seen("officer", "/calls/c/notices"), "application"), ElementsAre("a-2"));
    EXPECT_THAT(all(seen("head", "/calls/c/notices"), "may_serve"), ElementsAre("false"));
    for (const char* who : {"lead-1", "third", "admin"})
        EXPECT_EQ(house.get(who, "/calls/c/notices").status, 404);
    EXPECT_EQ(house.get("", "/calls/c/notices").status, 401);
}

TEST_F(Office, ShowsWhatIsBeforeTheAuthorityAndWhatItDecided) {
    trial.open();
    trial.arrive("a-1", 100, 5);
    trial.arrive("a-2", 100, 4);
    trial.select();
    Value before = seen("minister", "/calls/c/awards");
    EXPECT_EQ(before.at("currency").as_text(), "EUR");
    EXPECT_EQ(json::write(before.at("sent_back_to")), R"(["look"])");
    EXPECT_THAT(all(before, "application"), ElementsAre("a-1", "a-2"));
    EXPECT_THAT(all(before, "rank"), ElementsAre("1", "2"));
    EXPECT_THAT(all(before, "standing"), ElementsAre("pending", "pending"));
    EXPECT_THAT(all(before, "amount"), ElementsAre("100.00", "100.00"));
    EXPECT_THAT(all(before, "commands"),
                ElementsAre(R"(["DecideAward","SendBackAward"])", R"(["DecideAward","SendBackAward"])"));
    trial.must("minister", application::DecideAward{{"a-1"}, true, "4-17", "Annex 1", ""});
    trial.must("minister", application::DecideAward{{"a-2"}, false, "4-17", "Annex 1", "Granted elsewhere."});
    Value proposed = seen("head", "/calls/c/awards");
    EXPECT_THAT(all(proposed, "standing"), ElementsAre("proposed", "proposed"));
    EXPECT_THAT(all(proposed, "granted"), ElementsAre("true", "false"));
    EXPECT_THAT(all(proposed, "by"), ElementsAre("minister", "minister"));
    EXPECT_THAT(all(proposed, "commands").front(), testing::HasSubstr("ConfirmAward"));
    for (const char* id : {"a-1", "a-2"}) trial.must("head", application::ConfirmAward{{id}});
    const Value decided = seen("officer", "/calls/c/awards");
    EXPECT_THAT(all(decided, "standing"), ElementsAre("granted", "refused"));
    EXPECT_THAT(all(decided, "order"), ElementsAre("4-17", "4-17"));
    EXPECT_THAT(all(decided, "annex"), ElementsAre("Annex 1", "Annex 1"));
    EXPECT_EQ(all(decided, "decided").back(), trial.now.text());
    for (const char* who : {"lead-1", "third", "admin"})
        EXPECT_EQ(house.get(who, "/calls/c/awards").status, 404);
}

TEST_F(Office, RehearsesAnOrderOverSeveral) {
    trial.open();
    trial.arrive("a-1", 100, 5);
    trial.arrive("a-2", 100, 4);
    trial.select();
    const auto grant = [](const char* id) {
        return Value::object(
            {{"type", "DecideAward"},
             {"members", Value::object({{"application", id}, {"granted", true}, {"order", "4-17"}})}});
    };
    const Value told = rehearse("minister", Value::list({grant("a-1"), grant("a-2")}));
    EXPECT_TRUE(told.at("accepted").as_bool());
    EXPECT_EQ(told.at("items").as_list().back().at("confirm").as_list().front().at("role").as_text(), "head");
    const auto back =
        Value::object({{"type", "SendBackAward"},
                       {"members", Value::object({{"application", "a-1"}, {"reason", "Look."}})}});
    const Value sent = rehearse("minister", Value::list({back}));
    EXPECT_EQ(
        sent.at("items").as_list().front().at("changes").as_list().front().at("after").at("step").as_text(),
        "look");
}

TEST_F(Office, PaysAnExpertForWhatTheyDid) {
    std::string text = scenario::text_of("tests/scenario/trial.yaml");
    const std::string parameters = "parameters:\n";
    text.insert(
        text.find(parameters) + parameters.size(),
        "  per_review: {type: money, default: 60.00}\n  per_consensus: {type: money, default: 15.50}\n");
    trial.definition =
        scenario::definition_of(text + "fees: {review: per_review, consensus: per_consensus}\n");
    trial.open();
    trial.arrive("a-1");
    trial.start("a-2");
    trial.submit("a-2");
    trial.pass("a-2");
    trial.assign("a-2");
    trial.score("a-2", "business", 4);
    const Value own = seen("business", "/calls/c/fees");
    EXPECT_THAT(all(own, "application"), ElementsAre("a-1", "a-1", "a-2"));
    EXPECT_THAT(all(own, "work"), ElementsAre("review", "consensus", "review"));
    EXPECT_THAT(all(own, "fee"), ElementsAre("60.00", "15.50", "60.00"));
    EXPECT_EQ(own.at("total").as_text(), "135.50");
    EXPECT_TRUE(own.at("paid").as_bool());
    EXPECT_EQ(own.at("open").as_int(), 0);
    EXPECT_EQ(seen("academic", "/calls/c/fees").at("open").as_int(), 1);
    EXPECT_EQ(seen("officer", "/calls/c/fees", {{"expert", "business"}}).at("total").as_text(), "135.50");
    // Work that is to be done again is paid once it is.
    trial.must("officer", assignment::ReopenReview{{"a-2"}, "review", {"business"}, "Swapped."});
    EXPECT_EQ(seen("business", "/calls/c/fees").at("total").as_text(), "75.50");
    EXPECT_EQ(house.get("third", "/calls/c/fees", {{"expert", "business"}}).status, 404);
    EXPECT_EQ(house.get("lead-1", "/calls/c/fees").status, 404);
    EXPECT_EQ(house.get("", "/calls/c/fees").status, 401);
}

TEST_F(Office, LetsALeadFitTheirBudgetToAnOfferInPartAlthoughTheyDoNotSeeTheirPlace) {
    std::string text = scenario::text_of("tests/scenario/trial.yaml");
    const std::string skip = "policy: skip";
    trial.definition = scenario::definition_of(text.replace(text.find(skip), skip.size(), "policy: partial"));
    trial.open();
    trial.arrive("a-1", 200);
    trial.arrive("a-2", 100, 3);
    trial.select();
    trial.offer("a-2");
    const Value told = seen("lead-2", "/applications/a-2").at("state");
    EXPECT_EQ(told.find("placements"), nullptr);
    EXPECT_EQ(told.at("award").at("amount").as_text(), "50.00");
    EXPECT_EQ(parsed(house.give("lead-2", "AcceptOffer", Value::object({{"application", "a-2"}})))
                  .at("type")
                  .as_text(),
              "/problems/budget_must_be_resubmitted");
    Value smaller = scenario::note(50);
    smaller.as_object().at("costs").as_list().pop_back();
    const auto resubmit =
        house.give("lead-2", "ResubmitBudget", Value::object({{"application", "a-2"}, {"form", smaller}}));
    EXPECT_EQ(resubmit.status, 201) << resubmit.body;
    EXPECT_EQ(house.give("lead-2", "AcceptOffer", Value::object({{"application", "a-2"}})).status, 201);
    EXPECT_EQ(trial.application("a-2").outcome, "granted");
}

TEST_F(Office, CallsApplicationsByTheirTitlesForThoseWhoReadAllOfThem) {
    trial.open();
    for (const char* id : {"a-1", "a-2", "a-3"}) {
        trial.start(id);
        trial.submit(id);
    }
    trial.must("lead-3", application::StartApplication{{"a-4"}, {"c"}, {"r1"}});
    const auto titles = [&](const char* who, api::Pairs query = {}) {
        return seen(who, "/calls/c/titles", std::move(query));
    };
    EXPECT_THAT(all(titles("officer"), "application"), ElementsAre("a-1", "a-2", "a-3", "a-4"));
    EXPECT_THAT(all(titles("officer"), "title"), ElementsAre("A note", "A note", "A note", ""));
    const Value first = titles("officer", {{"limit", "2"}});
    EXPECT_THAT(all(first, "application"), ElementsAre("a-1", "a-2"));
    EXPECT_THAT(
        all(titles("officer", {{"limit", "2"}, {"cursor", first.at("next").as_text()}}), "application"),
        ElementsAre("a-3", "a-4"));
    for (const char* who : {"lead-1", "third", "tied"})
        EXPECT_THAT(all(titles(who), "application"), IsEmpty());
    EXPECT_EQ(house.get("officer", "/calls/no/titles").status, 404);
}

TEST_F(Office, SetsAQuestionAsideForItsAskerAlone) {
    trial.open();
    house.give("lead-1", "AskQuestion", Value::object({{"call", "c"}, {"text", "Does it rain?"}}));
    const Value aside =
        Value::object({{"call", "c"}, {"question", 1}, {"reason", "It is none about the call."}});
    EXPECT_EQ(house.give("lead-1", "SetAsideQuestion", aside).status, 403);
    EXPECT_EQ(house.give("officer", "SetAsideQuestion", aside).status, 201);
    EXPECT_THAT(all(seen("lead-1", "/calls/c/questions"), "why"), ElementsAre("It is none about the call."));
    EXPECT_THAT(all(seen("officer", "/calls/c/questions"), "why"), ElementsAre("It is none about the call."));
    EXPECT_THAT(all(seen("lead-2", "/calls/c/questions"), "why"), IsEmpty());
    EXPECT_THAT(all(seen("", "/calls/c/questions"), "why"), IsEmpty());
}

TEST_F(Office, SaysSoWhereNothingIsPaidByThePiece) {
    trial.open();
    trial.arrive("a-1");
    const Value own = seen("business", "/calls/c/fees");
    EXPECT_FALSE(own.at("paid").as_bool());
    EXPECT_EQ(own.at("total").as_text(), "0");
}

TEST_F(Office, PublishesAnswersWithoutWhoAsked) {
    trial.open();
    EXPECT_TRUE(seen("", "/calls/c/questions").at("open").as_bool());
    EXPECT_EQ(house.give("", "AskQuestion", Value::object({{"call", "c"}, {"text", "May we?"}})).status, 401);
    const auto ask = [&](const char* who, const char* text) {
        return house.give(who, "AskQuestion", Value::object({{"call", "c"}, {"text", text}})).status;
    };
    EXPECT_EQ(ask("lead-1", "May our university lead?"), 201);
    EXPECT_EQ(ask("lead-2", "May we, too?"), 201);
    EXPECT_EQ(ask("lead-2", "   "), 422);
    EXPECT_THAT(all(seen("", "/calls/c/questions"), "text"), IsEmpty());
    EXPECT_THAT(all(seen("lead-1", "/calls/c/questions"), "text"), ElementsAre("May our university lead?"));
    EXPECT_THAT(all(seen("lead-1", "/calls/c/questions"), "own"), ElementsAre("true"));
    EXPECT_THAT(all(seen("officer", "/calls/c/questions"), "by"), ElementsAre("lead-1", "lead-2"));
    const auto answer = [&](int question, const char* said) {
        return house
            .give("officer", "PublishAnswer",
                  Value::object({{"call", "c"},
                                 {"question", question},
                                 {"asked", Value::object({{"en", "May a university lead?"}})},
                                 {"answer", Value::object({{"en", said}})}}))
            .status;
    };
    EXPECT_EQ(answer(2, "Yes."), 201);
    EXPECT_EQ(answer(2, "Yes, it may."), 201);
    const Value told = seen("", "/calls/c/questions");
    ASSERT_EQ(told.at("items").as_list().size(), 1U);
    const Value& one = told.at("items").as_list().front();
    EXPECT_EQ(one.at("versions").as_list().size(), 2U);
    EXPECT_EQ(one.at("versions").as_list().back().at("answer").at("en").as_text(), "Yes, it may.");
    EXPECT_THAT(house.get("", "/calls/c/questions").body, Not(testing::HasSubstr("lead-2")));
    EXPECT_THAT(house.get("", "/calls/c/questions").body, Not(testing::HasSubstr("officer")));
    for (const char* member : {"text", "by", "question", "asked"})
        EXPECT_EQ(one.find(member), nullptr) << member;
    EXPECT_EQ(house.give("lead-1", "PublishAnswer", Value::object({{"call", "c"}, {"question", 1}})).status,
              403);
    EXPECT_EQ(house.get("", "/calls/d/questions").status, 404);
}

}  // namespace
}  // namespace atranka::api_test
