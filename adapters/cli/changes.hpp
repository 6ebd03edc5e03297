#pragma once
// What is different in a call between two states of the record.
// Shape:  one line a thing that has another value: what it was, what it is, and the entries in between that
//         touched it. A thing that changed and changed back is no difference. In English things are called
//         as the record calls them, in Lithuanian by the definition's titles.

#include "engine/service/replay.hpp"

#include <functional>

namespace atranka::cli {

inline const std::string no_value = "—";

struct Changed {
    std::string group;    // "path", "outcomes", "money"
    std::string subject;  // "a-1", "a-1 review expert-2"
    std::string from, to;
    std::vector<std::string> entries;  // "calls/c-2026#120"
};

// `between` are the entries that are in the later state alone; of applications those that may be read.
std::vector<Changed> changes_of(service::Folded& before, service::Folded& after, const CallId& call,
                                const std::vector<service::Entry>& between, bool is_lithuanian,
                                const std::function<bool(const std::string&)>& may_read);

}  // namespace atranka::cli
