#include "adapters/cli/draft.hpp"

#include "adapters/cli/files.hpp"
#include "adapters/system/resolve.hpp"
#include "engine/definition/form.hpp"
#include "engine/definition/spelling.hpp"
#include "engine/kernel/invariant.hpp"

namespace atranka::cli {

namespace {

Value canonical_of(const std::string& file, Instant now) {
    const Linted linted = sound_definition(file);
    const auto definition = system::resolved(linted.document, linted.definition->calendar, now);
    if (!definition)
        throw Stop{bad_data, file + ": this machine knows no time zone " + linted.definition->calendar.zone};
    return definition->canonical;
}

}  // namespace

void prepare_draft(Program& program, const Arguments& arguments, Value& members,
                   std::vector<Value>& documents) {
    Value document = canonical_of(arguments.text("definition"), program.now());
    const std::string hash = service::hash_of(document);
    const auto definition = service::compile(document, hash);
    invariant(definition != nullptr, "a resolved definition compiles");
    definition::spell_parameters(*definition, members);
    members.set("definition", hash);
    documents.push_back(std::move(document));
}

void spell_change(Program& program, Value& members) {
    const Value* call = members.find("call");
    const Value* name = members.find("parameter");
    const Value* value = members.find("value");
    if (call == nullptr || name == nullptr || value == nullptr || !call->is_text() || !name->is_text())
        return;
    service::States& states = program.service().states();
    const auto definition = states.definition(states.call({call->as_text()}).definition);
    const definition::Parameter* parameter = definition ? definition->parameter(name->as_text()) : nullptr;
    if (parameter == nullptr) return;
    if (auto canonical = definition::check_parameter(*parameter, *value)) members.set("value", *canonical);
}

}  // namespace atranka::cli
