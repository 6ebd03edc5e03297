#pragma once
// Decision tables: whether some row matches whatever comes in, and no two that may not match together.
// Shape:  errors: an input without a row where there is no `otherwise`; two rows of a `unique` table, and two
//         rows of an `any` table that say different things, on one input. Warnings: a row that never counts,
//         because nothing matches it or, in a `first` table, because the rows above take it all. An input has
//         a value of its type (an integer is whole, money has cents), and is among its `values`.
// Errors: a cell that is beyond terms, and an input that is a time of day or a moment, is not decided, which
//         is said.
// Source: OMG DMN 1.5, chapter 8.

#include "engine/definition/model.hpp"
#include "engine/proof/finding.hpp"
#include "engine/proof/translate.hpp"

namespace atranka::proof {

// What a table says of these inputs; `beyond` where a cell is, where the table has several outputs, or where
// its policy orders or gathers what rows say.
Symbol value_of(const definition::DecisionTable& table, const std::vector<Symbol>& given, Texts& texts);

Found prove_tables(const definition::Definition& definition, Solver& solver);

}  // namespace atranka::proof
