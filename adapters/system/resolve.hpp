#pragma once
// A definition made independent of the machine that reads it: its zone's offsets and its holidays are
// written into it.
// Shape:  the years around an instant: two before it, eleven after, 2037 at most.
// Errors: nullopt where the machine does not know the definition's time zone.

#include "engine/definition/model.hpp"
#include "engine/definition/node.hpp"

#include <optional>

namespace atranka::system {

// `document` is a sound definition, `calendar` the one it names.
std::optional<definition::Definition> resolved(const definition::Node& document,
                                               const definition::Calendar& calendar, Instant now);

bool knows_zone(const std::string& name);

}  // namespace atranka::system
