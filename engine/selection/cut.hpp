#pragma once
// The cut: who of a ranking is paid, from which envelope, and what is left after each.
// Shape:  one row a place, in the ranking's order. Those who meet the thresholds are paid in order within
//         their envelope; the others keep their place and are not selected. Who meets them and is not paid is
//         reserved, where there is a reserve list.
//         Unused money moves on, where declared, once every envelope has been cut: all that is left is
//         offered to the envelopes in declared order, each going on with its own waiting list by the same
//         policy. Under `partial` what an envelope's first in waiting was given in part is made whole first.
// Units:  amounts in the unit of the budget: money, or a number of places.
// Errors: a request below zero is no request and not selected; an envelope below zero is empty. A candidate
//         in an envelope that does not exist is a broken invariant (`no_envelope` is none, and not selected).
// Source: DESIGN.md §5: between skip and stop 162 of 3,470 real outcomes differ, so the policy is never
//         implied.

#include "engine/selection/order.hpp"

#include <boost/describe.hpp>

namespace atranka::selection {

// At the first request that does not fit what is left:
enum class Policy {
    stop,     // it and all behind it wait
    skip,     // it waits, and the next that fits is paid
    partial,  // it is paid what is left, and all behind it wait
};
BOOST_DESCRIBE_ENUM(Policy, stop, skip, partial)

struct Envelope {
    std::string name;
    Decimal amount;
};

struct Fund {
    std::vector<Envelope> envelopes;  // a budget without envelopes is one of its own
    Policy policy;
    bool unused_moves_on = false;
    bool has_reserve_list = true;
};

enum class Outcome { selected, reserved, not_selected };
BOOST_DESCRIBE_ENUM(Outcome, selected, reserved, not_selected)

enum class Reason {
    within_budget,
    paid_in_part,
    over_what_is_left,
    behind_the_cut,  // of one that did not fit
    below_threshold,
    outside_envelopes,
    request_is_negative,
    above_the_bar,  // taken by a target (take.hpp)
    below_the_bar,
};
BOOST_DESCRIBE_ENUM(Reason, within_budget, paid_in_part, over_what_is_left, behind_the_cut, below_threshold,
                    outside_envelopes, request_is_negative, above_the_bar, below_the_bar)

struct Row {
    Place place;
    Outcome outcome = Outcome::not_selected;
    Reason reason = Reason::below_threshold;
    Decimal amount;  // paid
    Decimal left;    // in its envelope after this row; of what moves on, where that paid it
};

struct Transfer {
    std::size_t from, to;  // envelopes
    Decimal amount;
};

struct Cut {
    std::vector<Row> rows;
    std::vector<Decimal> spent;  // by envelope
    std::vector<Transfer> transfers;
    // Rows at which a tie begins that the cut divides: no declared key says who of it is paid. A call that
    // declares a lot has none.
    std::vector<std::size_t> divided_ties;
};

Cut cut(const Fund& fund, std::span<const Candidate> candidates, std::span<const Place> places);

// Money came back: who of a reserve list is paid from it, by the policy of the cut.
struct Promotion {
    std::size_t waiting;  // index in the reserve list
    Decimal amount;
};
std::vector<Promotion> move_up(Policy policy, std::span<const Decimal> requests, Decimal money);

}  // namespace atranka::selection
