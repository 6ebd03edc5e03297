#pragma once
// Cosigned heads, kept beside the database: `<database>.witnessed/<log>`, the newest that a witness cosigned.

#include "adapters/cli/options.hpp"

namespace atranka::cli {

// The signed head with the cosignatures that there are of it; as it is where there are none.
std::string cosigned(const Arguments& arguments, const std::string& log, const std::string& checkpoint);

}  // namespace atranka::cli
