#pragma once
// Who read what, in the pages of a pack: of one application, and of the call as such.

#include "adapters/pack/dossier.hpp"

namespace atranka::pack {

// The lines about one object; a sentence where there is none.
std::string readings_table(const std::vector<ledger::ChainedAccess>& readings, const std::string& object,
                           const definition::Definition* definition, bool lt);
// Where the chain stands, which head of it the instance log has, and the lines about no application.
std::string readings_section(const Pack& pack, const Dossiers& all, const std::string& call, bool lt);

}  // namespace atranka::pack
