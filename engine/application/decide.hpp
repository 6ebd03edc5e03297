#pragma once
// Which commands an application accepts, and what follows from each.
// Order of checks, the same for every command: the application exists; it is not suspended (officers'
// commands on suspension excepted); the step named is the one it waits in; the actor has the role or
// relation; the lifecycle allows it; then the command's own content. The same bad command is always refused
// by the same rule.
// Source: DESIGN.md §1 (who may do what), §3 (lifecycles).

#include "engine/application/commands.hpp"
#include "engine/application/state.hpp"
#include "engine/call/events.hpp"
#include "engine/definition/model.hpp"
#include "engine/kernel/rejection.hpp"
#include "engine/registry/state.hpp"

namespace atranka::application {

struct Context {
    const definition::Definition& definition;
    const call::State& call;
    const registry::Loaded& registry;
    PersonId actor;
    Instant at;
    bool by_system = false;  // tick, not a person
};

// Money that comes back changes the call too.
struct Decided {
    std::vector<Event> events;
    std::vector<call::Event> call;
};

Result<Decided> decide(const Context& context, const State& state, const Command& command);

// The form that is filled at a step: a submission's own, or at a check the one that was submitted last.
const definition::Form* form_at(const definition::Definition& definition, const State& state,
                                const definition::Step& step);

// The submission whose form an application has filled when it arrives at that step; null before the first.
const definition::Step* submission_before(const definition::Definition& definition, const std::string& step);

}  // namespace atranka::application
