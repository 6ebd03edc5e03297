#include "engine/proof/sample.hpp"

#include "engine/definition/scope.hpp"
#include "engine/definition/separation.hpp"

#include <algorithm>

namespace atranka::proof {

using definition::Step;

namespace {

// What is paid.
const definition::Expression* fund_of(const definition::Definition& d) {
    for (const Step& step : d.steps)
        if (step.selection && step.selection->fund && step.selection->fund->is_compiled())
            return &*step.selection->fund;
    return nullptr;
}

// A form passes in the call as it stands by default, and not only where the call sets something else.
bool keeps_defaults(const definition::Definition& d, const feel::Context& values) {
    return std::ranges::all_of(d.parameters, [&](const definition::Parameter& parameter) {
        const feel::Value* value = values.find(parameter.name);
        if (value == nullptr || !parameter.default_value) return true;
        const feel::Value usual = definition::feel_value(parameter, *parameter.default_value);
        return value->is_number() && usual.is_number() ? value->as_number() == usual.as_number()
                                                       : value->text() == usual.text();
    });
}

// By submission; `sized` counts those whose form says what is paid.
Forms found_forms(const definition::Definition& d, Solver& solver, const Decimal* size, int& sized) {
    Forms forms;
    const auto arrivals = definition::arrivals(d);
    const definition::Expression* fund = size == nullptr ? nullptr : fund_of(d);
    Found found;
    Asker asker{d, solver, found};
    for (const Step& submission : d.steps) {
        const definition::Form* form = d.form(submission.form);
        if (submission.kind != lifecycle::Kind::submission || form == nullptr) continue;
        std::vector<const definition::Rule*> rules;
        for (const Step& step : d.steps) {
            const bool looks =
                &step == &submission || (step.kind != lifecycle::Kind::submission &&
                                         arrivals.at(step.name).newest == std::set{submission.name});
            if (!looks) continue;
            std::vector<std::string> sets = step.rules;
            for (const std::string& set : definition::conditions_of(d, step)) sets.push_back(set);
            for (const std::string& set : sets)
                for (const definition::Rule& rule : d.rule_set(set)->rules) rules.push_back(&rule);
        }
        bool says_size = false;
        const Answer answer =
            asker.ask({[&](Situation& s) { s.at(submission, arrivals.at(submission.name)); },
                       [&](Situation& s) {
                           Term all = true;
                           for (const definition::Rule* rule : rules) {
                               const Symbol held = s.translated(rule->require);
                               if (held.kind == Symbol::Kind::truth) all = all && held.holds();
                           }
                           const Symbol paid = fund == nullptr ? Symbol{} : s.translated(*fund);
                           if (paid.kind == Symbol::Kind::number) {
                               says_size = true;
                               all = all && !paid.null && is_equal(paid.value, *size);
                           }
                           return Symbol::truth(all);
                       },
                       [&](const feel::Context& values) { return keeps_defaults(d, values); }});
        if ((rules.empty() && !says_size) || !answer.possible()) continue;
        sized += says_size ? 1 : 0;
        for (const auto& [name, value] : answer.values)
            if (std::ranges::find(form->fields, name, &definition::Field::name) != form->fields.end() &&
                !value.is_null())
                forms[submission.name].emplace(name, feel::to_tree(value));
    }
    return forms;
}

}  // namespace

Forms passing_forms(const definition::Definition& d, Solver& solver) {
    int none = 0;
    return found_forms(d, solver, nullptr, none);
}

std::optional<Forms> passing_forms(const definition::Definition& d, Solver& solver, const Decimal& size) {
    int sized = 0;
    Forms forms = found_forms(d, solver, &size, sized);
    const Forms usual = passing_forms(d, solver);
    const bool all = std::ranges::all_of(usual, [&](const auto& one) { return forms.contains(one.first); });
    return all && sized > 0 ? std::optional{std::move(forms)} : std::nullopt;
}

}  // namespace atranka::proof
