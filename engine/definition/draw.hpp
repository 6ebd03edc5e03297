#pragma once
// The definition as a picture, in text: its steps outside, the lifecycle of each inside.
// Shape:  Mermaid (stateDiagram-v2) and DOT (clusters). Names in the drawing are the definition's; titles are
//         in the language asked for, or English. Equal definitions give equal bytes.

#include "engine/definition/model.hpp"

#include <string>

namespace atranka::definition {

std::string mermaid(const Definition& definition, const std::string& language = "en");
std::string dot(const Definition& definition, const std::string& language = "en");

}  // namespace atranka::definition
