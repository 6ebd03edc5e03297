#pragma once
// A document → the Definition that it means.
// Shape:  the YAML form is docs/workflow-format.md. Reading the recorded canonical document gives the same
//         Definition and the same canonical bytes as reading the text it came from.
// Errors: every problem of the document at once: keys, shapes, types, names that are not known (with the
//         nearest that is), expressions that do not parse or whose types do not fit what they look at.

#include "engine/definition/model.hpp"
#include "engine/definition/node.hpp"
#include "engine/definition/problem.hpp"

#include <tl/expected.hpp>

namespace atranka::definition {

tl::expected<Definition, std::vector<Problem>> read(const Node& document);

}  // namespace atranka::definition
