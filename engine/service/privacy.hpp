#pragma once
// Whose a private part is, of which category, and what asks for it to be kept.
// Shape:  a part belongs to whoever wrote it; an identity to whom it identifies. Its category follows from
//         its name. A person is involved in an application by each entry of theirs with a private part.
// Units:  retention in full years after an application came to its outcome, to the end of that day (UTC).
// Source: LEDGER.md, formats 4 and 8; Regulation (EU) 2016/679, Art. 5(1)(e) and 17(3).

#include "engine/ledger/leaf.hpp"
#include "engine/service/command.hpp"
#include "engine/service/ports.hpp"
#include "engine/service/states.hpp"

namespace atranka::service {

// "identity", "application", "evaluation" or "decision".
std::string_view category_of(std::string_view part);
// Whose that part of a command is.
std::string subject_of(const Command& command, std::string_view part, const PersonId& actor);

// Of an entry with these parts, whether or not they are still there, and these streams.
std::vector<InvolvementRow> involvements_of(const std::string& actor,
                                            const std::vector<std::string_view>& parts,
                                            const std::vector<StreamVersion>& streams);
// The names of the parts that a leaf commits to.
std::vector<std::string_view> parts_of(const ledger::Leaf& leaf);

// Of everything of the person's: offices and open matters have no end, and retention periods may have ended.
std::vector<registry::Hold> holds_of(States& states, const PersonId& person);

}  // namespace atranka::service
