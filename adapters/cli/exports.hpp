#pragma once
// Who may take a whole call out of the record, and files that are there whole or not at all.

#include "adapters/cli/reading.hpp"

#include <filesystem>

namespace atranka::cli {

// The call, for those who may read everything of every application in it; Stop 65 or 77 for all others.
call::State whole_call(Reading& reading, const std::string& call, const std::string& what);

// `write` makes the file under a name beside `out`, which then becomes it. Stop 73 where `out` is there
// already, or cannot be made; whatever `write` throws leaves nothing behind.
void write_whole(const std::string& out, const std::function<void(const std::filesystem::path&)>& write);

}  // namespace atranka::cli
