#pragma once
// A call as it stands: which definition, which rounds, how much money is left. One stream a call
// ("call/<id>").
// Shape:  no list of applications, however many there are: a command's cost does not grow with them.
// Units:  money as exact decimals in the definition's currency.

#include "engine/kernel/codec.hpp"
#include "engine/lifecycle/call.hpp"
#include "engine/lifecycle/round.hpp"
#include "engine/lifecycle/selection.hpp"

namespace atranka::call {

// A selection over one round at one step: where the barrier stands.
struct Selection {
    lifecycle::selection::Stage stage{};
    PersonId proposed_by;
    std::string ranking;  // hash of the ranked list that lies beside its entry
    std::int64_t places = 0;
    bool reserve = false;  // somebody waits on its reserve list
    std::optional<Instant> confirmed;
};
BOOST_DESCRIBE_STRUCT(Selection, (), (stage, proposed_by, ranking, places, reserve, confirmed))

struct Round {
    RoundId id;
    std::map<std::string, Value> parameters;  // deadlines and whatever the definition declares per round
    lifecycle::round::Stage stage{};
    std::map<std::string, Selection> selections;  // by step
};
BOOST_DESCRIBE_STRUCT(Round, (), (id, parameters, stage, selections))

// A change of what was published, proposed by one person and waiting for another.
struct Change {
    PersonId by;
    RoundId round;          // empty: a parameter of the whole call
    std::string parameter;  // "idea_deadline", "budget"
    Value value;
    friend bool operator==(const Change&, const Change&) = default;
};
BOOST_DESCRIBE_STRUCT(Change, (), (by, round, parameter, value))

struct State {
    CallId id;
    std::string definition;  // hash
    lifecycle::call::Stage stage{};
    PersonId drafted_by;
    std::map<std::string, Value> parameters;
    std::vector<Round> rounds;
    std::optional<Change> change;
    Decimal committed;  // promised to applications that are selected, offered or granted
    std::map<std::string, Decimal> envelopes;  // the part of it that each envelope pays
    std::map<PersonId, std::string> lot;       // commitments to secrets: SHA-256, hex
    // How many applications each expert is asked to review, by step; kept where the definition limits it.
    std::map<std::string, std::map<PersonId, std::int64_t>> loads = {};
    std::int64_t open_appeals = 0;
    bool suspended = false;
    std::string report = {};  // what was proven of the definition when it was published: SHA-256, hex
    std::int64_t version = 0;

    bool exists() const { return version > 0; }
    const Round* round(const RoundId& round_id) const;
    Round* round(const RoundId& round_id);
    Decimal committed_from(const std::string& envelope) const;
    std::int64_t load(const std::string& step, const PersonId& expert) const;
    // A parameter of the round, else of the call; null where neither sets it.
    const Value* parameter(const RoundId& round_id, std::string_view name) const;
};
BOOST_DESCRIBE_STRUCT(State, (),
                      (id, definition, stage, drafted_by, parameters, rounds, change, committed, envelopes,
                       lot, loads, open_appeals, suspended, report, version))

}  // namespace atranka::call
