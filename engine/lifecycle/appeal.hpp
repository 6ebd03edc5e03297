#pragma once
// The lifecycle of an appeal, beside the main path.
// Shape:  lodging begins it. `examine` and `decide` go one way or the other by `admissible` and `upheld`;
//         `decide` concludes at once where the definition asks for no second person. A ruling from outside
//         (an external commission, a court) overturns what was decided here.
// Errors: the first rule that the move breaks, in the order of docs/lifecycles.md. A fact that is not given
//         is "no", or, where it would stand in the way, "yes".

#include "engine/kernel/rule.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle::appeal {

BOOST_DEFINE_ENUM_CLASS(Stage, lodged, admissible, inadmissible, proposed, upheld, dismissed, withdrawn)
BOOST_DEFINE_ENUM_CLASS(Trigger, examine, decide, confirm, refuse, withdraw, overturn)

struct Facts {
    bool admissible = false;      // what the examination finds
    bool in_time = false;         // lodged in time after notice was served
    bool ground_allowed = false;  // procedure, factual error, manifest error: as the definition has it
    bool upheld = false;          // the decision proposed, or to be confirmed
    bool took_part = true;        // whoever acts had a part in what is appealed against
    bool reason_given = false;
    bool needs_second_person = false;  // the definition names who confirms
    bool same_person = true;           // whoever confirms or refuses is whoever proposed
    bool by_lead = false;              // the lead of the consortium acts
    bool ruling_recorded = false;      // with its body and reference
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (admissible, in_time, ground_allowed, upheld, took_part, reason_given,
                       needs_second_person, same_person, by_lead, ruling_recorded))

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts);

}  // namespace atranka::lifecycle::appeal
