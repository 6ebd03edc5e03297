#include "engine/inquiry/work.hpp"

#include "engine/inquiry/inquiry.hpp"
#include "engine/service/acting.hpp"

#include <algorithm>
#include <tuple>

namespace atranka::inquiry {

namespace {

constexpr std::size_t titles_max = 100;

bool waits_in_a_list(const service::ApplicationRow& row) { return row.stage.starts_with("selection."); }

// Whether the list of its round and step is.
bool is_confirmed(const call::State& call, const service::ApplicationRow& row) {
    const call::Round* round = call.round({row.round});
    if (round == nullptr) return false;
    const auto list = round->selections.find(row.step);
    return list != round->selections.end() && list->second.stage == lifecycle::selection::Stage::confirmed;
}

}  // namespace

// Those of the turns that are the viewer's to take.
void Inquiry::take(std::vector<Task>& tasks, const std::vector<Turn>& turns, const std::string& call,
                   const std::string& application,
                   const std::function<bool(std::string_view command)>& may_try) {
    for (const Turn& turn : turns) {
        if (!turn.by.empty() && turn.by == viewer_.person) continue;
        if (!turn.person.empty() && turn.person != viewer_.person) continue;
        Task task{turn.todo,     call,       application, turn.round, turn.step, {},
                  turn.deadline, turn.since, false,       {},         turn.by,   turn.what};
        for (const std::string& command : turn.commands)
            if (may_try(command)) task.commands.push_back(command);
        if (task.commands.empty()) continue;
        task.late = turn.deadline && *turn.deadline < moment();
        tasks.push_back(std::move(task));
    }
}

void Inquiry::work_of_application(std::vector<Task>& tasks, const std::string& id) {
    const application::State& whole = then_.insert_or_assign(id, states().application({id})).first->second;
    const auto sight = whole.exists() ? sight_of(whole) : std::nullopt;
    const auto seen = sight ? sight->state() : std::nullopt;
    if (!seen || sight->relation() == access::Relation::none) return;
    // An expert whose review is over sees where it waited, and no longer since when.
    if (sight->relation() == access::Relation::expert && !seen->entered) return;
    const call::State call = states().call(seen->call);
    const auto definition = definition_of(call);
    take(tasks, turns_of(*definition, *seen, call, moment()), call.id.text, id,
         [&](std::string_view command) {
             return access::may_try(viewer(), *definition, *seen, command, viewer_.now, policy_);
         });
}

Barriers Inquiry::barriers_of(const definition::Definition& definition,
                              const std::vector<service::ApplicationRow>& rows) {
    Barriers barriers;
    for (const definition::Step& step : definition.steps) {
        if (!step.selection) continue;
        for (const service::ApplicationRow& row : rows) {
            if (!row.outcome.empty()) continue;
            Barrier& barrier = barriers[{row.round, step.name}];
            if (row.step == step.name) {
                ++barrier.arrived;
                if (row.deadline && (!barrier.deadline || *row.deadline < *barrier.deadline))
                    barrier.deadline = row.deadline;
            } else if (can_reach(definition, row.step, step.name)) {
                ++barrier.to_come;
            }
        }
    }
    return barriers;
}

void Inquiry::work_of_call(std::vector<Task>& tasks, const call::State& call) {
    const auto definition = definition_of(call);
    service::ApplicationQuery query;
    query.call = call.id.text;
    const auto rows = applications(query);
    take(tasks, turns_of(*definition, call, barriers_of(*definition, rows), moment()), call.id.text, {},
         [&](std::string_view command) {
             return access::may_try(viewer(), definition.get(), call.id.text, command, viewer_.now, policy_);
         });
    if (is_auditor(call.id.text)) return;
    for (const service::ApplicationRow& row : rows) {
        if (!waits_in_a_list(row) || is_confirmed(call, row)) work_of_application(tasks, row.application);
    }
}

// Roles and erasures that somebody else proposed.
void Inquiry::work_of_instance(std::vector<Task>& tasks) {
    const auto may = [&](std::string_view command) {
        return access::may_try(viewer(), nullptr, "*", command, viewer_.now, policy_);
    };
    if (!may("GrantRole") && !may("ConfirmErasure")) return;
    for (const service::PersonRow& row : persons({})) {
        const registry::Person person = service::acting(states(), {row.person});
        std::vector<Turn> turns;
        for (const registry::RoleProposal& proposal : person.proposals) {
            Turn turn;
            turn.todo = Todo::confirm_role;
            turn.commands = {"GrantRole"};
            turn.by = proposal.by;
            turn.what = row.person + " " + proposal.role.call + ":" + proposal.role.role;
            turns.push_back(std::move(turn));
        }
        if (person.erasure) {
            Turn turn;
            turn.todo = Todo::confirm_erasure;
            turn.commands = {"ConfirmErasure", "RefuseErasure"};
            turn.by = person.erasure->by;
            turn.what = row.person;
            turns.push_back(std::move(turn));
        }
        take(tasks, turns, {}, {}, may);
    }
}

std::vector<Task> Inquiry::work() {
    std::vector<Task> tasks;
    if (viewer() == nullptr || !viewer()->active) return tasks;
    std::set<std::string> worked;
    for (const service::CallRow& row : store_.calls()) {
        const call::State call = states().call({row.call});
        if (!call.exists() || !definition_of(call) || !works_on(call)) continue;
        worked.insert(row.call);
        work_of_call(tasks, call);
    }
    for (const service::ApplicationRow& row : applications({}))
        if (!worked.contains(row.call) || is_auditor(row.call)) work_of_application(tasks, row.application);
    work_of_instance(tasks);
    std::ranges::stable_sort(tasks, [](const Task& a, const Task& b) {
        if (a.deadline.has_value() != b.deadline.has_value()) return a.deadline.has_value();
        if (a.deadline != b.deadline) return *a.deadline < *b.deadline;
        const auto only_may = [](const Task& one) { return one.task == Todo::may_appeal; };
        return std::tuple(only_may(a), a.since) < std::tuple(only_may(b), b.since);
    });
    for (std::size_t i = 0; i < std::min(titles_max, tasks.size()); ++i)
        if (!tasks[i].application.empty())
            if (const auto found = application(tasks[i].application)) tasks[i].title = found->wording.title;
    return tasks;
}

}  // namespace atranka::inquiry
