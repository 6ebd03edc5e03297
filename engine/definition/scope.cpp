#include "engine/definition/scope.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {

using feel::Type;
using TypeKind = feel::Type::Kind;
using Types = std::map<std::string, Type>;

Type simple(TypeKind kind) { return {kind, {}}; }

Type organisation_type() {
    return Type::context_of({{"id", simple(TypeKind::string)},
                             {"country", simple(TypeKind::string)},
                             {"sme", simple(TypeKind::boolean)},
                             {"knowledge_institute", simple(TypeKind::boolean)},
                             {"ngo", simple(TypeKind::boolean)},
                             {"cluster", simple(TypeKind::boolean)},
                             {"cluster_members", simple(TypeKind::number)}});
}

Type attachment_type() {
    return Type::context_of({{"bytes", simple(TypeKind::number)},
                             {"pages", simple(TypeKind::number)},
                             {"type", simple(TypeKind::string)}});
}

Type choice_type(const Field& field) {
    std::vector<std::string> values;
    for (const auto& [value, label] : field.choices) values.push_back(value);
    return Type::one_of(values);
}

Types row_types(const Form& form, const Field& table) {
    Types types;
    for (const Field& column : table.columns)
        if (is_public(column)) types.emplace(column.name, type_of(form, column));
    for (const Assessed& assessed : form.assessed)
        if (assessed.table == table.name) types.insert_or_assign(assessed.column, simple(TypeKind::number));
    return types;
}

Types field_types(const Form& form) {
    Types types;
    for (const Field& field : form.fields)
        if (is_public(field)) types.emplace(field.name, type_of(form, field));
    return types;
}

Types form_types(const Form& form) {
    Types types = field_types(form);
    for (const Computed& computed : form.computed)
        types.insert_or_assign(computed.name, computed.formula.is_compiled()
                                                  ? computed.formula.compiled.type()
                                                  : simple(TypeKind::any));
    return types;
}

Types review_types(const Rubric& rubric) {
    Types types{{"total", simple(TypeKind::number)}, {"worst", simple(TypeKind::number)}};
    for (const Criterion& criterion : rubric.criteria)
        types.emplace(criterion.name, simple(TypeKind::number));
    return types;
}

// The names that mean the same in both, at every depth; a choice can be what either form offers.
Types common(const Types& a, const Types& b) {
    Types both;
    for (const auto& [name, type] : a) {
        const auto other = b.find(name);
        if (other == b.end() || other->second.text() != type.text()) continue;
        const bool has_names = type.kind == TypeKind::context || type.kind == TypeKind::list;
        both.emplace(name, has_names ? Type{type.kind, common(type.members, other->second.members)}
                                     : feel::either(type, other->second));
    }
    return both;
}

}  // namespace

Type type_of(const Form& form, const Field& field) {
    switch (field.type) {
        case FieldType::text:
        case FieldType::long_text: return simple(TypeKind::string);
        case FieldType::choice: return choice_type(field);
        case FieldType::money:
        case FieldType::number:
        case FieldType::integer: return simple(TypeKind::number);
        case FieldType::boolean: return simple(TypeKind::boolean);
        case FieldType::date: return simple(TypeKind::date);
        case FieldType::choices: return Type::list_of(choice_type(field));
        case FieldType::organisation: return organisation_type();
        case FieldType::table: return Type::list_of(Type::context_of(row_types(form, field)));
        case FieldType::attachment: return attachment_type();
    }
    return {};
}

Type type_of(const Parameter& parameter) {
    switch (parameter.type) {
        case Parameter::Type::money:
        case Parameter::Type::number:
        case Parameter::Type::integer: return simple(TypeKind::number);
        case Parameter::Type::date: return simple(TypeKind::date);
        case Parameter::Type::datetime: return simple(TypeKind::date_time);
        case Parameter::Type::text: return simple(TypeKind::string);
        case Parameter::Type::boolean: return simple(TypeKind::boolean);
    }
    return {};
}

void know_tables(feel::Scope& scope, const Definition& definition) {
    for (const DecisionTable& table : definition.tables)
        if (table.is_compiled) scope.constants.emplace(table.name, feel::Value{table.table.function()});
}

feel::Scope parameter_scope(const Definition& definition) {
    feel::Scope scope;
    know_tables(scope, definition);
    for (const Parameter& parameter : definition.parameters)
        scope.names.emplace(parameter.name, type_of(parameter));
    return scope;
}

feel::Scope form_scope(const Form& form, std::size_t computed) {
    feel::Scope scope{field_types(form)};
    for (std::size_t i = 0; i < computed && i < form.computed.size(); ++i)
        scope.names.insert_or_assign(form.computed[i].name, form.computed[i].formula.is_compiled()
                                                                ? form.computed[i].formula.compiled.type()
                                                                : simple(TypeKind::any));
    return scope;
}

feel::Scope row_scope(const Form& form, const Field& table) {
    feel::Scope scope = form_scope(form, form.computed.size());
    for (auto& [name, type] : row_types(form, table)) scope.names.insert_or_assign(name, type);
    return scope;
}

feel::Scope scope_at(const Definition& definition, const Step& step, const Arrival& arrival) {
    feel::Scope scope = parameter_scope(definition);
    const auto form_of = [&](const std::string& submission) -> const Form* {
        const Step* from = definition.step(submission);
        return from == nullptr ? nullptr : definition.form(from->form);
    };
    for (const std::string& name : arrival.always) {
        const Step* before = definition.step(name);
        if (before == nullptr || before == &step) continue;
        const Rubric* rubric = definition.rubric(before->rubric);
        if (const Form* form = form_of(name); before->kind == lifecycle::Kind::submission && form != nullptr)
            scope.names.insert_or_assign(name, Type::context_of(form_types(*form)));
        else if (before->kind == lifecycle::Kind::review && rubric != nullptr)
            scope.names.insert_or_assign(name, Type::context_of(review_types(*rubric)));
    }
    std::set<std::string> newest = arrival.newest;
    if (step.kind == lifecycle::Kind::submission) newest = {step.name};
    std::optional<Types> fields;
    for (const std::string& name : newest)
        if (const Form* form = form_of(name); form != nullptr)
            fields = fields ? common(*fields, form_types(*form)) : form_types(*form);
    if (fields)
        for (auto& [name, type] : *fields) scope.names.insert_or_assign(name, type);
    return scope;
}

feel::Scope scope_at(const Definition& definition, const Step& step) {
    return scope_at(definition, step, arrivals(definition).at(step.name));
}

feel::Scope divergence_scope(const Definition& definition, const Step& step, const Arrival& arrival) {
    feel::Scope scope = scope_at(definition, step, arrival);
    for (const char* name : {"gap", "highest", "lowest"})
        scope.names.insert_or_assign(name, simple(TypeKind::number));
    return scope;
}

namespace {

feel::Value number_value(const Value& canonical) {
    if (canonical.is_number()) return canonical.as_decimal();
    const auto number = canonical.is_text() ? Decimal::parse(canonical.as_text()) : std::nullopt;
    return number ? feel::Value{*number} : feel::Value{};
}

feel::Value organisation_value(const Value& canonical, const OrganisationLookup& organisations) {
    if (!canonical.is_text()) return feel::from_tree(canonical);
    feel::Context context{{"id", feel::Value{canonical.as_text()}}};
    if (const auto facts = organisations ? organisations(canonical.as_text()) : std::nullopt) {
        context.insert_or_assign("country", feel::Value{facts->country});
        context.insert_or_assign("sme", feel::Value{facts->sme});
        context.insert_or_assign("knowledge_institute", feel::Value{facts->knowledge_institute});
        context.insert_or_assign("ngo", feel::Value{facts->ngo});
        context.insert_or_assign("cluster", feel::Value{facts->cluster});
        if (facts->cluster_members)
            context.insert_or_assign("cluster_members", feel::Value{Decimal{*facts->cluster_members}});
    }
    return feel::Value::context(std::move(context));
}

feel::Value attachment_value(const Value& canonical) {
    feel::Context context;
    for (const char* name : {"bytes", "pages", "type"}) {
        const Value* has = canonical.find(name);
        context.insert_or_assign(name, has == nullptr ? feel::Value{} : feel::from_tree(*has));
    }
    return feel::Value::context(std::move(context));
}

// The columns of one line; an assessed one falls back to what bounds it.
feel::Context line_values(const Form& form, const Field& table, const Value& row,
                          const OrganisationLookup& organisations) {
    feel::Context context;
    for (const Field& column : table.columns)
        if (is_public(column))
            context.insert_or_assign(column.name,
                                     feel_value(form, column, row.find(column.name), organisations));
    for (const Assessed& assessed : form.assessed) {
        if (assessed.table != table.name) continue;
        const Value* amount = row.find(assessed.column);
        if (amount == nullptr || amount->is_null()) amount = row.find(assessed.at_most);
        context.insert_or_assign(assessed.column, amount == nullptr ? feel::Value{} : number_value(*amount));
    }
    return context;
}

}  // namespace

feel::Value feel_value(const Form& form, const Field& field, const Value* canonical,
                       const OrganisationLookup& organisations) {
    if (field.type == FieldType::table) {
        feel::Value::List rows;
        if (canonical != nullptr && canonical->is_list())
            for (const Value& row : canonical->as_list())
                rows.push_back(feel::Value::context(line_values(form, field, row, organisations)));
        return feel::Value::list(std::move(rows));
    }
    // None chosen is a list without any.
    if (canonical == nullptr || canonical->is_null())
        return field.type == FieldType::choices ? feel::Value::list({}) : feel::Value{};
    switch (field.type) {
        case FieldType::money:
        case FieldType::number:
        case FieldType::integer: return number_value(*canonical);
        case FieldType::date:
            return canonical->is_text() ? feel::Value::date(canonical->as_text()) : feel::Value{};
        case FieldType::organisation: return organisation_value(*canonical, organisations);
        case FieldType::attachment: return attachment_value(*canonical);
        default: return feel::from_tree(*canonical);
    }
}

feel::Value feel_value(const Parameter& parameter, const Value& canonical) {
    switch (parameter.type) {
        case Parameter::Type::money:
        case Parameter::Type::number:
        case Parameter::Type::integer: return number_value(canonical);
        case Parameter::Type::date:
            return canonical.is_text() ? feel::Value::date(canonical.as_text()) : feel::Value{};
        case Parameter::Type::datetime:
            return canonical.is_text() ? feel::Value::date_and_time(canonical.as_text()) : feel::Value{};
        default: return feel::from_tree(canonical);
    }
}

feel::Value given_value(const Value& given, const feel::Type& type) {
    using Kind = feel::Type::Kind;
    if (given.is_text()) {
        if (type.kind == Kind::date) return feel::Value::date(given.as_text());
        if (type.kind == Kind::date_time) return feel::Value::date_and_time(given.as_text());
        if (type.kind == Kind::boolean && (given.as_text() == "true" || given.as_text() == "false"))
            return given.as_text() == "true";
        const auto number = type.kind == Kind::number ? Decimal::parse(given.as_text()) : std::nullopt;
        if (number) return *number;
    }
    if (given.is_list() && type.kind == Kind::list) {
        feel::Value::List items;
        for (const Value& item : given.as_list()) items.push_back(given_value(item, type.item()));
        return feel::Value::list(std::move(items));
    }
    if (given.is_object() && type.kind == Kind::context) {
        feel::Context entries;
        for (const auto& [key, value] : given.as_object()) {
            const feel::Type* member = type.member(key);
            entries.emplace(key, given_value(value, member == nullptr ? feel::Type{} : *member));
        }
        return feel::Value::context(std::move(entries));
    }
    return feel::from_tree(given);
}

feel::Context form_context(const Form& form, const Value& canonical,
                           const OrganisationLookup& organisations) {
    feel::Context context;
    for (const Field& field : form.fields)
        if (is_public(field))
            context.insert_or_assign(field.name,
                                     feel_value(form, field, canonical.find(field.name), organisations));
    for (const Computed& computed : form.computed)
        context.insert_or_assign(computed.name, computed.formula.compiled.evaluate(context).value);
    return context;
}

feel::Context row_context(const Form& form, const Field& table, const Value& row,
                          const feel::Context& form_values, const OrganisationLookup& organisations) {
    feel::Context context = form_values;
    for (const auto& [name, value] : line_values(form, table, row, organisations))
        context.insert_or_assign(name, value);
    return context;
}

}  // namespace atranka::definition
