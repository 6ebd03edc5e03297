#pragma once
// Where an application goes when a step ends: the definition's `on:` by the lifecycle's outcome, into the
// next step with its deadline, or to an outcome.

#include "engine/application/state.hpp"
#include "engine/call/state.hpp"
#include "engine/definition/model.hpp"

namespace atranka::application {

struct Routing {
    const definition::Definition& definition;
    const call::State& call;
    RoundId round;
    Instant at;
};

// The deadline a step has when it is entered now; none where it waits for notice or has none.
std::optional<Instant> deadline_of(const Routing& routing, const definition::Step& step, Instant from);
// The instant that a parameter of the round or call names, of a date the end of that day; none where it is
// not set.
std::optional<Instant> instant_of(const Routing& routing, const std::string& parameter);

Event entered(const Routing& routing, const definition::Step& step);
// The step's stage is final: StageReached, then what follows from its outcome.
std::vector<Event> leave(const Routing& routing, const definition::Step& step, lifecycle::Stage reached);
// To a step or an outcome by name.
Event go_to(const Routing& routing, const std::string& target);

}  // namespace atranka::application
