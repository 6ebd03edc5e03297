#pragma once
// Two things measured in one run, and what one costs of the other. Machines differ and are shared; of a ratio
// whose two sides take turns, little of that is left.
// Shape:  both sides are run in turns, the first to go changing each time; a ratio is taken of each turn, and
//         the figure is their median. `low` and `high` are the quartiles.
// Units:  seconds.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace atranka::bench {

struct Figure {
    std::string what;
    std::string ours, yardstick;         // in words
    double ours_s = 0, yardstick_s = 0;  // medians, of as much work as the words say
    double ratio = 0, low = 0, high = 0;
    double bound = 0;
    bool at_least = false;  // the bound is one from below
    bool informs_only = false;
    std::string note = {};

    bool is_met() const { return at_least ? ratio >= bound : ratio <= bound; }
};

// The side's time for one turn.
using Side = std::function<double()>;

// How long `work` takes.
double seconds(const std::function<void()>& work);
// Of the work done so many times over, for one of them.
double seconds_each(std::size_t times, const std::function<void()>& work);
double median(std::vector<double> values);

// Fills times, ratio (ours / yardstick; the inverse where `at_least`) and quartiles.
Figure compare(Figure figure, int turns, const Side& ours, const Side& yardstick);
// The same from times that were taken in turns elsewhere.
Figure compared(Figure figure, const std::vector<double>& ours, const std::vector<double>& yardstick);

std::string table(const std::vector<Figure>& figures);
std::string json(const std::vector<Figure>& figures);

}  // namespace atranka::bench
