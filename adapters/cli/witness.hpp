#pragma once
// Cosigned heads, kept beside the database: `<database>.witnessed/<log>`, the newest that a witness cosigned.

#include "adapters/cli/options.hpp"
#include "engine/service/ports.hpp"

namespace atranka::cli {

// The signed head with the cosignatures that there are of it; as it is where there are none.
std::string cosigned(const Arguments& arguments, const std::string& log, const std::string& checkpoint);

// Where the newest cosigned head that is kept of a log contradicts the log: what it says.
// A head of an earlier epoch says nothing.
std::optional<std::string> contradicted(const Arguments& arguments, service::EventStore& store,
                                        const std::string& log);

}  // namespace atranka::cli
