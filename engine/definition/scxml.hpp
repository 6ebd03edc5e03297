#pragma once
// The definition as a statechart that other programs run: steps outside, the lifecycle of each inside.
// Shape:  one <state> a step, in it one <state> or <final> a stage ("idea.drafting"), one <final> an outcome.
//         Events are the triggers of the lifecycles; their data is an object of all the facts of the
//         lifecycle that is asked: no condition on a fact that is missing holds. Transitions stand in the
//         order of the lifecycle's rows. A row that ends a step leads past the stage of its end to where `on`
//         says. `withdraw` is heard in every step, as the lead may give it in each. Not in it: appeals, the
//         move of a late application into another round, suspension. Titles stand in comments, in the
//         language asked for, or English. Equal definitions give equal bytes.
// Source: W3C State Chart XML 1.0 (2015), data model ecmascript.

#include "engine/definition/model.hpp"

#include <string>

namespace atranka::definition {

std::string scxml(const Definition& definition, const std::string& language = "en");

}  // namespace atranka::definition
