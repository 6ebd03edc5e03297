#pragma once
// A broken invariant is a defect of the program, never of its input: it ends the process, in release too.

#include <string_view>

namespace atranka::inline kernel {

[[noreturn]] void broken(std::string_view sentence);
inline void invariant(bool holds, std::string_view sentence) {
    if (!holds) broken(sentence);
}

}  // namespace atranka::inline kernel
