#pragma once
// From what was typed to the members of a command, as the recorded tree spells them.
// Errors: Stop 65 where a value cannot be what its member is, with the option's name.

#include "adapters/cli/options.hpp"
#include "adapters/cli/shape.hpp"
#include "engine/kernel/value.hpp"

#include <optional>
#include <utility>

namespace atranka::cli {

// What --from gives, over which lies what was typed.
Value members_of(const Shape& shape, const Arguments& arguments);

// "key=value"; Stop where there is no key.
std::pair<std::string, std::string> key_and_value(const std::string& typed, const std::string& option);
// Rounds, each followed by its parameters.
Value plans_of(const std::vector<std::string>& typed);

}  // namespace atranka::cli
