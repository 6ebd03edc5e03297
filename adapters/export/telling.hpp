#pragma once
// The log of a call told entry by entry, as exports need it: what the leaf covers, and nothing private.
// Shape:  entries in the order they were written; with each, the states as they stand after it. Facts are
//         picked by name from the events (a list in telling.cpp): what is not on it does not leave, and the
//         private parts are never looked at.
// Units:  values are text as they were recorded: an amount "15500.00", an instant in RFC 3339.
// Errors: an entry that its leaf does not cover (another hash, events that do not open their commitment) ends
//         the telling with its number: no leaf hash is handed on beside something it is not the hash of.
// Source: LEDGER.md, formats 2 and 4.

#include "engine/ledger/leaf.hpp"
#include "engine/service/ports.hpp"
#include "engine/service/replay.hpp"

#include <tl/expected.hpp>

namespace atranka::exporting {

// The types of attributes that OCEL and XES have in common.
enum class Type { text, time, integer, number, boolean };

struct Fact {
    std::string name;
    Type type = Type::text;
    std::string value;
    friend bool operator==(const Fact&, const Fact&) = default;
};

struct Told {
    const service::Entry& entry;
    ledger::Leaf leaf;
    Value events;           // {"<stream>": [event, …], …}
    bool verified = false;  // the events open the leaf's commitment; not where their salt was destroyed
    std::string role;       // of the actor in this call, where there is exactly one it can have been
    std::string step;       // that the command names
};

struct Fault {
    std::string log;
    std::int64_t index = 0;
    std::string what;
    std::string text() const;
};

// Every entry of the call's log, with all states as they stand after it.
tl::expected<void, Fault> tell(service::EventStore& store, const CallId& call,
                               const std::function<void(const Told&, service::Folded& after)>& visit);

// What identifies the entry: number, leaf hash, origin of its log, and how its actor was authenticated.
std::vector<Fact> facts_of_entry(const Told& told);
// What events say, by name: of one name the last, but of a step and a round the first.
std::vector<Fact> facts_of_events(const Told& told, const Value::List& events);
// "ReviewSubmitted StageReached": the events' names, in their order.
std::string names_of(const Value::List& events);

}  // namespace atranka::exporting
