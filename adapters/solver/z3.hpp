#pragma once
// proof::Solver by Z3.
// Shape:  a context of its own for each question, so that answers do not depend on what was asked before.
// Errors: what Z3 throws, gives up on, or answers with a value that is no finite decimal is unknown.
// Source: Z3's C++ API (z3++.h, 4.8); effort is its `rlimit`, which counts steps and not time.

#include "engine/proof/solver.hpp"

namespace atranka::solver {

class Z3 final : public proof::Solver {
public:
    explicit Z3(unsigned effort = effort_usual) : effort_(effort) {}
    proof::Solution solve(const std::vector<proof::Term>& together) override;

    // Some tenths of a second at the most.
    static constexpr unsigned effort_usual = 2'000'000;

private:
    unsigned effort_;
};

}  // namespace atranka::solver
