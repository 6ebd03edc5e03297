#include "engine/proof/sample.hpp"

#include "engine/definition/separation.hpp"

#include <algorithm>

namespace atranka::proof {

using definition::Step;

std::map<std::string, std::map<std::string, Value>> passing_forms(const definition::Definition& d,
                                                                  Solver& solver) {
    std::map<std::string, std::map<std::string, Value>> forms;
    const auto arrivals = definition::arrivals(d);
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
        if (rules.empty()) continue;
        const Answer answer =
            asker.ask({[&](Situation& s) { s.at(submission, arrivals.at(submission.name)); },
                       [&](Situation& s) {
                           Term all = true;
                           for (const definition::Rule* rule : rules) {
                               const Symbol held = s.translated(rule->require);
                               if (held.kind == Symbol::Kind::truth) all = all && held.holds();
                           }
                           return Symbol::truth(all);
                       },
                       {}});
        if (!answer.possible()) continue;
        for (const auto& [name, value] : answer.values)
            if (std::ranges::find(form->fields, name, &definition::Field::name) != form->fields.end() &&
                !value.is_null())
                forms[submission.name].emplace(name, feel::to_tree(value));
    }
    return forms;
}

}  // namespace atranka::proof
