#pragma once
// Selections over a whole round: the only decisions that change many applications at once.
// Order of checks: the round and the step, the actor's role, the lifecycle of the list (everybody has
// arrived, the lot is ready, the ranking is current, a second person confirms), then the cut itself.
// Shape:  a ranking is a list of rows that lies beside its entry under its hash:
//         [{"application", "rank", "keys", "decided_by", "outcome", "reason", "amount", "left"}, …]
// Source: DESIGN.md §5.

#include "engine/application/state.hpp"
#include "engine/call/events.hpp"
#include "engine/definition/model.hpp"
#include "engine/kernel/rejection.hpp"
#include "engine/procedure/commands.hpp"
#include "engine/registry/state.hpp"

namespace atranka::procedure {

struct Context {
    const definition::Definition& definition;
    const registry::Loaded& registry;
    PersonId actor;
    Instant at;
    std::map<ApplicationId, application::State> applications;  // that wait in the step
    std::vector<std::pair<ApplicationId, std::string>>
        elsewhere;  // all of the round under way, with their step
    Value ranking;  // of the selection as it was ranked, or null
};

struct Decided {
    std::vector<call::Event> call;
    std::map<ApplicationId, std::vector<application::Event>> applications;
    std::vector<std::pair<std::string, Value>> beside;
};

Result<Decided> decide(const Context& context, const call::State& call, const Command& command);

}  // namespace atranka::procedure
