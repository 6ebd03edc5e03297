#include "engine/application/facts.hpp"

#include "engine/definition/attachment.hpp"
#include "engine/definition/form.hpp"
#include "engine/definition/scope.hpp"

namespace atranka::application {

using definition::Field;
using definition::FieldType;

namespace {

void collect(const std::vector<Field>& fields, const Value& row, std::set<OrganisationId>& found) {
    for (const Field& field : fields) {
        const Value* value = row.find(field.name);
        if (value == nullptr || value->is_null()) continue;
        if (field.type == FieldType::organisation && value->is_text())
            found.insert(OrganisationId{value->as_text()});
        if (field.type == FieldType::table && value->is_list())
            for (const Value& inner : value->as_list()) collect(field.columns, inner, found);
    }
}

Value describe(const registry::Organisation& o) {
    return Value::object({{"id", o.id.text},
                          {"country", o.country},
                          {"sme", o.sme},
                          {"knowledge_institute", o.knowledge_institute},
                          {"ngo", o.ngo},
                          {"cluster", o.cluster},
                          {"cluster_members", o.members}});
}

Result<Value> facts_of_row(const std::vector<Field>& fields, const Value& row,
                           const registry::Loaded& registry, const std::string& path) {
    Value facts = Value::object();
    for (const Field& field : fields) {
        const Value* value = row.find(field.name);
        if (value == nullptr || value->is_null() || !definition::is_public(field)) continue;
        const std::string here = path.empty() ? field.name : path + "." + field.name;
        if (field.type == FieldType::organisation) {
            const registry::Organisation* o = registry.organisation(OrganisationId{value->as_text()});
            if (o == nullptr)
                return refuse(Rule::organisation_must_be_registered,
                              "no organisation is registered as " + value->as_text(), here,
                              Value::object({{"organisation", value->as_text()}}));
            facts.set(field.name, describe(*o));
        } else if (field.type == FieldType::table) {
            Value rows = Value::list();
            std::size_t line = 0;
            for (const Value& inner : value->as_list()) {
                auto one =
                    facts_of_row(field.columns, inner, registry, here + "[" + std::to_string(line++) + "]");
                if (!one) return one;
                rows.push(std::move(*one));
            }
            facts.set(field.name, std::move(rows));
        } else if (field.type == FieldType::attachment) {
            facts.set(field.name, definition::facts_of_attachment(*value));
        } else {
            facts.set(field.name, *value);
        }
    }
    return facts;
}

}  // namespace

std::set<OrganisationId> organisations_in(const definition::Form& form, const Value& canonical) {
    std::set<OrganisationId> found;
    collect(form.fields, canonical, found);
    return found;
}

Result<Value> facts_of(const definition::Form& form, const Value& canonical,
                       const registry::Loaded& registry) {
    return facts_of_row(form.fields, canonical, registry, "");
}

const definition::Form* newest_form(const definition::Definition& definition, const State& state) {
    if (state.submitted_steps.empty()) return nullptr;
    const definition::Step* step = definition.step(state.submitted_steps.back());
    return step == nullptr ? nullptr : definition.form(step->form);
}

feel::Context parameters_of(const definition::Definition& definition, const call::State& call,
                            const RoundId& round) {
    feel::Context context;
    for (const auto& parameter : definition.parameters) {
        const Value* value = call.parameter(round, parameter.name);
        if (value == nullptr && parameter.default_value) value = &*parameter.default_value;
        context.emplace(parameter.name,
                        value == nullptr ? feel::Value{} : definition::feel_value(parameter, *value));
    }
    return context;
}

feel::Context context_at(const definition::Definition& definition, const call::State& call,
                         const State& state, const definition::Step& step) {
    feel::Context context = parameters_of(definition, call, state.round);
    for (const std::string& name : state.submitted_steps) {
        const definition::Form* form = definition.form(definition.step(name)->form);
        feel::Context fields = definition::form_context(*form, state.submissions.at(name).facts);
        if (name == state.submitted_steps.back())
            for (const auto& [field, value] : fields) context.insert_or_assign(field, value);
        if (name != step.name) context.insert_or_assign(name, feel::Value::context(std::move(fields)));
    }
    for (const auto& [name, review] : state.reviews) {
        if (!review.scored) continue;
        feel::Context scores;
        for (const auto& [criterion, score] : review.scored->scores)
            scores.emplace(criterion, feel::Value{score});
        scores.insert_or_assign("total", feel::Value{review.scored->total});
        scores.insert_or_assign("worst", feel::Value{review.scored->worst});
        context.insert_or_assign(name, feel::Value::context(std::move(scores)));
    }
    return context;
}

}  // namespace atranka::application
