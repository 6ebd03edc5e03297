#pragma once
// The lifecycle of an offer to an applicant. A declined or lapsed one moves the reserve list up.
// Shape:  a partial offer is accepted only with a resubmitted budget that fits it.
// Errors: the first rule that the move breaks, in the order of docs/lifecycles.md. A fact not given is "no".

#include "engine/kernel/rule.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle::offer {

BOOST_DEFINE_ENUM_CLASS(Stage, offered, budget_resubmitted, accepted, declined, lapsed)
BOOST_DEFINE_ENUM_CLASS(Trigger, accept, decline, lapse, resubmit_budget)

struct Facts {
    bool by_lead = false;             // the lead of the consortium acts
    bool before_deadline = false;     // the deadline itself included; true while notice is not served
    bool partial = false;             // less is offered than was asked for
    bool budget_fits = false;         // the resubmitted budget keeps every rule at the sum offered
    bool partners_consented = false;  // to what is accepted; true where the form names none
    bool de_minimis_left = false;     // rechecked per undertaking; true where the definition has no such rule
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (by_lead, before_deadline, partial, budget_fits, partners_consented, de_minimis_left))

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts);

}  // namespace atranka::lifecycle::offer
