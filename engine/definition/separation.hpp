#pragma once
// Who may not be one person, what an interest bars from, and what holds for whoever is paid.
// Shape:  read from the canonical document, where `read` has checked it. A definition that says nothing of it
//         keeps nothing apart, bars from decisions alone, and asks for nothing when it pays.
// Source: DESIGN.md §1 (separation of duties), §5 (money).

#include "engine/definition/model.hpp"

namespace atranka::definition {

// Whoever holds both roles acts in neither.
bool are_apart(const Definition& definition, std::string_view role, std::string_view other);
// The roles that are kept apart from one.
std::vector<std::string> apart_from(const Definition& definition, std::string_view role);
bool separates(const Definition& definition);
// An interest in an application bars from everything that staff and experts do to it.
bool interested_do_nothing(const Definition& definition);
// A role of those who apply: they hand in forms, whatever the definition calls them. `applicant` always is.
bool is_of_applicants(const Definition& definition, std::string_view role);
// The rule sets that a selection names under `conditions`: asked whenever it puts money aside.
std::vector<std::string> conditions_of(const Definition& definition, const Step& step);

}  // namespace atranka::definition
