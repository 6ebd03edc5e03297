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

// A decision's meaning. A release that must decide differently raises it and keeps the old branch.
constexpr std::int64_t semantics = 1;
// More streams than this lie beside the leaf, which holds 16 KiB.
constexpr std::size_t streams_in_leaf_max = 64;

// `origin` names the log, with host and epoch; `salt` gives 32 fresh bytes at each call.
Entry record(const Envelope& envelope, const Executed& executed, const std::string& origin,
             std::int64_t index, std::int64_t instance_size, const std::function<std::string()>& salt);

struct Read {
    Envelope envelope;
    bool erased = false;  // a private part is gone: the command cannot be decided again
};
// The envelope that an entry recorded; nullopt where it does not fit. `leaf` is the entry's own, read before.
std::optional<Read> envelope_of(const Entry& entry);
std::optional<Read> envelope_of(const Entry& entry, const ledger::Leaf& leaf);
std::optional<Value> events_of(const Entry& entry);

// The command as it will be read back: decimals as text, and so on. Whoever decides, decides on this.
std::optional<Command> as_recorded(const Command& command);

Views views_of(const std::vector<Change>& changes);

}  // namespace atranka::service
