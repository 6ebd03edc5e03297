#pragma once
// The rules that a step applies, evaluated over an application: verdicts with the numbers behind them.
// Errors: a guard that has no value is refused, never read as false (guard_must_have_a_value).

#include "engine/application/state.hpp"
#include "engine/call/state.hpp"
#include "engine/definition/model.hpp"
#include "engine/kernel/rejection.hpp"

namespace atranka::application {

Result<std::vector<Verdict>> verdicts_of(const definition::Definition& definition, const call::State& call,
                                         const State& state, const definition::Step& step);

// A boolean guard over a context.
Result<bool> holds(const definition::Expression& guard, const feel::Context& context);
// A number over a context.
Result<Decimal> number(const definition::Expression& expression, const feel::Context& context);

}  // namespace atranka::application
