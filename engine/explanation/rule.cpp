#include "engine/explanation/rule.hpp"

#include "engine/feel/derivation.hpp"

#include <algorithm>

namespace atranka::explanation {

using definition::Definition;

namespace {

// What people call a name of the definition, empty where it has no words of its own.
std::string label_of(const Definition& d, const std::string& path, const std::string& language) {
    std::string name = path.substr(0, path.find_first_of(".["));
    if (const auto* parameter = d.parameter(name)) return parameter->title.in(language);
    for (const definition::Form& form : d.forms) {
        for (const definition::Computed& computed : form.computed)
            if (computed.name == path) return computed.label.in(language);
        for (const definition::Field& field : form.fields) {
            if (field.name != name) continue;
            const std::size_t point = path.rfind('.');
            for (const definition::Field& column : field.columns)
                if (point != std::string::npos && column.name == path.substr(point + 1))
                    return field.label.in(language) + ": " + column.label.in(language);
            return field.label.in(language);
        }
    }
    const definition::Step* step = d.step(name);
    return step == nullptr ? std::string{} : step->title.in(language);
}

}  // namespace

RuleExplained explain_rule(const Definition& d, const definition::RuleSet& set, const definition::Rule& rule,
                           const feel::Context& context, const std::string& language) {
    const bool lt = language == "lt";
    const feel::Tongue tongue = lt ? feel::Tongue::lt : feel::Tongue::en;
    const feel::Derivation derivation = feel::derive(rule.require.compiled, context);
    RuleExplained out;
    const bool passed = derivation.value.is_true();
    const std::string verdict = passed                       ? (lt ? "tenkinama" : "holds")
                                : derivation.value.is_null() ? (lt ? "neįvertinama" : "has no value")
                                                             : (lt ? "netenkinama" : "does not hold");
    out.lines.push_back((set.title.empty() ? set.name : set.title.in(language)) + " (" + set.name + "." +
                        rule.id + "): " + verdict);
    if (!passed) out.lines.push_back("  " + rule.message.in(language));
    std::vector<std::pair<std::string, feel::Value>> given = feel::readings(derivation);
    // A computed value is worked out in its turn, before what uses it.
    std::vector<std::string> before;
    Value::List computed_trees;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const std::string path = given[i].first;
        for (const definition::Form& form : d.forms)
            for (const definition::Computed& computed : form.computed) {
                if (computed.name != path) continue;
                const feel::Derivation inner = feel::derive(computed.formula.compiled, context);
                if (inner.value.is_null()) continue;
                std::vector<std::string> lines = feel::worked(inner, tongue);
                lines.back() = path + " = " + lines.back();
                before.insert(before.begin(), lines.begin(), lines.end());
                computed_trees.push_back(
                    Value::object({{"path", path}, {"derivation", feel::to_tree(inner)}}));
                for (auto& more : feel::readings(inner))
                    if (std::ranges::find(given, more.first, &std::pair<std::string, feel::Value>::first) ==
                        given.end())
                        given.push_back(std::move(more));
            }
    }
    out.lines.emplace_back(lt ? "Duota" : "Given");
    Value::List inputs;
    for (const auto& [path, value] : given) {
        const std::string label = label_of(d, path, language);
        out.lines.push_back("  " + (label.empty() ? path : label + " (" + path + ")") + ": " + value.text());
        inputs.push_back(Value::object({{"path", path}, {"label", label}, {"value", feel::to_typed(value)}}));
    }
    out.lines.emplace_back(lt ? "Skaičiavimas" : "Worked out");
    for (const std::string& line : before) out.lines.push_back("  " + line);
    for (const std::string& line : feel::worked(derivation, tongue)) out.lines.push_back("  " + line);
    Value::Object shown;
    if (!rule.show.empty()) out.lines.emplace_back(lt ? "Rodoma" : "Shown with it");
    for (const auto& [name, expression] : rule.show) {
        const feel::Derivation inner = feel::derive(expression.compiled, context);
        shown.emplace(name, feel::to_tree(inner));
        std::vector<std::string> lines = feel::worked(inner, tongue);
        // What is read and nothing more needs no sum.
        const bool is_sum = !inner.is_reading() && lines.size() > 0;
        if (!is_sum || lines.back().find(" = ") == std::string::npos) lines = {inner.value.text()};
        lines.back() = name + " = " + lines.back();
        for (const std::string& line : lines) out.lines.push_back("  " + line);
    }
    out.tree = Value::object({{"rule", set.name + "." + rule.id},
                              {"passed", derivation.value.is_null() ? Value{} : Value{passed}},
                              {"message", passed ? std::string{} : rule.message.in(language)},
                              {"inputs", std::move(inputs)},
                              {"computed", std::move(computed_trees)},
                              {"derivation", feel::to_tree(derivation)},
                              {"shown", std::move(shown)}});
    return out;
}

}  // namespace atranka::explanation
