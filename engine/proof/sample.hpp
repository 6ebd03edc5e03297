#pragma once
// An input that meets every rule on the way: what a form can be filled with, so that an application passes.

#include "engine/proof/question.hpp"

namespace atranka::proof {

// By submission: fields that the rules of the steps behind it look at, with values that meet them all; no
// entry where no such input was found.
std::map<std::string, std::map<std::string, Value>> passing_forms(const definition::Definition& definition,
                                                                  Solver& solver);

}  // namespace atranka::proof
