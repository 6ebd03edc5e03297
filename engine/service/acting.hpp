#pragma once
// A person as they may act now: in roles of their own, and in those that somebody lends who still has them.

#include "engine/service/states.hpp"

namespace atranka::service {

registry::Person acting(States& states, const PersonId& id);

}  // namespace atranka::service
