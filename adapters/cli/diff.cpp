#include "adapters/cli/verbs.hpp"

namespace atranka::cli {
std::vector<Verb> diff_verbs() { return {}; }
}  // namespace atranka::cli
