#include "engine/feel/table.hpp"

#include "engine/feel/effort.hpp"
#include "engine/feel/node.hpp"

#include <algorithm>

namespace atranka::feel {

struct Table::Compiled {
    TableText text;
    Type type;
    std::vector<std::optional<Expression>> allowed;       // by input
    std::vector<std::vector<Expression>> values;          // by output
    std::vector<std::optional<Expression>> otherwise;     // by output
    std::vector<std::vector<Expression>> tests, results;  // by row
};

namespace {

bool gives_a_list(const TableText& text) {
    return text.policy == HitPolicy::rule_order || text.policy == HitPolicy::output_order ||
           (text.policy == HitPolicy::collect && text.aggregator == Aggregator::none);
}
bool has_order(HitPolicy policy) {
    return policy == HitPolicy::priority || policy == HitPolicy::output_order;
}

Type type_of(const TableText& text) {
    if (text.policy == HitPolicy::collect && text.aggregator == Aggregator::count)
        return {Type::Kind::number, {}};
    Type one;
    if (text.outputs.size() == 1) {
        one = text.outputs.front().type;
    } else {
        std::map<std::string, Type> members;
        for (const TableOutput& output : text.outputs) members.emplace(output.name, output.type);
        one = Type::context_of(std::move(members));
    }
    return gives_a_list(text) ? Type::list_of(std::move(one)) : one;
}

class Compiler {
public:
    Compiler(const TableText& text, Scope scope, Strictness strictness, std::vector<TableFault>& faults)
        : text_(text), outer_(scope), inner_(std::move(scope)), strictness_(strictness), faults_(faults) {
        for (const TableInput& input : text.inputs) inner_.names.insert_or_assign(input.name, input.type);
    }
    using Part = TableFault::Part;

    void shape() {
        const auto fault = [&](std::string message) { note(Part::table, 0, 0, whole(std::move(message))); };
        if (text_.outputs.empty()) fault("a decision table has an output");
        if (text_.rows.empty()) fault("a decision table has a row");
        if (text_.aggregator != Aggregator::none && text_.policy != HitPolicy::collect)
            fault("only the hit policy collect adds up");
        if (text_.aggregator != Aggregator::none && text_.outputs.size() > 1)
            fault("only a single output can be added up");
        for (std::size_t i = 0; i < text_.outputs.size(); ++i)
            if (has_order(text_.policy) && text_.outputs[i].values.empty())
                note(Part::value, 0, i,
                     whole("this hit policy goes by the order of the output's values, which are not given"));
        for (std::size_t row = 0; row < text_.rows.size(); ++row) {
            if (text_.rows[row].tests.size() != text_.inputs.size())
                note(Part::row, row, 0,
                     whole("the row has " + std::to_string(text_.rows[row].tests.size()) + " tests for " +
                           std::to_string(text_.inputs.size()) + " inputs"));
            if (text_.rows[row].results.size() != text_.outputs.size())
                note(Part::row, row, 0,
                     whole("the row has " + std::to_string(text_.rows[row].results.size()) + " results for " +
                           std::to_string(text_.outputs.size()) + " outputs"));
        }
    }
    std::optional<Expression> tests(Part part, std::size_t row, std::size_t column,
                                    const std::string& source) {
        Scope scope = part == Part::allowed ? outer_ : inner_;
        scope.names.insert_or_assign("?", text_.inputs[column].type);
        return keep(part, row, column, Expression::compile_tests(source, scope, strictness_));
    }
    std::optional<Expression> result(Part part, std::size_t row, std::size_t column,
                                     const std::string& source) {
        auto found = keep(part, row, column,
                          Expression::compile(source, part == Part::result ? inner_ : outer_, strictness_));
        const Type& wanted = text_.outputs[column].type;
        if (found && strictness_ == Strictness::strict && found->type().kind != Type::Kind::any &&
            !conforms(found->type(), wanted)) {
            note(part, row, column,
                 {0,
                  source.size(),
                  "this is a " + found->type().text() + "; the output is a " + wanted.text(),
                  {}});
            return std::nullopt;
        }
        return found;
    }

private:
    static Fault whole(std::string message) { return {0, 0, std::move(message), {}}; }
    void note(Part part, std::size_t row, std::size_t column, Fault fault) {
        faults_.push_back({part, row, column, std::move(fault)});
    }
    std::optional<Expression> keep(Part part, std::size_t row, std::size_t column,
                                   tl::expected<Expression, std::vector<Fault>> compiled) {
        if (compiled) return std::move(*compiled);
        for (Fault& fault : compiled.error()) note(part, row, column, std::move(fault));
        return std::nullopt;
    }

    const TableText& text_;
    Scope outer_, inner_;
    Strictness strictness_;
    std::vector<TableFault>& faults_;
};

std::string shown(const Value& value) {
    auto [text, is_cut] = value.text_within(1'000);
    return is_cut ? text + "…" : text;
}

std::string row_list(const std::vector<std::size_t>& rows) {
    std::string out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out += (i == 0 ? "" : i + 1 == rows.size() ? " and " : ", ") + std::to_string(rows[i] + 1);
    return out;
}

}  // namespace

char letter(HitPolicy policy) { return "UAPFROC"[static_cast<std::size_t>(policy)]; }
std::string_view symbol(Aggregator aggregator) {
    static constexpr std::string_view symbols[] = {"", "+", "<", ">", "#"};
    return symbols[static_cast<std::size_t>(aggregator)];
}

tl::expected<Table, std::vector<TableFault>> Table::compile(TableText text, const Scope& scope,
                                                            Strictness strictness) {
    std::vector<TableFault> faults;
    auto compiled = std::make_shared<Compiled>();
    compiled->text = std::move(text);
    const TableText& t = compiled->text;
    Compiler compiler{t, scope, strictness, faults};
    using Part = TableFault::Part;
    compiler.shape();
    if (!faults.empty()) return tl::unexpected{std::move(faults)};
    const auto keep = [](auto& list, auto one) {
        if (one) list.push_back(std::move(*one));
    };
    for (std::size_t i = 0; i < t.inputs.size(); ++i)
        compiled->allowed.push_back(t.inputs[i].allowed.empty()
                                        ? std::nullopt
                                        : compiler.tests(Part::allowed, 0, i, t.inputs[i].allowed));
    for (std::size_t i = 0; i < t.outputs.size(); ++i) {
        compiled->values.emplace_back();
        for (const std::string& value : t.outputs[i].values)
            keep(compiled->values.back(), compiler.result(Part::value, 0, i, value));
        compiled->otherwise.push_back(t.outputs[i].otherwise.empty()
                                          ? std::nullopt
                                          : compiler.result(Part::otherwise, 0, i, t.outputs[i].otherwise));
    }
    for (std::size_t row = 0; row < t.rows.size(); ++row) {
        compiled->tests.emplace_back();
        compiled->results.emplace_back();
        for (std::size_t i = 0; i < t.inputs.size(); ++i)
            keep(compiled->tests.back(), compiler.tests(Part::test, row, i, t.rows[row].tests[i]));
        for (std::size_t i = 0; i < t.outputs.size(); ++i)
            keep(compiled->results.back(), compiler.result(Part::result, row, i, t.rows[row].results[i]));
    }
    if (!faults.empty()) return tl::unexpected{std::move(faults)};
    compiled->type = type_of(t);
    Table table;
    table.compiled_ = std::move(compiled);
    return table;
}

const TableText& Table::text() const { return compiled_->text; }
const Type& Table::type() const { return compiled_->type; }
const Expression& Table::test(std::size_t row, std::size_t input) const {
    return compiled_->tests[row][input];
}
const Expression& Table::result(std::size_t row, std::size_t output) const {
    return compiled_->results[row][output];
}

TableOutcome Table::evaluate(const std::vector<Value>& inputs) const {
    const Effort effort;
    try {
        return evaluated(inputs);
    } catch (const Exhausted& limit) {
        if (!effort.is_outermost()) throw;
        TableOutcome outcome;
        outcome.null_because = limit.what;
        return outcome;
    }
}

TableOutcome Table::evaluated(const std::vector<Value>& inputs) const {
    const Compiled& c = *compiled_;
    const TableText& t = c.text;
    TableOutcome outcome;
    const auto none = [&](std::string why) {
        outcome.value = {};
        outcome.null_because = std::move(why);
        return outcome;
    };
    Context context;
    for (std::size_t i = 0; i < t.inputs.size(); ++i)
        context.insert_or_assign(t.inputs[i].name, i < inputs.size() ? inputs[i] : Value{});
    const auto value_of = [&](std::size_t i) { return i < inputs.size() ? inputs[i] : Value{}; };
    std::vector<Context> cells(t.inputs.size(), context);
    for (std::size_t i = 0; i < t.inputs.size(); ++i) {
        cells[i].insert_or_assign("?", value_of(i));
        if (c.allowed[i] && !c.allowed[i]->evaluate(cells[i]).value.is_true())
            return none(t.inputs[i].name + " is " + shown(value_of(i)) + ", which is not among its values");
    }
    for (std::size_t row = 0; row < t.rows.size(); ++row) {
        outcome.tests.emplace_back(t.inputs.size());
        bool matches = true;
        for (std::size_t i = 0; i < t.inputs.size() && matches; ++i) {
            spend(1);
            const Value verdict = c.tests[row][i].evaluate(cells[i]).value;
            if (verdict.is_boolean()) outcome.tests[row][i] = verdict.as_boolean();
            matches = verdict.is_true();
        }
        if (!matches) continue;
        outcome.matched.push_back(row);
        if (t.policy == HitPolicy::first) break;
    }

    // One result of each row, as a value, with its rank among the values of each output.
    std::vector<Value> results;
    std::vector<std::vector<std::size_t>> ranks;
    const auto result_of = [&](const auto& expressions) -> std::optional<Value> {
        Context entries;
        std::vector<std::size_t> rank;
        for (std::size_t i = 0; i < t.outputs.size(); ++i) {
            const Value value = converted(expressions(i).evaluate(context).value, t.outputs[i].type);
            const auto at = std::ranges::find_if(c.values[i], [&](const Expression& one) {
                return equal(one.evaluate({}).value, value).value_or(false);
            });
            if (!c.values[i].empty() && at == c.values[i].end()) return std::nullopt;
            rank.push_back(static_cast<std::size_t>(at - c.values[i].begin()));
            entries.insert_or_assign(t.outputs[i].name, value);
        }
        ranks.push_back(std::move(rank));
        return t.outputs.size() == 1 ? *entries.find(t.outputs[0].name) : Value::context(std::move(entries));
    };
    if (outcome.matched.empty()) {
        const bool has_default =
            std::ranges::all_of(c.otherwise, [](const auto& e) { return e.has_value(); });
        if (!has_default) return none("no row matches, and there is no default");
        outcome.is_default = true;
        const auto value = result_of([&](std::size_t i) -> const Expression& { return *c.otherwise[i]; });
        if (!value) return none("the default is not among the output's values");
        outcome.value = gives_a_list(t) ? Value::list({*value}) : *value;
        return outcome;
    }
    for (const std::size_t row : outcome.matched) {
        auto value = result_of([&](std::size_t i) -> const Expression& { return c.results[row][i]; });
        if (!value)
            return none("the result of row " + std::to_string(row + 1) + " is not among the output's values");
        results.push_back(std::move(*value));
    }
    std::vector<std::size_t> order(results.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    if (has_order(t.policy))
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
    const auto count_only = [&](std::size_t at) {
        outcome.counted = {outcome.matched[at]};
        outcome.value = results[at];
    };
    switch (t.policy) {
        case HitPolicy::unique:
            if (results.size() > 1)
                return none("rows " + row_list(outcome.matched) + " match, and only one may");
            count_only(0);
            break;
        case HitPolicy::any:
            for (const Value& value : results)
                if (!equal(value, results.front()).value_or(false))
                    return none("rows " + row_list(outcome.matched) + " match with different results");
            outcome.counted = outcome.matched;
            outcome.value = results.front();
            break;
        case HitPolicy::priority:
        case HitPolicy::first: count_only(order.front()); break;
        case HitPolicy::rule_order:
        case HitPolicy::output_order:
        case HitPolicy::collect: {
            Value::List list;
            for (const std::size_t at : order) {
                list.push_back(results[at]);
                outcome.counted.push_back(outcome.matched[at]);
            }
            if (t.aggregator == Aggregator::none)
                outcome.value = Value::list(std::move(list));
            else if (t.aggregator == Aggregator::count)
                outcome.value = Decimal{static_cast<std::int64_t>(list.size())};
            else
                outcome.value = built_in(t.aggregator == Aggregator::sum   ? "sum"
                                         : t.aggregator == Aggregator::min ? "min"
                                                                           : "max")
                                    ->body({Value::list(std::move(list))});
            break;
        }
    }
    if (outcome.value.is_null())
        outcome.null_because = "the result of row " + row_list(outcome.counted) + " has no value";
    return outcome;
}

Function Table::function() const {
    Function f;
    for (const TableInput& input : compiled_->text.inputs) f.parameters.push_back(input.name);
    const auto converted_inputs = [table = *this](const std::vector<Value>& given) {
        std::vector<Value> inputs;
        for (std::size_t i = 0; i < given.size() && i < table.text().inputs.size(); ++i)
            inputs.push_back(converted(given[i], table.text().inputs[i].type));
        return inputs;
    };
    f.body = [table = *this, converted_inputs](const std::vector<Value>& given) {
        return table.evaluate(converted_inputs(given)).value;
    };
    f.why_null = [table = *this, converted_inputs](const std::vector<Value>& given) {
        return table.evaluate(converted_inputs(given)).null_because;
    };
    f.type = [type = function_type()] { return type; };
    return f;
}

Type Table::function_type() const {
    Type type{Type::Kind::function, {}};
    const auto& inputs = compiled_->text.inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        type.members.emplace("parameter " + std::to_string(i), inputs[i].type);
    type.members.emplace("return", compiled_->type);
    return type;
}

}  // namespace atranka::feel
