#include "engine/kernel/id.hpp"

#include <algorithm>

namespace atranka::inline kernel {

bool is_id(std::string_view text) {
    const auto letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !text.empty() && text.size() <= 64 && letter_or_digit(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return letter_or_digit(c) || c == '-'; });
}

}  // namespace atranka::inline kernel
