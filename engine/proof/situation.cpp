#include "engine/proof/situation.hpp"

#include "engine/definition/form.hpp"
#include "engine/proof/tables.hpp"

#include <algorithm>

namespace atranka::proof {

using definition::Field;
using definition::FieldType;
using definition::Form;

namespace {

// Of no office in the European Union; wide enough that no limit comes of it.
constexpr std::int64_t day_first = -25'567, day_last = 84'370;  // 1900-01-01 to 2200-12-31

const Field* field_of(const Form& form, const std::string& name) {
    const auto found = std::ranges::find(form.fields, name, &Field::name);
    return found == form.fields.end() ? nullptr : &*found;
}

}  // namespace

void Situation::at(const definition::Step& step, const definition::Arrival& arrival) {
    const auto form_of = [&](const std::string& name) {
        const definition::Step* from = definition_.step(name);
        return from == nullptr ? nullptr : definition_.form(from->form);
    };
    for (const std::string& name : arrival.always) {
        const definition::Step* before = definition_.step(name);
        if (before == nullptr || before == &step) continue;
        if (before->kind == lifecycle::Kind::submission && form_of(name) != nullptr)
            forms_.emplace(name, form_of(name));
        else if (const definition::Rubric* rubric = definition_.rubric(before->rubric))
            rubrics_.emplace(name, rubric);
    }
    if (step.kind == lifecycle::Kind::submission)
        newest_ = definition_.form(step.form);
    else if (!arrival.newest.empty())
        newest_ = form_of(*arrival.newest.begin());
}

void Situation::of(const Form& form) { newest_ = &form; }

void Situation::number(const std::string& name, const Decimal& low, const Decimal& high) {
    numbers_.emplace(name, std::pair{low, high});
}

Term Situation::optional(bool required, const std::string& name) {
    return required ? Term{false} : Term::variable(name + " is missing", Sort::truth);
}

Term Situation::amount(const std::string& name, int decimals) {
    const Term value = Term::variable(name, Sort::number);
    amounts_.emplace_back(value, decimals);
    if (precision_ != Precision::any) {
        const Term scaled = times(value, Decimal::scaled(1, decimals));
        constraints_.push_back(is_equal(scaled, floor_of(scaled)));
    }
    return value;
}

void Situation::limit(const Term& value, const Term& null, const std::optional<Decimal>& low,
                      const std::optional<Decimal>& high) {
    if (low) constraints_.push_back(null || is_at_most(*low, value));
    if (high) constraints_.push_back(null || is_at_most(value, *high));
}

Symbol Situation::parameter(const definition::Parameter& parameter) {
    using Type = definition::Parameter::Type;
    const bool fixed = precision_ == Precision::cents && !left_open_.contains(parameter.name) &&
                       parameter.default_value && parameter.default_value->is_text();
    switch (parameter.type) {
        case Type::money:
        case Type::number:
        case Type::integer: {
            if (fixed)
                if (const auto value = Decimal::parse(parameter.default_value->as_text()))
                    return Symbol::number(*value);
            const int decimals = parameter.type == Type::money ? 2 : parameter.type == Type::number ? 4 : 0;
            const Term value = amount(parameter.name, decimals);
            limit(value, false, parameter.minimum, parameter.maximum);
            return Symbol::number(value);
        }
        case Type::date: {
            const Term value = amount(parameter.name, 0);
            limit(value, false, Decimal{day_first}, Decimal{day_last});
            return Symbol::of(Symbol::Kind::date, value);
        }
        case Type::boolean: return Symbol::truth(Term::variable(parameter.name, Sort::truth));
        case Type::text: return Symbol::of(Symbol::Kind::text, amount(parameter.name, 0));
        case Type::datetime: return Symbol::beyond("the moment `" + parameter.name + "`");
    }
    return {};
}

Symbol Situation::organisation(const std::string& name, const Term& null) {
    Symbol symbol = Symbol::of(Symbol::Kind::context, true, null);
    const auto text = [&](const char* member) {
        const Term value = Term::variable(name + "." + member, Sort::number);
        constraints_.push_back(is_equal(value, floor_of(value)) && is_at_most(Decimal{0}, value));
        symbol.members.emplace(member, Symbol::of(Symbol::Kind::text, value, null));
    };
    text("id");
    text("country");
    for (const char* member : {"sme", "knowledge_institute", "ngo", "cluster"})
        symbol.members.emplace(member, Symbol::truth(Term::variable(name + "." + member, Sort::truth), null));
    const Term members = amount(name + ".cluster_members", 0);
    constraints_.push_back(is_at_most(Decimal{0}, members));
    symbol.members.emplace("cluster_members", Symbol::number(members, null));
    return symbol;
}

Symbol Situation::field(const Form& form, const Field& field, const std::string& name) {
    if (field.type == FieldType::table) return table(form, field, name);
    const bool required = field.required || field.type == FieldType::choices;
    const Term null = optional(required, name);
    switch (field.type) {
        case FieldType::money:
        case FieldType::number:
        case FieldType::integer: {
            const int decimals = field.type == FieldType::money ? 2 : field.type == FieldType::number ? 4 : 0;
            const Term value = amount(name, decimals);
            std::optional<Decimal> low = field.minimum;
            if (!low && field.type == FieldType::money) low = Decimal{0};
            limit(value, null, low, field.maximum);
            return Symbol::number(value, null);
        }
        case FieldType::boolean: return Symbol::truth(Term::variable(name, Sort::truth), null);
        case FieldType::date: {
            const Term value = Term::variable(name, Sort::number);
            constraints_.push_back(is_equal(value, floor_of(value)));
            limit(value, null, Decimal{day_first}, Decimal{day_last});
            return Symbol::of(Symbol::Kind::date, value, null);
        }
        case FieldType::choice: {
            const Term value = Term::variable(name, Sort::number);
            Term any = false;
            for (const auto& choice : field.choices)
                any = any || is_equal(value, texts_.place_of(choice.first));
            constraints_.push_back(null || any);
            return Symbol::of(Symbol::Kind::text, value, null);
        }
        case FieldType::choices: {
            Symbol list = Symbol::of(Symbol::Kind::list, true);
            for (const auto& choice : field.choices)
                list.items.push_back({Term::variable(name + " has " + choice.first, Sort::truth),
                                      Symbol::of(Symbol::Kind::text, texts_.place_of(choice.first))});
            if (field.required) {
                Term some = false;
                for (const Symbol::Item& item : list.items) some = some || item.present;
                constraints_.push_back(some);
            }
            return list;
        }
        case FieldType::organisation: return organisation(name, null);
        case FieldType::attachment: {
            Symbol symbol = Symbol::of(Symbol::Kind::context, true, null);
            const Term bytes = amount(name + ".bytes", 0), pages = amount(name + ".pages", 0);
            limit(bytes, null, Decimal{1},
                  field.max_bytes ? std::optional{Decimal{*field.max_bytes}} : std::nullopt);
            limit(pages, null, Decimal{1},
                  field.max_pages ? std::optional{Decimal{*field.max_pages}} : std::nullopt);
            symbol.members.emplace("bytes", Symbol::number(bytes, null));
            symbol.members.emplace(
                "pages", Symbol::number(pages, null || Term::variable(name + " has no pages", Sort::truth)));
            symbol.members.emplace("type", Symbol::of(Symbol::Kind::text, amount(name + ".type", 0), null));
            return symbol;
        }
        default: return Symbol::beyond("the text `" + name + "`");
    }
}

Symbol Situation::table(const Form& form, const Field& field, const std::string& name) {
    const auto whole = [](const std::optional<Decimal>& limit, std::int64_t otherwise) {
        return limit ? limit->to_int64().value_or(otherwise) : otherwise;
    };
    const std::int64_t least = whole(field.minimum, field.required ? 1 : 0);
    const std::int64_t most = whole(field.maximum, 10'000);
    const std::int64_t rows = std::min<std::int64_t>(most, std::max<std::int64_t>(least, lines_.listed));
    bounded_ = bounded_ || (rows < most && !lines_.further);
    // A table that need not be filled in may be left out whole, whatever the least number of lines.
    const Term left_out = field.required ? Term{false} : Term::variable(name + " is left out", Sort::truth);
    Symbol list = Symbol::of(Symbol::Kind::list, true);
    Term before = true;
    for (std::int64_t i = 0; i < rows; ++i) {
        const std::string row = name + "[" + std::to_string(i + 1) + "]";
        const Term present =
            i < least ? !left_out : !left_out && Term::variable(row + " is there", Sort::truth);
        constraints_.push_back(!present || before);
        before = present;
        Symbol line = Symbol::of(Symbol::Kind::context, true);
        for (const Field& column : field.columns)
            if (definition::is_public(column))
                line.members.emplace(column.name, this->field(form, column, row + "." + column.name));
        for (const definition::Assessed& assessed : form.assessed) {
            if (assessed.table != field.name) continue;
            line.members.insert_or_assign(
                assessed.column, this->assessed(assessed, line, row, amount(row + "." + assessed.column, 2)));
        }
        list.items.push_back({present, std::move(line)});
    }
    if (lines_.further && rows < most) {
        list.items.push_back(further(form, field, name, most - rows));
        constraints_.push_back(!list.items.back().present || before);
    }
    return list;
}

// What is accepted of a line: up to what bounds it, and that where nobody has assessed it yet; where nothing
// bounds it, it has no value until then.
Symbol Situation::assessed(const definition::Assessed& assessed, const Symbol& line, const std::string& row,
                           const Term& value) {
    const auto bound = line.members.find(assessed.at_most);
    const bool bounds = bound != line.members.end() && bound->second.kind == Symbol::Kind::number;
    const Term null = bounds ? bound->second.null : optional(false, row + "." + assessed.column);
    constraints_.push_back(is_at_most(Decimal{0}, value));
    if (bounds) constraints_.push_back(null || is_at_most(value, bound->second.value));
    return Symbol::number(value, null);
}

// The lines beyond those that are listed: up to `most`.
Symbol::Item Situation::further(const Form& form, const Field& table, const std::string& name,
                                std::int64_t most) {
    const std::string row = name + "[further]";
    const Term lines = Term::variable(row + " lines", Sort::number);
    const auto together = [&](const std::string& column) {
        return Term::variable(row + "." + column + " together", Sort::number);
    };
    constraints_.push_back(is_at_most(Decimal{0}, lines) && is_at_most(lines, Decimal{most}));
    Symbol line = Symbol::of(Symbol::Kind::context, true, false);
    for (const Field& column : table.columns) {
        if (!definition::is_public(column)) continue;
        Symbol symbol = field(form, column, row + "." + column.name);
        if (symbol.kind == Symbol::Kind::number) {
            symbol.value = together(column.name);
            std::optional<Decimal> low = column.minimum;
            if (!low && column.type == FieldType::money) low = Decimal{0};
            const auto all = [&](const Decimal& limit) {
                return limit.sign() == 0 ? Term{limit} : times(limit, lines);
            };
            if (low) constraints_.push_back(symbol.null || is_at_most(all(*low), symbol.value));
            if (column.maximum)
                constraints_.push_back(symbol.null || is_at_most(symbol.value, all(*column.maximum)));
        }
        line.members.emplace(column.name, std::move(symbol));
    }
    for (const definition::Assessed& one : form.assessed)
        if (one.table == table.name)
            line.members.insert_or_assign(one.column, assessed(one, line, row, together(one.column)));
    return {is_at_most(Decimal{1}, lines), std::move(line), row, lines};
}

bool Situation::is_typed(const Solution& solution) const {
    return std::ranges::all_of(amounts_, [&](const auto& amount) {
        const Decimal value = value_under(amount.first, solution);
        return value.rounded(amount.second, Rounding::floor) == value;
    });
}

Symbol Situation::form(const Form& form, const std::string& prefix) {
    Symbol symbol = Symbol::of(Symbol::Kind::context, true, false);
    for (const Field& one : form.fields)
        if (definition::is_public(one)) symbol.members.emplace(one.name, field(form, one, prefix + one.name));
    for (const definition::Computed& one : form.computed) {
        const Lookup lookup = [&](const std::string& name) -> std::optional<Symbol> {
            const auto found = symbol.members.find(name);
            return found == symbol.members.end() ? std::nullopt : std::optional{found->second};
        };
        if (one.formula.is_compiled())
            symbol.members.insert_or_assign(
                one.name, translate(one.formula.compiled, lookup, texts_, nullptr, called()));
    }
    return symbol;
}

Symbol Situation::scores(const definition::Rubric& rubric, const std::string& prefix) {
    Symbol symbol = Symbol::of(Symbol::Kind::context, true, false);
    const auto add = [&](const std::string& name, const Decimal& low, const Decimal& high) {
        const Term value = Term::variable(prefix + name, Sort::number);
        limit(value, false, low, high);
        symbol.members.emplace(name, Symbol::number(value));
    };
    Decimal weights = 0;
    for (const definition::Criterion& criterion : rubric.criteria) {
        add(criterion.name, rubric.from, rubric.to);
        weights += criterion.weight;
    }
    const Decimal count{static_cast<std::int64_t>(rubric.criteria.size())};
    add("total", rubric.weighted_total ? Decimal{0} : count * rubric.from,
        rubric.weighted_total ? weights : count * rubric.to);
    add("worst", rubric.from, rubric.to);
    return symbol;
}

Symbol Situation::computed(const Form& form, std::size_t index) {
    const definition::Expression& formula = form.computed[index].formula;
    if (!formula.is_compiled()) return Symbol::beyond("`" + form.computed[index].name + "`");
    return translate(
        formula.compiled, [this](const std::string& name) { return find(name); }, texts_, nullptr, called());
}

Symbol Situation::made(const std::string& name) {
    // In the order of definition::scope_at: what comes last is what is meant.
    if (const auto number = numbers_.find(name); number != numbers_.end()) {
        const Term value = Term::variable(name, Sort::number);
        limit(value, false, number->second.first, number->second.second);
        return Symbol::number(value);
    }
    if (newest_ != nullptr) {
        for (std::size_t i = 0; i < newest_->computed.size(); ++i)
            if (newest_->computed[i].name == name) return computed(*newest_, i);
        if (const Field* one = field_of(*newest_, name); one != nullptr && definition::is_public(*one))
            return field(*newest_, *one, name);
    }
    if (const auto form = forms_.find(name); form != forms_.end())
        return this->form(*form->second, name + ".");
    if (const auto rubric = rubrics_.find(name); rubric != rubrics_.end())
        return scores(*rubric->second, name + ".");
    if (const definition::Parameter* one = definition_.parameter(name)) return parameter(*one);
    return Symbol::beyond("`" + name + "`");
}

std::optional<Symbol> Situation::find(const std::string& name) {
    const auto known = found_.find(name);
    if (known != found_.end()) return known->second;
    const bool is_name =
        numbers_.contains(name) || forms_.contains(name) || rubrics_.contains(name) ||
        definition_.parameter(name) != nullptr ||
        (newest_ != nullptr && (field_of(*newest_, name) != nullptr ||
                                std::ranges::find(newest_->computed, name, &definition::Computed::name) !=
                                    newest_->computed.end()));
    if (!is_name) return std::nullopt;
    Symbol symbol = made(name);
    found_.emplace(name, symbol);
    order_.push_back(name);
    // What has to be filled in under a condition is there wherever the condition holds.
    if (const Field* one = newest_ == nullptr ? nullptr : field_of(*newest_, name);
        one != nullptr && one->required_when && one->required_when->is_compiled()) {
        const Symbol wanted = translated(*one->required_when);
        if (wanted.kind == Symbol::Kind::truth) constraints_.push_back(!wanted.holds() || !symbol.null);
    }
    return symbol;
}

Called Situation::called() {
    return [this](const std::string& name, const std::vector<Symbol>& given) -> std::optional<Symbol> {
        const definition::DecisionTable* table = definition_.table(name);
        if (table == nullptr || !table->is_compiled) return std::nullopt;
        return value_of(*table, given, texts_);
    };
}

Symbol Situation::translated(const definition::Expression& expression, std::vector<Loss>* losses) {
    return translate(
        expression.compiled, [this](const std::string& name) { return find(name); }, texts_, losses,
        called());
}

Symbol Situation::implied(const definition::Expression& expression) {
    return proof::implied(
        expression.compiled, [this](const std::string& name) { return find(name); }, texts_, called());
}

feel::Context Situation::context(const Solution& solution) const {
    feel::Context context;
    for (const std::string& name : order_) {
        const Symbol& symbol = found_.at(name);
        if (!symbol.is_beyond()) context.insert_or_assign(name, value_under(symbol, solution, texts_));
    }
    return context;
}

std::string Situation::in_words(const Solution& solution) const {
    std::string text;
    for (const std::string& name : order_) {
        const Symbol& symbol = found_.at(name);
        if (symbol.is_beyond()) continue;
        const feel::Value value = value_under(symbol, solution, texts_);
        text += (text.empty() ? "" : ", ") + name + (value.is_null() ? " missing" : " = " + value.text());
    }
    return text;
}

}  // namespace atranka::proof
