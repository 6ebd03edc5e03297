// Who read what, and what was refused to whom: for auditors, and for those who work on the call.

#include "adapters/cli/reading.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/verbs.hpp"
#include "engine/service/acting.hpp"

#include <fmt/core.h>

namespace atranka::cli {

namespace {

constexpr std::string_view of_application = "application/";

std::optional<Instant> instant_in(const Arguments& arguments, const std::string& name) {
    if (!arguments.has(name)) return std::nullopt;
    const auto at = instant_of(arguments.text(name));
    if (!at)
        throw Stop{usage, "--" + name + " is an instant in UTC such as 2026-03-31T20:59:59Z, not " +
                              arguments.text(name)};
    return at;
}

// Of the application or call that is named, or, for auditors of all calls, of everything.
service::AccessQuery query_of(Program& program, Reading& reading, const Arguments& arguments) {
    service::AccessQuery query;
    query.who = arguments.text("person");
    query.since = instant_in(arguments, "since");
    query.until = instant_in(arguments, "until");
    const std::string application = arguments.text("application"), call = arguments.text("call");
    if (!application.empty()) {
        const application::State state = reading.application(application);
        reading.for_staff(application, "who read an application");
        query.log = "calls/" + state.call.text;
        query.object = std::string{of_application} + application;
    } else if (!call.empty()) {
        reading.for_staff_of(reading.call(call), "who read what");
        query.log = "calls/" + call;
    } else {
        const registry::Person reader = service::acting(program.service().states(), program.actor());
        if (!reader.active || !reader.has_role("*", "auditor", program.now())) {
            program.note("instance", "instance", {}, ledger::AccessKind::refusal);
            throw Stop{no_permission,
                       "who read what in all calls is for their auditors; name yours with --call CALL"};
        }
    }
    return query;
}

// Who works on the call may still be an expert or the lead of one of its applications.
bool may_know(Reading& reading, const ledger::Access& line) {
    if (!line.object.starts_with(of_application)) return true;
    const std::string id = line.object.substr(of_application.size());
    return !reading.states().application({id}).exists() || access::reads_all(reading.relation_to(id));
}

int tell(Program& program, const Arguments& arguments, ledger::AccessKind kind) {
    const bool is_refusal = kind == ledger::AccessKind::refusal;
    Reading reading{program, arguments};
    service::AccessQuery query = query_of(program, reading, arguments);
    query.kind = kind;
    Value::List answers;
    Table table{{"LINE", "WHEN (UTC)", "WHO", "BY", is_refusal ? "TRIED" : "VIEW", "OF", "AS OF", "RULE",
                 "ENTRIES THEN"}};
    for (const ledger::ChainedAccess& one : program.readings().find(query)) {
        const ledger::Access& line = one.line;
        if (!may_know(reading, line)) continue;
        answers.push_back(kernel::encode(one));
        table.add({line.log + "#" + std::to_string(line.index), shown(line.at), line.who, line.authenticated,
                   line.what, line.object, line.as_of, line.rule, std::to_string(line.size)});
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(!table.empty() ? table.text() : is_refusal ? "nothing was refused" : "nobody read it");
    return ok;
}

int readings(Program& program, const Verb&, const Arguments& arguments) {
    return tell(program, arguments, ledger::AccessKind::reading);
}

int refusals(Program& program, const Verb&, const Arguments& arguments) {
    return tell(program, arguments, ledger::AccessKind::refusal);
}

}  // namespace

std::vector<Verb> readings_verbs() {
    const std::vector<Option> options{{"application", "--application", "of this application", "APPLICATION"},
                                      {"call", "--call", "of this call", "CALL"},
                                      {"person", "--person", "by this person", "PERSON"},
                                      {"since", "--since", "from this instant on", "INSTANT"},
                                      {"until", "--until", "before this instant", "INSTANT"}};
    return {{"audit", "readings",
             "Who read what, and when: each reading is a line of a hash chain beside the call's log.",
             "atranka audit readings --application a-17\n"
             "  atranka audit readings --call c-2026 --person off --since 2026-04-01T00:00:00Z",
             options, readings},
            {"audit", "refusals", "What was refused to whom, by which rule, and when.",
             "atranka audit refusals --call c-2026\n  atranka audit refusals --person e-1 --json", options,
             refusals}};
}

}  // namespace atranka::cli
