#pragma once
// What is proven of a definition, as the command line asks for it: with the machine's time zones and Z3.

#include "engine/definition/model.hpp"
#include "engine/proof/report.hpp"

namespace atranka::cli {

// The offsets of its zone and its holidays are looked up where it does not carry them; `now` says for which
// years.
proof::Report proven(const definition::Definition& definition, Instant now);

}  // namespace atranka::cli
