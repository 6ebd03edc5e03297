#pragma once
// A FEEL expression, put in terms.
// Shape:  follows the evaluator step by step: three-valued `and` and `or`, a comparison with null is null but
//         for `=`, a filter whose condition is null keeps nothing, division by zero is null.
// Errors: what has no terms (a product of dates, a regular expression, a function of its own) is `beyond`,
//         with the piece of the source that it is; nothing is guessed.
// Source: engine/feel/evaluate.cpp; DMN 1.5 chapter 10.

#include "engine/proof/symbol.hpp"

#include <functional>

namespace atranka::proof {

// What a name stands for; nothing where there is no such name.
using Lookup = std::function<std::optional<Symbol>(const std::string& name)>;

// `because`, where it is given, collects each piece of the expression that can lose its value, with when.
struct Loss {
    std::size_t offset = 0, length = 0;
    Term when;
};
Symbol translate(const feel::Expression& expression, const Lookup& lookup, Texts& texts,
                 std::vector<Loss>* losses = nullptr);

// `value in test`, for the unary tests of decision tables: `tests` is what stands in a cell, compiled as an
// expression of `?`-less tests ("< 5", "[1..3]", "\"a\", \"b\"", "not(…)") applied to `input`.
Symbol translate_test(const feel::Expression& tests, const Symbol& input, const Lookup& lookup, Texts& texts);

}  // namespace atranka::proof
