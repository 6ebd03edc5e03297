#pragma once
// The ranked lists of the record with what each application brought to them, so that a list can be made
// again for one application that brings something else.
// Shape:  a list is here only where it is made again byte for byte from what was kept; made again with
//         another candidate it is what RankRound would decide, since both are procedure::list_of.

#include "engine/procedure/ranking.hpp"
#include "engine/simulation/past.hpp"

namespace atranka::simulation {

class Rankings {
public:
    explicit Rankings(const Past& past);

    struct List {
        RoundId round;
        const definition::Step* step = nullptr;
        std::string hash;  // under which it lies beside its entry
        std::vector<procedure::Row> rows;
        std::vector<selection::Candidate> candidates;
        std::optional<selection::Seed> seed;
        call::State call;  // before it was ranked
    };
    // That was ranked by the entry at that position; null where none was, or it cannot be made again.
    const List* at(std::size_t position) const;
    // The rows with that application's part as this state brings it; none where the list cannot be made.
    std::optional<std::vector<procedure::Row>> with(const List& list, const application::State& state) const;

private:
    void add(std::size_t position, const procedure::RankRound& command);

    const Past& past_;
    std::map<std::size_t, List> lists_;
};

// Whether both lists place everybody alike: who is selected and reserved, with which sum from where, and
// in which order the reserve list stands.
bool places_alike(const std::vector<procedure::Row>& a, const std::vector<procedure::Row>& b);

}  // namespace atranka::simulation
