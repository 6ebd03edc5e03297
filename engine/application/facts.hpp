#pragma once
// From a submitted form to what rules may look at: its facts, without free text and without anything
// personal.
// Shape:  facts keep the form's names and order; an organisation becomes an object of its registered
//         properties as they stood; a table becomes a list of rows. Texts and personal fields are left out.

#include "engine/application/state.hpp"
#include "engine/call/state.hpp"
#include "engine/definition/model.hpp"
#include "engine/kernel/rejection.hpp"
#include "engine/registry/state.hpp"

namespace atranka::application {

// Organisations that a form names, wherever they stand in it.
std::set<OrganisationId> organisations_in(const definition::Form& form, const Value& canonical);

// The facts of a canonical form (definition/form.hpp); every organisation in it must be registered.
Result<Value> facts_of(const definition::Form& form, const Value& canonical,
                       const registry::Loaded& registry);

// What an expression at that step may name: parameters (the budget is what is left of it), the fields of the
// newest form, earlier forms and reviews under their step's name. See definition/scope.hpp for the types.
feel::Context context_at(const definition::Definition& definition, const call::State& call,
                         const State& state, const definition::Step& step);

// Parameters of a call in one round, as numbers, dates and texts.
feel::Context parameters_of(const definition::Definition& definition, const call::State& call,
                            const RoundId& round);

// The form that the newest submission filled, or null.
const definition::Form* newest_form(const definition::Definition& definition, const State& state);

}  // namespace atranka::application
