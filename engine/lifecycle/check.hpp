#pragma once
// The lifecycle of a check (admissibility, eligibility): rules give a verdict, people propose and confirm.
// Shape:  `propose` concludes at once where the definition asks for no second person. A question that is not
//         answered in time leaves the check pending: it is judged on what is there.
// Errors: the first rule that the move breaks, in the order of docs/lifecycles.md. A fact that is not given
//         is "no", or, where it would stand in the way, "yes".

#include "engine/kernel/rule.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle::check {

BOOST_DEFINE_ENUM_CLASS(Stage, pending, awaiting_answer, proposed, passed, failed)
BOOST_DEFINE_ENUM_CLASS(Trigger, ask, answer, answer_lapsed, propose, confirm, refuse)

struct Facts {
    bool clarification_left = false;  // the definition allows one more question
    bool by_lead = false;             // the lead of the consortium answers
    bool before_deadline = false;     // of the answer; the deadline itself included
    bool form_is_valid = false;       // of the form that came with the answer; true where none came
    bool lines_assessed = false;  // every line that the check assesses is accepted or cut; true where none is
    bool passed = false;          // the verdict proposed, or to be confirmed
    bool rules_passed = false;    // the verdict of the rules themselves
    bool reason_given = false;
    bool needs_second_person = false;  // the definition names who confirms
    bool same_person = true;           // whoever confirms or refuses is whoever proposed
    bool has_interest = true;          // whoever acts has an interest in the application
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (clarification_left, by_lead, before_deadline, form_is_valid, lines_assessed, passed,
                       rules_passed, reason_given, needs_second_person, same_person, has_interest))

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts);

}  // namespace atranka::lifecycle::check
