#pragma once
// What an uploaded file is called: what was said of it, made harmless. Nothing is stored under it.
// Shape:  the last part of a path, without controls and marks that turn the direction of writing, the
//         extension that of its content; 120 characters at most. `file` where nothing is left.
// Source: Unicode TR36 (bidirectional spoofing).

#include <string>
#include <string_view>

namespace atranka::files {

constexpr std::size_t name_length_max = 120;

std::string clean_name(std::string_view said, std::string_view extension);

}  // namespace atranka::files
