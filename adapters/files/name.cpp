#include "adapters/files/name.hpp"

#include "engine/kernel/text.hpp"

#include <algorithm>
#include <array>

namespace atranka::files {

namespace {

// One code point of valid UTF-8 and how long it is.
struct Point {
    std::uint32_t code = 0;
    std::size_t length = 1;
};
Point point_at(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    std::uint32_t code = first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
        code = (code << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
    return {code, std::min(length, text.size() - at)};
}

// Marks of direction, joiners and other signs that are not seen, and what a file system or a shell reads.
bool is_harmful(std::uint32_t code) {
    struct Range {
        std::uint32_t from, to;
    };
    constexpr std::array ranges{Range{0, 0x1f},         Range{0x7f, 0x9f},     Range{0xad, 0xad},
                                Range{0x61c, 0x61c},    Range{0x180e, 0x180e}, Range{0x200b, 0x200f},
                                Range{0x2028, 0x202e},  Range{0x2060, 0x206f}, Range{0xd800, 0xf8ff},
                                Range{0xfe00, 0xfe0f},  Range{0xfeff, 0xfeff}, Range{0xfff0, 0xffff},
                                Range{0xe0000, 0xe0fff}};
    constexpr std::string_view signs = "\"*:<>?|;`$%";
    return std::ranges::any_of(ranges, [&](Range r) { return code >= r.from && code <= r.to; }) ||
           (code < 0x80 && signs.find(static_cast<char>(code)) != std::string_view::npos);
}

}  // namespace

std::string clean_name(std::string_view said, std::string_view extension) {
    std::string name;
    if (!kernel::utf8_fault(said)) {
        if (const std::size_t slash = said.find_last_of("/\\"); slash != std::string_view::npos)
            said.remove_prefix(slash + 1);
        for (std::size_t at = 0; at < said.size();) {
            const Point point = point_at(said, at);
            if (!is_harmful(point.code)) name += said.substr(at, point.length);
            at += point.length;
        }
    }
    if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) name.resize(dot);
    const std::size_t begin = name.find_first_not_of(" .~-");
    name = begin == std::string::npos ? "" : name.substr(begin);
    const std::size_t length_max = name_length_max - extension.size() - 1;
    std::size_t length = 0, end = 0;
    while (end < name.size() && length < length_max) {
        end += point_at(name, end).length;
        ++length;
    }
    name.resize(end);
    while (!name.empty() && (name.back() == ' ' || name.back() == '.')) name.pop_back();
    return (name.empty() ? "file" : name) + "." + std::string{extension};
}

}  // namespace atranka::files
