#pragma once
// The port to whoever decides formulas: can they all hold together, and with which values?
// Shape:  a question is answered within its effort, or as unknown: nobody waits for an answer that may not
//         come. The same question has the same answer every time (effort counts steps, not seconds).
// Errors: a solver never throws; what it cannot do is unknown, with its reason.

#include "engine/proof/term.hpp"

#include <map>

namespace atranka::proof {

struct Solution {
    enum class Verdict { possible, impossible, unknown } verdict = Verdict::unknown;
    std::map<std::string, Decimal> values = {};  // of every variable asked for; a truth value is 0 or 1
    std::string reason = {};                     // why it is unknown
};

class Solver {
public:
    virtual ~Solver() = default;
    // Whether all of them can hold. A value that is no finite decimal makes the answer unknown.
    virtual Solution solve(const std::vector<Term>& together) = 0;
};

// Where no solver is at hand: everything is unknown, which is said.
class NoSolver final : public Solver {
public:
    Solution solve(const std::vector<Term>&) override {
        return {Solution::Verdict::unknown, {}, "no solver is at hand"};
    }
};

}  // namespace atranka::proof
