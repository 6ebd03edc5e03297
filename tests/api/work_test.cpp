// What waits for whom, how a call stands, what a form would come to, and what commands would do.

#include "adapters/json/json.hpp"
#include "tests/api/house.hpp"

#include <gmock/gmock.h>

namespace atranka::api_test {
namespace {

using lifecycle::assignment::Interest;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<std::string> tasks(const api::Response& response) {
    std::vector<std::string> found;
    const Value document = parsed(response);
    for (const Value& item : document.at("items").as_list()) {
        const Value* application = item.find("application");
        found.push_back(item.at("task").as_text() +
                        (application == nullptr ? "" : " " + application->as_text()));
    }
    return found;
}

struct Work : testing::Test {
    House house;
    scenario::Trial& trial = house.trial;
    std::vector<std::string> of(const std::string& who) { return tasks(house.get(who, "/work")); }
};

TEST_F(Work, OfAnApplicantIsTheFormThatTheyWrite) {
    trial.open();
    trial.start("a-1");
    EXPECT_THAT(of("lead-1"), ElementsAre("write_form a-1"));
    EXPECT_THAT(of("lead-2"), IsEmpty());
    EXPECT_THAT(of("officer"), ElementsAre("open_round")) << "the second round is planned";
    const Value task = parsed(house.get("lead-1", "/work")).at("items").as_list().front();
    EXPECT_EQ(task.at("deadline").as_text(), "2026-02-27T15:00:00.000Z");
    EXPECT_EQ(task.at("commands").as_list().front().as_text(), "SubmitForm");
    EXPECT_EQ(house.get("", "/work").status, 401);
}

TEST_F(Work, OfACheckPassesFromOneOfficerToASecondPersonWhoDidNotProposeIt) {
    trial.open();
    trial.start("a-1");
    trial.submit("a-1");
    EXPECT_THAT(of("officer"), Contains("check a-1"));
    EXPECT_THAT(of("head"), IsEmpty());
    trial.assess("a-1");
    trial.must("all", application::ProposeCheck{{"a-1"}, "look", true, ""});
    EXPECT_THAT(of("officer"), testing::Not(Contains("check a-1")));
    EXPECT_THAT(of("head"), ElementsAre("confirm_check a-1"));
    EXPECT_THAT(of("all"), testing::Not(Contains("confirm_check a-1"))) << "who proposed it";
    const Value task = parsed(house.get("head", "/work")).at("items").as_list().front();
    EXPECT_EQ(task.at("by").as_text(), "all");
    EXPECT_EQ(task.at("what").as_text(), "passed");
    EXPECT_EQ(task.at("title").as_text(), "A note");
}

TEST_F(Work, OfAQuestionIsTheApplicants) {
    trial.open();
    trial.start("a-1");
    trial.submit("a-1");
    trial.must("officer", application::AskClarification{{"a-1"}, "look", "Why?"});
    EXPECT_THAT(of("lead-1"), ElementsAre("answer_clarification a-1"));
    EXPECT_THAT(of("officer"), ElementsAre("open_round"));
}

TEST_F(Work, OfExpertsIsToDeclareThenToReadThenToScoreThenToAgree) {
    trial.open();
    trial.start("a-1");
    trial.submit("a-1");
    trial.pass("a-1");
    EXPECT_THAT(of("officer"), Contains("assign_experts a-1"));
    trial.must("officer", assignment::AssignExpert{{"a-1"}, "review", {"business"}});
    trial.must("officer", assignment::AssignExpert{{"a-1"}, "review", {"academic"}});
    EXPECT_THAT(of("business"), ElementsAre("declare_interest a-1"));
    trial.must("business",
               assignment::DeclareInterest{{"a-1"}, "review", {"business"}, Interest::potential, "We met."});
    EXPECT_THAT(of("business"), IsEmpty()) << "an officer decides first";
    EXPECT_THAT(of("officer"), Contains("clear_interest a-1"));
    trial.must("officer", assignment::ClearInterest{{"a-1"}, "review", {"business"}, true, "Once."});
    EXPECT_THAT(of("business"), ElementsAre("open_application a-1"));
    trial.must("business", assignment::OpenApplication{{"a-1"}, "review", {"business"}});
    EXPECT_THAT(of("business"), ElementsAre("score a-1"));
    trial.score("a-1", "business", 4);
    EXPECT_THAT(of("business"), IsEmpty());
    trial.must("academic", assignment::DeclareInterest{{"a-1"}, "review", {"academic"}, Interest::none, ""});
    trial.must("academic", assignment::OpenApplication{{"a-1"}, "review", {"academic"}});
    trial.score("a-1", "academic", 4);
    EXPECT_THAT(of("business"), ElementsAre("write_consensus a-1"));
    trial.must("business", application::WriteConsensus{{"a-1"}, "review", {{"novelty", 4}}, "A report.", ""});
    EXPECT_THAT(of("academic"), Contains("sign_consensus a-1"));
    EXPECT_THAT(of("business"), IsEmpty());
}

TEST_F(Work, OfAListIsRankedOnceEverybodyArrivedAndConfirmedByAnother) {
    trial.open();
    trial.arrive("a-1");
    EXPECT_THAT(of("officer"), testing::Not(Contains("rank"))) << "the round is open";
    trial.close();
    EXPECT_THAT(of("officer"), Contains("rank"));
    trial.must("officer", trial.rank_command());
    EXPECT_THAT(of("officer"), Contains("propose_selection"));
    trial.must("officer", procedure::ProposeSelection{{"c"}, {"r1"}, "ranking"});
    EXPECT_THAT(of("head"), Contains("confirm_selection"));
    trial.must("head", procedure::ConfirmSelection{{"c"}, {"r1"}, "ranking"});
    EXPECT_THAT(of("minister"), Contains("decide_award a-1"));
    trial.award("a-1");
    EXPECT_THAT(of("officer"), Contains("serve_notice a-1"));
    EXPECT_THAT(of("lead-1"), ElementsAre("answer_offer a-1"));
}

TEST_F(Work, OfAnAppealIsOfWhoeverDecidesAppeals) {
    trial.open();
    trial.arrive("a-1", 100, 2);
    EXPECT_THAT(of("lead-1"), IsEmpty()) << "nothing is announced";
    trial.must("officer", application::ServeNotice{{"a-1"}, "by hand", trial.now});
    EXPECT_THAT(of("lead-1"), ElementsAre("may_appeal a-1"));
    trial.must("lead-1", application::LodgeAppeal{{"a-1"}, "procedure", "No reasons."});
    EXPECT_THAT(of("judge"), ElementsAre("examine_appeal a-1"));
    EXPECT_THAT(of("lead-1"), IsEmpty());
}

TEST_F(Work, OfChangesAndRolesIsOfASecondPerson) {
    trial.open();
    trial.must("officer",
               call::ProposeChange{{"c"}, {"r1"}, "closing", "2026-03-27T15:00:00Z", "A holiday."});
    EXPECT_THAT(of("head"), ElementsAre("confirm_change"));
    trial.must("admin", registry::GrantRole{{"third"}, {"*", "auditor"}});
    EXPECT_THAT(of("second"), ElementsAre("confirm_role"));
    EXPECT_THAT(of("admin"), IsEmpty());
}

TEST_F(Work, IsLateOnceItsDeadlinePassed) {
    trial.open();
    trial.start("a-1");
    trial.submit("a-1");
    trial.wait_days(20);
    const Value task = parsed(house.get("officer", "/work")).at("items").as_list().front();
    EXPECT_EQ(task.at("task").as_text(), "check");
    EXPECT_EQ(task.at("late"), Value{true});
    const Value board = parsed(house.get("officer", "/calls/c/board"));
    EXPECT_EQ(board.at("late").as_list().front().at("application").as_text(), "a-1");
    EXPECT_EQ(board.at("turns").as_list().front().at("turn").as_text(), "officer");
}

TEST_F(Work, ABoardCountsWhoWaitsWhereAndTheMoney) {
    trial.open();
    trial.arrive("a-1");
    trial.select();
    trial.award("a-1");
    const Value board = parsed(house.get("head", "/calls/c/board"));
    EXPECT_EQ(board.at("money").at("budget").as_text(), "250.00");
    EXPECT_EQ(board.at("money").at("committed").as_text(), "100.00");
    EXPECT_EQ(board.at("money").at("granted").as_text(), "100.00");
    EXPECT_EQ(board.at("money").at("left").as_text(), "150.00");
    EXPECT_EQ(board.at("notices").as_int(), 1);
    for (const Value& step : board.at("steps").as_list())
        EXPECT_EQ(step.at("waiting").as_int(), step.at("step").as_text() == "offer" ? 1 : 0);
    EXPECT_EQ(house.get("lead-1", "/calls/c/board").status, 404);
    EXPECT_EQ(house.get("third", "/calls/c/board").status, 404);
}

TEST_F(Work, ABoardLooksBack) {
    trial.open();
    trial.start("a-1");
    const std::string before = trial.now.text();
    trial.submit("a-1");
    const Value then = parsed(house.get("officer", "/calls/c/board", {{"as-of", before}}));
    EXPECT_EQ(then.at("steps").as_list().front().at("waiting").as_int(), 1);
    const Value now = parsed(house.get("officer", "/calls/c/board"));
    EXPECT_EQ(now.at("steps").as_list().front().at("waiting").as_int(), 0);
}

struct Evaluation : Work {
    Evaluation() {
        trial.open();
        trial.start("a-1");
    }
    Value of_form(const Value& form, const std::string& who = "lead-1") {
        return parsed(house.ask({who, "POST", "/applications/a-1/draft/evaluation", json::write(form)}));
    }
};

TEST_F(Evaluation, SaysWhatTheRulesOfTheStepsThatFollowWillFind) {
    const Value found = of_form(scenario::note(100));
    EXPECT_EQ(found.at("complete"), Value{true});
    EXPECT_EQ(found.at("step").as_text(), "note_in");
    std::vector<std::string> rules;
    for (const Value& verdict : found.at("verdicts").as_list()) {
        rules.push_back(verdict.at("step").as_text() + " " + verdict.at("rule").as_text());
        EXPECT_EQ(verdict.at("passed"), Value{true});
    }
    EXPECT_THAT(rules, ElementsAre("note_in least.least", "look sound.paid", "look sound.share"));
}

TEST_F(Evaluation, NamesTheLimitThatBindsAndByHowMuchItIsOver) {
    Value form = scenario::note(100);
    form.set("requested_grant", "500.01");
    const Value limit = of_form(form).at("limits").as_list().front();
    EXPECT_EQ(limit.at("field").as_text(), "requested_grant");
    EXPECT_EQ(limit.at("maximum").as_text(), "500.00");
    EXPECT_EQ(limit.at("binding").as_text(), "sound.paid");
    EXPECT_EQ(limit.find("requested"), nullptr) << "the field's own maximum is 500";
    form.as_object().at("costs").as_list().front().set("claimed", "149.99");
    form.set("requested_grant", "500.00");
    const Value over = of_form(form).at("limits").as_list().front();
    EXPECT_EQ(over.at("maximum").as_text(), "499.99");
    EXPECT_EQ(over.at("over_by").as_text(), "0.01");
}

TEST_F(Evaluation, TellsOfAFormThatIsOnlyBegunWhatCanBeTold) {
    const Value empty = of_form(Value::object());
    EXPECT_EQ(empty.at("complete"), Value{false});
    EXPECT_THAT(empty.at("problems").as_list(), testing::SizeIs(3)) << "subject, amount and costs";
    for (const Value& verdict : empty.at("verdicts").as_list())
        EXPECT_EQ(verdict.find("passed") != nullptr, verdict.at("rule").as_text() == "sound.share")
            << "only a share may be left out";
    Value form = scenario::note(100);
    form.as_object().at("costs").as_list().push_back(Value::object({{"purpose", "A pen"}}));
    form.set("share", "a half");
    form.set("partner", "o-77");
    const Value begun = of_form(form);
    std::vector<std::string> paths;
    for (const Value& one : begun.at("problems").as_list()) paths.push_back(one.at("path").as_text());
    EXPECT_THAT(paths, UnorderedElementsAre("share", "partner", "costs[2].claimed"));
    for (const Value& one : begun.at("problems").as_list())
        EXPECT_NE(one.at("message").at("en"), one.at("message").at("lt")) << one.at("path").as_text();
    EXPECT_EQ(begun.at("limits").as_list().front().at("maximum").as_text(), "500.00");
}

TEST_F(Evaluation, IsForWhoeverWritesTheFormAndWritesNothing) {
    const std::size_t entries = trial.world.store.record().entries.size();
    EXPECT_EQ(of_form(scenario::note(100), "officer").at("status").as_int(), 404);
    EXPECT_EQ(of_form(scenario::note(100), "lead-2").at("status").as_int(), 404);
    of_form(scenario::note(100));
    EXPECT_EQ(trial.world.store.record().entries.size(), entries);
    EXPECT_EQ(house.get("lead-1", "/applications/a-1/draft").status, 404) << "nothing was saved";
    EXPECT_EQ(house.ask({"lead-1", "POST", "/applications/a-1/draft/evaluation", "[]"}).status, 400);
}

struct Rehearsals : Work {
    Value of_commands(const std::string& who, std::initializer_list<service::Command> commands) {
        Value::List list;
        for (const service::Command& command : commands) {
            const Value encoded = kernel::encode(command);
            const auto& [type, members] = *encoded.as_object().begin();
            list.push_back(Value::object({{"type", type}, {"members", members}}));
        }
        return parsed(house.ask(
            {who, "POST", "/rehearsals", json::write(Value::object({{"commands", std::move(list)}}))}));
    }
};

TEST_F(Rehearsals, SayWhatWouldChangeAndWhoHasToConfirmAndChangeNothing) {
    trial.open();
    trial.start("a-1");
    trial.submit("a-1");
    trial.assess("a-1");
    const std::size_t entries = trial.world.store.record().entries.size();
    const Value told = of_commands("officer", {application::ProposeCheck{{"a-1"}, "look", true, ""}});
    EXPECT_EQ(told.at("accepted"), Value{true});
    const Value& item = told.at("items").as_list().front();
    EXPECT_EQ(item.at("changes").as_list().front().at("after").at("stage").as_text(), "check.proposed");
    EXPECT_EQ(item.at("confirm").as_list().front().at("role").as_text(), "head");
    EXPECT_EQ(trial.world.store.record().entries.size(), entries);
    EXPECT_EQ(trial.application("a-1").stage, lifecycle::Stage{lifecycle::check::Stage::pending});
}

TEST_F(Rehearsals, GoOnFromWhatThoseBeforeWouldHaveDone) {
    trial.open();
    trial.start("a-1");
    trial.submit("a-1");
    trial.assess("a-1");
    const application::ProposeCheck propose{{"a-1"}, "look", false, "Not enough."};
    const Value twice = of_commands("officer", {propose, propose});
    EXPECT_EQ(twice.at("accepted"), Value{false});
    EXPECT_EQ(twice.at("items").as_list().front().at("accepted"), Value{true});
    EXPECT_EQ(twice.at("items").as_list().back().at("accepted"), Value{false});
    trial.must("officer", propose);
    const Value confirmed = of_commands("head", {application::ConfirmCheck{{"a-1"}, "look"}});
    EXPECT_THAT(confirmed.at("items").as_list().front().at("notices").as_list(), ElementsAre(Value{"a-1"}));
}

TEST_F(Rehearsals, NameTheRuleByWhichTheCommandWouldBeRefused) {
    trial.open();
    trial.start("a-1");
    const Value told = of_commands("officer", {application::ServeNotice{{"a-1"}, "by hand", trial.now},
                                               application::ServeNotice{{"a-9"}, "by hand", trial.now}});
    EXPECT_EQ(told.at("items").as_list().front().at("refused").at("type").as_text(),
              "/problems/notice_must_be_due");
    EXPECT_EQ(told.at("items").as_list().back().at("refused").at("type").as_text(),
              "/problems/application_must_exist");
}

TEST_F(Rehearsals, TellAnExpertNothingOfWhatOthersScored) {
    trial.open();
    trial.start("a-1");
    trial.submit("a-1");
    trial.pass("a-1");
    trial.assign("a-1");
    const auto rehearsed = [&] {
        return json::write(of_commands(
            "business", {assignment::SubmitReview{
                             {"a-1"}, "review", {"business"}, {{"novelty", 4}}, {{"novelty", "So."}}},
                         application::WriteConsensus{{"a-1"}, "review", {{"novelty", 4}}, "A report.", ""}}));
    };
    const std::string before = rehearsed();
    trial.score("a-1", "academic", 1);
    EXPECT_EQ(rehearsed(), before);
    EXPECT_THAT(before, testing::HasSubstr("\"accepted\":true"));
    EXPECT_THAT(before, testing::Not(testing::HasSubstr("changes")));
}

TEST_F(Rehearsals, AreRefusedWhereTheyAreMisspelled) {
    EXPECT_EQ(house.ask({"officer", "POST", "/rehearsals", "{}"}).status, 400);
    EXPECT_EQ(
        house.ask({"officer", "POST", "/rehearsals", R"({"commands":[{"type":"ProposeCheck"}]})"}).status,
        400);
    EXPECT_EQ(house.ask({"", "POST", "/rehearsals", "{}"}).status, 401);
}

}  // namespace
}  // namespace atranka::api_test
