#pragma once
// One call at a glance, for those who work on it: how many wait where, whose turn it is, what is late, the
// money.
// Shape:  steps and outcomes in the definition's order, those where nobody is included.
// Units:  money in the call's currency. Committed is what selections promised and nobody gave back; granted
//         what the authority decided, accepted what applicants took; reserved what those on reserve lists ask
//         for.

#include "engine/kernel/codec.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atranka::inquiry {

struct StepCount {
    std::string step, kind;
    std::map<std::string, std::string> title;    // by language
    std::map<std::string, std::int64_t> rounds;  // how many wait here, by round
    std::map<std::string, std::int64_t> stages;  // and at which stage
    std::int64_t waiting = 0, late = 0;
};
BOOST_DESCRIBE_STRUCT(StepCount, (), (step, kind, title, rounds, stages, waiting, late))

struct OutcomeCount {
    std::string outcome;
    std::map<std::string, std::string> title;
    bool awarded = false;
    std::map<std::string, std::int64_t> rounds;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(OutcomeCount, (), (outcome, title, awarded, rounds, count))

struct TurnCount {
    std::string turn;  // "applicant", "expert", or a role
    std::int64_t count = 0, late = 0;
};
BOOST_DESCRIBE_STRUCT(TurnCount, (), (turn, count, late))

struct Late {
    std::string application, round, step, stage;
    Instant deadline;
    std::string turn;
};
BOOST_DESCRIBE_STRUCT(Late, (), (application, round, step, stage, deadline, turn))

struct RoundAtWork {
    std::string id, stage;
    std::map<std::string, std::string> parameters;
    std::map<std::string, std::string> selections;  // the stage of its lists, by step
};
BOOST_DESCRIBE_STRUCT(RoundAtWork, (), (id, stage, parameters, selections))

struct MoneyAtWork {
    std::string currency;
    Decimal budget, committed, granted, accepted, reserved, left;
    std::map<std::string, Decimal> envelopes;  // committed of each
};
BOOST_DESCRIBE_STRUCT(MoneyAtWork, (),
                      (currency, budget, committed, granted, accepted, reserved, left, envelopes))

struct Board {
    std::string call, stage;
    Instant moment;
    std::int64_t applications = 0;
    std::vector<RoundAtWork> rounds;
    std::vector<StepCount> steps;
    std::vector<OutcomeCount> outcomes;
    std::vector<TurnCount> turns;
    std::vector<Late> late;    // the first hundred, longest first
    std::int64_t notices = 0;  // to be served
    MoneyAtWork money;
};
BOOST_DESCRIBE_STRUCT(Board, (),
                      (call, stage, moment, applications, rounds, steps, outcomes, turns, late, notices,
                       money))

}  // namespace atranka::inquiry
