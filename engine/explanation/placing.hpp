#pragma once
// How an application came to its place in a ranked list: by lot, before and behind which others, with what
// money, above or below the cut.
// Shape:  a sentence after the other, each with the sum, the keys or the command that it can be checked by.

#include "engine/call/state.hpp"
#include "engine/definition/model.hpp"
#include "engine/explanation/telling.hpp"
#include "engine/procedure/ranking.hpp"

#include <functional>

namespace atranka::explanation {

using Rows = std::vector<procedure::Row>;

// What a list was made of, as it stood then.
struct Ranked {
    call::State call;
    std::optional<procedure::Lot> lot;
    std::optional<procedure::Taken> taken;
};

struct Listing {
    const definition::Definition& definition;
    const definition::Step& step;
    const RoundId& round;
    const Rows& rows;
    const Ranked* ranked;       // null where it is not known
    const call::State& before;  // the call, before the entry that placed it
};
using Line = std::function<void(std::string what, std::string derivation)>;

// "evaluation.total: 92; evaluation.worst: 4"
std::string keys_text(const definition::Step& step, const procedure::Row& row);

void tell_place(const Listing& listing, Rows::const_iterator own, Language language, const Line& line);
// An upheld appeal is not in the list: it is held against the last that the list selected.
void tell_against_cut(const Listing& listing, const feel::Context& own, Language language, const Line& line);

}  // namespace atranka::explanation
