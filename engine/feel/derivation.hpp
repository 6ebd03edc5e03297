#pragma once
// How an expression came to its value: a tree of its parts, each with its value and, where it reads a name,
// the path of what it read.
// Shape:  parts in the order in which they were evaluated; literals have none of their own; an iteration has
//         a part for each time round; at most 2,000 parts in all.

#include "engine/feel/feel.hpp"

namespace atranka::feel {

struct Derivation {
    std::string expression;  // the part of the source
    std::size_t offset = 0;  // of it in the whole
    Value value;
    std::string path;  // "costs[2].accepted", where it reads something
    std::string note;  // why it has no value, where it lost it
    std::vector<Derivation> parts;

    bool is_reading() const { return !path.empty(); }
    // The expression with the value of each part in its place: "0.40 * 46250".
    std::string with_values() const;
};

Derivation derive(const Expression& expression, const Context& context,
                  const Surroundings& surroundings = {});

enum class Tongue { en, lt };
// A worked sum: the parts first, a line each, then what they make; each reading with its path.
std::vector<std::string> worked(const Derivation& derivation, Tongue tongue);
// What it read, each path once, in the order of reading.
std::vector<std::pair<std::string, Value>> readings(const Derivation& derivation);
// {"expression", "value", "path", "note", "parts"}
atranka::Value to_tree(const Derivation& derivation);

}  // namespace atranka::feel
