#pragma once
// Whether anybody can be paid more than the call allows, whichever way they come.
// Shape:  limits are the parameters `max_grant`, `max_rate` (of `eligible_costs`, else of the assessed
//         column, else of `claimed_costs`) and `budget`. What is put aside is `fund` of a selection: in its
//         list, from its reserve list, for an upheld appeal. Only `conditions` of the selection are asked
//         in all three; rules of a check hold as long as nobody passes it against them, corrects an amount
//         behind it, or upholds an appeal that leads past it.
// Errors: a limit that neither `conditions` nor the rules on the way imply, or that people can lift; a list,
//         or list and appeal reserve together, that may promise more than the budget; upheld appeals without
//         a budget; a list that has nothing to spend while the parameters keep their defaults. Warnings:
//         envelopes, whose sum the call sees to, that may hold more than the budget; a list that nobody
//         confirms.
// Source: DESIGN.md §5; DOMAIN.md §2.

#include "engine/proof/question.hpp"

namespace atranka::proof {

Found prove_money(const definition::Definition& definition, Solver& solver);

}  // namespace atranka::proof
