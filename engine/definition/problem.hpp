#pragma once
// What is wrong with a document, where, and how to mend it. A document is refused with the list of all its
// problems.
// Shape: the code is kebab-case and stable ("unknown-step"); the path names the place by keys
//        ("steps.idea.on.submitted"); an error refuses the document, a warning does not.

#include "engine/definition/position.hpp"

#include <string>
#include <vector>

namespace atranka::definition {

enum class Severity { error, warning };

struct Problem {
    Position position;
    std::string code;
    std::string path;
    std::string message;
    std::string mend = {};
    Severity severity = Severity::error;
    Position end = {};  // just behind what is at fault, where that is known
};

bool has_errors(const std::vector<Problem>& problems);
// By position, then code; exact repeats once.
void sort_problems(std::vector<Problem>& problems);
// "3:14 error unknown-step: steps.idea.on.submitted: …. Mend: …."
std::string problem_text(const Problem& problem);

}  // namespace atranka::definition
