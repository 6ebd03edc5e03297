#pragma once
// Giving commands to the engine: of one application, or of many.

#include "adapters/cli/options.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/shape.hpp"

namespace atranka::cli {

// A command about one application alone, which can be given for many of them.
bool can_be_many(const Shape& shape);
// --id, --dry-run, --from, and where it can be many --many with what selects.
std::vector<Option> command_options(const Shape& shape);

int run_command(Program& program, const Verb& verb, const Arguments& arguments);

}  // namespace atranka::cli
