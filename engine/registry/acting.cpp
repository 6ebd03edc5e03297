#include "engine/registry/acting.hpp"

#include "engine/definition/separation.hpp"

#include <algorithm>

namespace atranka::registry {

bool acts_as(const Person& person, const definition::Definition& definition, std::string_view call,
             std::string_view role, Instant at) {
    if (!person.has_role(call, role, at)) return false;
    const std::vector<std::string> apart = definition::apart_from(definition, role);
    return std::ranges::none_of(apart,
                                [&](const std::string& other) { return person.has_role(call, other, at); });
}

}  // namespace atranka::registry
