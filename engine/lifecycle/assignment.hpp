#pragma once
// The lifecycle of one expert's work on one application: invited, declared, read, scored, submitted.
// Shape:  `drafting` begins with the first reading. Drafts are kept outside the log, so that one is complete
//         (ready) is no stage: it is what `submit` demands. An interest found late sends the expert back to
//         `declared`, where an officer clears it, or out.
// Errors: the first rule that the move breaks, in the order of docs/lifecycles.md. A fact not given is "no".
// Source: DOMAIN.md §4 (interests).

#include "engine/kernel/rule.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle::assignment {

BOOST_DEFINE_ENUM_CLASS(Stage, invited, declared, drafting, submitted, reopened, declined, recused, removed)
BOOST_DEFINE_ENUM_CLASS(Trigger, declare, clear, open, submit, reopen, decline, remove)
BOOST_DEFINE_ENUM_CLASS(Interest, undeclared, none, potential, disqualifying)

struct Facts {
    Interest interest = Interest::undeclared;  // as declared now, or before
    bool cleared = false;  // an officer decided that the potential interest last declared does not disqualify
    bool by_another = false;         // whoever clears is not the expert
    bool all_scored = false;         // every criterion of the rubric, and no other
    bool on_scale = false;           // every score lies on the rubric's scale
    bool comments_complete = false;  // where the rubric asks for them
    bool review_is_open = false;     // the review as a whole has not ended
    bool reason_given = false;
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (interest, cleared, by_another, all_scored, on_scale, comments_complete, review_is_open,
                       reason_given))

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts);

// Whose work counts no more.
constexpr bool has_left(Stage stage) {
    return stage == Stage::declined || stage == Stage::recused || stage == Stage::removed;
}

}  // namespace atranka::lifecycle::assignment
