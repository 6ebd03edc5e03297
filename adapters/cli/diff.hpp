#pragma once
// What is different in a call between two states of the record.
// Shape:  one line a thing that has another value: what it was, what it is, and the entries in between that
//         touched it. A thing that changed and changed back is no difference.

#include "adapters/cli/reading.hpp"

namespace atranka::cli {

struct Changed {
    std::string group;    // "path", "outcomes", "money"
    std::string subject;  // "a-1", "a-1 review expert-2"
    std::string from, to;
    std::vector<std::string> entries;  // "calls/c-2026#120"
};

}  // namespace atranka::cli
