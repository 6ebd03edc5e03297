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
// What a function that the definition has gives, such as a decision table; nothing where there is none.
using Called =
    std::function<std::optional<Symbol>(const std::string& name, const std::vector<Symbol>& given)>;
Symbol translate(const feel::Expression& expression, const Lookup& lookup, Texts& texts,
                 std::vector<Loss>* losses = nullptr, const Called& called = {});
// What holds wherever the expression does: of a conjunction those parts that are not beyond.
Symbol implied(const feel::Expression& expression, const Lookup& lookup, Texts& texts, const Called& called);

// Pieces that name nothing which comes in and yet have no value, such as a date that no calendar has; today's
// date too, since a definition asks no clock.
std::vector<std::string> without_value(const feel::Expression& expression);

// `if condition then yes else no`; `beyond` where they are of two kinds.
Symbol chosen(const Term& condition, const Symbol& yes, const Symbol& no);

// Unary tests, as a cell of a decision table has them (Expression::compile_tests): `lookup` knows `?`.
Symbol translate_tests(const feel::Expression& tests, const Lookup& lookup, Texts& texts);

}  // namespace atranka::proof
