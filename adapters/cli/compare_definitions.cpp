#include "adapters/cli/compare_definitions.hpp"

#include "adapters/system/resolve.hpp"
#include "engine/proof/versions.hpp"
#include "engine/service/service.hpp"
#include "engine/simulation/compare.hpp"

namespace atranka::cli {

namespace {

std::string where(const simulation::Standing& standing) {
    if (!standing.outcome.empty())
        return standing.outcome +
               (standing.amount.sign() > 0 ? " with " + standing.amount.text() : std::string{});
    return "waits in " + standing.step + (standing.stage.empty() ? "" : " (" + standing.stage + ")");
}

void compare_call(Program& program, const definition::Definition& old, const definition::Node& document,
                  const definition::Definition& fresh, const std::string& call) {
    service::States& states = program.service().states();
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
                      const definition::Definition& fresh, const std::string& call) {
    const std::vector<std::string> differences = proof::differences(old, fresh);
    program.say(old.workflow + " version " + std::to_string(old.version) + " → version " +
                std::to_string(fresh.version) + ":");
    for (const std::string& one : differences) program.say("  " + one);
    if (differences.empty()) program.say("  nothing differs");
    if (!call.empty()) compare_call(program, old, document, fresh, call);
}

}  // namespace atranka::cli
