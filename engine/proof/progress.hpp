#pragma once
// Whether every application comes to rest: no place waits for ever, and every outcome can happen.
// Shape:  over all places that an application can be in (lives.hpp). A place waits for ever where neither a
//         deadline nor anybody whom the definition and the policy together allow moves it on. Withdrawing is
//         no progress: it is always there. A warning: a step whose results all lead to one place.
// Source: DESIGN.md §4 (lint).

#include "engine/proof/finding.hpp"
#include "engine/proof/lives.hpp"

namespace atranka::proof {

Found prove_progress(const definition::Definition& definition, const Tables& tables);

// How many different people a definition needs in each role, so that nothing waits for want of one.
std::map<std::string, int> people_needed(const definition::Definition& definition);

}  // namespace atranka::proof
