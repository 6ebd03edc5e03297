#include "adapters/cli/program.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/verbs.hpp"
#include "engine/service/record.hpp"

namespace atranka::cli {

namespace {

constexpr std::string_view release = "0.1.0";

int version(Program& program, const Verb&, const Arguments&) {
    if (program.json())
        program.answer(Value::object({{"atranka", release}, {"semantics", service::semantics}}));
    else
        program.say("atranka " + std::string{release} + ", semantics " + std::to_string(service::semantics));
    return ok;
}

int commands(Program& program, const Verb&, const Arguments&) {
    Value::List answers;
    Table table{{"COMMAND", "IS GIVEN BY"}};
    for (const std::string_view name : service::command_names()) {
        Value answer = Value::object({{"command", name}});
        std::string spelled;
        for (const Verb& verb : all_verbs())
            if (verb.command == name) {
                spelled = "atranka " + verb.noun + " " + verb.verb;
                answer.set("noun", verb.noun);
                answer.set("verb", verb.verb);
            }
        table.add({std::string{name}, spelled});
        answers.push_back(std::move(answer));
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(table.text());
    return ok;
}

}  // namespace

std::vector<Verb> program_verbs() {
    return {{"", "version", "Which release this is.", "atranka version", {}, version},
            {"",
             "commands",
             "Every command of the engine, and the verb that gives it.",
             "atranka commands",
             {},
             commands}};
}

}  // namespace atranka::cli
