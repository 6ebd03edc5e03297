#pragma once
// An input that meets every rule on the way: what a form can be filled with, so that an application passes.

#include "engine/proof/question.hpp"

namespace atranka::proof {

// By submission: fields that the rules of the steps behind it look at, with values that meet them all; no
// entry where no such input was found.
using Forms = std::map<std::string, std::map<std::string, Value>>;
Forms passing_forms(const definition::Definition& definition, Solver& solver);
// The same for a request of that size: what the first selection that pays would pay. Nothing where some form
// that passes otherwise does not pass with it, or nothing is paid.
std::optional<Forms> passing_forms(const definition::Definition& definition, Solver& solver,
                                   const Decimal& size);

}  // namespace atranka::proof
