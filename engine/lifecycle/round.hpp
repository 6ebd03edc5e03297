#pragma once
// The lifecycle of a round of a call: one cut-off date, and its own barriers. What comes late enters the next
// round.
// Shape:  a call in two stages ranks twice: once the first list is confirmed, `evaluate` leads on from
//         `ranked`.
// Errors: the first rule that the move breaks, in the order of docs/lifecycles.md. A fact that is not given
//         is "no", or, where it would stand in the way, "yes".

#include "engine/kernel/rule.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle::round {

BOOST_DEFINE_ENUM_CLASS(Stage, planned, open, closed, evaluating, ranked, decided)
BOOST_DEFINE_ENUM_CLASS(Trigger, open, close, evaluate, rank, send_back, decide)

struct Facts {
    bool call_suspended = true;
    bool call_open = false;
    bool opening_reached = false;      // true where no opening date is declared
    bool before_deadline = false;      // the cut-off; the deadline itself included
    bool all_arrived = false;          // no application of the round is still on its way to the list
    bool selection_confirmed = false;  // the list last ranked
    bool reason_given = false;
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (call_suspended, call_open, opening_reached, before_deadline, all_arrived,
                       selection_confirmed, reason_given))

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts);

}  // namespace atranka::lifecycle::round
