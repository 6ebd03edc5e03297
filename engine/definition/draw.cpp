#include "engine/definition/draw.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/lifecycle/table.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {

struct Move {
    std::string source, target, label;
};

// The moves of a lifecycle, those between the same two stages as one.
std::vector<Move> moves_of(const Step& step) {
    std::vector<Move> moves;
    const lifecycle::Table* table = lifecycle::table(lifecycle::kind_name(step.kind));
    if (table == nullptr) return moves;
    for (const lifecycle::Row& row : table->rows) {
        const auto same = std::find_if(moves.begin(), moves.end(), [&](const Move& m) {
            return m.source == row.source && m.target == row.target;
        });
        if (same == moves.end())
            moves.push_back({row.source, row.target, row.trigger});
        else if ((", " + same->label + ",").find(", " + row.trigger + ",") == std::string::npos)
            same->label += ", " + row.trigger;
    }
    return moves;
}

const std::vector<std::string>& stages_of(const Step& step) {
    static const std::vector<std::string> none;
    const lifecycle::Table* table = lifecycle::table(lifecycle::kind_name(step.kind));
    return table == nullptr ? none : table->stages;
}

std::string title_of(const Text& title, const std::string& name, const std::string& language) {
    return title.empty() ? name : title.in(language);
}

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
    std::string result;
    for (const char c : text) {
        if (what.find(c) != std::string_view::npos)
            result += by;
        else
            result += c;
    }
    return result;
}
// Neither format has an escape that every renderer knows for these.
std::string plain(std::string_view text) { return replaced(replaced(text, "\n\r", " "), "\"\\", "'"); }

// Who works here, and until when.
std::string subtitle_of(const Step& step) {
    std::string text = step.by;
    if (!step.confirm_by.empty()) text += ", " + step.confirm_by;
    if (step.within) text += " · " + span_text(*step.within);
    if (!step.closes.empty()) text += " · " + step.closes;
    return text;
}

// The stage by which a step is left with that result.
std::string exit_stage(const std::string& result) {
    return result == "reserve_expired" ? "reserved" : result;
}

}  // namespace

std::string mermaid(const Definition& definition, const std::string& language) {
    std::string out = "stateDiagram-v2\n";
    if (!definition.steps.empty()) out += "    [*] --> " + definition.steps.front().name + "\n";
    for (const Step& step : definition.steps) {
        out += "    state \"" + plain(title_of(step.title, step.name, language)) + " (" +
               plain(subtitle_of(step)) + ")\" as " + step.name + " {\n";
        const auto id = [&](const std::string& stage) { return step.name + "__" + stage; };
        for (const std::string& stage : stages_of(step)) out += "        " + id(stage) + " : " + stage + "\n";
        if (!stages_of(step).empty()) out += "        [*] --> " + id(stages_of(step).front()) + "\n";
        for (const Move& move : moves_of(step))
            out += "        " + id(move.source) + " --> " + id(move.target) + " : " + move.label + "\n";
        out += "    }\n";
    }
    for (const Outcome& outcome : definition.outcomes)
        out += "    state \"" + plain(title_of(outcome.title, outcome.name, language)) + "\" as " +
               outcome.name + "\n";
    for (const Step& step : definition.steps)
        for (const auto& [result, target] : step.on)
            out += "    " + step.name + " --> " + target + " : " + result + "\n";
    for (const Outcome& outcome : definition.outcomes) {
        out += "    " + outcome.name + " --> [*]\n";
        if (definition.appeals && outcome.appealable)
            out += "    " + outcome.name + " --> " + definition.appeals->back_to + " : appeal upheld\n";
    }
    return out;
}

std::string dot(const Definition& definition, const std::string& language) {
    std::string out = "digraph \"" + plain(definition.workflow) +
                      "\" {\n"
                      "    compound=true; rankdir=TB; fontname=\"sans-serif\";\n"
                      "    node [shape=box, style=rounded, fontname=\"sans-serif\"];\n"
                      "    edge [fontname=\"sans-serif\", fontsize=10];\n"
                      "    start [shape=point];\n";
    const auto id = [](const std::string& step, const std::string& stage) {
        return "\"" + step + "." + stage + "\"";
    };
    // The point by which a place is entered, and what the arrow's head is cut off at.
    const auto entry = [&](const std::string& place) {
        const Step* step = definition.step(place);
        if (step == nullptr || stages_of(*step).empty()) return "\"" + place + "\" [";
        return id(place, stages_of(*step).front()) + " [lhead=\"cluster_" + place + "\", ";
    };
    for (const Step& step : definition.steps) {
        out += "    subgraph \"cluster_" + step.name + "\" {\n        label=\"" +
               plain(title_of(step.title, step.name, language)) + "\\n" + plain(subtitle_of(step)) +
               "\";\n        style=rounded;\n";
        for (const std::string& stage : stages_of(step))
            out += "        " + id(step.name, stage) + " [label=\"" + stage + "\"];\n";
        for (const Move& move : moves_of(step))
            out += "        " + id(step.name, move.source) + " -> " + id(step.name, move.target) +
                   " [label=\"" + move.label + "\"];\n";
        out += "    }\n";
    }
    for (const Outcome& outcome : definition.outcomes)
        out += "    \"" + outcome.name + "\" [label=\"" +
               plain(title_of(outcome.title, outcome.name, language)) +
               "\", style=filled, fillcolor=" + (outcome.awarded ? "palegreen" : "whitesmoke") + "];\n";
    if (!definition.steps.empty()) out += "    start -> " + entry(definition.steps.front().name) + "];\n";
    for (const Step& step : definition.steps)
        for (const auto& [result, target] : step.on)
            out += "    " + id(step.name, exit_stage(result)) + " -> " + entry(target) + "label=\"" + result +
                   "\", style=bold];\n";
    if (definition.appeals)
        for (const Outcome& outcome : definition.outcomes)
            if (outcome.appealable)
                out += "    \"" + outcome.name + "\" -> " + entry(definition.appeals->back_to) +
                       "label=\"appeal upheld\", style=dashed, constraint=false];\n";
    return out + "}\n";
}

}  // namespace atranka::definition
