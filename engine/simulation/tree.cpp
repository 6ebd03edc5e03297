#include "engine/simulation/tree.hpp"

namespace atranka::simulation {

namespace {

std::string entry_text(const Past& past, std::size_t position) {
    return "#" + std::to_string(past.entries()[position].index);
}

Value tree_of(const Standing& standing) {
    Value tree = Value::object({{"outcome", standing.outcome.empty() ? Value{} : Value{standing.outcome}},
                                {"step", standing.step.empty() ? Value{} : Value{standing.step}},
                                {"stage", standing.stage.empty() ? Value{} : Value{standing.stage}},
                                {"amount", standing.amount.text()}});
    if (!standing.selected.empty()) tree.set("selected_by", standing.selected);
    return tree;
}

Value tree_of(const Money& money) {
    const auto text = [](const std::optional<Decimal>& amount) {
        return amount ? Value{amount->text()} : Value{};
    };
    return Value::object({{"budget", text(money.budget)},
                          {"committed", money.committed.text()},
                          {"left", text(money.left)},
                          {"kept_for_appeals", text(money.kept_for_appeals)}});
}

Value tree_of(const std::optional<procedure::Row>& row) {
    if (!row) return {};
    return Value::object({{"rank", row->rank},
                          {"outcome", row->outcome},
                          {"reason", row->reason},
                          {"amount", row->amount.text()},
                          {"keys", kernel::encode(row->keys)}});
}

Value told_tree(const Past& past, const Told& told, const Comparison& comparison) {
    Value::List applications, lists, refused, assumed;
    for (const Difference& one : comparison.applications)
        applications.push_back(Value::object({{"application", one.application},
                                              {"before", tree_of(one.before)},
                                              {"after", tree_of(one.after)},
                                              {"undecided", one.waits}}));
    for (const List& list : comparison.lists) {
        Value::List lines;
        for (const Line& line : list.lines)
            lines.push_back(Value::object({{"application", line.application},
                                           {"before", tree_of(line.before)},
                                           {"after", tree_of(line.after)}}));
        lists.push_back(Value::object({{"round", list.round},
                                       {"step", list.step},
                                       {"places_before", std::int64_t(list.places_before)},
                                       {"places_after", std::int64_t(list.places_after)},
                                       {"changed", std::move(lines)}}));
    }
    for (const Refused& one : told.refused) {
        const Recorded& entry = past.entries()[one.position];
        Value tree = Value::object({{"entry", entry.log + "#" + std::to_string(entry.index)},
                                    {"command", entry.type},
                                    {"at", entry.at.text()},
                                    {"subject", one.subject},
                                    {"rule", one.rule},
                                    {"message", one.message}});
        if (entry.envelope) tree.set("actor", entry.envelope->actor.text);
        if (one.after) tree.set("after", entry.log + entry_text(past, told.refused[*one.after].position));
        if (!one.instead.empty()) tree.set("assumed_instead", one.instead);
        refused.push_back(std::move(tree));
    }
    for (const Assumed& one : told.assumed)
        assumed.push_back(
            Value::object({{"entry", past.entries()[one.position].log + entry_text(past, one.position)},
                           {"subject", one.subject},
                           {"kind", boost::describe::enum_to_string(one.kind, "?")},
                           {"what", one.what}}));
    return Value::object({{"call", past.call().text},
                          {"decided", told.decided},
                          {"identical", told.identical},
                          {"applications_in_all", std::int64_t(comparison.applications_in_all)},
                          {"applications", std::move(applications)},
                          {"money", Value::object({{"before", tree_of(comparison.before)},
                                                   {"after", tree_of(comparison.after)}})},
                          {"lists", std::move(lists)},
                          {"refused", std::move(refused)},
                          {"assumed", std::move(assumed)}});
}

Value tree_of(const Swap& swap) {
    Value tree = Value::object({{"in", kernel::encode(swap.in)}, {"out", kernel::encode(swap.out)}});
    if (!swap.step.empty()) {
        tree.set("round", swap.round);
        tree.set("step", swap.step);
    }
    return tree;
}

void add(Value& tree, const Effect& effect) {
    Value::List selected;
    for (const Swap& swap : effect.selected) selected.push_back(tree_of(swap));
    tree.set("changes", effect.changes_something());
    tree.set("funded", tree_of(effect.funded));
    tree.set("amounts", kernel::encode(effect.amounts));
    tree.set("selected", std::move(selected));
    tree.set("too_few_reviews", kernel::encode(effect.few));
}

}  // namespace

bool is_nothing(const Comparison& comparison, const Told& told) {
    const Money &a = comparison.before, &b = comparison.after;
    return comparison.applications.empty() && comparison.lists.empty() && told.refused.empty() &&
           a.budget == b.budget && a.committed == b.committed && a.kept_for_appeals == b.kept_for_appeals;
}

Value tree_of(const Past& past, const Alteration& alteration, const Told& told,
              const Comparison& comparison) {
    Value tree = told_tree(past, told, comparison);
    Value::Object parameters;
    for (const auto& [name, value] : alteration.parameters) parameters.emplace(name, value);
    tree.set(
        "what_if",
        Value::object({{"definition", alteration.definition ? Value{alteration.definition->hash} : Value{}},
                       {"parameters", std::move(parameters)},
                       {"without_expert",
                        alteration.without_expert ? Value{alteration.without_expert->text} : Value{}}}));
    tree.set("changes", !is_nothing(comparison, told));
    return tree;
}

Value tree_of(const Past& past, const Robustness& report) {
    Value::List experts, scores, margins;
    for (const auto& [expert, effect] : report.experts) {
        Value tree = Value::object({{"expert", expert.text}});
        add(tree, effect);
        experts.push_back(std::move(tree));
    }
    for (const auto& [moved, effect] : report.pivotal) {
        Value tree =
            Value::object({{"application", moved.application},
                           {"step", moved.step},
                           {"expert", moved.expert.empty() ? Value{} : Value{moved.expert.text}},
                           {"criterion", moved.criterion},
                           {"from", moved.from.text()},
                           {"to", moved.to.text()},
                           {"entry", "calls/" + past.call().text + "#" + std::to_string(moved.index)}});
        add(tree, effect);
        scores.push_back(std::move(tree));
    }
    for (const Margin& margin : report.margins)
        margins.push_back(
            Value::object({{"round", margin.round},
                           {"step", margin.step},
                           {"envelope", margin.envelope.empty() ? Value{} : Value{margin.envelope}},
                           {"key", margin.key},
                           {"passed_over", std::int64_t(margin.passed_over)},
                           {"last_selected", margin.last_in},
                           {"first_not_selected", margin.first_out},
                           {"points", margin.points.text()}}));
    return Value::object({{"call", past.call().text},
                          {"experts", std::move(experts)},
                          {"scores_moved", std::int64_t(report.scores)},
                          {"moves_asking_for_another_expert", std::int64_t(report.short_of_reviews)},
                          {"pivotal_scores", std::move(scores)},
                          {"margins", std::move(margins)}});
}

}  // namespace atranka::simulation
