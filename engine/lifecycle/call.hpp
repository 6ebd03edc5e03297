#pragma once
// The lifecycle of a call. Its rounds have their own (round.hpp): it stays open while a round is evaluated.
// Shape:  suspension is no stage: `suspend` and `resume` keep the stage, and a suspended call goes nowhere
//         but to cancellation. The state keeps the flag, and gives it as a fact.
// Errors: the first rule that the move breaks, in the order of docs/lifecycles.md. A fact that is not given
//         is "no", or, where it would stand in the way, "yes".

#include "engine/kernel/rule.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle::call {

BOOST_DEFINE_ENUM_CLASS(Stage, drafted, published, open, closed, evaluating, decided, archived, cancelled)
BOOST_DEFINE_ENUM_CLASS(Trigger, publish, open, close, evaluate, decide, archive, cancel, suspend, resume)

struct Facts {
    bool suspended = true;
    bool same_person = true;        // whoever publishes is whoever drafted
    bool definition_sound = false;  // it has no problem that the linter would refuse
    bool round_planned = false;     // at least one round
    bool lot_committed = false;     // two people committed to the seed; true where no lot is drawn
    bool opening_reached = false;   // true where no opening date is declared
    bool rounds_closed = false;     // all of them
    bool rounds_decided = false;    // all of them
    bool appeals_pending = false;   // of any application; the one that is "no" where it is not given
    bool reason_given = false;
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (suspended, same_person, definition_sound, round_planned, lot_committed,
                       opening_reached, rounds_closed, rounds_decided, appeals_pending, reason_given))

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts);

}  // namespace atranka::lifecycle::call
