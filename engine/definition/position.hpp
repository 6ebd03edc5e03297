#pragma once
// Where in the document a thing was written.
// Units: line and column count from 1, columns in code points; 0 and 0 where the document was not text.

#include <compare>

namespace atranka::definition {

struct Position {
    int line = 0;
    int column = 0;
    friend auto operator<=>(const Position&, const Position&) = default;
};

}  // namespace atranka::definition
