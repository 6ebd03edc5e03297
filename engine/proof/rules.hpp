#pragma once
// Conditions: whether they can hold, can fail, always have a value, and divide what there is.
// Shape:  errors: a rule that nobody meets, rules of one step that exclude each other, a guard, an amount or
//         a key of an order that can be null (with the input that makes it so). Warnings: a rule that
//         everybody meets, a number shown that can be null, envelopes that overlap or leave somebody out, a
//         divergence that never or always comes, a review that everybody passes. Decision tables: tables.hpp.

#include "engine/proof/question.hpp"

namespace atranka::proof {

Found prove_rules(const definition::Definition& definition, Solver& solver);

}  // namespace atranka::proof
