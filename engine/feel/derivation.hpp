#pragma once
// How an expression came to its value: a tree of its parts, each with its value and, where it reads a name,
// the path of what it read.
// Shape:  parts in the order in which they were evaluated; literals have none of their own; an iteration has
//         a part for each time round; at most 2,000 parts in all.

#include "engine/feel/feel.hpp"

#include <functional>
#include <span>

namespace atranka::feel {

struct Derivation {
    std::string expression;  // the part of the source
    std::size_t offset = 0;  // of it in the whole
    Value value;
    std::string path;  // "costs[2].accepted", where it reads something
    std::string note;  // why it has no value, where it lost it
    std::vector<Derivation> parts;

    bool is_reading() const { return !path.empty(); }
    // The expression with each part written in its place, and what stands between them.
    using Part = std::function<std::string(const Derivation&)>;
    using Between = std::function<std::string(std::string_view)>;
    std::string written(const Part& part, const Between& between) const;
    // What a sum adds up; nothing of anything else.
    std::span<const Value> addends() const;
};

Derivation derive(const Expression& expression, const Context& context,
                  const Surroundings& surroundings = {});

enum class Tongue { en, lt };
// What it came to: whether a condition holds, else the value as it is written, with its note.
std::string verdict(const Derivation& derivation, Tongue tongue, const std::string& value);
std::string one_line(std::string_view text);
// A worked sum: the parts first, a line each, then what they make; each reading with its path.
std::vector<std::string> worked(const Derivation& derivation, Tongue tongue);
// What it read, each path once, in the order of reading.
std::vector<std::pair<std::string, Value>> readings(const Derivation& derivation);
// {"expression", "value", "path", "note", "parts"}
atranka::Value to_tree(const Derivation& derivation);

}  // namespace atranka::feel
