#include "engine/application/route.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/kernel/invariant.hpp"

namespace atranka::application {

std::optional<Instant> instant_of(const Routing& routing, const std::string& parameter) {
    const Value* value = parameter.empty() ? nullptr : routing.call.parameter(routing.round, parameter);
    if (value == nullptr) return std::nullopt;
    if (const auto day = parse_day(value->as_text()))
        return definition::end_of_day(routing.definition.calendar, *day);
    return Instant::parse(value->as_text());
}

std::optional<Instant> deadline_of(const Routing& routing, const definition::Step& step, Instant from) {
    if (auto closes = instant_of(routing, step.closes)) return closes;
    if (step.within) return definition::deadline(routing.definition.calendar, from, *step.within);
    return std::nullopt;
}

Event entered(const Routing& routing, const definition::Step& step) {
    const auto deadline = step.notice ? std::nullopt : deadline_of(routing, step, routing.at);
    return StepEntered{step.name, lifecycle::first_stage(step.kind), routing.at, deadline, step.notice};
}

Event go_to(const Routing& routing, const std::string& target) {
    if (const definition::Step* step = routing.definition.step(target)) return entered(routing, *step);
    invariant(routing.definition.outcome(target) != nullptr, "a route leads to a step or an outcome");
    return OutcomeReached{target, routing.at};
}

std::vector<Event> leave(const Routing& routing, const definition::Step& step, lifecycle::Stage reached) {
    const auto route = step.on.find(std::string{lifecycle::outcome_of(reached)});
    invariant(route != step.on.end(), "every outcome of a step has a route");
    return {StageReached{reached, std::nullopt}, go_to(routing, route->second)};
}

}  // namespace atranka::application
