#pragma once
// What happened to an application. Frozen once released: add a new event or an upcaster, never change one.
// Events carry every value that later steps need and nothing personal: `evolve` reads nothing else.

#include "engine/assignment/events.hpp"
#include "engine/lifecycle/stage.hpp"

#include <boost/mp11.hpp>

namespace atranka::application {

struct ApplicationStarted {
    static constexpr std::string_view name = "ApplicationStarted";
    ApplicationId application;
    CallId call;
    RoundId round;
    PersonId lead;
    bool imported = false;
};
BOOST_DESCRIBE_STRUCT(ApplicationStarted, (), (application, call, round, lead, imported))

// The application waits in a step from now on. `awaits_notice`: its deadline is set when notice is served.
struct StepEntered {
    static constexpr std::string_view name = "StepEntered";
    std::string step;
    lifecycle::Stage stage{};
    Instant at;
    std::optional<Instant> deadline;
    bool awaits_notice = false;
};
BOOST_DESCRIBE_STRUCT(StepEntered, (), (step, stage, at, deadline, awaits_notice))

struct StageReached {
    static constexpr std::string_view name = "StageReached";
    lifecycle::Stage stage{};
    std::optional<Instant> deadline;
};
BOOST_DESCRIBE_STRUCT(StageReached, (), (stage, deadline))

struct FormSubmitted {
    static constexpr std::string_view name = "FormSubmitted";
    std::string step;
    Instant at;
    Value facts;
    std::set<OrganisationId> partners;
};
BOOST_DESCRIBE_STRUCT(FormSubmitted, (), (step, at, facts, partners))

struct MovedToRound {
    static constexpr std::string_view name = "MovedToRound";
    RoundId round;
};
BOOST_DESCRIBE_STRUCT(MovedToRound, (), (round))

struct LeadHandedOver {
    static constexpr std::string_view name = "LeadHandedOver";
    PersonId to;
};
BOOST_DESCRIBE_STRUCT(LeadHandedOver, (), (to))

struct ClarificationAsked {
    static constexpr std::string_view name = "ClarificationAsked";
    std::string step;
};
BOOST_DESCRIBE_STRUCT(ClarificationAsked, (), (step))

struct LinesAssessed {
    static constexpr std::string_view name = "LinesAssessed";
    std::string table, column;
    std::map<std::string, Decimal> accepted;  // by line number
};
BOOST_DESCRIBE_STRUCT(LinesAssessed, (), (table, column, accepted))

struct ErrorCorrected {
    static constexpr std::string_view name = "ErrorCorrected";
    std::string step, field;
    Value value;
};
BOOST_DESCRIBE_STRUCT(ErrorCorrected, (), (step, field, value))

struct Verdict {
    std::string rule;
    bool passed = false;
    std::map<std::string, std::string> shown;  // the numbers behind it
};
BOOST_DESCRIBE_STRUCT(Verdict, (), (rule, passed, shown))

struct CheckProposed {
    static constexpr std::string_view name = "CheckProposed";
    std::string step;
    PersonId by;
    bool passed = false;
    std::vector<Verdict> verdicts;
};
BOOST_DESCRIBE_STRUCT(CheckProposed, (), (step, by, passed, verdicts))

struct CheckDecided {
    static constexpr std::string_view name = "CheckDecided";
    std::string step;
    PersonId by;
    bool confirmed = false;
};
BOOST_DESCRIBE_STRUCT(CheckDecided, (), (step, by, confirmed))

struct ReviewDiverged {
    static constexpr std::string_view name = "ReviewDiverged";
    std::string step;
    Decimal gap, highest, lowest;
};
BOOST_DESCRIBE_STRUCT(ReviewDiverged, (), (step, gap, highest, lowest))

struct ChairNamed {
    static constexpr std::string_view name = "ChairNamed";
    std::string step;
    PersonId expert;
};
BOOST_DESCRIBE_STRUCT(ChairNamed, (), (step, expert))

struct ReviewDiscussed {
    static constexpr std::string_view name = "ReviewDiscussed";
    std::string step;
    PersonId by;
};
BOOST_DESCRIBE_STRUCT(ReviewDiscussed, (), (step, by))

struct ConsensusWritten {
    static constexpr std::string_view name = "ConsensusWritten";
    std::string step;
    PersonId by;
    std::map<std::string, Decimal> scores;
};
BOOST_DESCRIBE_STRUCT(ConsensusWritten, (), (step, by, scores))

struct ConsensusSigned {
    static constexpr std::string_view name = "ConsensusSigned";
    std::string step;
    PersonId by;
};
BOOST_DESCRIBE_STRUCT(ConsensusSigned, (), (step, by))

// The review's result: per criterion, the total, the worst single criterion, and which thresholds it missed.
struct ReviewScored {
    static constexpr std::string_view name = "ReviewScored";
    std::string step, method;
    std::map<std::string, Decimal> scores;
    Decimal total, worst;
    std::vector<std::string> missed;
};
BOOST_DESCRIBE_STRUCT(ReviewScored, (), (step, method, scores, total, worst, missed))

// A place in a ranked list, ranked by a selection over the whole round.
struct Placed {
    static constexpr std::string_view name = "Placed";
    std::string step;
    std::int64_t rank = 0;
    std::string outcome;       // selected, reserved, not_selected
    Decimal amount;            // that it would be paid; 0 where the selection pays nothing
    std::string deciding_key;  // what put it behind the one before
    std::string reason;
    std::set<PersonId> by;  // who proposed and who confirmed
    std::string envelope;   // that pays it, where there are envelopes
};
BOOST_DESCRIBE_STRUCT(Placed, (), (step, rank, outcome, amount, deciding_key, reason, by, envelope))

struct NoticeServed {
    static constexpr std::string_view name = "NoticeServed";
    std::string how;
    Instant at;
    std::optional<Instant> deadline;
};
BOOST_DESCRIBE_STRUCT(NoticeServed, (), (how, at, deadline))

// Proposed, or decided where `confirmed`; sending back and refusing a proposal leave it unconfirmed.
struct AwardDecided {
    static constexpr std::string_view name = "AwardDecided";
    PersonId by;
    bool confirmed = false;
    bool granted = false;
    std::string order, annex;
    Decimal amount;
};
BOOST_DESCRIBE_STRUCT(AwardDecided, (), (by, confirmed, granted, order, annex, amount))

struct OutcomeReached {
    static constexpr std::string_view name = "OutcomeReached";
    std::string outcome;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(OutcomeReached, (), (outcome, at))

struct AppealMoved {
    static constexpr std::string_view name = "AppealMoved";
    std::string ground;
    lifecycle::appeal::Stage stage{};
    PersonId by;
    Instant at;
    std::string back_to;
};
BOOST_DESCRIBE_STRUCT(AppealMoved, (), (ground, stage, by, at, back_to))

struct RulingRecorded {
    static constexpr std::string_view name = "RulingRecorded";
    std::string body, reference;
};
BOOST_DESCRIBE_STRUCT(RulingRecorded, (), (body, reference))

struct ExtensionProposed {
    static constexpr std::string_view name = "ExtensionProposed";
    PersonId by;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(ExtensionProposed, (), (by, until))

struct ExtensionRefused {
    static constexpr std::string_view name = "ExtensionRefused";
    PersonId by;
};
BOOST_DESCRIBE_STRUCT(ExtensionRefused, (), (by))

struct DeadlineMoved {
    static constexpr std::string_view name = "DeadlineMoved";
    Instant deadline;
};
BOOST_DESCRIBE_STRUCT(DeadlineMoved, (), (deadline))

struct WorkSuspended {
    static constexpr std::string_view name = "WorkSuspended";
    Instant at;
};
BOOST_DESCRIBE_STRUCT(WorkSuspended, (), (at))

// The deadline moves by as long as the work stood still.
struct WorkResumed {
    static constexpr std::string_view name = "WorkResumed";
    Instant at;
    std::optional<Instant> deadline;
};
BOOST_DESCRIBE_STRUCT(WorkResumed, (), (at, deadline))

// A deadline passed that no rule answers: it is an officer's work now.
struct DeadlinePassed {
    static constexpr std::string_view name = "DeadlinePassed";
    std::string step;
    Instant due;
};
BOOST_DESCRIBE_STRUCT(DeadlinePassed, (), (step, due))

using Event = boost::mp11::mp_append<
    assignment::Event,
    std::variant<ApplicationStarted, StepEntered, StageReached, FormSubmitted, MovedToRound, LeadHandedOver,
                 ClarificationAsked, LinesAssessed, ErrorCorrected, CheckProposed, CheckDecided,
                 ReviewDiverged, ChairNamed, ReviewDiscussed, ConsensusWritten, ConsensusSigned, ReviewScored,
                 Placed, NoticeServed, AwardDecided, OutcomeReached, AppealMoved, RulingRecorded,
                 ExtensionProposed, ExtensionRefused, DeadlineMoved, WorkSuspended, WorkResumed,
                 DeadlinePassed>>;

}  // namespace atranka::application
