#include "engine/definition/separation.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {

const Value* below(const Value* value, std::string_view key) {
    return value == nullptr || !value->is_object() ? nullptr : value->find(key);
}

bool lists(const Value* list, std::string_view name) {
    return list != nullptr && list->is_list() && std::ranges::any_of(list->as_list(), [&](const Value& one) {
               return one.is_text() && one.as_text() == name;
           });
}

}  // namespace

bool are_apart(const Definition& definition, std::string_view role, std::string_view other) {
    const Value* apart = below(below(&definition.canonical, "separation"), "apart");
    return lists(below(apart, role), other) || lists(below(apart, other), role);
}

std::vector<std::string> apart_from(const Definition& definition, std::string_view role) {
    std::vector<std::string> found;
    if (!separates(definition)) return found;
    for (const Role& other : definition.roles)
        if (are_apart(definition, role, other.name)) found.push_back(other.name);
    return found;
}

bool separates(const Definition& definition) {
    return definition.canonical.is_object() && definition.canonical.find("separation") != nullptr;
}

bool interested_do_nothing(const Definition& definition) {
    if (!separates(definition)) return false;
    const Value* interested = below(definition.canonical.find("separation"), "interested");
    return interested != nullptr && interested->is_text() && interested->as_text() == "do_nothing";
}

bool is_of_applicants(const Definition& definition, std::string_view role) {
    return role == "applicant" || std::ranges::any_of(definition.steps, [&](const Step& step) {
               return step.kind == lifecycle::Kind::submission && step.by == role;
           });
}

std::vector<std::string> conditions_of(const Definition& definition, const Step& step) {
    std::vector<std::string> names;
    if (!definition.canonical.is_object()) return names;
    const Value* list = below(below(definition.canonical.find("steps"), step.name), "conditions");
    if (list == nullptr || !list->is_list()) return names;
    for (const Value& one : list->as_list())
        if (one.is_text()) names.push_back(one.as_text());
    return names;
}

}  // namespace atranka::definition
