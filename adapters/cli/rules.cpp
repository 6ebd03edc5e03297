// The rules of a definition, shown and worked out by hand: decision tables, and how a rule comes to its
// outcome.

#include "adapters/cli/feel.hpp"
#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/verbs.hpp"
#include "engine/definition/scope.hpp"
#include "engine/explanation/rule.hpp"
#include "engine/feel/derivation.hpp"

#include <algorithm>

namespace atranka::cli {

using definition::Definition;

namespace {

std::string language_of(const Arguments& arguments) {
    const std::string language = arguments.has("lang") ? arguments.text("lang") : "en";
    if (language != "en" && language != "lt") throw Stop{usage, "--lang is en or lt, not " + language};
    return language;
}

const definition::Rule* rule_named(const Definition& d, const std::string& name,
                                   const definition::RuleSet** set) {
    const std::size_t point = name.find('.');
    *set = d.rule_set(name.substr(0, point));
    if (*set == nullptr || point == std::string::npos) return nullptr;
    for (const definition::Rule& rule : (*set)->rules)
        if (rule.id == name.substr(point + 1)) return &rule;
    return nullptr;
}

// The computed values of the forms that can be worked out from what is there.
void add_computed(const Definition& d, feel::Context& context) {
    for (const definition::Form& form : d.forms)
        for (const definition::Computed& computed : form.computed) {
            const bool known =
                std::ranges::all_of(computed.formula.compiled.names(),
                                    [&](const std::string& name) { return context.find(name) != nullptr; });
            if (known && context.find(computed.name) == nullptr)
                context.emplace(computed.name, computed.formula.compiled.evaluate(context).value);
        }
}

int table(Program& program, const Verb&, const Arguments& arguments) {
    const std::string language = language_of(arguments);
    const Linted linted = sound_definition(arguments.text("file"));
    const Definition& d = *linted.definition;
    const std::string wanted = arguments.text("table");
    if (!wanted.empty() && d.table(wanted) == nullptr)
        throw Stop{bad_data, "there is no decision table " + wanted};
    if (d.tables.empty()) throw Stop{bad_data, arguments.text("file") + " has no decision table"};
    const Value input = input_object(arguments.text("input"));
    Value::List answers;
    for (const definition::DecisionTable& one : d.tables) {
        if (!wanted.empty() && one.name != wanted) continue;
        const std::string title =
            one.title.empty() ? one.name : one.title.in(language) + " (" + one.name + ")";
        if (!program.json()) program.say(feel::printed(title, one.table));
        if (!arguments.has("input")) continue;
        std::vector<feel::Value> inputs;
        for (const feel::TableInput& each : one.table.text().inputs) {
            const Value* given = input.find(each.name);
            inputs.push_back(given == nullptr ? feel::Value{} : definition::given_value(*given, each.type));
        }
        const feel::TableOutcome outcome = one.table.evaluate(inputs);
        if (!program.json()) program.say(feel::traced(one.table, inputs, outcome));
        const auto numbers = [](const std::vector<std::size_t>& rows) {
            Value::List list;
            for (const std::size_t row : rows) list.emplace_back(static_cast<std::int64_t>(row + 1));
            return list;
        };
        Value::List tests;
        for (const auto& row : outcome.tests) {
            Value::List cells;
            for (const auto& cell : row) cells.push_back(cell ? Value{*cell} : Value{});
            tests.emplace_back(std::move(cells));
        }
        answers.push_back(Value::object({{"table", one.name},
                                         {"value", feel::to_typed(outcome.value)},
                                         {"matched", numbers(outcome.matched)},
                                         {"counted", numbers(outcome.counted)},
                                         {"default", outcome.is_default},
                                         {"null_because", outcome.null_because},
                                         {"tests", std::move(tests)}}));
    }
    if (program.json()) program.answer(answers);
    return ok;
}

int explain(Program& program, const Verb&, const Arguments& arguments) {
    const std::string language = language_of(arguments);
    const Value input = input_object(arguments.text("input"));
    if (!arguments.has("rule")) {
        feel::Context context;
        feel::Scope scope;
        for (const auto& [name, value] : input.as_object()) {
            context.emplace(name, feel::from_tree(value));
            scope.names.emplace(name, feel::type_of(feel::from_tree(value)));
        }
        const std::string source = arguments.text("expression");
        if (source.empty()) throw Stop{usage, "give an expression, or --definition and --rule"};
        const auto expression = feel::Expression::compile(source, scope, feel::Strictness::lenient);
        if (!expression) {
            for (const feel::Fault& fault : expression.error())
                Program::warn(fault_line(source, fault) + "\n" + underlined(source, fault));
            return bad_data;
        }
        const feel::Derivation derivation = feel::derive(*expression, context, here_and_now());
        if (program.json()) {
            program.answer(feel::to_tree(derivation));
            return ok;
        }
        for (const std::string& line :
             feel::worked(derivation, language == "lt" ? feel::Tongue::lt : feel::Tongue::en))
            program.say(line);
        return ok;
    }
    const Linted linted = sound_definition(arguments.text("definition"));
    const Definition& d = *linted.definition;
    const definition::RuleSet* set = nullptr;
    const definition::Rule* rule = rule_named(d, arguments.text("rule"), &set);
    if (rule == nullptr)
        throw Stop{bad_data, "there is no rule " + arguments.text("rule") + "; write SET.RULE"};
    feel::Context context;
    feel::Scope scope = definition::parameter_scope(d);
    for (const definition::Step& step : d.steps)
        if (std::ranges::find(step.rules, set->name) != step.rules.end())
            scope = definition::scope_at(d, step);
    for (const definition::Form& form : d.forms)
        for (const auto& [name, type] : definition::form_scope(form).names) scope.names.emplace(name, type);
    for (const auto& [name, value] : input.as_object()) {
        const auto type = scope.names.find(name);
        context.emplace(
            name, definition::given_value(value, type == scope.names.end() ? feel::Type{} : type->second));
    }
    for (const definition::Parameter& parameter : d.parameters)
        if (parameter.default_value)
            context.emplace(parameter.name, definition::feel_value(parameter, *parameter.default_value));
    add_computed(d, context);
    const explanation::RuleExplained explained = explanation::explain_rule(d, *set, *rule, context, language);
    if (program.json()) {
        program.answer(explained.tree);
        return ok;
    }
    for (const std::string& line : explained.lines) program.say(line);
    return ok;
}

}  // namespace

std::vector<Verb> rule_verbs() {
    const Option lang{"lang", "--lang", "of the words: en or lt", "NAME"};
    const Option input{"input", "--input",
                       "a JSON object of names and their values, or a file that holds one", "JSON"};
    return {{"feel",
             "table",
             "The decision tables of a definition, and with --input which rows match and why.",
             "atranka feel table workflow.yaml --table aid_rate --input '{\"size\": \"small\", \"costs\": "
             "80000}'",
             {{"file", "FILE", "the workflow file", "", Takes::one, true},
              {"table", "--table", "one of its tables", "NAME"},
              input,
              lang},
             table},
            {"feel",
             "explain",
             "How an expression, or a rule of a definition, comes to its value: a worked sum, or with --json "
             "the tree.",
             "atranka feel explain 'a + b <= c' --input '{\"a\": 1, \"b\": 2, \"c\": 3}'\n"
             "  atranka feel explain --definition workflow.yaml --rule co_funding.rate --input facts.json "
             "--lang lt",
             {{"expression", "EXPR", "the expression", "", Takes::one, false},
              {"definition", "--definition", "the workflow file", "FILE"},
              {"rule", "--rule", "one of its rules", "SET.RULE"},
              input,
              lang},
             explain}};
}

}  // namespace atranka::cli
