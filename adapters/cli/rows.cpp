#include "adapters/cli/rows.hpp"

#include "adapters/cli/files.hpp"
#include "engine/service/record.hpp"
#include "engine/service/replay.hpp"

#include <fmt/core.h>
#include <limits>
#include <set>

namespace atranka::cli {

namespace {

service::Request request_of(Program& program, const RowCommand& row, bool imported) {
    service::Request request{program.actor(), "cli", row.command, {}, program.at()};
    request.imported = imported;
    return request;
}

// "facts.costs[2].claimed" → the cell of "costs"; where no cell fits, the row.
const Cell& cell_of(const RowCommand& row, std::string path) {
    for (const char* head : {"facts.", "scores.", "comments.", "parameters."})
        if (path.starts_with(head)) path.erase(0, std::string_view{head}.size());
    if (const auto it = row.from.find(path.substr(0, path.find_first_of(".["))); it != row.from.end())
        return it->second;
    return row.first;
}

void add_refusal(Faults& faults, const RowCommand& row, const Rejection& rejection) {
    for (const Problem& problem : rejection.problems)
        faults.add(row.file, cell_of(row, problem.path), problem.path + ": " + problem.message);
    if (rejection.problems.empty())
        faults.add(row.file, cell_of(row, rejection.path),
                   std::string{rule_name(rejection.rule)} + ": " + rejection.message);
}

}  // namespace

void Faults::add(const std::string& file, const Cell& cell, const std::string& message) {
    ++count_;
    std::fflush(stdout);
    fmt::print(stderr, "{}:{}:{}: {}\n", file, cell.line, cell.column, message);
}

Csv read_rows(const std::string& file, Faults& faults) {
    auto csv = read_csv(read_text(file));
    if (csv) return std::move(*csv);
    for (const CsvFault& fault : csv.error()) faults.add(file, {{}, fault.line, fault.column}, fault.message);
    return {};
}

void rehearse(Program& program, const std::vector<RowCommand>& commands, bool imported, Faults& faults) {
    service::Folded states;
    service::fold_until(program.store(), Instant{std::numeric_limits<std::int64_t>::max()}, states);
    std::set<std::string> missing;
    for (const RowCommand& row : commands) {
        if (missing.contains(row.needs)) continue;
        const auto command = service::as_recorded(row.command);
        const service::Request request = request_of(program, row, imported);
        const auto executed =
            command ? service::execute(states, {"rehearsal", request.actor, request.authenticated,
                                                program.now(), std::string(32, '0'), imported, *command})
                    : Result<service::Executed>{
                          refuse(Rule::command_must_be_well_formed, "the row cannot be recorded as it is")};
        if (!executed) {
            add_refusal(faults, row, executed.error());
            if (!row.makes.empty()) missing.insert(row.makes);
            continue;
        }
        Value events = Value::object();
        for (const service::Change& change : executed->changes)
            events.set(change.stream, Value{change.events});
        states.apply(service::Entry{}, events);
    }
}

int give_all(Program& program, const Arguments& arguments, std::vector<RowCommand> commands, bool imported,
             Faults& faults, const std::string& what) {
    program.actor();
    rehearse(program, commands, imported, faults);
    if (faults.count() != 0)
        throw Stop{bad_data, fmt::format("{} {}; nothing was imported", faults.count(),
                                         faults.count() == 1 ? "fault" : "faults")};
    if (arguments.is_on("dry-run")) {
        program.say(fmt::format("{}: all would be accepted, nothing is recorded", what));
        return ok;
    }
    std::vector<service::Request> requests;
    for (const RowCommand& row : commands) requests.push_back(request_of(program, row, imported));
    const auto done = program.service().handle_all(std::move(requests));
    if (!done) {
        add_refusal(faults, commands[done.error().first], done.error().second);
        throw Stop{bad_data, "nothing was imported"};
    }
    if (program.json())
        program.answer(Value::object({{"entries", static_cast<std::int64_t>(done->size())}}));
    else
        program.say(fmt::format("{}: {} entries in one transaction", what, done->size()));
    return ok;
}

}  // namespace atranka::cli
