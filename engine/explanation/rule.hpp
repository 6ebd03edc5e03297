#pragma once
// How a rule came to its outcome, for people and for programs.

#include "engine/definition/model.hpp"
#include "engine/feel/value.hpp"

#include <string>
#include <vector>

namespace atranka::explanation {

struct RuleExplained {
    std::vector<std::string>
        lines;   // a worked sum: what was given, what was worked out, what is shown with it
    Value tree;  // "rule", "passed", "inputs", "computed", "derivation", "shown"
};
// Over the facts that the rule was asked about. `language` is en or lt.
RuleExplained explain_rule(const definition::Definition& definition, const definition::RuleSet& set,
                           const definition::Rule& rule, const feel::Context& context,
                           const std::string& language);

}  // namespace atranka::explanation
