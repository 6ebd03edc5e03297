#pragma once
// The transition tables as text: what diagrams, the linter's pages, the SCXML export and tests are made from.
// Shape:  taken from the machines themselves, row by row, so that it cannot differ from what runs.

#include "engine/kernel/rule.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atranka::lifecycle {

// A fact and the value it must have: {"passed", "true"}, {"interest", "none"}.
struct Condition {
    std::string fact, value;
    friend bool operator==(const Condition&, const Condition&) = default;
};
// Any one of the conditions is enough. Without a rule it chooses the row; with one, its failure refuses.
struct Clause {
    std::optional<Rule> rule;
    std::vector<Condition> any_of;
};
// In the order in which they are asked: choices first, then demands.
struct Row {
    std::string source, trigger, target;
    std::string guard;  // the clauses in words; empty: always
    std::vector<Clause> clauses;
};
// A pair of stage and trigger without a row, that a better rule refuses than `stage_must_allow_command`.
struct Refusal {
    std::string stage, trigger;
    Rule rule;
};
struct Table {
    std::string name;                 // "check", "assignment"
    std::string about;                // what goes through it, as a sentence
    std::vector<std::string> stages;  // as declared; the first is where it begins
    std::vector<std::string> triggers;
    std::vector<Row> rows;
    std::vector<Refusal> refusals;
};

// submission, check, review, assignment, selection, decision, offer, appeal, call, round.
const std::vector<Table>& tables();
const Table* table(std::string_view name);  // null where there is none of that name

std::string mermaid(const Table& table);  // a stateDiagram-v2
std::string dot(const Table& table);      // a Graphviz digraph
std::string handbook();                   // docs/lifecycles.md

}  // namespace atranka::lifecycle
