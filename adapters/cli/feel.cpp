#include "engine/feel/feel.hpp"

#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/json/json.hpp"

#include <fmt/core.h>

namespace atranka::cli {

namespace {

feel::Context context_of(const Value& tree) {
    feel::Context context;
    for (const auto& [name, value] : tree.as_object()) context.emplace(name, feel::from_tree(value));
    return context;
}

feel::Scope scope_of(const feel::Context& context) {
    feel::Scope scope;
    for (const auto& [name, value] : context) scope.names.emplace(name, feel::Type{});
    return scope;
}

std::string fault_line(const feel::Fault& fault) {
    return fmt::format("column {}: {}{}", fault.offset + 1, fault.message,
                       fault.nearest.empty() ? "" : "; did you mean " + fault.nearest + "?");
}

int eval(Program& program, const Verb&, const Arguments& arguments) {
    Value input = Value::object();
    if (const std::string text = arguments.text("input"); !text.empty()) {
        if (text.front() == '{') {
            auto parsed = json::parse(text);
            if (!parsed)
                throw Stop{bad_data, fmt::format("--input: column {}: {}", parsed.error().column,
                                                 parsed.error().message)};
            input = std::move(*parsed);
        } else {
            input = read_json(text);
        }
    }
    if (!input.is_object()) throw Stop{bad_data, "--input is a JSON object: names and their values"};
    const feel::Context context = context_of(input);
    const auto expression =
        feel::Expression::compile(arguments.text("expression"), scope_of(context), feel::Strictness::lenient);
    if (!expression) {
        for (const feel::Fault& fault : expression.error()) Program::warn(fault_line(fault));
        return bad_data;
    }
    const feel::Outcome outcome = expression->evaluate(context);
    if (program.json())
        program.answer(feel::to_typed(outcome.value));
    else
        program.say(outcome.value.text());
    if (outcome.value.is_null() && outcome.null_because)
        Program::warn("null because: " + fault_line(*outcome.null_because));
    return ok;
}

Value answer_of(const Value& line) {
    const Value* source = line.find("expr");
    if (source == nullptr || !source->is_text()) return Value::object({{"error", "no \"expr\""}});
    feel::Context inputs;
    if (const Value* given = line.find("inputs"); given != nullptr && given->is_object())
        for (const auto& [name, typed] : given->as_object()) {
            const auto value = feel::from_typed(typed);
            if (!value) return Value::object({{"error", name + ": " + value.error()}});
            inputs.emplace(name, *value);
        }
    const auto expression =
        feel::Expression::compile(source->as_text(), scope_of(inputs), feel::Strictness::lenient);
    return feel::to_typed(expression ? expression->evaluate(inputs).value : feel::Value{});
}

// A line that cannot be read is answered too, so that answers stay beside their lines.
int batch(Program& program, const Verb&, const Arguments& arguments) {
    const std::string text = read_text(arguments.text("file"));
    int faults = 0;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        const auto line = json::parse(std::string_view{text}.substr(from, end - from));
        from = end + 1;
        const Value answer =
            line ? answer_of(*line)
                 : Value::object(
                       {{"error", fmt::format("column {}: {}", line.error().column, line.error().message)}});
        if (answer.find("error") != nullptr) ++faults;
        program.say(json::write(answer));
    }
    return faults == 0 ? ok : bad_data;
}

}  // namespace

std::vector<Verb> feel_verbs() {
    return {{"feel",
             "eval",
             "Evaluate one FEEL expression.",
             "atranka feel eval 'sum(costs) * rate' --input '{\"costs\": [100, 250.50], \"rate\": 0.4}'",
             {{"expression", "EXPR", "the expression", "", Takes::one, true},
              {"input", "--input", "a JSON object, or a file that holds one", "JSON"}},
             eval},
            {"feel",
             "batch",
             "Evaluate a file of {\"expr\", \"inputs\"} lines; one {\"t\", \"v\"} a line comes back.",
             "atranka feel batch cases.jsonl",
             {{"file", "FILE", "lines of JSON; - is standard input", "", Takes::one, true}},
             batch}};
}

}  // namespace atranka::cli
