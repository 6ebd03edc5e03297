#pragma once
// The lifecycle of a review as a whole; one expert's part of it is assignment.hpp.
// Shape:  `assign` and `lose` say that an expert joined or left (declined, recused, removed), and stay or
//         move; `conclude` is asked once the last review is in, and says what is missing until then. Facts
//         are those *after* the event that triggers.
// Errors: the first rule that the move breaks, in the order of docs/lifecycles.md. A fact not given is "no".

#include "engine/kernel/rule.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle::review {

BOOST_DEFINE_ENUM_CLASS(Stage, staffing, scoring, diverging, consensus, meets, below)
BOOST_DEFINE_ENUM_CLASS(Trigger, assign, lose, conclude, reopen, write, sign)

struct Facts {
    bool experts_assigned = false;  // as many as the definition asks for
    bool kinds_covered = false;     // at least so many of each kind
    bool all_submitted = false;     // every expert who is still assigned
    bool diverges = false;          // the reviews lie too far apart
    bool further_expert = false;    // the definition answers that by one more expert, and none was added yet
    bool needs_consensus = false;   // by the definition, always or because the reviews diverge
    bool without_chair = false;     // the definition gives the panel none
    bool chair_named = false;
    bool by_chair = false;
    bool consensus_written = false;
    bool all_signed = false;  // every expert signed the consensus
    bool meets_thresholds = false;
    bool reason_given = false;
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (experts_assigned, kinds_covered, all_submitted, diverges, further_expert,
                       needs_consensus, without_chair, chair_named, by_chair, consensus_written, all_signed,
                       meets_thresholds, reason_given))

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts);

}  // namespace atranka::lifecycle::review
