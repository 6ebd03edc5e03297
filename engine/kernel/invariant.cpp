#include "engine/kernel/invariant.hpp"

#include <cstdio>
#include <cstdlib>

namespace atranka::inline kernel {

void broken(std::string_view sentence) {
    std::fprintf(stderr, "atranka: a broken invariant: %.*s\n", static_cast<int>(sentence.size()),
                 sentence.data());
    std::abort();
}

}  // namespace atranka::inline kernel
