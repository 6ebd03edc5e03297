#pragma once
// What of a definition is so on purpose, though the linter would warn of it.
// Shape:  read from the canonical document, where `read` has checked it. It excuses warnings alone, at that
//         place and below it.

#include "engine/definition/model.hpp"

namespace atranka::definition {

struct Purpose {
    std::string finding;  // the code
    std::string at;       // a path: "steps.readiness"
    std::string because;  // in English where there is any
};

std::vector<Purpose> purposes_of(const Definition& definition);
// "steps.readiness" holds "steps.readiness.on.below" and not "steps.readiness_2".
bool holds(const Purpose& purpose, std::string_view path);

}  // namespace atranka::definition
