#pragma once
// What a person may read of an application. Every reader asks it; the default is nothing.
// Shape:  a copy of the application's state without what the viewer may not see. The strictest relation
//         counts:
//         whoever leads an application sees it as its lead, whoever was asked to review it as its expert,
//         whatever
//         other role they have.
//           lead     what they submitted, where it waits and by when; results once notice of them was
//           served, without
//                    the experts' names
//           expert   that it exists and who its partners are; what was submitted once they declared; what
//           others
//                    scored once they submitted themselves
//           staff    everything: the roles that a definition gives work to, and auditors
//         An administrator sees nothing by virtue of the office.
// Source: DESIGN.md §1.

#include "engine/application/state.hpp"
#include "engine/definition/model.hpp"
#include "engine/registry/state.hpp"

#include <optional>

namespace atranka::access {

// Has a role that the definition gives work to, other than applicant or expert; or is an auditor.
bool works_on(const registry::Person* viewer, const definition::Definition& definition, const CallId& call,
              Instant at);

enum class Relation { none, lead, expert, staff };

Relation relation_of(const registry::Person* viewer, const definition::Definition& definition,
                     const application::State& state, Instant at);

// Nothing where the viewer may not even know that there is such an application.
std::optional<application::State> seen_by(const registry::Person* viewer,
                                          const definition::Definition& definition,
                                          const application::State& state, Instant at);

}  // namespace atranka::access
