#include "engine/feel/table.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::feel {

namespace {

using Row = std::vector<std::string>;

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t length = kernel::code_points(text);
    return text + std::string(width > length ? width - length : 0, ' ');
}

// Rows of cells in a frame: a double line after the inputs, a ruled line after the head.
std::string framed(const std::vector<Row>& rows, std::size_t head, std::size_t inputs, std::size_t outputs) {
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], kernel::code_points(row[i]));
    const auto gap = [&](std::size_t i) { return i == 1 + inputs || i == 1 + inputs + outputs; };
    std::string out;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::string line;
        for (std::size_t i = 0; i < widths.size(); ++i)
            line += (i == 0 ? "" : gap(i) ? " ║ " : " │ ") + padded(rows[r][i], widths[i]);
        while (line.ends_with(' ')) line.pop_back();
        out += line + "\n";
        if (r + 1 != head) continue;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            out += i == 0 ? "" : gap(i) ? "─╫─" : "─┼─";
            for (std::size_t k = 0; k < widths[i]; ++k) out += "─";
        }
        out += "\n";
    }
    return out;
}

// A sentence on a row holds so much of a value.
std::string shown(const Value& value) {
    auto [text, is_cut] = value.text_within(1'000);
    return is_cut ? text + "…" : text;
}

std::string one_line(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != '\n')
            out += c;
        else
            out += ' ';
    return out;
}

}  // namespace

std::string printed(const std::string& title, const Table& table) {
    const TableText& t = table.text();
    std::vector<Row> rows;
    Row names{std::string{letter(t.policy)} + std::string{symbol(t.aggregator)}}, allowed{""};
    bool has_allowed = false, has_notes = false;
    for (const TableRow& row : t.rows) has_notes = has_notes || !row.note.empty();
    for (const TableInput& input : t.inputs) {
        names.push_back(input.name);
        allowed.push_back(one_line(input.allowed));
        has_allowed = has_allowed || !input.allowed.empty();
    }
    for (const TableOutput& output : t.outputs) {
        names.push_back(output.name);
        std::string values;
        for (const std::string& value : output.values) values += (values.empty() ? "" : ", ") + value;
        has_allowed = has_allowed || !values.empty();
        allowed.push_back(values);
    }
    if (has_notes) {
        names.emplace_back("note");
        allowed.emplace_back();
    }
    rows.push_back(names);
    if (has_allowed) rows.push_back(allowed);
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
        Row row{std::to_string(r + 1)};
        for (const std::string& test : t.rows[r].tests) row.push_back(one_line(test));
        for (const std::string& result : t.rows[r].results) row.push_back(one_line(result));
        if (has_notes) row.push_back(t.rows[r].note);
        rows.push_back(std::move(row));
    }
    if (std::ranges::any_of(t.outputs, [](const TableOutput& o) { return !o.otherwise.empty(); })) {
        Row row{"else"};
        for (std::size_t i = 0; i < t.inputs.size(); ++i) row.emplace_back();
        for (const TableOutput& output : t.outputs) row.push_back(output.otherwise);
        if (has_notes) row.emplace_back();
        rows.push_back(std::move(row));
    }
    return title + "\n" + framed(rows, has_allowed ? 2 : 1, t.inputs.size(), t.outputs.size());
}

std::string traced(const Table& table, const std::vector<Value>& inputs, const TableOutcome& outcome) {
    const TableText& t = table.text();
    std::string out;
    for (std::size_t i = 0; i < t.inputs.size(); ++i)
        out += t.inputs[i].name + " = " + (i < inputs.size() ? shown(inputs[i]) : "null") + "\n";
    for (std::size_t r = 0; r < outcome.tests.size(); ++r) {
        const bool matched = std::ranges::find(outcome.matched, r) != outcome.matched.end();
        const bool counted = std::ranges::find(outcome.counted, r) != outcome.counted.end();
        out += "row " + std::to_string(r + 1) + (matched ? " matches" : " does not match: ");
        for (std::size_t i = 0; i < t.inputs.size() && !matched; ++i) {
            if (outcome.tests[r][i].value_or(false)) continue;
            out += t.inputs[i].name + " = " + (i < inputs.size() ? shown(inputs[i]) : "null") +
                   (outcome.tests[r][i] ? " is not " : " cannot be compared with ") +
                   one_line(t.rows[r].tests[i]);
            break;
        }
        if (matched && !counted && !outcome.value.is_null()) out += ", but another counts";
        if (matched && !t.rows[r].note.empty()) out += " (" + t.rows[r].note + ")";
        out += "\n";
    }
    if (outcome.tests.size() < t.rows.size() && !outcome.tests.empty())
        out += "the rows below are not looked at: the first that matches counts\n";
    if (outcome.is_default) out += "no row matches: the default counts\n";
    return out + "result: " + outcome.value.text() +
           (outcome.value.is_null() && !outcome.null_because.empty() ? " (" + outcome.null_because + ")"
                                                                     : "") +
           "\n";
}

}  // namespace atranka::feel
