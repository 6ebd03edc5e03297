#pragma once
// YAML text → definition::Node, strictly: what makes YAML surprising is refused rather than interpreted.
// Shape:  one document, of text, lists and maps. Refused: anchors, aliases, tags, merge keys, duplicate keys,
//         keys that are not text, further documents, invalid UTF-8, control characters. Every scalar is text.
// Units:  at most 1 MiB, 32 levels, 50,000 nodes, 16 KiB a scalar.
// Errors: all the problems of the text, with line and column; after one that ends parsing (syntax, a limit)
//         no more can be found behind it. Nothing is thrown.

#include "engine/definition/node.hpp"
#include "engine/definition/problem.hpp"

#include <string_view>
#include <tl/expected.hpp>

namespace atranka::yaml {

constexpr std::size_t size_max = 1024 * 1024;
constexpr int depth_max = 32;
constexpr int nodes_max = 50'000;
constexpr std::size_t scalar_max = 16 * 1024;

tl::expected<definition::Node, std::vector<definition::Problem>> read(std::string_view text);

}  // namespace atranka::yaml
