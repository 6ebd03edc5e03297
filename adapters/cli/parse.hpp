#pragma once
// The command line → a verb and its arguments. The only place that knows the parser.
// Errors: Stop 64 with one line; help is printed here, and no verb comes back.

#include "adapters/cli/options.hpp"

#include <optional>

namespace atranka::cli {

struct Invocation {
    const Verb* verb = nullptr;
    Arguments arguments;
};

std::optional<Invocation> parse(int argc, const char* const* argv, const std::vector<Verb>& verbs,
                                const std::vector<Option>& common);

}  // namespace atranka::cli
