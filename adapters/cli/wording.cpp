#include "adapters/cli/wording.hpp"

#include "adapters/cli/words.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>
#include <sstream>

namespace atranka::cli {

namespace {

constexpr std::size_t width_max = 100;

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

std::string facts_text(const definition::Definition& definition, const std::string& step,
                       const Value& facts) {
    const definition::Step* of = definition.step(step);
    const definition::Form* fields = of == nullptr ? nullptr : definition.form(of->form);
    std::string lines;
    const auto add = [&](const definition::Text& label, const std::string& name, const Value* value) {
        if (value == nullptr) return;
        lines += (lines.empty() ? "" : "\n") + field_text(label.empty() ? name : label.in("en"), *value);
    };
    if (fields == nullptr) return lines;
    for (const definition::Field& field : fields->fields)
        add(field.label, field.name, facts.find(field.name));
    for (const definition::Computed& computed : fields->computed)
        add(computed.label, computed.name, facts.find(computed.name));
    return lines;
}

}  // namespace atranka::cli
