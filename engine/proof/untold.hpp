#pragma once
// What differs between two documents of a definition and is not told by what it means (versions.hpp): texts,
// types, years of retention, all that has no words of its own. Nothing that differs is passed over.
// Shape:  "`outcomes.refused.letter.en`: old text → new text"; the parts of a list are numbered, rules are
//         named by their id.

#include "engine/kernel/value.hpp"

#include <string>
#include <vector>

namespace atranka::proof {

std::vector<std::string> untold(const Value& old, const Value& fresh);

}  // namespace atranka::proof
