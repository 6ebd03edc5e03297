#pragma once
// The port to whoever decides formulas: can they all hold together, and with which values?
// Shape:  a question is answered within its effort, or as unknown: nobody waits for an answer that may not
//         come. The same question has the same answer every time (effort counts steps, not seconds).
//         A definition has a budget of steps for all that is asked of it: whoever proves it puts the solver
//         into a `Budgeted`, and what is asked when the budget is spent is unknown, too.
// Units:  steps, as the solver counts them; a question has some for being put at all.
// Errors: a solver never throws; what it cannot do is unknown, with its reason.

#include "engine/proof/term.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace atranka::proof {

struct Solution {
    enum class Verdict { possible, impossible, unknown } verdict = Verdict::unknown;
    std::map<std::string, Decimal> values = {};  // of every variable asked for; a truth value is 0 or 1
    std::string reason = {};                     // why it is unknown
    std::int64_t effort = 0;                     // steps that it took
};

class Solver {
public:
    virtual ~Solver() = default;
    // Whether all of them can hold. A value that is no finite decimal makes the answer unknown.
    virtual Solution solve(const std::vector<Term>& together) = 0;
};

// Passes questions on until their steps come to the budget.
class Budgeted final : public Solver {
public:
    // For the rules and tables of a definition, and as much again for its money: about a second each, and
    // ten times what the workflows that we know take.
    static constexpr std::int64_t effort_of_a_group = 1'500'000;

    explicit Budgeted(Solver& solver, std::int64_t budget = effort_of_a_group)
        : solver_(solver), left_(budget) {}
    Solution solve(const std::vector<Term>& together) override {
        if (left_ <= 0)
            return {
                Solution::Verdict::unknown, {}, "the search was given up: the definition's budget is spent"};
        Solution solution = solver_.solve(together);
        left_ -= solution.effort;
        return solution;
    }

private:
    Solver& solver_;
    std::int64_t left_;
};

// Where no solver is at hand: everything is unknown, which is said.
class NoSolver final : public Solver {
public:
    Solution solve(const std::vector<Term>&) override {
        return {Solution::Verdict::unknown, {}, "no solver is at hand"};
    }
};

}  // namespace atranka::proof
