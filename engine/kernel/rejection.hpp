#pragma once
// A refusal is a value: which rule the command broke, where in its input, and the facts a person needs to
// mend it.
// Shape:  the rule (rule.hpp lists them all), the path of the offending field ("costs[2].claimed", may be
//         empty), one sentence for a person, and the facts behind it (limits, deadlines, names) for programs.

#include "engine/kernel/rule.hpp"
#include "engine/kernel/value.hpp"

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace atranka::inline kernel {

struct Problem {
    std::string path;
    std::string message;
    friend bool operator==(const Problem&, const Problem&) = default;
};

struct Rejection {
    Rule rule;
    std::string message;
    std::string path = {};
    Value facts = {};
    std::vector<Problem> problems = {};  // a form with several faults names them all
};

template <class T>
using Result = tl::expected<T, Rejection>;

inline tl::unexpected<Rejection> refuse(Rule rule, std::string message, std::string path = {},
                                        Value facts = {}) {
    return tl::unexpected{Rejection{rule, std::move(message), std::move(path), std::move(facts), {}}};
}

}  // namespace atranka::inline kernel
