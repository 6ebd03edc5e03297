#pragma once
// Who may read which part of what, and who may give which command: as data, so that it can be printed,
// reviewed as a difference, and put out of order on purpose by tests. What no line grants is refused.
// Shape:  a grant is (relation, field, when); a field is readable where one line grants it. A licence is
//         (relation, command, giver): whoever stands in that relation may try it; the decision itself still
//         asks for roles, stages and deadlines.
// Source: DESIGN.md §1 (who must never be able to do what); docs/access.md is printed from here.

#include <boost/describe.hpp>
#include <span>
#include <string_view>
#include <vector>

namespace atranka::access {

// To one application, the strictest that holds: whoever leads an application sees it as its lead, whoever
// was asked to review it as its expert, whatever other role they have.
//   none      everybody else, the public among them
//   auditor   reads as staff do, and gives no command
BOOST_DEFINE_ENUM_CLASS(Relation, none, lead, expert, staff, auditor)

// What there is to be read of an application.
BOOST_DEFINE_ENUM_CLASS(
    Field,
    existence,      // that there is such an application, in which call and round
    lead,           // its lead's pseudonym
    partners,       // the organisations of its consortium
    title,          // what it is called: the first text, not personal, of its newest form that has one
    progress,       // the step it waits in and its deadline; suspended, imported, waiting for notice
    stage,          // how far it is within that step
    forms,          // what was submitted: the facts that rules look at
    texts,          // and in its own words
    checks,         // verdicts of rules and of people
    questions,      // clarifications asked and answered
    own_review,     // the viewer's own work: declaration, scores, comments
    other_reviews,  // that of others, once submitted
    open_reviews,   // and before: who was asked, how far they are
    expert_names,   // whose they are
    review_result,  // the aggregate, the consensus
    discussion,     // what experts said to one another about it
    placements,     // ranks and cuts
    award,          // what the deciding authority decided
    outcome,        // where it came to rest
    reasons,        // why people decided as they did, in their words
    appeals,        // lodged, and what became of them
    deciders,       // who proposed, confirmed or decided
    extension,      // a later deadline that is proposed
    overdue,        // deadlines of the agency that passed
    version         // how many entries touched it
)

// Under which circumstances. Of a review, they are those of that step.
BOOST_DEFINE_ENUM_CLASS(When, always,
                        own_turn,   // it is the lead who has to act, or brought the outcome about
                        offered,    // it stands at an offer, and notice was served where the step asks for it
                        announced,  // it came to its outcome, and notice was served or it is the lead's doing
                        declared,   // the expert's interests are declared and do not stand in the way
                        opened,     // and they opened the application, which is an entry
                        submitted,  // and their review is submitted
                        acquainted,  // and the experts of that review may know one another
                        unblinded,   // the applicant is not hidden from this expert
                        published    // an award that was announced
)

struct Grant {
    Relation relation;
    Field field;
    When when = When::always;
    friend bool operator==(const Grant&, const Grant&) = default;
};

// Who of those in that relation: the definition says which role it is.
BOOST_DEFINE_ENUM_CLASS(Giver,
                        anybody,  // who is registered and active
                        lead, expert, officer, head, officer_or_head,
                        worker,   // the role that the step is given to (`by`)
                        second,   // the role that confirms in that step (`confirm_by`), else the worker
                        appeals,  // the role that decides appeals
                        administrator, data_protection,  // of the instance
                        custodian,                       // administrator or data-protection officer
                        clock)                           // nobody: the program itself

struct Licence {
    std::string_view command;
    Giver giver;
};

struct Policy {
    std::vector<Grant> grants;
    std::vector<Licence> licences;
};

// The one in force.
const Policy& policy();

bool grants(const Policy& policy, Relation relation, Field field, When circumstance);
std::vector<Giver> givers_of(const Policy& policy, std::string_view command);

}  // namespace atranka::access
