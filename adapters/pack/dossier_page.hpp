#pragma once
// The page of one application; `is_alone`: the pack has none of the others.

#include "adapters/pack/dossier.hpp"

namespace atranka::pack {

std::string dossier_page(const Dossier& dossier, const Dossiers& all, const std::string& call, bool is_alone,
                         const std::vector<ledger::ChainedAccess>& readings);

}  // namespace atranka::pack
