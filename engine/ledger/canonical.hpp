#pragma once
// The one spelling in which a tree is recorded: bytes that are hashed, stored verbatim and compared byte for
// byte.
// Shape:  JSON by RFC 8785 (JCS): no blanks, keys in the order of their UTF-16 code units, the shortest
//         escapes. Records hold no floating point: a decimal, and an integer beyond 2^53-1 that a reader's
//         double would bend, is written as a JSON string in plain notation. So
//         `canonical_value(canonical(v))` is v with those as text, and whoever decides and records must
//         decide on that tree, or replay would decide on another one.
// Errors: `canonical` aborts on text that is not UTF-8 and beyond 128 levels: readers refuse both long
//         before. `canonical_value` is nullopt for every byte string that `canonical` would not have written.
// Source: RFC 8785; LEDGER.md, format 2.

#include "engine/kernel/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace atranka::ledger {

constexpr int depth_max = 128;
constexpr std::int64_t integer_max = (std::int64_t{1} << 53) - 1;

std::string canonical(const Value& value);
std::optional<Value> canonical_value(std::string_view bytes);

}  // namespace atranka::ledger
