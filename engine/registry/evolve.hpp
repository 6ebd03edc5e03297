#pragma once
// What an event does to a person or an organisation. Never fails on what decide produced.

#include "engine/registry/events.hpp"

namespace atranka::registry {

void evolve(Person& person, const PersonEvent& event);
void evolve(Organisation& organisation, const OrganisationEvent& event);

}  // namespace atranka::registry
