#include "adapters/cli/reading.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/cli/words.hpp"
#include "engine/call/decide.hpp"
#include "engine/definition/calendar.hpp"

namespace atranka::cli {

namespace {

int list(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    Value::List answers;
    Table table{{"CALL", "STAGE", "BUDGET", "COMMITTED", "DEFINITION"}};
    for (const service::CallRow& row : reading.calls()) {
        answers.push_back(kernel::encode(row));
        table.add({row.call, row.stage, row.budget, row.committed, row.definition.substr(0, 16)});
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(table.empty() ? "no call yet; `atranka call draft --help` shows how to begin"
                                  : table.text());
    return ok;
}

// What waits in one step.
struct Waiting {
    std::map<std::string, std::int64_t> stages;
    std::map<std::string, std::int64_t> turns;
    std::optional<Instant> next;
    std::int64_t count = 0, late = 0, suspended = 0;

    void add(const service::ApplicationRow& row, const definition::Step& step, Instant now) {
        ++count;
        ++stages[row.stage];
        if (row.suspended) {
            ++suspended;
            return;
        }
        ++turns[whose_turn(step, row.stage)];
        if (!row.deadline) return;
        if (!next || *row.deadline < *next) next = row.deadline;
        if (definition::is_past(*row.deadline, now)) ++late;
    }
};

std::string counted(const std::map<std::string, std::int64_t>& counts, bool short_names) {
    std::string text;
    for (const auto& [name, count] : counts) {
        const std::string last = short_names ? name.substr(name.find('.') + 1) : name;
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + last;
    }
    return text;
}

Value tree_of(const std::string& step, const Waiting& waiting) {
    Value tree = Value::object({{"step", step},
                                {"waiting", waiting.count},
                                {"stages", kernel::encode(waiting.stages)},
                                {"turn", kernel::encode(waiting.turns)},
                                {"late", waiting.late},
                                {"suspended", waiting.suspended}});
    if (waiting.next) tree.set("next_deadline", waiting.next->text());
    return tree;
}

struct Picture {
    std::vector<std::pair<std::string, Waiting>> steps;
    std::map<std::string, std::int64_t> outcomes;
    std::int64_t applications = 0;
};

Picture picture_of(Reading& reading, const call::State& call, const definition::Definition& definition) {
    Picture picture;
    for (const definition::Step& step : definition.steps) picture.steps.emplace_back(step.name, Waiting{});
    service::ApplicationQuery query;
    query.call = call.id.text;
    for (const service::ApplicationRow& row : reading.applications(query)) {
        ++picture.applications;
        if (!row.outcome.empty()) {
            ++picture.outcomes[row.outcome];
            continue;
        }
        for (std::size_t i = 0; i < definition.steps.size(); ++i)
            if (definition.steps[i].name == row.step)
                picture.steps[i].second.add(row, definition.steps[i], reading.moment());
    }
    return picture;
}

Value tree_of(const call::State& call, const definition::Definition& definition, const Picture& picture) {
    Value tree = kernel::encode(call);
    Value::List steps;
    for (const auto& [name, waiting] : picture.steps) steps.push_back(tree_of(name, waiting));
    tree.set("steps", std::move(steps));
    tree.set("outcomes", kernel::encode(picture.outcomes));
    tree.set("applications", picture.applications);
    tree.set("available", call::available(call).text());
    tree.set("workflow", definition.workflow);
    tree.set("currency", definition.currency);
    return tree;
}

void tell(Program& program, const call::State& call, const definition::Definition& definition,
          const Picture& picture) {
    const auto stage = [](auto s) { return std::string{boost::describe::enum_to_string(s, "?")}; };
    program.say("Call " + call.id.text + ": " + stage(call.stage) + (call.suspended ? ", suspended" : "") +
                ". " + definition.title.in("en"));
    program.say("Definition " + definition.workflow + " version " + std::to_string(definition.version) +
                ", " + call.definition.substr(0, 16));
    if (!call.report.empty()) program.say("Published on the lint report " + call.report);
    if (const Value* budget = call.parameter({}, "budget"))
        program.say("Money: budget " + short_text(*budget) + ", committed " + call.committed.text() +
                    ", available " + call::available(call).text() + " " + definition.currency);
    if (call.change)
        program.say("Change proposed by " + call.change->by.text + ": " + call.change->parameter + " to " +
                    short_text(call.change->value));
    for (const call::Round& round : call.rounds) {
        program.say("\nRound " + round.id.text + ": " + stage(round.stage));
        Table facts{{"", ""}};
        for (const auto& [name, value] : round.parameters) facts.add({name, short_text(value)});
        for (const auto& [step, selection] : round.selections)
            facts.add({"list of " + step,
                       stage(selection.stage) +
                           (selection.confirmed ? " " + shown(selection.confirmed) + " UTC" : "")});
        if (!facts.empty()) program.say(facts.text(2));
    }
    Table steps{{"STEP", "WAITING", "STAGES", "TURN OF", "NEXT DEADLINE (UTC)", "LATE"}};
    for (const auto& [name, waiting] : picture.steps) {
        std::string turns = counted(waiting.turns, false);
        if (waiting.suspended > 0)
            turns += (turns.empty() ? "" : ", ") + std::to_string(waiting.suspended) + " suspended";
        steps.add({name, std::to_string(waiting.count), counted(waiting.stages, true), turns,
                   shown(waiting.next), waiting.late == 0 ? "" : std::to_string(waiting.late)});
    }
    program.say("\n" + steps.text());
    Table outcomes{{"OUTCOME", "APPLICATIONS"}};
    for (const auto& [name, count] : picture.outcomes) outcomes.add({name, std::to_string(count)});
    if (!outcomes.empty()) program.say("\n" + outcomes.text());
    program.say("\n" + std::to_string(picture.applications) + " applications");
}

int show(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    const call::State call = reading.call(arguments.text("call"));
    const auto definition = reading.definition_of(call.id);
    const Picture picture = picture_of(reading, call, *definition);
    if (program.json())
        program.answer(tree_of(call, *definition, picture));
    else
        tell(program, call, *definition, picture);
    return ok;
}

}  // namespace

std::vector<Verb> call_verbs() {
    return {
        {"call", "list", "Every call with its stage and money.", "atranka call list", {as_of_option}, list},
        {"call",
         "show",
         "What waits for whom, step by step, with deadlines, rounds and money.",
         "atranka call show c-2026\n  atranka call show c-2026 --as-of 2026-04-15T12:00:00Z",
         {{"call", "CALL", "the call", "", Takes::one, true}, as_of_option},
         show}};
}

}  // namespace atranka::cli
