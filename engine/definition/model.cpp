#include "engine/definition/model.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {
template <class Named>
const Named* find(const std::vector<Named>& things, std::string_view name) {
    const auto found =
        std::find_if(things.begin(), things.end(), [&](const Named& one) { return one.name == name; });
    return found == things.end() ? nullptr : &*found;
}
}  // namespace

const std::string& Text::in(const std::string& language) const {
    static const std::string none;
    auto found = by_language.find(language);
    if (found == by_language.end()) found = by_language.find("en");
    return found == by_language.end() ? none : found->second;
}

bool is_language(std::string_view name) {
    return name.size() == 2 && std::ranges::all_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
}

const Parameter* Definition::parameter(std::string_view name) const { return find(parameters, name); }
const Form* Definition::form(std::string_view name) const { return find(forms, name); }
const Rubric* Definition::rubric(std::string_view name) const { return find(rubrics, name); }
const RuleSet* Definition::rule_set(std::string_view name) const { return find(rules, name); }
const DecisionTable* Definition::table(std::string_view name) const { return find(tables, name); }
const Step* Definition::step(std::string_view name) const { return find(steps, name); }
const Outcome* Definition::outcome(std::string_view name) const { return find(outcomes, name); }
const Role* Definition::role(std::string_view name) const { return find(roles, name); }

}  // namespace atranka::definition
