#pragma once
// What the first page of a pack tells of the call as such: the definition in force, the ranked lists, and the
// money. Without headings.

#include "adapters/pack/dossier.hpp"

namespace atranka::pack {

// Which definition, who drafted and who published it, and what was changed since.
std::string definition_section(const Dossiers& all, bool lt);
// Of each round and step: who ranked, proposed and confirmed, and each place.
std::string lists_section(const Dossiers& all, bool lt);
// The budget, what is put aside of it and by which entries, and the sums of the table of applications.
std::string money_section(const Dossiers& all, bool lt);

// The sum of what the applications have there; nullopt where none has anything.
std::optional<Decimal> sum_of(const Dossiers& all, std::string Dossier::*amount);

}  // namespace atranka::pack
