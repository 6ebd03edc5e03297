#include "engine/definition/expressions.hpp"

namespace atranka::definition {

namespace {

using Visit = std::function<void(const Expression&)>;

void visit_maybe(const std::optional<Expression>& expression, const Visit& visit) {
    if (expression) visit(*expression);
}

void visit_form(const Form& form, const Visit& visit) {
    for (const Field& field : form.fields) {
        visit_maybe(field.required_when, visit);
        for (const Field& column : field.columns) visit_maybe(column.required_when, visit);
    }
    for (const Computed& computed : form.computed) visit(computed.formula);
}

void visit_selection(const Selection& selection, const Visit& visit) {
    for (const OrderKey& key : selection.order) visit_maybe(key.key, visit);
    visit_maybe(selection.sum, visit);
    visit_maybe(selection.nearest, visit);
    visit_maybe(selection.fund, visit);
    visit_maybe(selection.within, visit);
    for (const Envelope& envelope : selection.envelopes) {
        visit(envelope.when);
        visit(envelope.amount);
    }
}

}  // namespace

void for_each_expression(const Definition& definition, const Visit& visit) {
    const Visit compiled_only = [&](const Expression& expression) {
        if (expression.is_compiled()) visit(expression);
    };
    for (const Form& form : definition.forms) visit_form(form, compiled_only);
    for (const RuleSet& set : definition.rules)
        for (const Rule& rule : set.rules) {
            compiled_only(rule.require);
            for (const auto& [name, shown] : rule.show) compiled_only(shown);
        }
    for (const Step& step : definition.steps) {
        if (step.divergence) compiled_only(step.divergence->when);
        if (step.selection) visit_selection(*step.selection, compiled_only);
    }
    if (definition.appeals) visit_maybe(definition.appeals->reserve, compiled_only);
}

std::set<std::string> names_in_expressions(const Definition& definition) {
    std::set<std::string> names;
    for_each_expression(definition, [&](const Expression& expression) {
        names.insert(expression.compiled.names().begin(), expression.compiled.names().end());
    });
    return names;
}

}  // namespace atranka::definition
