#include "source_dir.hpp"

namespace atranka {

std::filesystem::path source_dir() { return ATRANKA_SOURCE_DIR; }

}  // namespace atranka
