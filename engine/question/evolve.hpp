#pragma once

#include "engine/question/events.hpp"
#include "engine/question/state.hpp"

namespace atranka::question {

void evolve(State& state, const Event& event);

}  // namespace atranka::question
