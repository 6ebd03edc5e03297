#include "engine/definition/purpose.hpp"

namespace atranka::definition {

namespace {

std::string text_in(const Value& value, const char* key) {
    const Value* found = value.is_object() ? value.find(key) : nullptr;
    if (found == nullptr) return {};
    if (found->is_text()) return found->as_text();
    if (!found->is_object() || found->as_object().empty()) return {};
    const Value* english = found->find("en");
    const Value& words = english != nullptr ? *english : found->as_object().begin()->second;
    return words.is_text() ? words.as_text() : std::string{};
}

}  // namespace

std::vector<Purpose> purposes_of(const Definition& definition) {
    std::vector<Purpose> all;
    const Value* list = definition.canonical.is_object() ? definition.canonical.find("on_purpose") : nullptr;
    if (list == nullptr || !list->is_list()) return all;
    for (const Value& one : list->as_list())
        all.push_back({text_in(one, "finding"), text_in(one, "at"), text_in(one, "because")});
    return all;
}

bool holds(const Purpose& purpose, std::string_view path) {
    if (!path.starts_with(purpose.at)) return false;
    const std::string_view rest = path.substr(purpose.at.size());
    return rest.empty() || rest.front() == '.' || rest.front() == '[';
}

}  // namespace atranka::definition
