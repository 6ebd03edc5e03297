#pragma once
// What an event does to a call. Never fails on what decide produced.

#include "engine/call/events.hpp"

namespace atranka::call {

void evolve(State& state, const Event& event);

}  // namespace atranka::call
