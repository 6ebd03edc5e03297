#include "adapters/cli/verbs.hpp"
namespace atranka::cli {
std::vector<Verb> sample_verbs() { return {}; }
}  // namespace atranka::cli
