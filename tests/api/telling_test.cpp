// What the record tells over time, and the proofs that are checked elsewhere.

#include "adapters/json/json.hpp"
#include "engine/ledger/base64.hpp"
#include "engine/ledger/tree.hpp"
#include "engine/service/receipt.hpp"
#include "tests/api/house.hpp"

#include <gmock/gmock.h>

namespace atranka::api_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Telling : testing::Test {
    House house;
    scenario::Trial& trial = house.trial;
    Telling() {
        trial.open();
        trial.arrive("a-1", 100, 4);
        trial.arrive("a-2", 200, 4);
        trial.must("admin",
                   registry::RegisterPerson{{"auditor"}, Value::object({{"name", "auditor"}}), {}, {}, {}});
        for (const char* one : {"admin", "second"})
            trial.must(one, registry::GrantRole{{"auditor"}, {"*", "auditor"}});
    }
    Value get(const std::string& who, const std::string& path, api::Pairs query = {}) {
        return parsed(house.get(who, path, std::move(query)));
    }
    int status(const std::string& who, const std::string& path, api::Pairs query = {}) {
        return house.get(who, path, std::move(query)).status;
    }
};

TEST_F(Telling, AnExplanationNamesTheEntryBehindEachLine) {
    const Value page = get("auditor", "/applications/a-1/explanation");
    EXPECT_EQ(page.at("steps").as_list().front().at("step").as_text(), "note_in");
    const Value line = page.at("steps").as_list().front().at("lines").as_list().front();
    EXPECT_THAT(line.at("what").as_text(), HasSubstr("lead-1 starts the application"));
    EXPECT_THAT(line.at("entry").as_text(), HasSubstr("calls/c#"));
    const Value lt = get("auditor", "/applications/a-1/explanation", {{"lang", "lt"}});
    EXPECT_THAT(lt.at("steps").as_list().front().at("lines").as_list().front().at("what").as_text(),
                HasSubstr("pradeda"));
    EXPECT_EQ(status("auditor", "/applications/a-1/explanation", {{"lang", "de"}}), 422);
    EXPECT_EQ(status("lead-1", "/applications/a-1/explanation"), 404);
    EXPECT_EQ(status("business", "/applications/a-1/explanation"), 404);
}

TEST_F(Telling, ATimelineHasWhereAnApplicationStoodAfterEachEntry) {
    const Value all = get("officer", "/applications/a-1/timeline");
    EXPECT_EQ(all.at("items").as_list().front().at("stage").as_text(), "submission.drafting");
    EXPECT_EQ(all.at("items").as_list().back().at("step").as_text(), "ranking");
    const Value call = get("officer", "/calls/c/timeline");
    EXPECT_EQ(call.at("items").as_list().front().at("type").as_text(), "DraftCall");
    EXPECT_EQ(call.at("items").as_list().back().at("application").as_text(), "a-2");
    EXPECT_EQ(status("lead-1", "/applications/a-1/timeline"), 404);
    EXPECT_EQ(status("lead-1", "/calls/c/timeline"), 404);
    EXPECT_EQ(status("academic", "/calls/c/timeline"), 404) << "an officer who reviews in the call";
}

TEST_F(Telling, ADiagramIsForEverybodyAndItsCountsForThoseWhoWorkOnTheCall) {
    const Value open = get("", "/calls/c/diagram");
    EXPECT_EQ(open.at("counted"), Value{false});
    EXPECT_EQ(open.at("nodes").as_list().front().at("kind").as_text(), "submission");
    const auto count = [](const Value& diagram) {
        for (const Value& node : diagram.at("nodes").as_list())
            if (node.at("id").as_text() == "ranking") return node.at("count").as_int();
        return std::int64_t{-1};
    };
    EXPECT_EQ(count(open), 0);
    EXPECT_EQ(count(get("head", "/calls/c/diagram")), 2);
}

TEST_F(Telling, StatisticsCountWhatWasScoredAndHowLongItTook) {
    const Value all = get("auditor", "/calls/c/statistics");
    for (const Value& step : all.at("funnel").as_list())
        if (step.at("step").as_text() == "ranking") {
            EXPECT_EQ(step.at("count").as_int(), 2);
        }
    EXPECT_EQ(all.at("experts").as_list().front().at("expert").as_text(), "academic");
    EXPECT_EQ(all.at("experts").as_list().front().at("mean").as_text(), "4.00");
    EXPECT_EQ(all.at("spread").as_list().front().at("gap").as_text(), "0");
    EXPECT_EQ(all.at("times").as_list().front().at("count").as_int(), 2);
    EXPECT_EQ(status("lead-1", "/calls/c/statistics"), 404);
    EXPECT_EQ(status("business", "/calls/c/statistics"), 404);
}

TEST_F(Telling, ASelectionIsSeenAsItWouldBeRankedAndThenAsItWas) {
    const std::string path = "/calls/c/rounds/r1/rankings/ranking/preview";
    const Value before = get("officer", path);
    EXPECT_EQ(before.at("rehearsed"), Value{true});
    EXPECT_EQ(before.at("lot").as_text(), "not_yet");
    EXPECT_EQ(before.at("to_share").as_text(), "250.00");
    EXPECT_THAT(before.at("rows").as_list(), testing::SizeIs(2));
    EXPECT_EQ(before.at("rows").as_list().back().at("rank").as_int(), 1) << "equal but for the lot";
    trial.rank();
    const Value after = get("officer", path);
    EXPECT_EQ(after.at("rehearsed"), Value{false});
    EXPECT_EQ(after.at("stage").as_text(), "ranked");
    EXPECT_EQ(after.at("rows").as_list().back().at("decided_by").as_text(), "lot");
    EXPECT_EQ(status("lead-1", path), 404);
}

TEST_F(Telling, ExpertsAreListedWithTheirLoadAndWhyTheyMayNot) {
    trial.start("a-3");
    trial.submit("a-3");
    trial.pass("a-3");
    const Value all = get("officer", "/calls/c/experts", {{"application", "a-3"}, {"step", "review"}});
    std::map<std::string, std::string> refused;
    for (const Value& one : all.at("items").as_list()) {
        const Value* by = one.find("refused_by");
        refused[one.at("expert").as_text()] = by == nullptr ? "" : by->as_text();
        if (one.at("expert").as_text() == "business") {
            EXPECT_EQ(one.at("submitted").as_int(), 2);
        }
    }
    EXPECT_EQ(refused.at("third"), "");
    EXPECT_EQ(refused.at("tied"), "expert_must_be_independent");
    EXPECT_EQ(status("lead-1", "/calls/c/experts"), 404);
}

TEST_F(Telling, OnesOwnCommandsAreTold) {
    const Value own = get("lead-1", "/me/history");
    std::vector<std::string> types;
    for (const Value& one : own.at("items").as_list()) types.push_back(one.at("type").as_text());
    EXPECT_THAT(types, ElementsAre("SubmitForm", "StartApplication"));
    const std::string command = own.at("items").as_list().front().at("command").as_text();
    EXPECT_EQ(status("lead-1", "/receipts/" + command), 200);
    const Value first = get("lead-1", "/me/history", {{"limit", "1"}});
    const Value second =
        get("lead-1", "/me/history", {{"limit", "1"}, {"cursor", first.at("next").as_text()}});
    EXPECT_EQ(second.at("items").as_list().front().at("type").as_text(), "StartApplication");
    EXPECT_EQ(second.find("next"), nullptr);
}

TEST_F(Telling, ReadingsAndRefusalsAreToldToThoseWhoWorkOnTheCall) {
    house.get("officer", "/applications/a-1");
    house.get("lead-2", "/applications/a-1");
    const Value all = get("officer", "/calls/c/readings");
    EXPECT_EQ(all.at("items").as_list().front().at("line").at("who").as_text(), "lead-2");
    const Value refusals = get("auditor", "/calls/c/readings", {{"kind", "refusal"}, {"application", "a-1"}});
    EXPECT_THAT(refusals.at("items").as_list(), testing::SizeIs(1));
    const Value page = get("officer", "/calls/c/readings", {{"limit", "1"}});
    const Value next =
        get("officer", "/calls/c/readings", {{"limit", "1"}, {"cursor", page.at("next").as_text()}});
    EXPECT_EQ(next.at("items").as_list().front().at("line").at("who").as_text(), "officer");
    EXPECT_EQ(status("lead-1", "/calls/c/readings"), 404);
}

TEST_F(Telling, AReplayAndThePackAreForAuditorsOfAllCalls) {
    EXPECT_EQ(get("auditor", "/calls/c/replay").at("sound"), Value{true});
    EXPECT_EQ(status("officer", "/calls/c/replay"), 404);
    EXPECT_EQ(house.get("auditor", "/calls/c/pack", {{"application", "a-1"}}).body,
              "the pack of c about a-1");
    EXPECT_EQ(status("officer", "/calls/c/pack"), 404);
    EXPECT_EQ(status("auditor", "/calls/c/pack", {{"application", "a-9"}}), 404);
}

TEST_F(Telling, WhatIfDecidesTheHistoryAgainAndWritesNothing) {
    trial.select();
    const auto ask = [&](const std::string& who, const std::string& body) {
        return house.ask({who, "POST", "/calls/c/what-if", body});
    };
    const Value less = parsed(ask("officer", R"({"parameters":{"budget":"150"}})"));
    EXPECT_EQ(less.at("changes"), Value{true});
    EXPECT_EQ(less.at("money").at("after").at("budget").as_text(), "150.00");
    EXPECT_EQ(parsed(ask("officer", R"({"parameters":{"budget":"250"}})")).at("changes"), Value{false});
    EXPECT_EQ(ask("officer", R"({"parameters":{"colour":"red"}})").status, 422);
    EXPECT_EQ(ask("officer", R"({"without_expert":"nobody"})").status, 422);
    EXPECT_EQ(ask("lead-1", "{}").status, 404);
    EXPECT_EQ(ask("business", "{}").status, 404);
    EXPECT_THAT(get("officer", "/calls/c/robustness").at("experts").as_list(), testing::SizeIs(2));
}

std::vector<ledger::Hash> proof_in(const Value& answer) {
    std::vector<ledger::Hash> proof;
    const Value* list = answer.find("proof");
    if (list == nullptr) return proof;
    for (const Value& one : list->as_list()) {
        const std::string bytes = ledger::unbase64(one.as_text()).value();
        ledger::Hash hash;
        std::copy(bytes.begin(), bytes.end(), hash.begin());
        proof.push_back(hash);
    }
    return proof;
}

TEST_F(Telling, ProofsHoldAgainstTheSignedHead) {
    const struct { std::string path, log; } logs[] = {{"/calls/c/log", "calls/c"}, {"/log", "instance"}};
    for (const auto& [path, log] : logs) {
        const auto head = service::head_of(house.get("", path + "/checkpoint").body).value();
        const Value entries = get("auditor", path + "/entries", {{"from", "3"}, {"limit", "2"}});
        EXPECT_EQ(entries.at("size").as_int(), head.size);
        const Value& entry = entries.at("items").as_list().front();
        EXPECT_EQ(entry.at("index").as_int(), 3);
        const ledger::Hash leaf = ledger::leaf_hash(entry.at("leaf").as_text());
        EXPECT_EQ(ledger::hex(leaf), entry.at("hash").as_text());
        const Value included = get("auditor", path + "/inclusion", {{"index", "3"}});
        EXPECT_TRUE(ledger::includes(head.root, head.size, 3, leaf, proof_in(included)));
        const Value grown = get("", path + "/consistency", {{"from", "5"}});
        const auto smaller = ledger::root(5, [&](int level, std::int64_t position) {
            return trial.world.store.nodes(log, level, position, 1).at(0);
        });
        EXPECT_TRUE(ledger::consistent(5, smaller, head.size, head.root, proof_in(grown)));
        EXPECT_EQ(status("officer", path + "/entries"), 404) << "leaves are for auditors";
        EXPECT_EQ(status("officer", path + "/inclusion", {{"index", "3"}}), 404);
        EXPECT_EQ(status("", path + "/consistency", {{"from", "0"}}), 422);
        EXPECT_EQ(status("auditor", path + "/inclusion", {{"index", "999"}}), 422);
    }
    EXPECT_THAT(house.get("", "/log/key").body, HasSubstr("localhost+"));
}

}  // namespace
}  // namespace atranka::api_test
