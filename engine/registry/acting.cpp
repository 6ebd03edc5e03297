#include "engine/registry/acting.hpp"

#include "engine/definition/separation.hpp"

#include <algorithm>

namespace atranka::registry {

void drop_lapsed(Person& person, const std::function<Person(const PersonId&)>& lender) {
    std::erase_if(person.delegations, [&](const Delegation& lent) {
        const Person from = lender(lent.from);
        return !from.active || !from.roles.contains(lent.role);
    });
}

bool acts_as(const Person& person, const definition::Definition& definition, std::string_view call,
             std::string_view role, Instant at) {
    if (!person.has_role(call, role, at)) return false;
    const std::vector<std::string> apart = definition::apart_from(definition, role);
    return std::ranges::none_of(apart,
                                [&](const std::string& other) { return person.has_role(call, other, at); });
}

}  // namespace atranka::registry
