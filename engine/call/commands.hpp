#pragma once
// What can be asked of a call. Selections over its applications are in procedure/commands.hpp.

#include "engine/call/state.hpp"

#include <optional>
#include <variant>

namespace atranka::call {

struct RoundPlan {
    RoundId id;
    std::map<std::string, Value> parameters;
};
BOOST_DESCRIBE_STRUCT(RoundPlan, (), (id, parameters))

struct DraftCall {
    static constexpr std::string_view name = "DraftCall";
    CallId call;
    std::string definition;  // hash of the resolved document, which lies beside the entry
    std::map<std::string, Value> parameters;
    std::vector<RoundPlan> rounds;
};
BOOST_DESCRIBE_STRUCT(DraftCall, (), (call, definition, parameters, rounds))

// What was proven of a definition, by the report that says it in full.
struct Judgement {
    std::string report = {};                 // SHA-256 of the report, hex
    std::vector<std::string> errors = {};    // each a code and its place: "money-over-the-cap steps.award"
    std::vector<std::string> warnings = {};  // the same
};
BOOST_DESCRIBE_STRUCT(Judgement, (), (report, errors, warnings))

struct PublishCall {
    static constexpr std::string_view name = "PublishCall";
    CallId call;
    std::string report = {};                  // hash of the report that the head has read, and confirms
    std::optional<Judgement> judgement = {};  // made by the service, whatever was given
};
BOOST_DESCRIBE_STRUCT(PublishCall, (), (call, report, judgement))

struct OpenCall {
    static constexpr std::string_view name = "OpenCall";
    CallId call;
};
BOOST_DESCRIBE_STRUCT(OpenCall, (), (call))

struct CloseCall {
    static constexpr std::string_view name = "CloseCall";
    CallId call;
};
BOOST_DESCRIBE_STRUCT(CloseCall, (), (call))

// The evaluation begins once every round is closed.
struct EvaluateCall {
    static constexpr std::string_view name = "EvaluateCall";
    CallId call;
};
BOOST_DESCRIBE_STRUCT(EvaluateCall, (), (call))

// Every round is decided.
struct DecideCall {
    static constexpr std::string_view name = "DecideCall";
    CallId call;
};
BOOST_DESCRIBE_STRUCT(DecideCall, (), (call))

struct CancelCall {
    static constexpr std::string_view name = "CancelCall";
    CallId call;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CancelCall, (), (call, reason))

struct ArchiveCall {
    static constexpr std::string_view name = "ArchiveCall";
    CallId call;
};
BOOST_DESCRIBE_STRUCT(ArchiveCall, (), (call))

struct SuspendCall {
    static constexpr std::string_view name = "SuspendCall";
    CallId call;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SuspendCall, (), (call, reason))

struct ResumeCall {
    static constexpr std::string_view name = "ResumeCall";
    CallId call;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ResumeCall, (), (call, reason))

struct OpenRound {
    static constexpr std::string_view name = "OpenRound";
    CallId call;
    RoundId round;
};
BOOST_DESCRIBE_STRUCT(OpenRound, (), (call, round))

struct CloseRound {
    static constexpr std::string_view name = "CloseRound";
    CallId call;
    RoundId round;
};
BOOST_DESCRIBE_STRUCT(CloseRound, (), (call, round))

struct ProposeChange {
    static constexpr std::string_view name = "ProposeChange";
    CallId call;
    RoundId round;
    std::string parameter;
    Value value;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ProposeChange, (), (call, round, parameter, value, reason))

struct ConfirmChange {
    static constexpr std::string_view name = "ConfirmChange";
    CallId call;
};
BOOST_DESCRIBE_STRUCT(ConfirmChange, (), (call))

struct RefuseChange {
    static constexpr std::string_view name = "RefuseChange";
    CallId call;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefuseChange, (), (call, reason))

// A person's share in the seed of the lot, before the call opens: the SHA-256 of a secret that they keep.
struct CommitLot {
    static constexpr std::string_view name = "CommitLot";
    CallId call;
    std::string commitment;
};
BOOST_DESCRIBE_STRUCT(CommitLot, (), (call, commitment))

using Command = std::variant<DraftCall, PublishCall, OpenCall, CloseCall, EvaluateCall, DecideCall,
                             CancelCall, ArchiveCall, SuspendCall, ResumeCall, OpenRound, CloseRound,
                             ProposeChange, ConfirmChange, RefuseChange, CommitLot>;

}  // namespace atranka::call
