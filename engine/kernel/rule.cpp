#include "engine/kernel/rule.hpp"

#include <array>

namespace atranka::inline kernel {

namespace {

struct Named {
    Rule rule;
    std::string_view name, sentence;
};

constexpr std::array named{
#define ATRANKA_RULE(name, sentence) Named{Rule::name, #name, sentence},
#include "engine/kernel/rules.def"
#undef ATRANKA_RULE
};

}  // namespace

std::string_view rule_name(Rule rule) { return named[static_cast<std::size_t>(rule)].name; }
std::string_view rule_sentence(Rule rule) { return named[static_cast<std::size_t>(rule)].sentence; }

std::optional<Rule> rule_of(std::string_view name) {
    for (const Named& n : named)
        if (n.name == name) return n.rule;
    return std::nullopt;
}

const std::vector<Rule>& all_rules() {
    static const std::vector<Rule> rules = [] {
        std::vector<Rule> all;
        for (const Named& n : named) all.push_back(n.rule);
        return all;
    }();
    return rules;
}

}  // namespace atranka::inline kernel
