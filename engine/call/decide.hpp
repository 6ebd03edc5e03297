#pragma once
// Which commands a call accepts.
// Order of checks: the call exists (or is new), the actor's role, the stage, the second person, what was
// proven of the definition, the change itself.

#include "engine/call/events.hpp"
#include "engine/definition/model.hpp"
#include "engine/kernel/decider.hpp"
#include "engine/registry/state.hpp"

namespace atranka::call {

struct Context {
    const definition::Definition& definition;
    const registry::Loaded& registry;
    PersonId actor;
    Instant at;
    bool publishes_on_proof = true;  // a call is published on a judgement, and the head names its report
};

Decision<Event> decide(const Context& context, const State& state, const Command& command);

// What is left of the call's budget at this moment.
Decimal available(const State& state);

}  // namespace atranka::call
