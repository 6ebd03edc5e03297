#pragma once
// The lifecycle of the deciding authority's decision on one application of a confirmed list.
// Shape:  `propose` decides at once where the definition asks for no second person; `granted` says which way.
//         The authority changes no list: it sends one back.
// Errors: the first rule that the move breaks, in the order of docs/lifecycles.md. A fact that is
//         not given is "no", or, where it would stand in the way, "yes".

#include "engine/kernel/rule.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle::decision {

BOOST_DEFINE_ENUM_CLASS(Stage, pending, proposed, granted, refused, sent_back)
BOOST_DEFINE_ENUM_CLASS(Trigger, propose, confirm, refuse, send_back)

struct Facts {
    bool granted = false;         // the decision proposed, or to be confirmed
    bool order_numbered = false;  // the order that decides has a number
    bool money_left = false;      // the budget pays for it
    bool reason_given = false;
    bool scored = true;                // whoever acts scored the application
    bool has_interest = true;          // whoever acts has an interest in it
    bool needs_second_person = false;  // the definition names who confirms
    bool same_person = true;           // whoever confirms or refuses is whoever proposed
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (granted, order_numbered, money_left, reason_given, scored, has_interest,
                       needs_second_person, same_person))

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts);

}  // namespace atranka::lifecycle::decision
