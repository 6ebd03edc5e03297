#pragma once
// What one expert may do, and what an officer may do about them.
// Order of checks: the assignment exists (or is new), the actor, the lifecycle (interests before reading,
// reading before scoring), then the content.
// Source: DESIGN.md §1 and §3; DOMAIN.md §4 (interests: disqualifying, potential).

#include "engine/assignment/commands.hpp"
#include "engine/assignment/events.hpp"
#include "engine/definition/model.hpp"
#include "engine/kernel/decider.hpp"
#include "engine/registry/state.hpp"

namespace atranka::assignment {

struct Context {
    const definition::Definition& definition;
    const definition::Step& step;
    const registry::Loaded& registry;
    std::string call;
    PersonId actor;
    Instant at;
    const PersonId& lead;
    const std::set<OrganisationId>& partners;  // of the application
};

// `state` is null where that expert has no assignment here yet.
Decision<Event> decide(const Context& context, const State* state, const Command& command);

}  // namespace atranka::assignment
