#include "adapters/cli/wording.hpp"

#include "adapters/cli/words.hpp"
#include "engine/kernel/text.hpp"
#include "engine/service/record.hpp"

#include <algorithm>
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
    if (const auto* c = std::get_if<application::ResubmitBudget>(&command)) return &c->form;
    if (const auto* c = std::get_if<application::ImportApplication>(&command)) return &c->texts;
    return nullptr;
}

// Who reviews reads a form once they have opened the application, which is recorded.
bool may_read_forms(const Program& program, Reading& reading, const application::State& state) {
    if (reading.relation_to(state.id.text) != access::Relation::expert) return true;
    for (const auto& [step, review] : state.reviews)
        if (const auto own = review.assignments.find(program.actor());
            own != review.assignments.end() && own->second.opened)
            return true;
    return false;
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

Wording wording_of(Program& program, Reading& reading, const application::State& state) {
    const std::string stream = "application/" + state.id.text;
    const bool forms = may_read_forms(program, reading, state);
    const auto name_of = reading.names_of(state.id.text);
    Wording wording;
    const auto add = [&](const std::string& step, const PersonId& expert,
                         const std::map<std::string, std::string>& comments) {
        if (const auto name = name_of(step, expert))
            wording.comments.insert_or_assign({step, *name}, comments);
    };
    for (const service::Entry& entry : program.store().entries_of(stream, 0)) {
        if (!reading.holds(entry)) continue;
        const auto read = service::envelope_of(entry);
        if (!read) continue;
        if (read->erased) wording.erased.push_back(entry.index);
        const service::Command& command = read->envelope.command;
        if (const Value* form = form_in(command); forms && form != nullptr && form->is_object())
            if (const std::string step = step_of_form(entry, stream); state.submissions.contains(step))
                wording.forms.insert_or_assign(step, *form);
        if (const auto* c = std::get_if<assignment::SubmitReview>(&command))
            add(c->step, c->expert, c->comments);
        if (const auto* c = std::get_if<application::ImportReview>(&command))
            add(c->step, c->expert, c->comments);
    }
    return wording;
}

std::string form_text(const definition::Definition& definition, const std::string& step, const Value& facts,
                      const Value& form) {
    const definition::Step* of = definition.step(step);
    const definition::Form* fields = of == nullptr ? nullptr : definition.form(of->form);
    std::string lines;
    const auto add = [&](const definition::Text& label, const std::string& name, const Value* value) {
        if (value == nullptr) return;
        lines += (lines.empty() ? "" : "\n") + field_text(label.empty() ? name : label.in("en"), *value);
    };
    if (fields == nullptr) return lines;
    for (const definition::Field& field : fields->fields)
        add(field.label, field.name, facts.find(field.name) ? facts.find(field.name) : form.find(field.name));
    for (const definition::Computed& computed : fields->computed)
        add(computed.label, computed.name, facts.find(computed.name));
    return lines;
}

}  // namespace atranka::cli
