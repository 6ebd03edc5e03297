#include "engine/lifecycle/table.hpp"

#include "engine/lifecycle/machine.hpp"

#include <algorithm>
#include <set>

namespace atranka::lifecycle {

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string text;
    for (const std::string& part : parts) text.append(text.empty() ? "" : between).append(part);
    return text;
}

std::string words(const Condition& condition) {
    if (condition.value == "true") return condition.fact;
    if (condition.value == "false") return "not " + condition.fact;
    return condition.fact + " is " + condition.value;
}

std::string words(const Clause& clause) {
    std::vector<std::string> conditions;
    for (const Condition& condition : clause.any_of) conditions.push_back(words(condition));
    const std::string any = joined(conditions, " or ");
    return clause.rule ? std::string{rule_name(*clause.rule)} + " (" + any + ")" : "[" + any + "]";
}

std::string guard(const Row& row) {
    std::vector<std::string> clauses;
    for (const Clause& clause : row.clauses) clauses.push_back(words(clause));
    return joined(clauses, ", ");
}

// The trigger with what chooses the row: "propose [not needs_second_person] [passed]".
std::string label(const Row& row) {
    std::string text = row.trigger;
    for (const Clause& clause : row.clauses)
        if (!clause.rule) text.append(" ").append(words(clause));
    return text;
}

bool is_left(const Table& table, const std::string& stage) {
    for (const Row& row : table.rows)
        if (row.source == stage && row.target != stage) return true;
    return false;
}

// Arrows of the same two stages, together.
struct Arrow {
    std::string source, target;
    std::vector<std::string> labels;
};
std::vector<Arrow> arrows(const Table& table) {
    std::vector<Arrow> found;
    for (const Row& row : table.rows) {
        auto same = std::find_if(found.begin(), found.end(), [&](const Arrow& arrow) {
            return arrow.source == row.source && arrow.target == row.target;
        });
        if (same == found.end()) same = found.insert(found.end(), {row.source, row.target, {}});
        same->labels.push_back(label(row));
    }
    return found;
}

}  // namespace

const std::vector<Table>& tables() {
    static const auto all = [] {
        std::vector<Table> made{submission::table(), check::table(),    review::table(), assignment::table(),
                                selection::table(),  decision::table(), offer::table(),  appeal::table(),
                                call::table(),       round::table()};
        for (Table& one : made)
            for (Row& row : one.rows) row.guard = guard(row);
        return made;
    }();
    return all;
}

const Table* table(std::string_view name) {
    for (const Table& one : tables())
        if (one.name == name) return &one;
    return nullptr;
}

std::string mermaid(const Table& table) {
    std::string text = "stateDiagram-v2\n    [*] --> " + table.stages.front() + "\n";
    for (const Arrow& arrow : arrows(table))
        text.append("    ")
            .append(arrow.source)
            .append(" --> ")
            .append(arrow.target)
            .append(" : ")
            .append(joined(arrow.labels, " / ") + "\n");
    for (const std::string& stage : table.stages)
        if (!is_left(table, stage)) text.append("    ").append(stage).append(" --> [*]\n");
    return text;
}

std::string dot(const Table& table) {
    std::string text =
        "digraph " + table.name + " {\n    rankdir=LR;\n    node [shape=box, style=rounded];\n";
    text += "    \"\" [shape=point];\n    \"\" -> " + table.stages.front() + ";\n";
    for (const std::string& stage : table.stages)
        if (!is_left(table, stage)) text.append("    ").append(stage).append(" [peripheries=2];\n");
    for (const Arrow& arrow : arrows(table))
        text.append("    ")
            .append(arrow.source)
            .append(" -> ")
            .append(arrow.target)
            .append(" [label=\"" + joined(arrow.labels, "\\n") + "\"];\n");
    return text + "}\n";
}

std::string handbook() {
    std::string text = R"(# The lifecycles

What a step is, is code: one machine a kind, below. What a call asks for is its definition. This page is
made from the machines themselves; a test compares it with them.

A row is chosen by what stands in brackets. Then its demands are asked in the order shown, and the first that
does not hold refuses the command by its rule. A stage and a command without a row are refused by
`stage_must_allow_command`, or by the better rule named below the table.
)";
    std::set<Rule> used{Rule::stage_must_allow_command};
    for (const Table& one : tables()) {
        text += "\n## " + one.name + "\n\n" + one.about + "\n\n```mermaid\n" + mermaid(one) + "```\n\n";
        text += "| stage | command | leads to | demands |\n|---|---|---|---|\n";
        for (const Row& row : one.rows) {
            std::vector<std::string> demands;
            for (const Clause& clause : row.clauses) {
                if (!clause.rule) continue;
                demands.push_back(words(clause));
                used.insert(*clause.rule);
            }
            text += "| " + row.source + " | " + label(row) + " | " + row.target + " | " +
                    joined(demands, "; ") + " |\n";
        }
        if (!one.refusals.empty()) text += "\n";
        for (const Refusal& refusal : one.refusals) {
            text += "* `" + refusal.trigger + "` when " + refusal.stage + ": " +
                    std::string{rule_name(refusal.rule)} + "\n";
            used.insert(refusal.rule);
        }
    }
    text += "\n## Rules\n\n| rule | what it demands |\n|---|---|\n";
    for (const Rule rule : used)
        text += "| " + std::string{rule_name(rule)} + " | " + std::string{rule_sentence(rule)} + " |\n";
    return text;
}

}  // namespace atranka::lifecycle
