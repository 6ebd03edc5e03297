#pragma once
// Parameters of a call and its rounds in the spelling of their definition: 500000 becomes "500000.00".
// Errors: what does not fit is left as it is, for the decision to refuse by its rule.

#include "engine/definition/model.hpp"

namespace atranka::definition {

// The members of a call's draft: "parameters", and those of each of its "rounds".
void spell_parameters(const Definition& definition, Value& draft);

}  // namespace atranka::definition
