#pragma once
// Every rule by which a command can be refused, in words. A rule is named once here, and
// tests/unit/rules_test.cpp fails on one that no test provokes.

#include <optional>
#include <string_view>
#include <vector>

namespace atranka::inline kernel {

enum class Rule {
#define ATRANKA_RULE(name, sentence) name,
#include "engine/kernel/rules.def"
#undef ATRANKA_RULE
};

std::string_view rule_name(Rule rule);      // "expert_must_be_assigned"
std::string_view rule_sentence(Rule rule);  // what it demands, as one English sentence
std::optional<Rule> rule_of(std::string_view name);
const std::vector<Rule>& all_rules();

}  // namespace atranka::inline kernel
