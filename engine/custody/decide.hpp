#pragma once
// Which of them are accepted.
// Order of checks: the actor's office, then what is named, then the change itself. Whether the record is
//         in fact behind the head that an epoch names, only the service sees (service.cpp).

#include "engine/custody/commands.hpp"
#include "engine/custody/events.hpp"
#include "engine/kernel/rejection.hpp"
#include "engine/registry/state.hpp"

namespace atranka::custody {

struct Context {
    PersonId actor;
    Instant at;
    const registry::Loaded& loaded;  // the actor
    bool is_system = false;          // no person gave it
};

// The log in which it is recorded, and whose stream it changes.
std::string log_of(const Command& command);

Result<std::vector<Event>> decide(const Context& context, const Log& log, const Command& command);

}  // namespace atranka::custody
