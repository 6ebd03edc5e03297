#pragma once
// Who may ask about a call, and what may be published of it.
// Order of checks: who gives it, the call's stage, the deadline, the question, the words.

#include "engine/call/state.hpp"
#include "engine/definition/model.hpp"
#include "engine/kernel/decider.hpp"
#include "engine/question/evolve.hpp"
#include "engine/registry/state.hpp"

namespace atranka::question {

struct Context {
    const definition::Definition& definition;
    const call::State& call;
    const registry::Loaded& registry;
    PersonId actor;
    Instant at;
    bool are_short = true;  // older records took questions of any length
};

Decision<Event> decide(const Context& context, const State& state, const Command& command);

// The last moment to ask, where the definition sets one: of several rounds, the latest.
std::optional<Instant> closing(const definition::Definition& definition, const call::State& call);
// Whether questions are taken at that moment.
bool is_open(const definition::Definition& definition, const call::State& call, Instant at);

}  // namespace atranka::question
