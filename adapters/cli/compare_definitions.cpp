#include "adapters/cli/compare_definitions.hpp"

#include "adapters/cli/exports.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/system/resolve.hpp"
#include "engine/proof/versions.hpp"
#include "engine/service/acting.hpp"
#include "engine/service/service.hpp"
#include "engine/simulation/compare.hpp"

namespace atranka::cli {

namespace {

std::string where(const simulation::Standing& standing) {
    if (!standing.exists) return "is not there";
    if (!standing.outcome.empty())
        return standing.outcome +
               (standing.amount.sign() > 0 ? " with " + standing.amount.text() : std::string{});
    return "waits in " + standing.step + (standing.stage.empty() ? "" : " (" + standing.stage + ")");
}

// For those who work on the call: it says where every application of it stands.
void compare_call(Program& program, const definition::Definition& old, const definition::Node& document,
                  const definition::Definition& fresh, const std::string& call) {
    service::States& states = program.service().states();
    program.say("call " + call + ":");
    std::size_t homeless = 0, under_way = 0;
    service::ApplicationQuery query;
    query.call = call;
    for (const service::ApplicationRow& row : program.store().applications(query)) {
        if (!row.outcome.empty()) continue;
        ++under_way;
        const application::State state = states.application({row.application});
        if (const auto why = proof::no_place(old, fresh, state.step, lifecycle::stage_name(state.stage))) {
            ++homeless;
            program.say("  " + row.application + " would have no place: " + *why);
        }
    }
    program.say(std::to_string(homeless) + " of " + std::to_string(under_way) +
                " applications under way would have no place");

    const auto scan = [&](const std::function<bool(const service::Entry&)>& visit) {
        program.store().scan(visit);
    };
    const auto past = simulation::Past::of(scan, {call});
    if (!past || past->definition() == nullptr)
        throw Stop{bad_data, "the record of call " + call + " cannot be told again"};
    const auto resolved = system::resolved(document, fresh.calendar, program.now());
    if (!resolved) throw Stop{bad_data, "this machine knows no time zone " + fresh.calendar.zone};
    simulation::Alteration alteration;
    alteration.definition = service::compile(resolved->canonical, service::hash_of(resolved->canonical));
    const simulation::Told told = simulation::tell(*past, alteration);
    const simulation::Comparison comparison = simulation::compare(*past, told);
    for (const simulation::Difference& one : comparison.applications)
        program.say("  " + one.application + ": " + where(one.before) + " → " + where(one.after));
    program.say(std::to_string(comparison.applications.size()) + " of " +
                std::to_string(comparison.applications_in_all) +
                " applications would stand otherwise (`atranka what-if` says more)");
}

}  // namespace

void compare_versions(Program& program, const definition::Definition& old, const definition::Node& document,
                      const definition::Definition& fresh, const Arguments& arguments) {
    const std::vector<std::string> differences = proof::differences(old, fresh);
    program.say(old.workflow + " version " + std::to_string(old.version) + " → version " +
                std::to_string(fresh.version) + ":");
    for (const std::string& one : differences) program.say("  " + one);
    if (differences.empty()) program.say("  nothing differs");
    const std::string named = arguments.text("call");
    if (named.empty() && !arguments.has("db")) return;
    Reading reading{program, arguments};
    std::vector<std::string> calls;
    if (!named.empty()) {
        calls.push_back(named);
    } else {
        const registry::Person viewer = service::acting(program.service().states(), program.actor());
        for (const service::CallRow& row : reading.calls()) {
            const auto definition = reading.definition_of({row.call});
            if (definition->workflow == old.workflow &&
                access::works_on(&viewer, *definition, {row.call}, program.now()))
                calls.push_back(row.call);
        }
        if (calls.empty())
            program.say("no call of " + program.database().string() + " that you work on follows " +
                        old.workflow);
    }
    for (const std::string& call : calls) {
        whole_call(reading, call, "what another definition would change");
        compare_call(program, old, document, fresh, call);
    }
}

}  // namespace atranka::cli
