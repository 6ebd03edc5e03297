// One test a rule: each is provoked by a command that breaks it and nothing before it. What no command can
// break today is listed below, by what it lies behind; the list fails when it is no longer true.

#include "engine/kernel/rule.hpp"
#include "engine/lifecycle/stage.hpp"
#include "engine/money/money.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>

namespace atranka::scenario {
namespace {

using lifecycle::assignment::Interest;
using Answer = Result<service::Done>;
using Provoke = std::function<Answer(Trial&)>;
using namespace application;
using namespace assignment;
using namespace procedure;
using namespace registry;
using namespace call;

const ApplicationId a1{"a-1"};
const CallId c{"c"};
const RoundId r1{"r1"}, r2{"r2"};

// Set-ups by which many begin.
void started(Trial& t) {
    t.open();
    t.start("a-1");
}
void submitted(Trial& t) {
    started(t);
    t.submit("a-1");
}
void reviewed(Trial& t) {  // an expert is invited
    submitted(t);
    t.pass("a-1");
    t.must("officer", AssignExpert{a1, "review", {"business"}});
}
void scoring(Trial& t) {
    submitted(t);
    t.pass("a-1");
    t.assign("a-1");
}
// A call whose definition says something else, or lacks it.
Value with(const std::string& from, const std::string& to) {
    std::string text = text_of("tests/scenario/trial.yaml");
    const auto place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    return definition_of(text.replace(place, from.size(), to));
}
Value without(const std::string& from) { return with(from, ""); }
void agreeing(Trial& t) {
    scoring(t);
    t.score("a-1", "business", 4);
    t.score("a-1", "academic", 4);
}
// The panel of a call whose definition gives it a chair.
void chaired(Trial& t) {
    t.definition = with("    consensus: true\n", "    consensus: true\n    chair: true\n");
    agreeing(t);
}
void arrived(Trial& t) {
    t.open();
    t.arrive("a-1");
}
void selected(Trial& t) {
    arrived(t);
    t.select();
}
void offered(Trial& t) {
    selected(t);
    t.offer("a-1");
}
void failed(Trial& t) {  // by officer and head; notice is served
    submitted(t);
    t.assess("a-1");
    t.must("officer", ProposeCheck{a1, "look", false, "No."});
    t.must("head", ConfirmCheck{a1, "look"});
    t.must("officer", ServeNotice{a1, "by hand", t.now});
}
void reserved(Trial& t) {  // a-1 is paid, a-2 waits
    t.open();
    t.arrive("a-1", 200);
    t.arrive("a-2", 100, 3);
    t.select();
}
void declared(Trial& t, Interest interest) {
    reviewed(t);
    t.must("business", DeclareInterest{a1, "review", {"business"}, interest, "A talk."});
}
SubmitReview sheet(std::map<std::string, Decimal> scores, std::map<std::string, std::string> comments) {
    return {a1, "review", {"business"}, std::move(scores), std::move(comments)};
}
// Of 250.00 a-1 is promised 200.00, and a-2 the rest of what it asks for.
void offered_in_part(Trial& t) {
    t.definition = with("policy: skip", "policy: partial");
    t.open();
    t.arrive("a-1", 200);
    t.arrive("a-2", 100, 3);
    t.select();
    t.offer("a-2");
}

struct Case {
    Rule rule;
    Provoke provoke;
};

const std::vector<Case>& cases() {
    static const std::vector<Case> all{
        // service
        {Rule::attachment_must_be_uploaded,
         [](Trial& t) {
             t.definition =
                 with("      share: {", "      plan: {type: attachment, label: {en: Plan}}\n      share: {");
             started(t);
             Value form = note(100);
             form.set("plan", attachment_of("never uploaded"));
             return t.give("lead-1", SubmitForm{a1, "note_in", form});
         }},
        // registry
        {Rule::actor_must_have_the_role,
         [](Trial& t) {
             t.draft();
             return t.give("officer", PublishCall{c});
         }},
        {Rule::person_must_be_registered,
         [](Trial& t) {
             t.found();
             return t.give("admin", GrantRole{{"nobody"}, {"c", "officer"}});
         }},
        {Rule::organisation_must_be_registered,
         [](Trial& t) {
             t.found();
             return t.give("admin", RegisterPerson{{"p"}, {}, "", {}, {{{"o-9"}, std::nullopt}}});
         }},
        {Rule::organisation_must_be_named,
         [](Trial& t) {
             t.found();
             Organisation o;
             o.id = {"o-9"};
             return t.give("admin", RegisterOrganisation{o});
         }},
        {Rule::instance_must_be_new,
         [](Trial& t) {
             t.found();
             return t.give("other", FoundInstance{{"other"}, {}});
         }},
        {Rule::id_must_be_well_formed,
         [](Trial& t) {
             t.found();
             return t.give("admin", RegisterPerson{{"A Person"}, {}, "", {}, {}});
         }},
        {Rule::role_must_be_named,
         [](Trial& t) {
             t.found();
             return t.give("admin", GrantRole{{"head"}, {"c", ""}});
         }},
        {Rule::role_must_be_new,
         [](Trial& t) {
             t.found();
             return t.give("admin", GrantRole{{"head"}, {"c", "head"}});
         }},
        {Rule::role_must_be_held,
         [](Trial& t) {
             t.found();
             return t.give("admin", RevokeRole{{"head"}, {"c", "officer"}, "He moved."});
         }},
        {Rule::reason_must_be_given,
         [](Trial& t) {
             t.found();
             return t.give("admin", RevokeRole{{"head"}, {"c", "head"}, ""});
         }},
        {Rule::second_person_must_act,
         [](Trial& t) {
             t.found();
             return t.give("head", DelegateRole{{"head"}, {"c", "head"}, t.now, t.now.plus_ms(1'000'000)});
         }},
        {Rule::dates_must_be_in_order,
         [](Trial& t) {
             t.found();
             return t.give("officer", DelegateRole{{"head"}, {"c", "officer"}, t.now, t.now.plus_ms(-1)});
         }},
        {Rule::deputy_must_be_appointed,
         [](Trial& t) {
             t.found();
             return t.give("head", DelegateRole{{"officer"}, {"c", "head"}, t.now, t.now.plus_ms(1'000'000)});
         }},
        {Rule::successor_must_be_another,
         [](Trial& t) {
             t.found();
             return t.give("admin", SucceedOrganisation{{"o-1"}, {"o-1"}, "A law."});
         }},
        {Rule::category_must_be_known,
         [](Trial& t) {
             t.found();
             t.must("admin", GrantRole{{"judge"}, {"*", "data_protection_officer"}});
             return t.give("judge", ProposeErasure{{"lead-1"}, "Art. 17", {"everything"}});
         }},
        {Rule::retention_must_have_ended,
         [](Trial& t) {
             submitted(t);
             t.must("admin", GrantRole{{"judge"}, {"*", "data_protection_officer"}});
             return t.give("judge", ProposeErasure{{"lead-1"}, "Art. 17", {"application"}});
         }},
        // the record's keeper
        {Rule::key_must_be_well_formed,
         [](Trial& t) {
             t.found();
             return t.give("admin", custody::RotateKey{"no key", "none", false, "It is time."});
         }},
        {Rule::key_must_follow,
         [](Trial& t) {
             t.found();
             const std::string key = t.world.notary.key("localhost").text();
             return t.give("admin", custody::RotateKey{key, key, false, "It is time."});
         }},
        {Rule::head_must_be_newer,
         [](Trial& t) {
             t.draft();
             if (!t.world.service.anchor(t.now).value()) ADD_FAILURE() << "was not anchored";
             const auto heads = t.world.service.states().log("instance").heads;
             return t.give("system", custody::AnchorHeads{heads}, "system");
         }},
        {Rule::epoch_must_follow,
         [](Trial& t) {
             t.draft();
             std::string& head = t.world.notary.heads.at("calls/c");
             head = write(ledger::Note{text_of(ledger::Head{"localhost/calls/other/1", 900, {}}),
                                       {ledger::Signature{"localhost/calls/other/1", 1, "x"}}});
             return t.give("admin", custody::OpenEpoch{"calls/c", head, "A backup."});
         }},
        {Rule::record_must_be_behind,
         [](Trial& t) {
             t.draft();
             const std::string& head = t.world.notary.heads.at("calls/c");
             return t.give("admin", custody::OpenEpoch{"calls/c", head, "A backup."});
         }},
        // the call
        {Rule::call_must_exist,
         [](Trial& t) {
             t.found();
             return t.give("head", PublishCall{{"other"}});
         }},
        {Rule::call_must_be_new,
         [](Trial& t) {
             t.draft();
             return t.give_draft("officer", t.draft_command());
         }},
        {Rule::definition_must_be_known,
         [](Trial& t) {
             t.found();
             return t.give("officer", t.draft_command());
         }},
        {Rule::parameter_must_exist,
         [](Trial& t) {
             t.found();
             auto draft = t.draft_command();
             draft.parameters["colour"] = "red";
             return t.give_draft("officer", draft);
         }},
        {Rule::parameter_must_be_set,
         [](Trial& t) {
             t.found();
             auto draft = t.draft_command();
             draft.rounds.front().parameters.erase("closing");
             return t.give_draft("officer", draft);
         }},
        {Rule::parameter_must_fit,
         [](Trial& t) {
             t.found();
             auto draft = t.draft_command();
             draft.parameters["budget"] = "10000.01";
             return t.give_draft("officer", draft);
         }},
        {Rule::stage_must_allow_command,
         [](Trial& t) {
             t.draft();
             return t.give("officer", OpenCall{c});
         }},
        {Rule::definition_must_be_sound,
         [](Trial& t) {
             t.draft();
             t.world.prover.errors = {"money-over-the-cap steps.ranking.fund"};
             return t.give("head", PublishCall{c, Believing::report});
         }},
        {Rule::lot_must_be_committed,
         [](Trial& t) {
             t.draft();
             t.must("head", PublishCall{c, Believing::report});
             return t.give("officer", OpenCall{c});
         }},
        {Rule::commitment_must_be_well_formed,
         [](Trial& t) {
             t.draft();
             return t.give("officer", CommitLot{c, "secret"});
         }},
        {Rule::commitment_must_be_early,
         [](Trial& t) {
             t.open();
             return t.give("officer", CommitLot{c, std::string(64, 'a')});
         }},
        {Rule::call_must_be_open,
         [](Trial& t) {
             t.draft();
             return t.give("officer", OpenRound{c, r1});
         }},
        {Rule::call_must_not_be_suspended,
         [](Trial& t) {
             t.open();
             t.must("head", SuspendCall{c, "A court."});
             return t.give("officer", CloseRound{c, r1});
         }},
        {Rule::call_must_be_suspended,
         [](Trial& t) {
             t.open();
             return t.give("head", ResumeCall{c, "Nothing."});
         }},
        {Rule::call_must_be_under_way,
         [](Trial& t) {
             submitted(t);
             t.must("head", CancelCall{c, "No money."});
             return t.give("officer", ProposeCheck{a1, "look", true, ""});
         }},
        {Rule::deadline_must_have_passed,
         [](Trial& t) {
             t.open();
             return t.give("officer", CloseRound{c, r1});
         }},
        {Rule::rounds_must_be_closed,
         [](Trial& t) {
             t.open();
             return t.give("officer", CloseCall{c});
         }},
        {Rule::rounds_must_be_decided,
         [](Trial& t) {
             t.open();
             t.close();
             t.must("officer", OpenRound{c, r2});
             t.wait_until("2026-09-30T15:00:01Z");
             t.must("officer", CloseRound{c, r2});
             t.must("officer", CloseCall{c});
             t.must("officer", EvaluateCall{c});
             return t.give("officer", DecideCall{c});
         }},
        {Rule::appeals_must_be_decided,
         [](Trial& t) {
             failed(t);
             t.must("lead-1", LodgeAppeal{a1, "procedure", "Not so."});
             t.close();
             t.must("officer", OpenRound{c, r2});
             t.wait_until("2026-09-30T15:00:01Z");
             t.must("officer", CloseRound{c, r2});
             t.must("officer", CloseCall{c});
             t.must("officer", EvaluateCall{c});
             for (const RoundId& round : {r1, r2}) {  // nobody came to either ranking
                 auto rank = t.rank_command();
                 rank.round = round;
                 t.must("officer", rank);
                 t.must("officer", ProposeSelection{c, round, "ranking"});
                 t.must("head", ConfirmSelection{c, round, "ranking"});
             }
             t.must("officer", DecideCall{c});
             return t.give("officer", ArchiveCall{c});
         }},
        {Rule::round_must_exist,
         [](Trial& t) {
             t.open();
             return t.give("officer", OpenRound{c, {"r9"}});
         }},
        {Rule::change_must_keep_the_rules,
         [](Trial& t) {
             t.open();
             t.close();
             return t.give("officer", ProposeChange{c, r1, "closing", "2026-03-27T15:00:00Z", "Late."});
         }},
        {Rule::proposal_must_be_made_first,
         [](Trial& t) {
             t.open();
             return t.give("head", ConfirmChange{c});
         }},
        {Rule::second_person_must_confirm,
         [](Trial& t) {
             t.open();
             t.must("all", ProposeChange{c, {}, "budget", "300.00", "More."});
             return t.give("all", ConfirmChange{c});
         }},
        // what is asked about it
        {Rule::question_must_be_put,
         [](Trial& t) {
             t.open();
             return t.give("lead-1", question::AskQuestion{c, " "});
         }},
        {Rule::question_must_exist,
         [](Trial& t) {
             t.open();
             return t.give("officer", question::PublishAnswer{c, 1, {{"en", "May we?"}}, {{"en", "Yes."}}});
         }},
        {Rule::question_must_be_short,
         [](Trial& t) {
             t.open();
             return t.give("lead-1", question::AskQuestion{c, std::string(10'001, 'a')});
         }},
        {Rule::question_must_wait,
         [](Trial& t) {
             t.open();
             t.must("lead-1", question::AskQuestion{c, "May we?"});
             t.must("officer", question::SetAsideQuestion{c, 1, "It was asked before."});
             return t.give("officer", question::SetAsideQuestion{c, 1, "It was asked before."});
         }},
        {Rule::answer_must_be_whole,
         [](Trial& t) {
             t.open();
             t.must("lead-1", question::AskQuestion{c, "May we?"});
             return t.give("officer", question::PublishAnswer{c, 1, {{"en", "May we?"}}, {{"lt", "Taip."}}});
         }},
        // an application
        {Rule::application_must_exist,
         [](Trial& t) {
             t.open();
             return t.give("lead-1", SubmitForm{a1, "note_in", note(100)});
         }},
        {Rule::application_must_be_new,
         [](Trial& t) {
             started(t);
             return t.give("lead-2", StartApplication{a1, c, r1});
         }},
        {Rule::round_must_be_open,
         [](Trial& t) {
             t.open();
             return t.give("lead-1", StartApplication{a1, c, r2});
         }},
        {Rule::deadline_must_not_have_passed,
         [](Trial& t) {
             started(t);
             t.wait_until("2026-02-27T15:00:00.001Z");
             return t.give("lead-1", SubmitForm{a1, "note_in", note(100)});
         }},
        {Rule::lead_must_act,
         [](Trial& t) {
             started(t);
             return t.give("lead-2", SubmitForm{a1, "note_in", note(100)});
         }},
        {Rule::form_must_be_valid,
         [](Trial& t) {
             started(t);
             return t.give("lead-1", SubmitForm{a1, "note_in", Value::object({{"subject", "A note"}})});
         }},
        {Rule::form_must_satisfy_the_rules,
         [](Trial& t) {
             started(t);
             return t.give("lead-1", SubmitForm{a1, "note_in", note(9)});
         }},
        {Rule::form_must_be_submitted,
         [](Trial& t) {
             started(t);
             return t.give("officer", CorrectError{a1, "requested_grant", "90.00", "A slip."});
         }},
        {Rule::field_must_be_a_fact,
         [](Trial& t) {
             submitted(t);
             return t.give("officer", CorrectError{a1, "contact", "B. Contact", "A slip."});
         }},
        {Rule::correction_must_change_something,
         [](Trial& t) {
             submitted(t);
             return t.give("officer", CorrectError{a1, "requested_grant", "100.00", "A slip."});
         }},
        {Rule::step_must_exist,
         [](Trial& t) {
             started(t);
             return t.give("lead-1", SubmitForm{a1, "letter", note(100)});
         }},
        {Rule::step_must_be_current,
         [](Trial& t) {
             submitted(t);
             return t.give("lead-1", SubmitForm{a1, "note_in", note(100)});
         }},
        {Rule::application_must_be_under_way,
         [](Trial& t) {
             submitted(t);
             t.must("lead-1", WithdrawApplication{a1, ""});
             return t.give("lead-1", WithdrawApplication{a1, ""});
         }},
        {Rule::application_must_be_imported,
         [](Trial& t) {
             reviewed(t);
             return t.give("officer", ImportReview{a1, "review", {"old"}, {{"novelty", 3}}, {}});
         }},
        {Rule::work_must_not_be_suspended,
         [](Trial& t) {
             submitted(t);
             t.must("officer", SuspendApplication{a1, "A court."});
             return t.give("officer", ProposeCheck{a1, "look", true, ""});
         }},
        {Rule::work_must_be_suspended,
         [](Trial& t) {
             submitted(t);
             return t.give("officer", ResumeApplication{a1, "Nothing."});
         }},
        {Rule::timer_must_be_current,
         [](Trial& t) {
             submitted(t);
             return t.give("system", FireTimer{a1, "look", t.now}, "system");
         }},
        {Rule::deadline_must_exist,
         [](Trial& t) {
             selected(t);
             t.award("a-1");
             return t.give("officer", ProposeExtension{a1, t.now.plus_ms(1'000'000), "Ill."});
         }},
        {Rule::notice_must_be_due,
         [](Trial& t) {
             submitted(t);
             return t.give("officer", ServeNotice{a1, "by hand", t.now});
         }},
        {Rule::version_must_be_current,
         [](Trial& t) {
             submitted(t);
             service::Request request{
                 {"officer"}, "password", ProposeExtension{a1, t.now.plus_ms(1'000'000), "Ill."}};
             request.at = t.now;
             request.looked_at = {"application/a-1", t.application("a-1").version - 1};
             return t.world.service.handle(request);
         }},
        {Rule::command_id_must_be_new,
         [](Trial& t) {
             t.found();
             service::Request first{{"admin"}, "cli", GrantRole{{"head"}, {"c", "chair"}}};
             first.id = "one";
             first.at = t.now;
             EXPECT_TRUE(t.world.service.handle(first));
             service::Request second = first;
             second.command = GrantRole{{"officer"}, {"c", "chair"}};
             return t.world.service.handle(second);
         }},
        {Rule::command_must_be_well_formed,
         [](Trial&) -> Answer {
             auto command = service::command_of("SubmitReveiw", Value::object());
             EXPECT_FALSE(command);
             return tl::unexpected{command.error()};
         }},
        // a check
        {Rule::clarification_must_be_left,
         [](Trial& t) {
             submitted(t);
             t.must("officer", AskClarification{a1, "look", "Who?"});
             t.must("lead-1", AnswerClarification{a1, "look", "We.", {}});
             return t.give("officer", AskClarification{a1, "look", "Why?"});
         }},
        {Rule::lines_must_be_assessed,
         [](Trial& t) {
             submitted(t);
             return t.give("officer", ProposeCheck{a1, "look", true, ""});
         }},
        {Rule::decider_must_be_impartial,
         [](Trial& t) {
             submitted(t);
             t.assess("a-1");
             return t.give("insider", ProposeCheck{a1, "look", true, ""});
         }},
        {Rule::guard_must_have_a_value,
         [](Trial& t) {
             t.definition = with("require: share = null or share < 1", "require: share < 1");
             started(t);
             Value form = note(100);
             form.as_object().erase("share");
             t.must("lead-1", SubmitForm{a1, "note_in", form});
             t.assess("a-1");
             return t.give("officer", ProposeCheck{a1, "look", true, ""});
         }},
        {Rule::table_must_be_assessed_here,
         [](Trial& t) {
             submitted(t);
             return t.give("officer", AssessLines{a1, "look", "subject", {{0, 1}}, {}});
         }},
        {Rule::line_must_exist,
         [](Trial& t) {
             submitted(t);
             return t.give("officer", AssessLines{a1, "look", "costs", {{2, 1}}, {}});
         }},
        {Rule::accepted_must_be_within_claimed,
         [](Trial& t) {
             submitted(t);
             return t.give("officer", AssessLines{a1, "look", "costs", {{0, 151}}, {}});
         }},
        // an expert
        {Rule::expert_must_have_the_role,
         [](Trial& t) {
             reviewed(t);
             return t.give("officer", AssignExpert{a1, "review", {"judge"}});
         }},
        {Rule::expert_must_be_independent,
         [](Trial& t) {
             reviewed(t);
             return t.give("officer", AssignExpert{a1, "review", {"tied"}});
         }},
        {Rule::expert_must_be_new,
         [](Trial& t) {
             reviewed(t);
             return t.give("officer", AssignExpert{a1, "review", {"business"}});
         }},
        {Rule::expert_must_be_assigned,
         [](Trial& t) {
             reviewed(t);
             return t.give("third", OpenApplication{a1, "review", {"third"}});
         }},
        {Rule::interest_must_be_declared,
         [](Trial& t) {
             reviewed(t);
             return t.give("officer", ClearInterest{a1, "review", {"business"}, true, "Fine."});
         }},
        {Rule::interest_must_be_declared_before_reading,
         [](Trial& t) {
             reviewed(t);
             return t.give("business", OpenApplication{a1, "review", {"business"}});
         }},
        {Rule::interest_must_be_declared_before_scoring,
         [](Trial& t) {
             reviewed(t);
             return t.give("business", sheet({{"novelty", 4}}, {{"novelty", "Good."}}));
         }},
        {Rule::interest_must_be_potential,
         [](Trial& t) {
             declared(t, Interest::none);
             return t.give("officer", ClearInterest{a1, "review", {"business"}, true, "Fine."});
         }},
        {Rule::interest_must_be_cleared,
         [](Trial& t) {
             declared(t, Interest::potential);
             return t.give("business", OpenApplication{a1, "review", {"business"}});
         }},
        {Rule::interest_must_be_cleared_by_another,
         [](Trial& t) {
             reviewed(t);
             t.must("officer", AssignExpert{a1, "review", {"academic"}});
             t.must("academic", DeclareInterest{a1, "review", {"academic"}, Interest::potential, "A talk."});
             return t.give("academic", ClearInterest{a1, "review", {"academic"}, true, "Fine."});
         }},
        {Rule::application_must_be_read_before_scoring,
         [](Trial& t) {
             declared(t, Interest::none);
             return t.give("business", sheet({{"novelty", 4}}, {{"novelty", "Good."}}));
         }},
        {Rule::criteria_must_be_scored,
         [](Trial& t) {
             scoring(t);
             return t.give("business", sheet({}, {}));
         }},
        {Rule::scores_must_be_on_scale,
         [](Trial& t) {
             scoring(t);
             return t.give("business", sheet({{"novelty", *Decimal::parse("4.2")}}, {{"novelty", "Good."}}));
         }},
        {Rule::comments_must_be_complete,
         [](Trial& t) {
             scoring(t);
             return t.give("business", sheet({{"novelty", 4}}, {}));
         }},
        {Rule::reopening_must_have_a_reason,
         [](Trial& t) {
             scoring(t);
             t.score("a-1", "business", 4);
             return t.give("officer", ReopenReview{a1, "review", {"business"}, ""});
         }},
        {Rule::consensus_must_be_written,
         [](Trial& t) {
             agreeing(t);
             return t.give("academic", SignConsensus{a1, "review"});
         }},
        {Rule::panel_must_have_a_chair,
         [](Trial& t) {
             agreeing(t);
             return t.give("officer", NameChair{a1, "review", {"business"}});
         }},
        {Rule::chair_must_be_named,
         [](Trial& t) {
             chaired(t);
             return t.give("business", WriteConsensus{a1, "review", {{"novelty", 4}}, "A report.", ""});
         }},
        {Rule::chair_must_write,
         [](Trial& t) {
             chaired(t);
             t.must("officer", NameChair{a1, "review", {"academic"}});
             return t.give("business", WriteConsensus{a1, "review", {{"novelty", 4}}, "A report.", ""});
         }},
        {Rule::expert_must_have_capacity,
         [](Trial& t) {
             t.definition =
                 with("experts: {role: expert, count: 2,", "experts: {role: expert, count: 2, load: 1,");
             scoring(t);
             t.start("a-2");
             t.submit("a-2");
             t.pass("a-2");
             return t.give("officer", AssignExpert{{"a-2"}, "review", {"business"}});
         }},
        {Rule::signature_must_be_new,
         [](Trial& t) {
             agreeing(t);
             t.must("business", WriteConsensus{a1, "review", {{"novelty", 4}}, "A report.", ""});
             return t.give("business", SignConsensus{a1, "review"});
         }},
        {Rule::all_reviews_must_be_submitted,
         [](Trial& t) {
             t.open();
             t.must("officer", ImportApplication{a1, c, r1, "review", facts_of_note(100), {}, {}});
             t.must("officer", AssignExpert{a1, "review", {"business"}});
             return t.give("officer", CloseImportedReview{a1, "review"});
         }},
        // a selection
        {Rule::round_must_be_closed,
         [](Trial& t) {
             arrived(t);
             return t.give("officer", t.rank_command());
         }},
        {Rule::all_applications_must_have_arrived,
         [](Trial& t) {
             submitted(t);
             t.close();
             return t.give("officer", t.rank_command());
         }},
        {Rule::lot_must_be_ready,
         [](Trial& t) {
             arrived(t);
             t.close();
             auto rank = t.rank_command();
             rank.secrets.pop_back();
             return t.give("officer", rank);
         }},
        {Rule::secret_must_match_its_commitment,
         [](Trial& t) {
             arrived(t);
             t.close();
             auto rank = t.rank_command();
             rank.secrets.front().secret = "another";
             return t.give("officer", rank);
         }},
        {Rule::ranking_must_be_made_first,
         [](Trial& t) {
             arrived(t);
             t.close();
             return t.give("officer", ProposeSelection{c, r1, "ranking"});
         }},
        {Rule::ranking_must_be_current,
         [](Trial& t) {
             arrived(t);
             t.rank();
             t.must("lead-1", WithdrawApplication{a1, ""});
             return t.give("officer", ProposeSelection{c, r1, "ranking"});
         }},
        {Rule::selection_must_be_confirmed,
         [](Trial& t) {
             arrived(t);
             t.rank();
             return t.give("officer", PromoteReserve{c, r1, "ranking"});
         }},
        {Rule::money_must_be_left,
         [](Trial& t) {
             reserved(t);
             return t.give("officer", PromoteReserve{c, r1, "ranking"});
         }},
        {Rule::reserve_list_must_not_have_expired,
         [](Trial& t) {
             reserved(t);
             t.must("lead-1", WithdrawApplication{a1, ""});
             t.wait_until("2027-01-01T00:00:00Z");
             return t.give("officer", PromoteReserve{c, r1, "ranking"});
         }},
        // a decision and an offer
        {Rule::order_must_be_numbered,
         [](Trial& t) {
             selected(t);
             return t.give("minister", DecideAward{a1, true, "", "", ""});
         }},
        {Rule::decider_must_not_have_scored,
         [](Trial& t) {
             selected(t);
             return t.give("business", DecideAward{a1, true, "4-1", "", ""});
         }},
        {Rule::budget_must_be_resubmitted,
         [](Trial& t) {
             offered_in_part(t);
             return t.give("lead-2", AcceptOffer{{"a-2"}});
         }},
        {Rule::offer_must_be_partial,
         [](Trial& t) {
             offered(t);
             return t.give("lead-1", ResubmitBudget{a1, note(90)});
         }},
        {Rule::budget_must_fit_the_offer,
         [](Trial& t) {
             offered_in_part(t);
             return t.give("lead-2", ResubmitBudget{{"a-2"}, note(60)});
         }},
        // an appeal
        {Rule::appeal_must_be_foreseen,
         [](Trial& t) {
             t.definition = without(
                 "appeals: {within: 14 days, by: judge, decide_within: 20 working days, "
                 "grounds: [procedure], back_to: review}\n");
             failed(t);
             return t.give("lead-1", LodgeAppeal{a1, "procedure", "Not so."});
         }},
        {Rule::outcome_must_be_appealable,
         [](Trial& t) {
             submitted(t);
             return t.give("lead-1", LodgeAppeal{a1, "procedure", "Not so."});
         }},
        {Rule::appeal_must_be_the_only_one,
         [](Trial& t) {
             failed(t);
             t.must("lead-1", LodgeAppeal{a1, "procedure", "Not so."});
             return t.give("lead-1", LodgeAppeal{a1, "procedure", "Not so."});
         }},
        {Rule::appeal_ground_must_be_allowed,
         [](Trial& t) {
             failed(t);
             return t.give("lead-1", LodgeAppeal{a1, "taste", "Not so."});
         }},
        {Rule::appeal_must_be_in_time,
         [](Trial& t) {
             failed(t);
             t.wait_days(16);
             return t.give("lead-1", LodgeAppeal{a1, "procedure", "Not so."});
         }},
        {Rule::appeal_must_be_lodged,
         [](Trial& t) {
             failed(t);
             return t.give("judge", ExamineAppeal{a1, true, ""});
         }},
        {Rule::appeal_must_be_examined_first,
         [](Trial& t) {
             failed(t);
             t.must("lead-1", LodgeAppeal{a1, "procedure", "Not so."});
             return t.give("judge", DecideAppeal{a1, true, "", "Right."});
         }},
        {Rule::appeal_must_be_decided_by_someone_new,
         [](Trial& t) {
             submitted(t);
             t.assess("a-1");
             t.must("all", ProposeCheck{a1, "look", false, "No."});
             t.must("head", ConfirmCheck{a1, "look"});
             t.must("lead-1", LodgeAppeal{a1, "procedure", "Not so."});
             return t.give("all", ExamineAppeal{a1, true, ""});
         }},
        {Rule::route_must_be_declared,
         [](Trial& t) {
             t.definition = without(", sent_back: look");
             selected(t);
             return t.give("minister", SendBackAward{a1, "Look again."});
         }},
    };
    return all;
}

// What no command can break today. The lifecycle demands it all the same; the fact that it looks at is always
// given.
struct Behind {
    Rule rule;
    std::function<std::optional<Rule>()> ask;  // the machine itself
    std::string why;
};

template <class Answered>
std::optional<Rule> error_of(const Answered& to) {
    return to ? std::nullopt : std::optional{to.error()};
}

const std::vector<Behind>& behind_the_lifecycle() {
    namespace m = lifecycle;
    static const std::vector<Behind> all{
        {Rule::partners_must_have_consented,
         [] {
             m::submission::Facts f;
             f.by_lead = f.before_deadline = f.form_is_valid = true;
             return error_of(next(m::submission::Stage::drafting, m::submission::Trigger::submit, f));
         },
         "consent is a field of the form, which a rule of the definition asks for"},
        {Rule::return_must_be_left,
         [] {
             return error_of(next(m::submission::Stage::submitted, m::submission::Trigger::send_back,
                                  m::submission::Facts{}));
         },
         "no command returns a form: a clarification asks instead"},
        {Rule::experts_must_be_enough,
         [] {
             return error_of(
                 next(m::review::Stage::staffing, m::review::Trigger::conclude, m::review::Facts{}));
         },
         "a review concludes by itself, once it can"},
        {Rule::kinds_must_be_covered,
         [] {
             m::review::Facts f;
             f.experts_assigned = true;
             return error_of(next(m::review::Stage::scoring, m::review::Trigger::conclude, f));
         },
         "a review concludes by itself, once it can"},
        {Rule::further_expert_must_be_assigned,
         [] {
             return error_of(
                 next(m::review::Stage::diverging, m::review::Trigger::conclude, m::review::Facts{}));
         },
         "a review concludes by itself, once it can"},
        {Rule::review_must_be_open,
         [] {
             return error_of(next(m::review::Stage::meets, m::review::Trigger::reopen, m::review::Facts{}));
         },
         "an application leaves the step with its review: step_must_be_current comes first"},
        {Rule::reserve_list_must_be_followed_in_order,
         [] {
             m::selection::Facts f;
             return error_of(next(m::selection::Stage::reserved, m::selection::Trigger::move_up, f));
         },
         "nobody names who moves up: the list does"},
        {Rule::reserve_list_must_have_expired,
         [] {
             return error_of(
                 next(m::selection::Stage::reserved, m::selection::Trigger::expire, m::selection::Facts{}));
         },
         "a timer that is early breaks deadline_must_have_passed first"},
        {Rule::de_minimis_must_be_left,
         [] {
             m::offer::Facts f;
             f.by_lead = f.before_deadline = f.partners_consented = true;
             return error_of(next(m::offer::Stage::offered, m::offer::Trigger::accept, f));
         },
         "the ceiling is a rule of the definition's check; it is not looked at again when an offer is "
         "accepted"},
        {Rule::ruling_must_be_recorded,
         [] {
             return error_of(
                 next(m::appeal::Stage::dismissed, m::appeal::Trigger::overturn, m::appeal::Facts{}));
         },
         "the command that overturns is the ruling's record"},
        {Rule::round_must_be_planned,
         [] {
             m::call::Facts f;
             f.same_person = false;
             f.definition_sound = true;
             return error_of(next(m::call::Stage::drafted, m::call::Trigger::publish, f));
         },
         "a draft without rounds is refused: round_must_exist"},
        {Rule::opening_must_have_come,
         [] {
             m::call::Facts f;
             f.suspended = false;
             return error_of(next(m::call::Stage::published, m::call::Trigger::open, f));
         },
         "a definition declares no opening: an officer opens"},
        {Rule::ranking_must_be_confirmed,
         [] {
             return error_of(next(m::round::Stage::evaluating, m::round::Trigger::decide, m::round::Facts{}));
         },
         "a round is decided by the command that confirms its selection"},
    };
    return all;
}

// Not of the engine's commands at all.
const std::map<Rule, std::string>& elsewhere() {
    static const std::map<Rule, std::string> all{
        {Rule::text_must_be_clean, "said where text is read from people, before a command is made of it"},
        {Rule::amount_must_be_exact, "a problem of a form's field, reported under form_must_be_valid"},
        {Rule::attachment_must_fit, "said where a file is uploaded, which is no command"},
        {Rule::attachment_must_be_clean, "said where a file is uploaded, which is no command"},
        {Rule::withdrawal_must_be_foreseen, "every submission of a definition routes `withdrawn`"},
    };
    return all;
}

std::set<std::string> provoked() {
    std::set<std::string> names;
    for (const Case& one : cases()) names.insert(std::string{rule_name(one.rule)});
    return names;
}

class ARule : public testing::TestWithParam<Case> {};

TEST_P(ARule, RefusesACommandThatBreaksItAndChangesNothing) {
    Trial trial;  // which sees to it that nothing is written for what is refused
    const auto answer = GetParam().provoke(trial);
    ASSERT_FALSE(answer) << "was accepted";
    EXPECT_EQ(rule_name(answer.error().rule), rule_name(GetParam().rule)) << answer.error().message;
    EXPECT_FALSE(answer.error().message.empty());
}

TEST(APartialOffer, IsAcceptedWithABudgetForTheSumOffered) {
    Trial t;
    offered_in_part(t);
    Value smaller = note(50);
    EXPECT_FALSE(t.give("lead-2", ResubmitBudget{{"a-2"}, smaller})) << "claims again what was cut";
    smaller.as_object().at("costs").as_list().pop_back();
    t.must("lead-2", ResubmitBudget{{"a-2"}, smaller});
    t.must("lead-2", AcceptOffer{{"a-2"}});
    EXPECT_EQ(t.application("a-2").outcome, "granted");
    EXPECT_EQ(t.application("a-2").award->amount, Decimal{50});
    EXPECT_EQ(t.call().committed, Decimal{250});
}

TEST(ASelection, IsConfirmedByWhoeverProposesItWhereNoSecondPersonIsAskedFor) {
    Trial t;
    t.definition = with("    confirm_by: head\n    decide_within", "    decide_within");
    t.open();
    t.arrive("a-1");
    t.rank();
    t.must("officer", procedure::ProposeSelection{c, r1, "ranking"});
    EXPECT_EQ(t.application("a-1").step, "award");
    EXPECT_EQ(t.call().committed, Decimal{100});
}

TEST(AConsensus, IsWrittenAnewWhereAReviewIsReopened) {
    Trial t;
    agreeing(t);
    t.must("business", WriteConsensus{a1, "review", {{"novelty", 4}}, "Agreed.", ""});
    t.must("officer", ReopenReview{a1, "review", {"business"}, "A slip."});
    EXPECT_TRUE(t.application("a-1").reviews.at("review").consensus.empty());
    EXPECT_TRUE(t.application("a-1").reviews.at("review").signatures.empty());
}

TEST(APanel, TalksOnceAllHaveScoredAndItsChairWritesTheConsensus) {
    Trial t;
    t.definition = with("    consensus: true\n", "    consensus: true\n    chair: true\n");
    scoring(t);
    const auto silent = t.give("business", DiscussReview{a1, "review", "Before anybody scored."});
    ASSERT_FALSE(silent);
    EXPECT_EQ(silent.error().rule, Rule::expert_must_be_assigned);
    t.score("a-1", "business", 4);
    t.score("a-1", "academic", 4);
    t.must("academic", DiscussReview{a1, "review", "Is the pump not too small?"});
    EXPECT_FALSE(t.give("academic", DiscussReview{a1, "review", ""}));
    EXPECT_FALSE(t.give("officer", NameChair{a1, "review", {"third"}})) << "is not of the panel";
    EXPECT_FALSE(t.give("business", NameChair{a1, "review", {"business"}})) << "is no officer";
    t.must("officer", NameChair{a1, "review", {"business"}});
    t.must("officer", NameChair{a1, "review", {"academic"}});
    EXPECT_EQ(t.application("a-1").reviews.at("review").chair.text, "academic");
    t.must("academic", WriteConsensus{a1, "review", {{"novelty", 4}}, "A report.", ""});
    t.must("business", SignConsensus{a1, "review"});
    EXPECT_EQ(t.application("a-1").step, "ranking");
}

TEST(APanel, HasNoChairOnceTheChairHasLeft) {
    Trial t;
    chaired(t);
    t.must("officer", NameChair{a1, "review", {"business"}});
    t.must("officer", RemoveExpert{a1, "review", {"business"}, "Ill."});
    EXPECT_TRUE(t.application("a-1").reviews.at("review").chair.empty());
}

TEST(AnExpert, IsAskedForAsMuchAsTheDefinitionAllowsAndIsFreeAgainWhenTheyDecline) {
    Trial t;
    t.definition = with("experts: {role: expert, count: 2,", "experts: {role: expert, count: 2, load: 1,");
    scoring(t);
    EXPECT_EQ(t.call().load("review", {"business"}), 1);
    t.start("a-2");
    t.submit("a-2");
    t.pass("a-2");
    const AssignExpert more{{"a-2"}, "review", {"business"}};
    EXPECT_FALSE(t.give("officer", more));
    t.must("officer", RemoveExpert{a1, "review", {"business"}, "Too much."});
    EXPECT_EQ(t.call().load("review", {"business"}), 0);
    t.must("officer", more);
    // Without a limit nobody counts, and the call's stream is left alone.
    Trial free;
    scoring(free);
    EXPECT_TRUE(free.call().loads.empty());
}

TEST(AnExpert, DoesNotTakeOverTheLeadOfWhatTheyWereAskedToReview) {
    Trial t;
    reviewed(t);
    const auto taken = t.give("lead-1", HandOverLead{a1, {"business"}});
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().rule, Rule::expert_must_be_independent);
}

INSTANTIATE_TEST_SUITE_P(Every, ARule, testing::ValuesIn(cases()),
                         [](const auto& one) { return std::string{rule_name(one.param.rule)}; });

TEST(Rules, AreEachProvokedOrListedWithTheReasonWhyNoCommandBreaksThem) {
    std::set<std::string> listed = provoked();
    for (const Behind& one : behind_the_lifecycle()) {
        EXPECT_TRUE(listed.insert(std::string{rule_name(one.rule)}).second)
            << rule_name(one.rule) << " can be broken by a command: take it off the list";
    }
    for (const auto& [rule, why] : elsewhere())
        EXPECT_TRUE(listed.insert(std::string{rule_name(rule)}).second) << rule_name(rule);
    for (const Rule rule : all_rules())
        EXPECT_TRUE(listed.contains(std::string{rule_name(rule)})) << rule_name(rule) << " is not covered";
}

TEST(Rules, ThatNoCommandBreaksAreDemandedByTheLifecycle) {
    for (const Behind& one : behind_the_lifecycle()) {
        const auto broken = one.ask();
        ASSERT_TRUE(broken) << rule_name(one.rule) << " lets it pass";
        EXPECT_EQ(rule_name(*broken), rule_name(one.rule)) << one.why;
    }
}

TEST(Rules, OfMoneyRefuseAnAmountThatIsNotExact) {
    const auto amount = money::Money::parse("1e3", money::euro());
    ASSERT_FALSE(amount);
    EXPECT_EQ(amount.error().rule, Rule::amount_must_be_exact);
}

}  // namespace
}  // namespace atranka::scenario
