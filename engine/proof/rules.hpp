#pragma once
// Conditions: whether they can hold, can fail, always have a value, and divide what there is.
// Shape:  errors: a rule that nobody meets, rules of one step that exclude each other, a review that nobody
//         can pass. Warnings: a rule that everybody meets, a guard that can be null (with the input that
//         makes it so), envelopes that overlap or leave somebody out, a divergence that never or always
//         comes, a review that everybody passes. Decision tables: tables.hpp.

#include "engine/proof/question.hpp"

namespace atranka::proof {

Found prove_rules(const definition::Definition& definition, Solver& solver);

}  // namespace atranka::proof
