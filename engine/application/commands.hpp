#pragma once
// What can be asked of one application, besides what is asked of its experts (assignment/commands.hpp).
// Members named in `private_members` are kept in a part that can be erased; all others are pseudonymous.

#include "engine/assignment/commands.hpp"

#include <boost/mp11.hpp>

namespace atranka::application {

struct StartApplication {
    static constexpr std::string_view name = "StartApplication";
    ApplicationId application;
    CallId call;
    RoundId round;
};
BOOST_DESCRIBE_STRUCT(StartApplication, (), (application, call, round))

// The whole form; `facts` (all of it that is neither free text nor personal) is worked out by decide.
struct SubmitForm {
    static constexpr std::string_view name = "SubmitForm";
    static constexpr std::string_view private_members[] = {"form"};
    ApplicationId application;
    std::string step;
    Value form;
};
BOOST_DESCRIBE_STRUCT(SubmitForm, (), (application, step, form))

struct WithdrawApplication {
    static constexpr std::string_view name = "WithdrawApplication";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(WithdrawApplication, (), (application, reason))

struct HandOverLead {
    static constexpr std::string_view name = "HandOverLead";
    ApplicationId application;
    PersonId to;
};
BOOST_DESCRIBE_STRUCT(HandOverLead, (), (application, to))

struct AskClarification {
    static constexpr std::string_view name = "AskClarification";
    static constexpr std::string_view private_members[] = {"question"};
    ApplicationId application;
    std::string step;
    std::string question;
};
BOOST_DESCRIBE_STRUCT(AskClarification, (), (application, step, question))

// An answer may bring the form again, corrected.
struct AnswerClarification {
    static constexpr std::string_view name = "AnswerClarification";
    static constexpr std::string_view private_members[] = {"answer", "form"};
    ApplicationId application;
    std::string step;
    std::string answer;
    Value form;
};
BOOST_DESCRIBE_STRUCT(AnswerClarification, (), (application, step, answer, form))

struct AcceptedLine {
    std::int64_t line = 0;  // from 0
    Decimal accepted;
};
BOOST_DESCRIBE_STRUCT(AcceptedLine, (), (line, accepted))

// Accept or cut lines of an assessed table; a line that is cut needs its reason, by line number.
struct AssessLines {
    static constexpr std::string_view name = "AssessLines";
    static constexpr std::string_view private_members[] = {"reasons"};
    ApplicationId application;
    std::string step;
    std::string table;
    std::vector<AcceptedLine> lines;
    std::map<std::string, std::string> reasons;
};
BOOST_DESCRIBE_STRUCT(AssessLines, (), (application, step, table, lines, reasons))

// An obvious clerical error in a submitted form, corrected visibly by an officer.
struct CorrectError {
    static constexpr std::string_view name = "CorrectError";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string field;  // a top-level field that is a fact
    Value value;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CorrectError, (), (application, field, value, reason))

struct ProposeCheck {
    static constexpr std::string_view name = "ProposeCheck";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string step;
    bool passed = false;
    std::string reason;  // needed for a failure, and for passing against a failed rule
};
BOOST_DESCRIBE_STRUCT(ProposeCheck, (), (application, step, passed, reason))

struct ConfirmCheck {
    static constexpr std::string_view name = "ConfirmCheck";
    ApplicationId application;
    std::string step;
};
BOOST_DESCRIBE_STRUCT(ConfirmCheck, (), (application, step))

struct RefuseCheck {
    static constexpr std::string_view name = "RefuseCheck";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string step;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefuseCheck, (), (application, step, reason))

// One of the experts who are assigned chairs the panel of this application, where its definition has a chair.
struct NameChair {
    static constexpr std::string_view name = "NameChair";
    ApplicationId application;
    std::string step;
    PersonId expert;
};
BOOST_DESCRIBE_STRUCT(NameChair, (), (application, step, expert))

// A remark of one expert to the others, while they seek a consensus.
struct DiscussReview {
    static constexpr std::string_view name = "DiscussReview";
    static constexpr std::string_view private_members[] = {"remark"};
    ApplicationId application;
    std::string step;
    std::string remark;
};
BOOST_DESCRIBE_STRUCT(DiscussReview, (), (application, step, remark))

struct WriteConsensus {
    static constexpr std::string_view name = "WriteConsensus";
    static constexpr std::string_view private_members[] = {"report", "minority_view"};
    ApplicationId application;
    std::string step;
    std::map<std::string, Decimal> scores;
    std::string report, minority_view;
};
BOOST_DESCRIBE_STRUCT(WriteConsensus, (), (application, step, scores, report, minority_view))

struct SignConsensus {
    static constexpr std::string_view name = "SignConsensus";
    ApplicationId application;
    std::string step;
};
BOOST_DESCRIBE_STRUCT(SignConsensus, (), (application, step))

// Notice of the present step or outcome reached the applicant: how, and when; their clock starts then.
struct ServeNotice {
    static constexpr std::string_view name = "ServeNotice";
    ApplicationId application;
    std::string how;
    Instant served;
};
BOOST_DESCRIBE_STRUCT(ServeNotice, (), (application, how, served))

// By the deciding authority, under a numbered order; a refusal has its reasons.
struct DecideAward {
    static constexpr std::string_view name = "DecideAward";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    bool granted = false;
    std::string order, annex;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DecideAward, (), (application, granted, order, annex, reason))

struct ConfirmAward {
    static constexpr std::string_view name = "ConfirmAward";
    ApplicationId application;
};
BOOST_DESCRIBE_STRUCT(ConfirmAward, (), (application))

struct RefuseAward {
    static constexpr std::string_view name = "RefuseAward";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefuseAward, (), (application, reason))

// The authority changes no list: it sends it back.
struct SendBackAward {
    static constexpr std::string_view name = "SendBackAward";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SendBackAward, (), (application, reason))

struct AcceptOffer {
    static constexpr std::string_view name = "AcceptOffer";
    ApplicationId application;
};
BOOST_DESCRIBE_STRUCT(AcceptOffer, (), (application))

struct DeclineOffer {
    static constexpr std::string_view name = "DeclineOffer";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DeclineOffer, (), (application, reason))

// Less is offered than was asked for: the form of the application again, for the sum offered.
struct ResubmitBudget {
    static constexpr std::string_view name = "ResubmitBudget";
    static constexpr std::string_view private_members[] = {"form"};
    ApplicationId application;
    Value form;
};
BOOST_DESCRIBE_STRUCT(ResubmitBudget, (), (application, form))

struct LodgeAppeal {
    static constexpr std::string_view name = "LodgeAppeal";
    static constexpr std::string_view private_members[] = {"text"};
    ApplicationId application;
    std::string ground;  // procedure, factual_error, manifest_error
    std::string text;
};
BOOST_DESCRIBE_STRUCT(LodgeAppeal, (), (application, ground, text))

struct ExamineAppeal {
    static constexpr std::string_view name = "ExamineAppeal";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    bool admissible = false;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ExamineAppeal, (), (application, admissible, reason))

struct DecideAppeal {
    static constexpr std::string_view name = "DecideAppeal";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    bool upheld = false;
    std::string back_to;  // step; empty: as the definition says
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DecideAppeal, (), (application, upheld, back_to, reason))

struct WithdrawAppeal {
    static constexpr std::string_view name = "WithdrawAppeal";
    ApplicationId application;
};
BOOST_DESCRIBE_STRUCT(WithdrawAppeal, (), (application))

// A ruling of an external commission or court on this application; it may overturn how its appeal ended.
struct RecordRuling {
    static constexpr std::string_view name = "RecordRuling";
    static constexpr std::string_view private_members[] = {"text"};
    ApplicationId application;
    std::string body, reference;
    std::string text;
    bool overturns = false;
};
BOOST_DESCRIBE_STRUCT(RecordRuling, (), (application, body, reference, text, overturns))

struct ProposeExtension {
    static constexpr std::string_view name = "ProposeExtension";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    Instant until;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ProposeExtension, (), (application, until, reason))

struct ConfirmExtension {
    static constexpr std::string_view name = "ConfirmExtension";
    ApplicationId application;
};
BOOST_DESCRIBE_STRUCT(ConfirmExtension, (), (application))

struct RefuseExtension {
    static constexpr std::string_view name = "RefuseExtension";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefuseExtension, (), (application, reason))

struct SuspendApplication {
    static constexpr std::string_view name = "SuspendApplication";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SuspendApplication, (), (application, reason))

struct ResumeApplication {
    static constexpr std::string_view name = "ResumeApplication";
    static constexpr std::string_view private_members[] = {"reason"};
    ApplicationId application;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ResumeApplication, (), (application, reason))

// Given by `tick` when a deadline has passed; `due` is the deadline it saw.
struct FireTimer {
    static constexpr std::string_view name = "FireTimer";
    ApplicationId application;
    std::string step;
    Instant due;
};
BOOST_DESCRIBE_STRUCT(FireTimer, (), (application, step, due))

// An application from an older system, with what was claimed of it; it enters at the step named.
struct ImportApplication {
    static constexpr std::string_view name = "ImportApplication";
    static constexpr std::string_view private_members[] = {"texts"};
    ApplicationId application;
    CallId call;
    RoundId round;
    std::string step;
    Value facts;    // of the last form before that step
    Value claimed;  // dates and outcomes as the old system had them
    Value texts;
};
BOOST_DESCRIBE_STRUCT(ImportApplication, (), (application, call, round, step, facts, claimed, texts))

struct ImportReview {
    static constexpr std::string_view name = "ImportReview";
    static constexpr std::string_view private_members[] = {"comments"};
    ApplicationId application;
    std::string step;
    PersonId expert;  // a pseudonym; need not be registered
    std::map<std::string, Decimal> scores;
    std::map<std::string, std::string> comments;
};
BOOST_DESCRIBE_STRUCT(ImportReview, (), (application, step, expert, scores, comments))

// Imported reviews are complete: aggregate them and go on.
struct CloseImportedReview {
    static constexpr std::string_view name = "CloseImportedReview";
    ApplicationId application;
    std::string step;
};
BOOST_DESCRIBE_STRUCT(CloseImportedReview, (), (application, step))

using Command = boost::mp11::mp_append<
    assignment::Command,
    std::variant<StartApplication, SubmitForm, WithdrawApplication, HandOverLead, AskClarification,
                 AnswerClarification, AssessLines, CorrectError, ProposeCheck, ConfirmCheck, RefuseCheck,
                 NameChair, DiscussReview, WriteConsensus, SignConsensus, ServeNotice, DecideAward,
                 ConfirmAward, RefuseAward, SendBackAward, AcceptOffer, DeclineOffer, ResubmitBudget,
                 LodgeAppeal, ExamineAppeal, DecideAppeal, WithdrawAppeal, RecordRuling, ProposeExtension,
                 ConfirmExtension, RefuseExtension, SuspendApplication, ResumeApplication, FireTimer,
                 ImportApplication, ImportReview, CloseImportedReview>>;

}  // namespace atranka::application
