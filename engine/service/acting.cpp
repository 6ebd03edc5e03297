#include "engine/service/acting.hpp"

#include "engine/registry/acting.hpp"

namespace atranka::service {

registry::Person acting(States& states, const PersonId& id) {
    registry::Person person = states.person(id);
    registry::drop_lapsed(person, [&](const PersonId& lender) { return states.person(lender); });
    return person;
}

}  // namespace atranka::service
