#pragma once
// Taking from the top of a ranking until a declared sum is met as nearly as it can be: who is invited to
// stage two.
// Shape:  candidates who meet the thresholds are taken in order; the bar lies where the sum of their requests
//         comes nearest to the target. Of two sums equally near the larger set is taken. With `at_least` the
//         nearest sum that is not under it is taken, even if a lower one were nearer. The bar never divides a
//         tie; a dynamic bar (`by_first_key`) never divides equal values of the first key either: it is a
//         score that can be announced. Thresholds win over targets: where all who meet them sum up to less,
//         all are taken, and nobody else is.
// Units:  requests in the unit of the target: money, or 1 each to count places.
// Errors: a request below zero is no request and not taken.
// Source: DESIGN.md §5; Horizon Europe General Annexes F (as close as possible to 3 × the budget, never under
//         2.5 ×).

#include "engine/selection/cut.hpp"

namespace atranka::selection {

struct Target {
    Decimal nearest;
    std::optional<Decimal> at_least = {};
    bool by_first_key = false;
};

// Where the bar may lie.
struct Bar {
    std::size_t places = 0;  // above it, down to the last who would be taken
    Decimal sum;             // of their requests
};

struct Taking {
    std::vector<Row>
        rows;  // `amount` is 0, since nothing is paid; `left` is the target less what is taken so far
    Decimal sum;
    std::vector<Bar> bars;        // that were compared, from the top: the first takes nobody
    std::size_t chosen = 0;       // of them
    std::optional<KeyValue> bar;  // the first key of the last who is taken; none where nobody is
};

Taking take(const Target& target, std::span<const Candidate> candidates, std::span<const Place> places);

}  // namespace atranka::selection
