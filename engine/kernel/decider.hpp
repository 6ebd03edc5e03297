#pragma once
// The whole idea. A room that is an event stream has a state, commands and events, and two pure functions:
//
//     decide(context, state, command) -> events, or the rule that the command broke
//     evolve(state, event)            -> state
//
// State is never stored as truth: it is the fold of the events. What decide may look at beyond its state (the
// definition, the registry as it stood, the time) stands in the context, all of it by value or const
// reference. Replay runs decide again on each recorded command and must arrive at the same events, byte for
// byte.

#include "engine/kernel/rejection.hpp"

#include <concepts>
#include <vector>

namespace atranka::inline kernel {

template <class Event>
using Decision = Result<std::vector<Event>>;

template <class D>
concept Decider = requires(const typename D::Context& context, const typename D::State& state,
                           typename D::State& next, const typename D::Command& command,
                           const typename D::Event& event) {
    { D::decide(context, state, command) } -> std::same_as<Decision<typename D::Event>>;
    { D::evolve(next, event) } -> std::same_as<void>;
};

template <Decider D>
typename D::State fold(typename D::State state, const std::vector<typename D::Event>& events) {
    for (const auto& event : events) D::evolve(state, event);
    return state;
}

}  // namespace atranka::inline kernel
