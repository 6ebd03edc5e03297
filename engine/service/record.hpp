#pragma once
// Between an executed command and the row that records it.
// Shape:  `command` is {"id", "imported", "command": {Name: members}} without private members; `events` is
//         {"<stream>": [event, …]}; each private member is a part of its own under its name; the leaf commits
//         to all.
// Source: LEDGER.md, formats 2 to 4.

#include "engine/ledger/leaf.hpp"
#include "engine/service/execute.hpp"
#include "engine/service/ports.hpp"

namespace atranka::service {

// More streams than this lie beside the leaf, so that a receipt stays under 4 KB in a log of 100,000 entries.
constexpr std::size_t streams_in_leaf_max(std::int64_t decided_by) { return decided_by >= 4 ? 20 : 64; }

// A command as the record spells it, and as it is read back from there: decimals as text, and so on. Whoever
// decides, decides on that.
struct Spelled {
    Command command;
    std::string members;                                      // without the private ones, canonical
    std::vector<std::pair<std::string, std::string>> secret;  // the private ones by name, canonical
};
// Nothing where it cannot be read back.
std::optional<Spelled> spelled(const Command& command);

// `origin` names the log, with host and epoch; `salt` gives 32 fresh bytes at each call; `spelled` is the
// envelope's command.
Entry record(const Envelope& envelope, const Spelled& spelled, const Executed& executed,
             const std::string& origin, std::int64_t index, std::int64_t instance_size,
             const std::function<std::string()>& salt);

struct Read {
    Envelope envelope;
    bool erased = false;  // a private part is gone: the command cannot be decided again
};
// The envelope that an entry recorded; nullopt where it does not fit. `leaf` is the entry's own, read before.
std::optional<Read> envelope_of(const Entry& entry);
std::optional<Read> envelope_of(const Entry& entry, const ledger::Leaf& leaf);
std::optional<Value> events_of(const Entry& entry);

// The command of `spelled` alone.
std::optional<Command> as_recorded(const Command& command);

void add_views(Views& views, const StreamState& state);
Views views_of(const std::vector<Change>& changes);

}  // namespace atranka::service
