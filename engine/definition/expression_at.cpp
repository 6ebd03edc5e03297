#include "engine/definition/expression_at.hpp"

namespace atranka::definition {

namespace {

const Expression* there(const std::optional<Expression>& expression) {
    return expression ? &*expression : nullptr;
}

const Expression* in_rules(const Definition& definition, const std::string& path) {
    for (const RuleSet& set : definition.rules)
        for (std::size_t i = 0; i < set.rules.size(); ++i) {
            const std::string rule = "rules." + set.name + ".rules[" + std::to_string(i) + "].";
            if (path == rule + "require") return &set.rules[i].require;
            for (const auto& [name, shown] : set.rules[i].show)
                if (path == rule + "show." + name) return &shown;
        }
    return nullptr;
}

const Expression* in_selection(const Selection& selection, const std::string& key) {
    if (key == "fund") return there(selection.fund);
    if (key == "within") return there(selection.within);
    if (key == "take.sum") return there(selection.sum);
    if (key == "take.nearest") return there(selection.nearest);
    if (key == "take.at_least") return there(selection.at_least);
    for (std::size_t i = 0; i < selection.order.size(); ++i)
        if (key == "order[" + std::to_string(i) + "]") return there(selection.order[i].key);
    for (const Envelope& envelope : selection.envelopes) {
        if (key == "envelopes." + envelope.name + ".when") return &envelope.when;
        if (key == "envelopes." + envelope.name + ".amount") return &envelope.amount;
    }
    return nullptr;
}

}  // namespace

const Expression* expression_at(const Definition& definition, std::string_view path) {
    const std::string text{path};
    const Expression* found = in_rules(definition, text);
    for (const Step& step : definition.steps) {
        const std::string begin = "steps." + step.name + ".";
        if (found != nullptr || !text.starts_with(begin)) continue;
        if (step.divergence && text == begin + "divergence.when") found = &step.divergence->when;
        if (step.selection)
            found = found != nullptr ? found : in_selection(*step.selection, text.substr(begin.size()));
    }
    return found != nullptr && found->is_compiled() ? found : nullptr;
}

}  // namespace atranka::definition
