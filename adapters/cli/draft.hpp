#pragma once
// Drafting a call: its definition, resolved for its calendar and zone, and its parameters in their canonical
// spelling.

#include "adapters/cli/options.hpp"
#include "adapters/cli/program.hpp"

namespace atranka::cli {

// Puts the definition's hash for its file, and gives the document that comes with the command.
void prepare_draft(Program& program, const Arguments& arguments, Value& members,
                   std::vector<Value>& documents);
// A parameter's new value, as its definition spells it; what does not fit is left for the engine to refuse.
void spell_change(Program& program, Value& members);

}  // namespace atranka::cli
