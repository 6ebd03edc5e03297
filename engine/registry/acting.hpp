#pragma once
// In which roles a person may act in a call, under what its definition keeps apart.
// Shape:  whoever holds two roles that the definition keeps apart (`separation.apart`), of their own or as
//         somebody's deputy, acts in neither. A definition that keeps nothing apart changes nothing.

#include "engine/definition/model.hpp"
#include "engine/registry/state.hpp"

#include <functional>

namespace atranka::registry {

// Somebody is a deputy only while whoever lent the role has it.
void drop_lapsed(Person& person, const std::function<Person(const PersonId&)>& lender);

bool acts_as(const Person& person, const definition::Definition& definition, std::string_view call,
             std::string_view role, Instant at);

}  // namespace atranka::registry
