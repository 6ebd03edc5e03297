#pragma once
// README.txt of an evidence pack: what it is, what each file in it is, how it is checked and with what else,
// and what it does not prove. Plain text in English, then in Lithuanian; a page like the others.

#include "adapters/pack/dossier.hpp"
#include "adapters/pack/page.hpp"

namespace atranka::pack {

std::string readme(const Pack& pack, const About& about, const Dossiers& all);

}  // namespace atranka::pack
