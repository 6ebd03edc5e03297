#pragma once
// The lifecycle of a form that an applicant hands in: an idea, an application, a corrected budget.
// Shape:  a step is left as soon as its form is submitted; a question about it is the check's
//         (awaiting_answer). `returned` is a form formally given back; handing it in again is `submit`, as
//         the first time. Drafts are saved outside the log, so no stage tells an empty draft from a full one.
// Errors: the first rule that the move breaks, in the order of docs/lifecycles.md. A fact not given is "no".

#include "engine/kernel/rule.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle::submission {

BOOST_DEFINE_ENUM_CLASS(Stage, drafting, returned, submitted, lapsed, withdrawn)
BOOST_DEFINE_ENUM_CLASS(Trigger, submit, send_back, lapse, withdraw)

struct Facts {
    bool by_lead = false;             // the lead of the consortium acts
    bool before_deadline = false;     // the deadline itself included
    bool form_is_valid = false;       // complete, and within every limit of its definition
    bool partners_consented = false;  // each partner named; true where the form names none
    bool return_left = false;         // the definition lets it be returned once more
    bool reason_given = false;
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (by_lead, before_deadline, form_is_valid, partners_consented, return_left,
                       reason_given))

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts);

}  // namespace atranka::lifecycle::submission
