#pragma once
// The ranking: applications in the order of declared keys, and which key put each behind the one before it.
// Shape:  a key is a number, a text (ordered bytewise) or null; its values were evaluated before. Numbers
//         come before texts. Null comes last whichever way a key runs, unless declared first. A lot breaks
//         what is tied so far, and keys after it decide nothing. What no key breaks is a tie: its members
//         share a rank and stand in the order of their ids, which is an order of writing, not of merit.
// Units:  ranks from 1; a block of three after rank 4 has ranks 5, 5, 5 and the next is 8.
// Errors: lot_must_be_ready where a tie comes to the lot and there is no seed. A candidate whose keys are not
//         as many as the order's is a broken invariant.
// Source: DESIGN.md §5 (says which key broke each tie).

#include "engine/kernel/decimal.hpp"
#include "engine/selection/lot.hpp"

#include <variant>

namespace atranka::selection {

using KeyValue = std::variant<std::monostate, Decimal, std::string>;

struct Key {
    std::string name;  // as people know it: "idea_review.total"
    bool descending = true;
    bool is_lot = false;
    bool nulls_first = false;
};

constexpr std::size_t no_envelope = static_cast<std::size_t>(-1);

struct Candidate {
    std::string id;
    std::vector<KeyValue> keys;  // one each of the order; the lot's is left null
    Decimal requested = 0;       // what selecting it costs
    bool meets = true;           // every threshold
    std::size_t envelope = 0;    // index of the one it competes in
};

struct Place {
    std::size_t candidate = 0;  // index among the candidates
    std::size_t rank = 1;       // shared within a tie, and the tie's first place
    std::size_t rank_last = 1;  // the tie's last place; equal to `rank` where there is none
    std::optional<std::size_t>
        decided_by;  // index of the key; none for the first, and for all but the first of a tie
};

Result<std::vector<Place>> rank(std::span<const Key> order, std::span<const Candidate> candidates,
                                const std::optional<Seed>& seed = std::nullopt);

}  // namespace atranka::selection
