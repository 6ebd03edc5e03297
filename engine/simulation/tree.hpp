#pragma once
// What an alteration, or a look at robustness, came to, as a tree: for programs.
// Shape:  entries are spelled "calls/c-2026#120"; what is not there is null.
// Units:  money and scores are decimal text.

#include "engine/simulation/robustness.hpp"

namespace atranka::simulation {

// The alteration itself too, under `what_if`, and whether anything `changes`.
Value tree_of(const Past& past, const Alteration& alteration, const Told& told, const Comparison& comparison);
Value tree_of(const Past& past, const Robustness& report);
bool is_nothing(const Comparison& comparison, const Told& told);

}  // namespace atranka::simulation
