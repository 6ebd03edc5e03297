#pragma once
// Does it hang on one person, or on one score? Each expert is left out in turn, and each score that
// counted is moved one step of its scale up and one down.
// Shape:  a score that counted is one of a review that was aggregated or, where a consensus report gave the
//         scores, one of that report: the sheets before it are no longer what is counted. A score at an end
//         of its scale is moved one way alone. The margin of a list is the difference in its first key
//         between the last who is selected and the first behind them who meets every threshold and is not.
// Units:  a margin in units of that key.

#include "engine/simulation/compare.hpp"

namespace atranka::simulation {

struct Moved {
    std::string application, step;
    PersonId expert;  // empty: of the consensus report
    std::string criterion;
    Decimal from, to;
    std::int64_t index = 0;  // of its entry in the call's log
    Alteration alteration;
};
// Every score that counted, once for each way it can move.
std::vector<Moved> moves_of(const Past& past);

struct Swap {
    std::string round, step;           // of the selection; both empty: who is funded in the end
    std::vector<std::string> in, out;  // applications
    bool empty() const { return in.empty() && out.empty(); }
};

struct Effect {
    Swap funded;
    std::vector<Swap>
        selected;  // of each selection whose set is another, as placed or as waiting to be confirmed
    std::vector<std::string> amounts;  // who is funded both ways, or on such a list, with another sum
    std::vector<std::string> few;  // applications with fewer reviews than the definition asks for, or none
    bool changes_funding() const { return !funded.empty() || !amounts.empty(); }
    bool changes_something() const { return changes_funding() || !selected.empty(); }
};
Effect effect_of(const Past& past, const Told& told);

struct Margin {
    std::string round, step, envelope, key;
    std::string last_in, first_out;  // applications
    Decimal points;
    std::size_t passed_over =
        0;  // who stands before the last who is in and is not, though thresholds are met
};
// Of every selection that was ranked, by envelope, where somebody stands on each side of the cut.
std::vector<Margin> margins_of(const Past& past);

struct Robustness {
    std::vector<std::pair<PersonId, Effect>> experts;
    std::size_t scores = 0;            // moves that were tried
    std::size_t of_reports = 0;        // of these: in consensus reports
    std::size_t short_of_reviews = 0;  // of these: after which the definition asks for another expert
    std::vector<std::pair<Moved, Effect>> pivotal;  // those that change something
    std::vector<Margin> margins;
};
// `progress` is told how many of all alterations were tried, now and then.
Robustness robustness_of(const Past& past,
                         const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace atranka::simulation
