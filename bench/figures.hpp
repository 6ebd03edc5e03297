#pragma once
// The figures, one source file each; main.cpp runs them all.
// Shape:  `data` is the folder where databases are kept from one run to the next.

#include "bench/harness.hpp"

#include <filesystem>

namespace atranka::bench {

std::vector<Figure> deciding(const std::filesystem::path& data);
std::vector<Figure> durable(const std::filesystem::path& data);
std::vector<Figure> gathering(const std::filesystem::path& data);
std::vector<Figure> growing(const std::filesystem::path& data);
std::vector<Figure> replaying(const std::filesystem::path& data);
std::vector<Figure> proving(const std::filesystem::path& data);
std::vector<Figure> ranking(const std::filesystem::path& data);
std::vector<Figure> evaluating(const std::filesystem::path& data);
std::vector<Figure> linting(const std::filesystem::path& data);
std::vector<Figure> scaling(const std::filesystem::path& data);
std::vector<Figure> serving(const std::filesystem::path& data);

// Throws where anything is answered wrongly, lost, or memory grows.
int soak(const std::filesystem::path& data, double minutes);

}  // namespace atranka::bench
