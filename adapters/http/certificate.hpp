#pragma once
// How long a certificate holds.
// Errors: nothing where the file has none that can be read.

#include "engine/kernel/instant.hpp"

#include <filesystem>
#include <optional>

namespace atranka::http {

std::optional<Instant> end_of_certificate(const std::filesystem::path& pem);

}  // namespace atranka::http
