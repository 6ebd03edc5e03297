#pragma once
// Whether conditions, such as the rows of a decision table, cover what there is and do not overlap.
// Shape:  each row is a condition over the inputs, as translate_tests makes one of the cells of a row. A gap
//         is an input that no row matches, an overlap one that two rows match which may not.

#include "engine/proof/symbol.hpp"

#include <functional>

namespace atranka::proof {

struct Overlap {
    std::size_t first = 0, second = 0;  // rows, from 0
    Solution input;
};
struct Cover {
    std::optional<Solution> gap;
    std::vector<Overlap> overlaps;
    std::vector<std::string> unknown;  // what could not be decided, in words
};

// When two rows that match are too many; where it is plainly never, it is not asked.
using AtFault = std::function<Term(std::size_t first, std::size_t second)>;

// `known` is what holds of the inputs whatever happens.
Cover cover_of(
    const std::vector<Term>& rows, const Term& known, Solver& solver,
    const AtFault& at_fault = [](std::size_t, std::size_t) { return Term{true}; });

}  // namespace atranka::proof
