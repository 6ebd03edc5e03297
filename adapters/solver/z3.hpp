#pragma once
// proof::Solver by Z3.
// Shape:  a context of its own for each question, so that answers do not depend on what was asked before.
// Errors: what Z3 throws, gives up on, or answers with a value that is no finite decimal is unknown.
// Units:  effort is Z3's `rlimit`, which counts steps and not time, so that answers are the same everywhere.
// Source: Z3's C++ API (z3++.h, 4.8).

#include "engine/proof/solver.hpp"

namespace atranka::solver {

class Z3 final : public proof::Solver {
public:
    explicit Z3(unsigned effort = effort_usual) : effort_(effort) {}
    proof::Solution solve(const std::vector<proof::Term>& together) override;

    // A tenth of a second for each of the two ways that a question is tried; no question of the workflows
    // takes a fifth of it.
    static constexpr unsigned effort_usual = 100'000;
    // For a context of its own: about a millisecond.
    static constexpr std::int64_t effort_of_asking = 1'000;

private:
    unsigned effort_;
};

}  // namespace atranka::solver
