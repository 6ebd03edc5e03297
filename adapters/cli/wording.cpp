#include "adapters/cli/wording.hpp"

#include "adapters/cli/words.hpp"
#include "engine/kernel/text.hpp"
#include "engine/service/record.hpp"

#include <sstream>

namespace atranka::cli {

namespace {

constexpr std::size_t width_max = 100;

// The step whose form an entry submitted.
std::string step_of_form(const service::Entry& entry, const std::string& stream) {
    const auto events = service::events_of(entry);
    const Value* mine = events ? events->find(stream) : nullptr;
    if (mine == nullptr || !mine->is_list()) return {};
    for (const Value& event : mine->as_list())
        if (const Value* submitted = event.find("FormSubmitted"); submitted != nullptr)
            if (const Value* step = submitted->find("step"); step != nullptr && step->is_text())
                return step->as_text();
    return {};
}

const Value* form_in(const service::Command& command) {
    if (const auto* c = std::get_if<application::SubmitForm>(&command)) return &c->form;
    if (const auto* c = std::get_if<application::AnswerClarification>(&command)) return &c->form;
    if (const auto* c = std::get_if<application::ImportApplication>(&command)) return &c->texts;
    return nullptr;
}

std::string field_text(const std::string& label, const Value& value) {
    if (!value.is_list() || value.as_list().empty() || !value.as_list().front().is_object())
        return wrapped("    " + label + ": ", short_text(value), 6);
    std::string lines = "    " + label + ":";
    std::size_t number = 0;
    for (const Value& row : value.as_list())
        lines += "\n" + wrapped("      " + std::to_string(number++) + "  ", short_text(row), 9);
    return lines;
}

}  // namespace

std::string wrapped(const std::string& head, const std::string& text, std::size_t indent) {
    std::string lines, line = head;
    std::istringstream words{text};
    bool fresh = true;
    for (std::string word; words >> word;) {
        if (!fresh && kernel::code_points(line) + 1 + kernel::code_points(word) > width_max) {
            lines += line + "\n";
            line = std::string(indent, ' ');
            fresh = true;
        }
        line += (fresh ? "" : " ") + word;
        fresh = false;
    }
    return lines + line;
}

Wording wording_of(Program& program, const Reading& reading, const ApplicationId& application) {
    const std::string stream = "application/" + application.text;
    Wording wording;
    for (const service::Entry& entry : program.store().entries_of(stream, 0)) {
        if (reading.is_past() && entry.at > reading.moment()) break;
        const auto read = service::envelope_of(entry);
        if (!read) continue;
        wording.erased = wording.erased || read->erased;
        const service::Command& command = read->envelope.command;
        if (const Value* form = form_in(command); form != nullptr && form->is_object())
            if (const std::string step = step_of_form(entry, stream); !step.empty())
                wording.forms.insert_or_assign(step, *form);
        if (const auto* c = std::get_if<assignment::SubmitReview>(&command))
            wording.comments.insert_or_assign({c->step, c->expert.text}, c->comments);
        if (const auto* c = std::get_if<application::ImportReview>(&command))
            wording.comments.insert_or_assign({c->step, c->expert.text}, c->comments);
    }
    return wording;
}

std::string form_text(const definition::Definition& definition, const std::string& step, const Value& form,
                      const Value& facts) {
    const definition::Step* of = definition.step(step);
    const definition::Form* fields = of == nullptr ? nullptr : definition.form(of->form);
    std::string lines;
    const auto add = [&](const definition::Text& label, const std::string& name, const Value* value) {
        if (value == nullptr) return;
        lines += (lines.empty() ? "" : "\n") + field_text(label.empty() ? name : label.in("en"), *value);
    };
    const auto value_of = [&](const std::string& name) {
        const Value* fact = facts.find(name);
        return fact != nullptr ? fact : form.find(name);
    };
    if (fields == nullptr) return lines;
    for (const definition::Field& field : fields->fields) add(field.label, field.name, value_of(field.name));
    for (const definition::Computed& computed : fields->computed)
        add(computed.label, computed.name, facts.find(computed.name));
    return lines;
}

}  // namespace atranka::cli
