#include "engine/application/evaluation.hpp"

#include "engine/application/evolve.hpp"
#include "engine/application/facts.hpp"
#include "engine/definition/form.hpp"
#include "engine/definition/scope.hpp"

#include <algorithm>
#include <charconv>

namespace atranka::application {

namespace {

using definition::Definition;
using definition::Field;
using definition::FieldType;
using definition::Form;
using definition::Step;

// What is asked of a form that is only begun: nothing that is missing is a fault.
void ask_nothing(std::vector<Field>& fields) {
    for (Field& field : fields) {
        field.required = false;
        field.required_when.reset();
        if (field.type == FieldType::table) field.minimum.reset();
        ask_nothing(field.columns);
    }
}

// Takes what stands at "costs[2].claimed" out of it. Whether there was such a thing.
bool take_out(Value& value, std::string_view path) {
    if (path.starts_with('[')) {
        const std::size_t end = path.find(']');
        std::size_t at = 0;
        const auto read = std::from_chars(path.data() + 1, path.data() + end, at);
        if (end == std::string_view::npos || read.ec != std::errc{} || !value.is_list() ||
            at >= value.as_list().size())
            return false;
        Value& row = value.as_list()[at];
        if (end + 1 < path.size() && row.is_object()) return take_out(row, path.substr(end + 2));
        value.as_list().erase(value.as_list().begin() + static_cast<std::ptrdiff_t>(at));
        return true;
    }
    if (!value.is_object()) return false;
    const std::size_t end = std::min(path.find_first_of(".["), path.size());
    const auto found = value.as_object().find(std::string{path.substr(0, end)});
    if (found == value.as_object().end()) return false;
    if (end < path.size() && take_out(found->second, path.substr(path[end] == '.' ? end + 1 : end)))
        return true;
    value.as_object().erase(found);
    return true;
}

// As much of it as is sound; nothing that is not.
Value sound_part(const Definition& definition, Form form, Value typed,
                 const definition::OrganisationLookup& organisations) {
    ask_nothing(form.fields);
    constexpr int passes_max = 3;
    for (int pass = 0; pass < passes_max; ++pass) {
        auto checked = definition::check_form(definition, form, typed, organisations);
        if (checked) return std::move(*checked);
        for (auto fault = checked.error().rbegin(); fault != checked.error().rend(); ++fault)
            if (!take_out(typed, fault->path)) return Value::object();
    }
    return Value::object();
}

bool is_amount(const Field& field) {
    return field.type == FieldType::money || field.type == FieldType::number ||
           field.type == FieldType::integer;
}

// Rows that are still without an amount they need count as not written.
void drop_unfinished_rows(const Form& form, Value& canonical) {
    for (const Field& table : form.fields) {
        if (table.type != FieldType::table) continue;
        const auto found = canonical.as_object().find(table.name);
        if (found == canonical.as_object().end()) continue;
        std::erase_if(found->second.as_list(), [&](const Value& row) {
            return row.as_object().empty() || std::ranges::any_of(table.columns, [&](const Field& column) {
                       return column.required && is_amount(column) && row.find(column.name) == nullptr;
                   });
        });
        if (found->second.as_list().empty()) canonical.as_object().erase(found);
    }
}

void follow(const Definition& d, const Step& from, std::vector<const Step*>& found) {
    for (const auto& [outcome, target] : from.on) {
        const Step* step = d.step(target);
        if (step == nullptr || step->kind == lifecycle::Kind::submission ||
            std::ranges::find(found, step) != found.end())
            continue;
        found.push_back(step);
        follow(d, *step, found);
    }
}
// The steps that will ask rules of this form, in the definition's order.
std::vector<const Step*> asking(const Definition& d, const Step& step) {
    std::vector<const Step*> found{&step};
    follow(d, step, found);
    std::erase_if(found, [](const Step* one) { return one->rules.empty(); });
    std::ranges::sort(found, [&](const Step* a, const Step* b) { return a < b; });
    return found;
}

struct Comparison {
    std::string left, comparison, right;
};
// Of "a + b <= c", its sides; nothing for what is no comparison at its top.
std::optional<Comparison> comparison_in(const std::string& source) {
    int depth = 0;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const char c = source[i];
        if (c == '"') return std::nullopt;
        if (c == '(' || c == '[' || c == '{') ++depth;
        if (c == ')' || c == ']' || c == '}') --depth;
        if (depth != 0 || (c != '<' && c != '>' && c != '=' && c != '!')) continue;
        const std::size_t length = i + 1 < source.size() && source[i + 1] == '=' ? 2 : 1;
        return Comparison{source.substr(0, i), source.substr(i, length), source.substr(i + length)};
    }
    return std::nullopt;
}

std::optional<Decimal> number_of(const std::string& source, const feel::Scope& scope,
                                 const feel::Context& context) {
    const auto side = feel::Expression::compile(source, scope, feel::Strictness::lenient);
    if (!side) return std::nullopt;
    const feel::Value value = side->evaluate(context).value;
    return value.is_number() ? std::optional{value.as_number()} : std::nullopt;
}

class Evaluating {
public:
    Evaluating(const Definition& definition, const call::State& call, const State& state, const Step& step,
               const Form& form, const registry::Loaded& registry, Instant now)
        : d_(definition),
          call_(call),
          state_(state),
          step_(step),
          form_(form),
          registry_(registry),
          now_(now) {}

    Evaluation of(const Value& typed) {
        evaluation_.step = step_.name;
        evaluation_.form = form_.name;
        const auto lookup = [&](std::string_view id) -> std::optional<definition::OrganisationFacts> {
            const registry::Organisation* o = registry_.organisation(OrganisationId{std::string{id}});
            if (o == nullptr) return std::nullopt;
            return definition::OrganisationFacts{
                o->sme, o->knowledge_institute, o->ngo, o->cluster, o->country, o->members};
        };
        const auto checked = definition::check_form(d_, form_, typed, lookup);
        if (!checked)
            for (const kernel::Problem& one : checked.error())
                evaluation_.problems.push_back({one.path, one.message});
        Value canonical = checked ? *checked : sound_part(d_, form_, typed, lookup);
        drop_unfinished_rows(form_, canonical);
        auto facts = facts_of(form_, canonical, registry_);
        facts_ = facts ? std::move(*facts) : Value::object();
        partners_ = organisations_in(form_, canonical);
        judge();
        limit();
        const bool kept = std::ranges::all_of(evaluation_.verdicts, [&](const Judgement& one) {
            return one.step != step_.name || one.passed.value_or(false);
        });
        evaluation_.complete = checked.has_value() && kept;
        return std::move(evaluation_);
    }

private:
    State submitted(const Value& facts) const {
        State state = state_;
        const bool is_submission = step_.kind == lifecycle::Kind::submission;
        evolve(state,
               FormSubmitted{
                   is_submission || state.submitted_steps.empty() ? step_.name : state.submitted_steps.back(),
                   now_, facts, partners_});
        return state;
    }

    void judge() {
        const State state = submitted(facts_);
        compute(context_at(d_, call_, state, step_));
        for (const Step* step : asking(d_, step_)) {
            const feel::Context context = context_at(d_, call_, state, *step);
            const feel::Scope scope = definition::scope_at(d_, *step);
            for (const std::string& name : step->rules)
                for (const definition::Rule& rule : d_.rule_set(name)->rules) {
                    Judgement judgement{
                        name + "." + rule.id, step->name, {}, rule.message.by_language, {}, {}, {}};
                    const feel::Outcome outcome = rule.require.compiled.evaluate(context);
                    if (outcome.value.is_boolean())
                        judgement.passed = outcome.value.as_boolean();
                    else if (outcome.null_because)
                        judgement.because = outcome.null_because->message;
                    for (const auto& [label, shown] : rule.show)
                        if (const feel::Value value = shown.compiled.evaluate(context).value;
                            !value.is_null())
                            judgement.shown.emplace(label, value.text());
                    if (const auto compared = comparison_in(rule.require.source())) {
                        const auto left = number_of(compared->left, scope, context);
                        const auto right = number_of(compared->right, scope, context);
                        if (left && right)
                            judgement.sides = Sides{left->text(), compared->comparison, right->text()};
                    }
                    evaluation_.verdicts.push_back(std::move(judgement));
                }
        }
    }

    void compute(const feel::Context& context) {
        for (const definition::Computed& computed : form_.computed)
            if (const feel::Value* value = context.find(computed.name); value != nullptr && !value->is_null())
                evaluation_.computed.push_back({computed.name, computed.label.by_language, value->text()});
    }

    // Amounts of the form that a selection pays or adds up, by their name.
    std::vector<const Field*> amounts_paid() const {
        std::vector<const Field*> found;
        for (const Step& step : d_.steps) {
            if (!step.selection) continue;
            for (const auto& paid : {step.selection->fund, step.selection->sum})
                for (const Field& field : form_.fields)
                    if (paid && field.type == FieldType::money && field.name == paid->source() &&
                        std::ranges::find(found, &field) == found.end())
                        found.push_back(&field);
        }
        return found;
    }

    feel::Context with(const Field& field, const char* amount, const Step& step) const {
        Value facts = facts_;
        facts.set(field.name, amount);
        return context_at(d_, call_, submitted(facts), step);
    }

    void limit() {
        for (const Field* field : amounts_paid()) {
            Limit limit{field->name, field->label.by_language, {}, {}, {}, {}, {}};
            for (const Step* step : asking(d_, step_)) {
                const feel::Context none = with(*field, "0.00", *step), one = with(*field, "1.00", *step);
                const feel::Scope scope = definition::scope_at(d_, *step);
                for (const std::string& name : step->rules)
                    for (const definition::Rule& rule : d_.rule_set(name)->rules)
                        if (const auto left = left_by(rule, scope, none, one))
                            add(limit, name + "." + rule.id, *left);
            }
            if (limit.by_rule.empty()) continue;
            if (const Value* asked = facts_.find(field->name); asked != nullptr && asked->is_text())
                limit.requested = Decimal::parse(asked->as_text());
            if (limit.requested && *limit.requested > limit.maximum)
                limit.over_by = *limit.requested - limit.maximum;
            evaluation_.limits.push_back(std::move(limit));
        }
    }

    // What a rule leaves for an amount that it adds to one side of a comparison; nothing for any other rule.
    static std::optional<Decimal> left_by(const definition::Rule& rule, const feel::Scope& scope,
                                          const feel::Context& none, const feel::Context& one) {
        const auto compared = comparison_in(rule.require.source());
        if (!compared) return std::nullopt;
        const bool up = compared->comparison == "<=", down = compared->comparison == ">=";
        if (!up && !down) return std::nullopt;
        const auto slack = [&](const feel::Context& context) -> std::optional<Decimal> {
            const auto left = number_of(compared->left, scope, context);
            const auto right = number_of(compared->right, scope, context);
            if (!left || !right) return std::nullopt;
            return up ? *right - *left : *left - *right;
        };
        const auto at_none = slack(none), at_one = slack(one);
        if (!at_none || !at_one || *at_none - *at_one != Decimal{1}) return std::nullopt;
        const Decimal floored = at_none->rounded(2, Rounding::floor);
        return floored.sign() < 0 ? Decimal::scaled(0, -2) : floored;
    }

    static void add(Limit& limit, const std::string& rule, const Decimal& left) {
        if (limit.binding.empty() || left < limit.maximum) {
            limit.maximum = left;
            limit.binding = rule;
        }
        limit.by_rule.emplace(rule, left);
    }

    const Definition& d_;
    const call::State& call_;
    const State& state_;
    const Step& step_;
    const Form& form_;
    const registry::Loaded& registry_;
    const Instant now_;
    Value facts_;
    std::set<OrganisationId> partners_;
    Evaluation evaluation_;
};

void collect_typed(const std::vector<Field>& fields, const Value& typed, std::set<OrganisationId>& found) {
    if (!typed.is_object()) return;
    for (const Field& field : fields) {
        const Value* value = typed.find(field.name);
        if (value == nullptr) continue;
        if (field.type == FieldType::organisation && value->is_text() && is_id(value->as_text()))
            found.insert(OrganisationId{value->as_text()});
        if (field.type == FieldType::table && value->is_list())
            for (const Value& row : value->as_list()) collect_typed(field.columns, row, found);
    }
}

}  // namespace

Evaluation evaluate_form(const Definition& definition, const call::State& call, const State& state,
                         const Step& step, const Form& form, const Value& typed,
                         const registry::Loaded& registry, Instant now) {
    return Evaluating{definition, call, state, step, form, registry, now}.of(typed);
}

std::set<OrganisationId> organisations_typed(const Form& form, const Value& typed) {
    std::set<OrganisationId> found;
    collect_typed(form.fields, typed, found);
    return found;
}

}  // namespace atranka::application
