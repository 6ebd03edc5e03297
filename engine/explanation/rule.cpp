#include "engine/explanation/rule.hpp"

#include "engine/explanation/terms.hpp"
#include "engine/explanation/worked_sum.hpp"

#include <algorithm>

namespace atranka::explanation {

using definition::Definition;

namespace {

// What people call something of the definition, and whether it is money.
struct Called {
    std::string label;
    bool is_money = false;
};

// "costs[2].accepted" is the column of a table.
Called called(const Definition& d, const std::string& path, const std::string& language) {
    const std::string name = path.substr(0, path.find_first_of(".["));
    for (const definition::Form& form : d.forms) {
        for (const definition::Computed& computed : form.computed)
            if (computed.name == path) return {computed.label.in(language)};
        for (const definition::Field& field : form.fields) {
            if (field.name != name) continue;
            const std::size_t point = path.rfind('.');
            if (point == std::string::npos)
                return {field.label.in(language), field.type == definition::FieldType::money};
            const std::string column = path.substr(point + 1), table = field.label.in(language) + ": ";
            for (const definition::Field& one : field.columns)
                if (one.name == column)
                    return {(path[name.size()] == '[' ? std::string{} : table) + one.label.in(language),
                            one.type == definition::FieldType::money};
            for (const definition::Assessed& one : form.assessed)
                if (one.table == name && one.column == column)
                    return {table + (language == "lt" ? "pripažinta" : "accepted"), true};
            return {field.label.in(language)};
        }
    }
    if (const auto* parameter = d.parameter(name))
        return {parameter->title.in(language), parameter->type == definition::Parameter::Type::money};
    const definition::Step* step = d.step(name);
    return {step == nullptr ? std::string{} : step->title.in(language)};
}

// What a rule shows is named by its author: as the forms call it, else in the words there are for it.
std::string shown_title(const Definition& d, const std::string& name, const std::string& language) {
    const std::string label = called(d, name, language).label;
    if (!label.empty() && d.parameter(name) == nullptr) return label;
    if (const std::string figure = figure_title(name).in(language == "lt"); !figure.empty()) return figure;
    return label.empty() ? term(name).in(language == "lt") : label;
}

using Readings = std::vector<std::pair<std::string, feel::Value>>;

// Computed values that were read are worked out in their turn, before what uses them.
struct ComputedParts {
    std::vector<std::pair<const definition::Computed*, feel::Derivation>> derivations;
    Value::List trees;
};
ComputedParts computed_parts(const Definition& d, const feel::Context& context, Readings& given) {
    ComputedParts found;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const std::string path = given[i].first;
        for (const definition::Form& form : d.forms)
            for (const definition::Computed& computed : form.computed) {
                if (computed.name != path) continue;
                feel::Derivation inner = feel::derive(computed.formula.compiled, context);
                if (inner.value.is_null()) continue;
                found.trees.push_back(Value::object({{"path", path}, {"derivation", feel::to_tree(inner)}}));
                for (auto& more : feel::readings(inner))
                    if (std::ranges::find(given, more.first, &Readings::value_type::first) == given.end())
                        given.push_back(std::move(more));
                found.derivations.emplace(found.derivations.begin(), &computed, std::move(inner));
            }
    }
    return found;
}

}  // namespace

RuleExplained explain_rule(const Definition& d, const definition::RuleSet& set, const definition::Rule& rule,
                           const feel::Context& context, const std::string& language) {
    const bool lt = language == "lt";
    const feel::Derivation derivation = feel::derive(rule.require.compiled, context);
    RuleExplained out;
    const bool passed = derivation.value.is_true();
    const std::string verdict = passed                       ? (lt ? "tenkinama" : "holds")
                                : derivation.value.is_null() ? (lt ? "neįvertinama" : "has no value")
                                                             : (lt ? "netenkinama" : "does not hold");
    out.lines.push_back((set.title.empty() ? set.name : set.title.in(language)) + " (" + set.name + "." +
                        rule.id + "): " + verdict);
    if (!passed) out.lines.push_back("  " + rule.message.in(language));
    const auto say = [&out](const std::string& line) { out.lines.push_back("  " + line); };
    const auto head = [&](const char* english, const char* lithuanian) {
        out.lines.emplace_back(lt ? lithuanian : english);
    };
    head("As it is written", "Kaip užrašyta");
    say(derivation.expression);

    Readings given = feel::readings(derivation);
    ComputedParts computed = computed_parts(d, context, given);
    WorkedSum sum{[&](const std::string& path) { return called(d, path, language).label; }, lt};
    head("Given", "Duota");
    Value::List inputs;
    for (const auto& [path, value] : given) {
        const auto [label, is_money] = called(d, path, language);
        const bool is_computed = std::ranges::any_of(
            computed.derivations, [&path = path](const auto& one) { return one.first->name == path; });
        if (!is_computed)
            say((label.empty() ? path : label + " (" + path + ")") + ": " + sum.text(value) +
                (is_money ? " " + d.currency : ""));
        inputs.push_back(Value::object({{"path", path}, {"label", label}, {"value", feel::to_typed(value)}}));
    }
    head("Worked out", "Skaičiavimas");
    for (const auto& [one, inner] : computed.derivations) sum.work(inner, one->label.in(language));
    sum.work(derivation,
             derivation.is_reading() ? called(d, derivation.path, language).label : std::string{});
    for (const std::string& line : sum.lines()) say(line);
    if (!rule.show.empty()) head("Shown with it", "Rodoma");
    Value::Object shown;
    for (const auto& [name, expression] : rule.show) {
        const feel::Derivation inner = feel::derive(expression.compiled, context);
        shown.emplace(name, feel::to_tree(inner));
        sum.work(inner, shown_title(d, name, language));
        for (const std::string& line : sum.lines()) say(line);
    }
    out.tree = Value::object({{"rule", set.name + "." + rule.id},
                              {"passed", derivation.value.is_null() ? Value{} : Value{passed}},
                              {"message", passed ? std::string{} : rule.message.in(language)},
                              {"inputs", std::move(inputs)},
                              {"computed", std::move(computed.trees)},
                              {"derivation", feel::to_tree(derivation)},
                              {"shown", std::move(shown)}});
    return out;
}

}  // namespace atranka::explanation
