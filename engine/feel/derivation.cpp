#include "engine/feel/derivation.hpp"

#include "engine/feel/node.hpp"

#include <algorithm>

namespace atranka::feel {

namespace {

std::string short_text(const Value& value) {
    auto [text, is_cut] = value.text_within(200);
    if (value.is_text()) return "\"" + text + (is_cut ? "…" : "\"");
    return is_cut ? text + "…" : text;
}

// Lists may hold the same list many times over: past so many looks there is one.
bool holds_contexts(const Value& value, int& looks) {
    if (value.is_context() || --looks < 0) return true;
    return value.is_list() && std::ranges::any_of(value.as_list(), [&](const Value& item) {
               return holds_contexts(item, looks);
           });
}
bool holds_contexts(const Value& value) {
    int looks = 10'000;
    return holds_contexts(value, looks);
}

// "20000 + 42500.50"
std::string sum_text(std::span<const Value> addends) {
    constexpr std::size_t bytes_most = 4'000;
    std::string out;
    for (const Value& item : addends) {
        out += (out.empty() ? "" : " + ") + short_text(item);
        if (out.size() > bytes_most) return out + " + …";
    }
    return out;
}

void work(const Derivation& d, Tongue tongue, std::vector<std::string>& lines) {
    if (d.is_reading() || lines.size() > 500) return;
    for (const Derivation& part : d.parts) work(part, tongue, lines);
    if (d.parts.empty() && !d.value.is_null()) return;
    const std::string expression = one_line(d.expression);
    const std::string values =
        d.addends().empty()
            ? one_line(d.written([](const Derivation& part) { return short_text(part.value); },
                                 [](std::string_view between) { return std::string{between}; }))
            : sum_text(d.addends());
    const std::string sign = d.value.is_boolean() ? ": " : " = ";
    std::string line = expression + sign;
    if (values != expression && values != short_text(d.value))
        line += values + (d.value.is_boolean() ? ", " : " = ");
    line += verdict(d, tongue, short_text(d.value));
    if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
}

// By brackets around it alone, not by those that call a function.
bool is_bracketed(std::string_view before, std::string_view after, bool is_first) {
    if (!before.ends_with('(') || !after.starts_with(')')) return false;
    before.remove_suffix(1);
    const std::size_t last = before.find_last_not_of(" \n\t\r");
    if (last == std::string_view::npos) return is_first;
    return std::string_view{"+-*/=<>(,"}.find(before[last]) != std::string_view::npos;
}

void read(const Derivation& d, std::vector<std::pair<std::string, Value>>& out) {
    if (d.is_reading()) {
        if (std::ranges::find(out, d.path, &std::pair<std::string, Value>::first) == out.end())
            out.emplace_back(d.path, d.value);
        return;
    }
    for (const Derivation& part : d.parts) read(part, out);
}

}  // namespace

std::string verdict(const Derivation& d, Tongue tongue, const std::string& value) {
    const bool lt = tongue == Tongue::lt;
    if (d.value.is_boolean()) {
        if (d.value.as_boolean()) return lt ? "tenkinama" : "holds";
        return lt ? "netenkinama" : "does not hold";
    }
    const std::string text = d.value.is_null() ? (lt ? "be reikšmės" : "no value") : value;
    if (d.note.empty()) return text;
    // Notes are written while an expression is evaluated, whose tongue is English.
    return text + " (" + (lt && d.note == division_by_zero ? "dalyba iš nulio" : d.note) + ")";
}

std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return out;
}

std::string Derivation::written(const Part& part, const Between& between) const {
    std::vector<const Derivation*> placed;
    std::size_t end = offset;
    for (const Derivation& one : parts) {
        // A part that was worked out more than once, or outside of the text, has no one value to stand here.
        const bool again = std::ranges::count(parts, one.offset, &Derivation::offset) > 1;
        if (again || holds_contexts(one.value) || one.offset < end ||
            one.offset + one.expression.size() > offset + expression.size())
            continue;
        placed.push_back(&one);
        end = one.offset + one.expression.size();
    }
    std::string out;
    std::string_view rest = expression;
    std::size_t at = offset;
    for (const Derivation* one : placed) {
        std::string_view before = rest.substr(0, one->offset - at);
        rest.remove_prefix(before.size() + one->expression.size());
        at = one->offset + one->expression.size();
        std::string text = part(*one);
        // What is written as one needs no brackets of its own.
        if (text.find(' ') == std::string::npos && is_bracketed(before, rest, one == placed.front())) {
            before.remove_suffix(1);
            rest.remove_prefix(1);
            ++at;
        }
        out += between(before);
        out += text.starts_with('-') && !out.empty() ? "(" + text + ")" : text;
    }
    return out + between(rest);
}

std::span<const Value> Derivation::addends() const {
    if (!expression.starts_with("sum") || parts.size() != 1 || !parts[0].value.is_list()) return {};
    return parts[0].value.as_list();
}

std::vector<std::string> worked(const Derivation& derivation, Tongue tongue) {
    std::vector<std::string> lines;
    work(derivation, tongue, lines);
    if (lines.empty())
        lines.push_back(one_line(derivation.expression) + " = " +
                        verdict(derivation, tongue, short_text(derivation.value)));
    return lines;
}

std::vector<std::pair<std::string, Value>> readings(const Derivation& derivation) {
    std::vector<std::pair<std::string, Value>> out;
    read(derivation, out);
    // Of a table, the members that were looked at say more than the whole.
    std::vector<std::pair<std::string, Value>> kept;
    for (const auto& one : out) {
        const bool in_parts = std::ranges::any_of(
            out, [&](const auto& other) { return other.first.starts_with(one.first + "["); });
        if (!in_parts || !holds_contexts(one.second)) kept.push_back(one);
    }
    return kept;
}

namespace {

atranka::Value to_tree(const Derivation& derivation, Room& room) {
    atranka::Value::List parts;
    for (const Derivation& part : derivation.parts) parts.push_back(to_tree(part, room));
    atranka::Value::Object members;
    members.emplace("expression", derivation.expression);
    members.emplace("value", to_typed(derivation.value, room));
    if (derivation.is_reading()) members.emplace("path", derivation.path);
    if (!derivation.note.empty()) members.emplace("note", derivation.note);
    if (!parts.empty()) members.emplace("parts", std::move(parts));
    return members;
}

}  // namespace

atranka::Value to_tree(const Derivation& derivation) {
    Room room;
    return to_tree(derivation, room);
}

}  // namespace atranka::feel
