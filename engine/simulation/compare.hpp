#pragma once
// What an alteration comes to: whose outcome is another, the money, and the ranked lists that differ.
// Shape:  only what differs; applications by id, lists in the order of rounds and steps.
// Units:  money in the definition's currency. What an application holds is what selections promised it, until
//         it ends without an award.

#include "engine/simulation/tell.hpp"

namespace atranka::simulation {

struct Standing {
    bool exists = false;
    std::string outcome;      // empty while it is under way
    std::string step, stage;  // where it waits: "evaluation", "review.scoring"
    std::string selected;     // the selection that has selected it and after which it waits
    Decimal amount;
};
Standing standing_of(const application::State& state, const definition::Definition& definition);

struct Difference {
    std::string application;
    Standing before, after;
    bool waits = false;  // for what nobody recorded, and selections went on without it
};

struct Money {
    std::optional<Decimal> budget, kept_for_appeals, left;
    Decimal committed;
};

struct Line {
    std::string application;
    std::optional<procedure::Row> before, after;
};
struct List {
    std::string round, step;
    bool pays = false;
    std::size_t places_before = 0, places_after = 0;
    std::vector<Line> lines;  // that have another place, outcome or amount
};

struct Comparison {
    std::vector<Difference> applications;
    std::size_t applications_in_all = 0;
    Money before, after;
    std::vector<List> lists;
};

Comparison compare(const Past& past, const Told& told);

}  // namespace atranka::simulation
