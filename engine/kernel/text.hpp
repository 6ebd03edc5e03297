#pragma once
// What text may be recorded: valid UTF-8 without control characters (tab, line feed and carriage return
// excepted).

#include <optional>
#include <string>
#include <string_view>

namespace atranka::inline kernel {

// The byte offset of the first sequence that is not UTF-8, or nothing.
std::optional<std::size_t> utf8_fault(std::string_view text);
// What is wrong with the text, in words with its byte offset, or nothing.
std::optional<std::string> text_fault(std::string_view text);
// The number of code points of valid UTF-8.
std::size_t code_points(std::string_view text);
// Of `known`, the name nearest to `name` by edit distance, where it is near enough to be meant; else empty.
template <class Range>
std::string nearest(std::string_view name, const Range& known);
std::size_t edit_distance(std::string_view a, std::string_view b);

template <class Range>
std::string nearest(std::string_view name, const Range& known) {
    std::string best;
    std::size_t best_distance = name.size() / 3 + 2;
    for (const auto& candidate : known) {
        const std::size_t distance = edit_distance(name, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

}  // namespace atranka::inline kernel
