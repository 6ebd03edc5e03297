#pragma once
// What an event does to an assignment. Never fails on what decide produced.

#include "engine/assignment/events.hpp"

namespace atranka::assignment {

void evolve(State& state, const Event& event);

}  // namespace atranka::assignment
