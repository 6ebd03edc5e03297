#pragma once
// What happened to a call. Frozen once released.

#include "engine/call/commands.hpp"

namespace atranka::call {

struct CallDrafted {
    static constexpr std::string_view name = "CallDrafted";
    CallId call;
    PersonId by;
    std::string definition;
    std::map<std::string, Value> parameters;
    std::vector<RoundPlan> rounds;
};
BOOST_DESCRIBE_STRUCT(CallDrafted, (), (call, by, definition, parameters, rounds))

struct CallMoved {
    static constexpr std::string_view name = "CallMoved";
    lifecycle::call::Stage stage{};
    std::string report = {};  // of a publication: what was proven of the definition, by the report's hash
};
BOOST_DESCRIBE_STRUCT(CallMoved, (), (stage, report))

struct CallSuspended {
    static constexpr std::string_view name = "CallSuspended";
    bool suspended = false;
};
BOOST_DESCRIBE_STRUCT(CallSuspended, (), (suspended))

struct RoundMoved {
    static constexpr std::string_view name = "RoundMoved";
    RoundId round;
    lifecycle::round::Stage stage{};
};
BOOST_DESCRIBE_STRUCT(RoundMoved, (), (round, stage))

struct ChangeProposed {
    static constexpr std::string_view name = "ChangeProposed";
    Change change;
};
BOOST_DESCRIBE_STRUCT(ChangeProposed, (), (change))

struct ChangeDecided {
    static constexpr std::string_view name = "ChangeDecided";
    bool confirmed = false;
};
BOOST_DESCRIBE_STRUCT(ChangeDecided, (), (confirmed))

struct LotCommitted {
    static constexpr std::string_view name = "LotCommitted";
    PersonId by;
    std::string commitment;
};
BOOST_DESCRIBE_STRUCT(LotCommitted, (), (by, commitment))

// Selections (procedure) and money.
struct SelectionMoved {
    static constexpr std::string_view name = "SelectionMoved";
    RoundId round;
    std::string step;
    Selection selection;
};
BOOST_DESCRIBE_STRUCT(SelectionMoved, (), (round, step, selection))

struct MoneyCommitted {
    static constexpr std::string_view name = "MoneyCommitted";
    Decimal amount;
    std::string envelope;
};
BOOST_DESCRIBE_STRUCT(MoneyCommitted, (), (amount, envelope))

struct MoneyReturned {
    static constexpr std::string_view name = "MoneyReturned";
    Decimal amount;
    std::string envelope;
};
BOOST_DESCRIBE_STRUCT(MoneyReturned, (), (amount, envelope))

// An expert was asked to review one more application at that step, or has left one.
struct LoadTaken {
    static constexpr std::string_view name = "LoadTaken";
    std::string step;
    PersonId expert;
};
BOOST_DESCRIBE_STRUCT(LoadTaken, (), (step, expert))

struct LoadReturned {
    static constexpr std::string_view name = "LoadReturned";
    std::string step;
    PersonId expert;
};
BOOST_DESCRIBE_STRUCT(LoadReturned, (), (step, expert))

// An applicant appealed, or their appeal came to its end.
struct AppealOpened {
    static constexpr std::string_view name = "AppealOpened";
    ApplicationId application;
};
BOOST_DESCRIBE_STRUCT(AppealOpened, (), (application))

struct AppealClosed {
    static constexpr std::string_view name = "AppealClosed";
    ApplicationId application;
};
BOOST_DESCRIBE_STRUCT(AppealClosed, (), (application))

using Event = std::variant<CallDrafted, CallMoved, CallSuspended, RoundMoved, ChangeProposed, ChangeDecided,
                           LotCommitted, SelectionMoved, MoneyCommitted, MoneyReturned, LoadTaken,
                           LoadReturned, AppealOpened, AppealClosed>;

}  // namespace atranka::call
