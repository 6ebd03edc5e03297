#include "engine/definition/spelling.hpp"

#include "engine/definition/form.hpp"

namespace atranka::definition {

namespace {

void spell(const Definition& definition, Value& holder) {
    if (!holder.is_object()) return;
    const auto parameters = holder.as_object().find("parameters");
    if (parameters == holder.as_object().end() || !parameters->second.is_object()) return;
    for (auto& [name, value] : parameters->second.as_object())
        if (const Parameter* parameter = definition.parameter(name))
            if (auto canonical = check_parameter(*parameter, value)) value = std::move(*canonical);
}

}  // namespace

void spell_parameters(const Definition& definition, Value& draft) {
    spell(definition, draft);
    const auto rounds = draft.as_object().find("rounds");
    if (rounds == draft.as_object().end() || !rounds->second.is_list()) return;
    for (Value& round : rounds->second.as_list()) spell(definition, round);
}

}  // namespace atranka::definition
