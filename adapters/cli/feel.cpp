#include "adapters/cli/feel.hpp"

#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/json/json.hpp"
#include "adapters/system/system.hpp"
#include "engine/kernel/text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace atranka::cli {

feel::Surroundings here_and_now() {
    system::Clock clock;
    const std::int64_t now_ms = clock.now().ms;
    constexpr std::int64_t day_ms = 86'400'000;
    feel::DateTime now;
    now.date = feel::date_of(now_ms / day_ms);
    const std::int64_t in_day_ms = now_ms % day_ms;
    now.time.hour = static_cast<int>(in_day_ms / 3'600'000);
    now.time.minute = static_cast<int>(in_day_ms / 60'000 % 60);
    now.time.second = static_cast<int>(in_day_ms / 1'000 % 60);
    now.time.nanosecond = static_cast<std::int32_t>(in_day_ms % 1'000 * 1'000'000);
    now.time.offset = 0;
    return {now, system::offset_at};
}

Value input_object(const std::string& text) {
    Value input = Value::object();
    if (text.empty()) return input;
    if (text.front() == '{') {
        auto parsed = json::parse(text);
        if (!parsed)
            throw Stop{bad_data,
                       fmt::format("--input: column {}: {}", parsed.error().column, parsed.error().message)};
        input = std::move(*parsed);
    } else {
        input = read_json(text);
    }
    if (!input.is_object()) throw Stop{bad_data, "--input is a JSON object: names and their values"};
    return input;
}

namespace {

// From 1; columns are characters.
struct Place {
    std::size_t line, column;
};
Place place_of(const std::string& source, const feel::Fault& fault) {
    const std::string before = source.substr(0, fault.offset);
    const std::size_t begin = before.rfind('\n') + 1;  // 0 where there is none
    return {static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
            kernel::code_points(before.substr(begin)) + 1};
}

std::string words_of(const feel::Fault& fault) {
    return fault.message + (fault.nearest.empty() ? "" : "; did you mean " + fault.nearest + "?");
}

}  // namespace

std::string fault_line(const std::string& source, const feel::Fault& fault) {
    const auto [line, column] = place_of(source, fault);
    const bool is_of_lines = source.find('\n') != std::string::npos;
    return fmt::format("{}column {}: {}", is_of_lines ? fmt::format("line {}, ", line) : "", column,
                       words_of(fault));
}

std::string underlined(const std::string& source, const feel::Fault& fault) {
    const std::size_t begin = source.rfind('\n', fault.offset) == std::string::npos || fault.offset == 0
                                  ? 0
                                  : source.rfind('\n', fault.offset - 1) + 1;
    const std::size_t end = std::min(source.find('\n', fault.offset), source.size());
    if (fault.offset > end || fault.length == 0) return {};
    const std::size_t length = std::min(fault.length, end - fault.offset);
    const std::size_t before = kernel::code_points(source.substr(begin, fault.offset - begin));
    const std::size_t width =
        std::max<std::size_t>(kernel::code_points(source.substr(fault.offset, length)), 1);
    return "  " + source.substr(begin, end - begin) + "\n  " + std::string(before, ' ') + "^" +
           std::string(width - 1, '~');
}

namespace {

feel::Context context_of(const Value& tree) {
    feel::Context context;
    for (const auto& [name, value] : tree.as_object()) context.emplace(name, feel::from_tree(value));
    return context;
}

// Types that were declared, from {"tName": "list<string>"}, each in terms of those before it.
using Types = std::map<std::string, feel::Type>;
Types types_of(const Value* declared) {
    feel::Scope scope;
    if (declared == nullptr || !declared->is_object()) return {};
    // Until no further one can be told: they may come in any order.
    for (std::size_t known = 1; known != 0;) {
        known = 0;
        for (const auto& [name, text] : declared->as_object()) {
            if (scope.types.contains(name) || !text.is_text()) continue;
            if (const auto type = feel::parse_type(text.as_text(), scope)) {
                scope.types.emplace(name, *type);
                ++known;
            }
        }
    }
    return scope.types;
}

Types types_in(const std::string& file) {
    const Value declared = read_json(file);
    return types_of(&declared);
}

feel::Scope scope_of(const feel::Context& context, const Types& types) {
    feel::Scope scope;
    for (const auto& [name, value] : context) scope.names.emplace(name, feel::type_of(value));
    scope.types = types;
    scope.reads_type_names = true;
    return scope;
}

int eval(Program& program, const Verb&, const Arguments& arguments) {
    const feel::Context context = context_of(input_object(arguments.text("input")));
    const std::string source = arguments.text("expression");
    const auto expression =
        feel::Expression::compile(source, scope_of(context, {}), feel::Strictness::lenient);
    const auto show = [&](const feel::Fault& fault, const std::string& begin) {
        const std::string shown = underlined(source, fault);
        Program::warn(begin + fault_line(source, fault) + (shown.empty() ? "" : "\n" + shown));
    };
    if (!expression) {
        for (const feel::Fault& fault : expression.error()) show(fault, "");
        return bad_data;
    }
    const feel::Outcome outcome = expression->evaluate(context, here_and_now());
    if (program.json())
        program.answer(feel::to_typed(outcome.value));
    else
        program.say(outcome.value.text());
    if (outcome.value.is_null() && outcome.null_because) show(*outcome.null_because, "null because: ");
    return ok;
}

Value unreadable(const std::string& message) {
    return Value::object({{"error", Value::object({{"message", message}})}});
}
Value fault_tree(const std::string& source, const feel::Fault& fault) {
    const auto [line, column] = place_of(source, fault);
    return Value::object({{"message", words_of(fault)},
                          {"line", static_cast<std::int64_t>(line)},
                          {"column", static_cast<std::int64_t>(column)}});
}

// "type": what the value is declared to be; "input_types" the same of inputs; "types" what those names mean.
// Beside null: as "error" why the expression is none, as "null_because" where its value was lost.
Value answer_of(const Value& line, Types types, const feel::Surroundings& surroundings) {
    const Value* found = line.find("expr");
    if (found == nullptr || !found->is_text()) return unreadable("no \"expr\"");
    const std::string& source = found->as_text();
    for (auto& [name, type] : types_of(line.find("types"))) types.insert_or_assign(name, std::move(type));
    feel::Scope declared;
    declared.types = types;
    declared.reads_type_names = true;
    // A type that nobody declared and whose name says nothing is none.
    const auto as_declared = [&](feel::Value value, const Value* type) {
        if (type == nullptr || !type->is_text()) return value;
        const auto wanted =
            feel::parse_type(type->as_text() == "dateTime" ? "date and time" : type->as_text(), declared);
        return wanted ? feel::converted(value, *wanted) : value;
    };
    feel::Context inputs;
    const Value* input_types = line.find("input_types");
    if (const Value* given = line.find("inputs"); given != nullptr && given->is_object())
        for (const auto& [name, typed] : given->as_object()) {
            const auto value = feel::from_typed(typed);
            if (!value) return unreadable(name + ": " + value.error());
            inputs.emplace(name,
                           as_declared(*value, input_types == nullptr ? nullptr : input_types->find(name)));
        }
    const auto expression =
        feel::Expression::compile(source, scope_of(inputs, types), feel::Strictness::lenient);
    if (!expression) {
        Value answer = feel::to_typed({});
        answer.set("error", fault_tree(source, expression.error().front()));
        return answer;
    }
    const feel::Outcome outcome = expression->evaluate(inputs, surroundings);
    const feel::Value value = as_declared(outcome.value, line.find("type"));
    Value answer = feel::to_typed(value);
    if (outcome.null_because) answer.set("null_because", fault_tree(source, *outcome.null_because));
    if (value.is_null() && !outcome.value.is_null())
        answer.set("null_because",
                   fault_tree(source, {0,
                                       source.size(),
                                       fmt::format("a {} is no {}, as it is declared to be",
                                                   outcome.value.kind(), line.at("type").as_text()),
                                       {}}));
    return answer;
}

// A line that cannot be read is answered too, so that answers stay beside their lines.
int batch(Program& program, const Verb&, const Arguments& arguments) {
    const std::string text = read_text(arguments.text("file"));
    const Types types = arguments.has("types") ? types_in(arguments.text("types")) : Types{};
    const feel::Surroundings surroundings = here_and_now();
    std::int64_t lines = 0, unread = 0, errors = 0, nulls = 0;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        const auto line = json::parse(std::string_view{text}.substr(from, end - from));
        from = end + 1;
        const Value answer =
            line ? answer_of(*line, types, surroundings)
                 : unreadable(fmt::format("column {}: {}", line.error().column, line.error().message));
        ++lines;
        if (answer.find("t") == nullptr) ++unread;
        if (answer.find("error") != nullptr) ++errors;
        if (answer.find("null_because") != nullptr) ++nulls;
        program.say(json::write(answer));
    }
    if (errors + nulls > 0)
        Program::warn(
            fmt::format("of {} lines {} with an error, {} null for a reason", lines, errors, nulls));
    return unread == 0 ? ok : bad_data;
}

}  // namespace

std::vector<Verb> feel_verbs() {
    return {
        {"feel",
         "eval",
         "Evaluate one FEEL expression.",
         "atranka feel eval 'sum(costs) * rate' --input '{\"costs\": [100, 250.50], \"rate\": 0.4}'",
         {{"expression", "EXPR", "the expression", "", Takes::one, true},
          {"input", "--input", "a JSON object, or a file that holds one", "JSON"}},
         eval},
        {"feel",
         "batch",
         "Evaluate a file of {\"expr\", \"inputs\"} lines; one {\"t\", \"v\"} a line comes back. Beside a "
         "null stands why:\n"
         "\"error\" where the expression cannot be read, \"null_because\" where it lost its value, each "
         "{\"message\", \"line\",\n"
         "\"column\"}. The last line on standard error counts them. A line may have \"type\", "
         "\"input_types\" and \"types\".",
         "atranka feel batch cases.jsonl",
         {{"file", "FILE", "lines of JSON; - is standard input", "", Takes::one, true},
          {"types", "--types", "a JSON file of declared types: {\"tName\": \"list<string>\"}", "FILE"}},
         batch}};
}

}  // namespace atranka::cli
