#include "engine/kernel/invariant.hpp"

#include <cstdio>
#include <cstdlib>

namespace atranka::inline kernel {

// The engine's one touch of the world. Whoever comes here may not go on, and a handler that somebody has to
// set could be missing when it is needed: the sentence goes to standard error by means that need no memory.
void broken(std::string_view sentence) {
    std::fprintf(stderr, "atranka: a broken invariant: %.*s\n", static_cast<int>(sentence.size()),
                 sentence.data());
    std::abort();
}

}  // namespace atranka::inline kernel
