#pragma once
// The lifecycle of a selection: all applications of a round are ordered and cut together.
// Shape:  one machine for the list, in the call's stream (`place` is `list`, it ends in `confirmed`), and for
//         each application on it (it ends where the list places it). A reserved application may still move
//         up, or expire. `propose` concludes at once where the definition asks for no second person.
// Errors: the first rule that the move breaks, in the order of docs/lifecycles.md. A fact that is not given
//         is "no", or, where it would stand in the way, "yes".

#include "engine/kernel/rule.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle::selection {

BOOST_DEFINE_ENUM_CLASS(Stage, collecting, ranked, proposed, confirmed, selected, reserved, not_selected)
BOOST_DEFINE_ENUM_CLASS(Trigger, rank, propose, confirm, refuse, move_up, expire)
BOOST_DEFINE_ENUM_CLASS(Place, list, selected, reserved, not_selected)

struct Facts {
    Place place = Place::list;
    bool round_closed = false;         // nothing more can enter
    bool all_arrived = false;          // no application of the round is still on its way to this step
    bool lot_ready = false;            // the seed is revealed; true where no lot is drawn
    bool ranking_current = false;      // nothing that it rests on changed since
    bool needs_second_person = false;  // the definition names who confirms
    bool same_person = true;           // whoever confirms or refuses is whoever proposed
    bool has_interest = true;          // whoever acts has an interest in an application on the list
    bool reason_given = false;
    bool next_in_line = false;  // first of those who are still reserved
    bool money_left = false;    // what became free pays for it
    bool reserve_expired = false;
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (place, round_closed, all_arrived, lot_ready, ranking_current, needs_second_person,
                       same_person, has_interest, reason_given, next_in_line, money_left, reserve_expired))

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts);

}  // namespace atranka::lifecycle::selection
