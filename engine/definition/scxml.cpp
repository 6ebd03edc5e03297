#include "engine/definition/scxml.hpp"

#include "engine/lifecycle/table.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {

constexpr std::string_view reading =
    "An event is a trigger of the lifecycle that is under way; its data is an object of all facts of that\n"
    "     lifecycle. What lets no transition through is refused and changes nothing. Appeals, the move of a\n"
    "     late application into another round and suspended work are left out.";

std::string attribute(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '"')
            result += "&quot;";
        else
            result += c;
    }
    return result;
}

// Two hyphens would end a comment.
std::string comment(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '-' && result.ends_with('-')) result += ' ';
        result += c;
    }
    return "<!-- " + result + " -->";
}

std::string title_of(const Text& title, const std::string& name, const std::string& language) {
    return title.empty() ? name : title.in(language);
}

std::string expression(const lifecycle::Condition& condition) {
    const bool is_boolean = condition.value == "true" || condition.value == "false";
    const std::string value = is_boolean ? condition.value : "'" + condition.value + "'";
    return "_event.data." + condition.fact + " === " + value;
}

std::string expression(const lifecycle::Clause& clause) {
    std::string any;
    for (const lifecycle::Condition& condition : clause.any_of)
        any.append(any.empty() ? "" : " || ").append(expression(condition));
    return clause.any_of.size() == 1 ? any : "(" + any + ")";
}

std::string expression(const std::vector<lifecycle::Clause>& clauses) {
    std::string all;
    for (const lifecycle::Clause& clause : clauses)
        all.append(all.empty() ? "" : " && ").append(expression(clause));
    return all;
}

std::string transition(const std::string& event, const std::string& condition, const std::string& target) {
    return "<transition event=\"" + attribute(event) + "\"" +
           (condition.empty() ? "" : " cond=\"" + attribute(condition) + "\"") + " target=\"" +
           attribute(target) + "\"/>\n";
}

// Interpreters make an identifier of it.
std::string chart_name(std::string name) {
    std::ranges::replace(name, '-', '_');
    return name;
}

// Whoever withdraws goes where the first step says that knows withdrawal, wherever the application is.
std::string withdrawal(const Definition& definition) {
    for (const Step& step : definition.steps)
        if (const auto route = step.on.find("withdrawn"); route != step.on.end()) return route->second;
    return {};
}

std::optional<lifecycle::Stage> stage_in(const Step& step, const std::string& name) {
    return lifecycle::stage_of(std::string{lifecycle::kind_name(step.kind)}.append(".").append(name));
}

// The stage, step or outcome that a row leads to; empty where the definition does not offer it.
std::string target_of(const Definition& definition, const Step& step, const lifecycle::Row& row) {
    if (row.trigger == "withdraw") return withdrawal(definition);
    const auto stage = stage_in(step, row.target);
    std::string outcome{stage ? lifecycle::outcome_of(*stage) : std::string_view{}};
    // Who waited in vain may be told so by an outcome of its own.
    if (row.trigger == "expire" && step.on.contains("reserve_expired")) outcome = "reserve_expired";
    const auto route = step.on.find(outcome);
    if (route != step.on.end()) return route->second;
    // Those who are reserved stay in the step.
    if (outcome.empty() || outcome == "reserved") return step.name + "." + row.target;
    return {};
}

// Nothing leads on from it within the step.
bool is_last(const Step& step, const lifecycle::Table& table, const std::string& name) {
    const auto stage = stage_in(step, name);
    if (stage && lifecycle::is_final(*stage) && name != "reserved") return true;
    return std::ranges::none_of(table.rows, [&](const lifecycle::Row& row) { return row.source == name; });
}

std::string stage_element(const Definition& definition, const Step& step, const lifecycle::Table& table,
                          const std::string& name) {
    const std::string id = " id=\"" + attribute(step.name + "." + name) + "\"";
    if (is_last(step, table, name)) return "        <final" + id + "/>\n";
    std::string out = "        <state" + id + ">\n";
    for (const lifecycle::Row& row : table.rows) {
        if (row.source != name) continue;
        const std::string target = target_of(definition, step, row);
        if (!target.empty()) out += "            " + transition(row.trigger, expression(row.clauses), target);
    }
    return out + "        </state>\n";
}

std::string step_element(const Definition& definition, const Step& step, const std::string& language) {
    std::string out = "    " + comment(title_of(step.title, step.name, language)) + "\n    <state id=\"" +
                      attribute(step.name) + "\"";
    const lifecycle::Table* table = lifecycle::table(lifecycle::kind_name(step.kind));
    if (table == nullptr) return out + "/>\n";
    out += " initial=\"" + attribute(step.name + "." + table->stages.front()) + "\">\n";
    const std::string end = withdrawal(definition);
    const bool own = std::ranges::find(table->triggers, "withdraw") != table->triggers.end();
    if (!own && !end.empty())
        out += "        " + transition("withdraw", expression(lifecycle::Condition{"by_lead", "true"}), end);
    for (const std::string& stage : table->stages) out += stage_element(definition, step, *table, stage);
    return out + "    </state>\n";
}

}  // namespace

std::string scxml(const Definition& definition, const std::string& language) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" +
                      comment(title_of(definition.title, definition.workflow, language) + " (" +
                              definition.workflow + ", version " + std::to_string(definition.version) + ")") +
                      "\n" + comment(reading) +
                      "\n<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" "
                      "datamodel=\"ecmascript\" name=\"" +
                      attribute(chart_name(definition.workflow)) + "\"";
    if (!definition.steps.empty()) out += " initial=\"" + attribute(definition.steps.front().name) + "\"";
    out += ">\n";
    for (const Step& step : definition.steps) out += step_element(definition, step, language);
    // A route prefers a step to an outcome of the same name.
    for (const Outcome& outcome : definition.outcomes)
        if (definition.step(outcome.name) == nullptr)
            out += "    " + comment(title_of(outcome.title, outcome.name, language)) + "\n    <final id=\"" +
                   attribute(outcome.name) + "\"/>\n";
    return out + "</scxml>\n";
}

}  // namespace atranka::definition
