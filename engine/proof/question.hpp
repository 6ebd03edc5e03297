#pragma once
// Whether something can be, asked of a solver and believed only when the evaluator agrees.
// Shape:  first with amounts that somebody could type, then with any; what no input whatever makes true is
//         impossible, what one input makes true in the evaluator itself is possible, all else is unknown.
//         Lines of tables are listed up to a number. What they do not make true is impossible only if it is
//         so with any number of further lines, of which nothing is known but how many they are and what
//         their numbers come to; else more lines are tried, and what they do not show is unknown.

#include "engine/proof/finding.hpp"
#include "engine/proof/situation.hpp"

#include <functional>

namespace atranka::proof {

struct Answer {
    enum class Verdict { possible, impossible, unknown } verdict = Verdict::unknown;
    std::string input = {};     // in words, of what is possible
    feel::Context values = {};  // the same for the evaluator
    std::string why = {};       // it is unknown
    bool is(Verdict other) const { return verdict == other; }
    bool possible() const { return verdict == Verdict::possible; }
    bool impossible() const { return verdict == Verdict::impossible; }
};

// What the call sets, of the values of an answer: for a scenario.
std::map<std::string, Value> parameters_in(const definition::Definition& definition,
                                           const feel::Context& values);

struct Question {
    std::function<void(Situation&)> set_up;
    // The formula; a symbol that is beyond terms makes the answer unknown.
    std::function<Symbol(Situation&)> formula;
    // Whether the evaluator agrees with these values.
    std::function<bool(const feel::Context&)> agrees = {};
    // Parameters that are tried with any value, all others at their defaults, where nothing else decides.
    std::set<std::string> left_open = {};
};

class Asker {
public:
    Asker(const definition::Definition& definition, Solver& solver, Found& found)
        : definition_(definition), solver_(solver), found_(found) {}
    Answer ask(const Question& question);

private:
    // With so many lines; `bounded` says whether a table that was looked at may have more.
    Answer tried(const Question& question, int lines, bool& bounded);
    bool never_with_further_lines(const Question& question);

    const definition::Definition& definition_;
    Solver& solver_;
    Found& found_;
};

}  // namespace atranka::proof
