#pragma once
// The page of one application.

#include "adapters/pack/dossier.hpp"

namespace atranka::pack {

std::string dossier_page(const Dossier& dossier, const Dossiers& all, const std::string& call);

}  // namespace atranka::pack
