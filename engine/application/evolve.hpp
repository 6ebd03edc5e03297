#pragma once
// What an event does to an application. Never fails on what decide produced.

#include "engine/application/state.hpp"

namespace atranka::application {

void evolve(State& state, const Event& event);

}  // namespace atranka::application
