#include "engine/service/attached.hpp"

#include "engine/application/decide.hpp"
#include "engine/definition/attachment.hpp"

#include <algorithm>

namespace atranka::service {

std::vector<std::pair<std::string, Value>> attachments_of(States& states, const Command& command) {
    return std::visit(
        [&](const auto& c) -> std::vector<std::pair<std::string, Value>> {
            if constexpr (requires {
                              c.form;
                              c.application;
                          }) {
                if (!c.form.is_object()) return {};
                const application::State state = states.application(c.application);
                const auto definition = states.definition(states.call(state.call).definition);
                if (!definition) return {};
                std::string at = state.step;
                if constexpr (requires { c.step; }) at = c.step;
                const definition::Step* step = definition->step(at);
                const definition::Form* form =
                    step == nullptr ? nullptr : application::form_at(*definition, state, *step);
                if (form != nullptr) return definition::attachments_in(*form, c.form);
            }
            return {};
        },
        command);
}

Result<void> refuse_unless_uploaded(States& states, Blobs* blobs, const Command& command) {
    for (const auto& [field, attachment] : attachments_of(states, command)) {
        const std::string application = std::visit(
            [](const auto& c) -> std::string {
                if constexpr (requires { c.application.text; }) return c.application.text;
                return {};
            },
            command);
        if (blobs == nullptr || !blobs->holds(application, attachment))
            return refuse(
                Rule::attachment_must_be_uploaded,
                "the file was not uploaded to this application, or is not told as its upload was answered",
                field);
    }
    return {};
}

std::vector<std::string> unnamed_of(std::vector<std::string> hashes, EventStore& store, States& states,
                                    const std::string& id) {
    // A hash is not in a text by chance.
    const auto drop_named = [&](const std::string& text) {
        std::erase_if(hashes, [&](const std::string& hash) { return text.find(hash) != std::string::npos; });
    };
    for (const Entry& entry : store.entries_of("application/" + id, 0))
        for (const Part& part : entry.parts)
            if (part.name == "form") drop_named(part.payload);
    const application::State state = states.application({id});
    const auto definition = states.definition(states.call(state.call).definition);
    if (!definition) return {};
    for (const definition::Step& step : definition->steps)
        if (const auto draft = store.draft(state.lead.text, "form/" + id + "/" + step.name))
            drop_named(*draft);
    return hashes;
}

}  // namespace atranka::service
