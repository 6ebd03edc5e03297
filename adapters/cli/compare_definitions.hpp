#pragma once
// Two versions of a definition, compared in words; and what the new one would do to a call under way.

#include "adapters/cli/program.hpp"
#include "engine/definition/model.hpp"
#include "engine/definition/node.hpp"

namespace atranka::cli {

// With a call (empty: none) it says which of its applications would have no place, and whose outcome would
// differ.
void compare_versions(Program& program, const definition::Definition& old, const definition::Node& document,
                      const definition::Definition& fresh, const std::string& call);

}  // namespace atranka::cli
