#pragma once
// Where the sources lie. One file alone is compiled with that path, so that a compiler's cache serves every checkout.

#include <filesystem>

namespace atranka {

std::filesystem::path source_dir();

}  // namespace atranka
