#pragma once
// Deadlines: in order, long enough for what lies within them, and at local times that exist once.
// Shape:  `calendar` is the definition's own, resolved (its zone's offsets and its holidays are facts that
//         come in). Without offsets the zone is unknown, and that alone is told.
// Errors: a clarification that outlasts its step, a reserve list that expires before it can be made, a span
//         that leads beyond the days that are known. Warnings: a letter that names another time to appeal
//         than the definition gives, a moment or the end of a day that local clocks show twice or never.
// Units:  days; a span of working days counts with the weekends and holidays that make it longest.

#include "engine/proof/finding.hpp"

namespace atranka::definition {
struct Definition;
struct Calendar;
}  // namespace atranka::definition

namespace atranka::proof {

Found prove_time(const definition::Definition& definition, const definition::Calendar& calendar);

}  // namespace atranka::proof
