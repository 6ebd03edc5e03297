#pragma once
// Whether something can be, asked of a solver and believed only when the evaluator agrees.
// Shape:  first with amounts that somebody could type, then with any; what no input whatever makes true is
//         impossible, what one input makes true in the evaluator itself is possible, all else is unknown.

#include "engine/proof/finding.hpp"
#include "engine/proof/situation.hpp"

#include <functional>

namespace atranka::proof {

struct Answer {
    enum class Verdict { possible, impossible, unknown } verdict = Verdict::unknown;
    std::string input = {};     // in words, of what is possible
    feel::Context values = {};  // the same for the evaluator
    std::string why = {};       // it is unknown
    bool bounded = false;       // impossible as far as tables of Situation::rows_max lines go
    bool is(Verdict other) const { return verdict == other; }
    bool possible() const { return verdict == Verdict::possible; }
    bool impossible() const { return verdict == Verdict::impossible; }
};

struct Question {
    std::function<void(Situation&)> set_up;
    // The formula; a symbol that is beyond terms makes the answer unknown.
    std::function<Symbol(Situation&)> formula;
    // Whether the evaluator agrees with these values.
    std::function<bool(const feel::Context&)> agrees = {};
};

class Asker {
public:
    Asker(const definition::Definition& definition, Solver& solver, Found& found)
        : definition_(definition), solver_(solver), found_(found) {}
    Answer ask(const Question& question);

private:
    const definition::Definition& definition_;
    Solver& solver_;
    Found& found_;
};

}  // namespace atranka::proof
