#pragma once
// Two versions of a definition, compared in words; and what the new one would do to a call under way.

#include "adapters/cli/program.hpp"
#include "engine/definition/model.hpp"
#include "engine/definition/node.hpp"

namespace atranka::cli {

// With --call, or --db for all calls of that workflow on which the actor works, it says which applications
// would have no place, and whose outcome would differ.
void compare_versions(Program& program, const definition::Definition& old, const definition::Node& document,
                      const definition::Definition& fresh, const Arguments& arguments);

}  // namespace atranka::cli
