#include "engine/simulation/rankings.hpp"

#include <algorithm>

namespace atranka::simulation {

namespace {

using Rows = std::vector<procedure::Row>;

procedure::Context context_of(const definition::Definition& definition) {
    static const registry::Loaded nobody;  // a list looks at no person
    return {definition, nobody, {}, {}, {}, {}, {}};
}

}  // namespace

Rankings::Rankings(const Past& past) : past_(past) {
    for (std::size_t position = 0; position < past.end(); ++position)
        if (const Recorded& entry = past.entries()[position]; entry.envelope)
            if (const auto* command = std::get_if<procedure::RankRound>(&entry.envelope->command))
                add(position, *command);
}

void Rankings::add(std::size_t position, const procedure::RankRound& command) {
    const StatePtr before = past_.before(past_.call_stream(), position);
    const StatePtr after = past_.before(past_.call_stream(), position + 1);
    const definition::Step* step = past_.definition()->step(command.step);
    if (before == nullptr || step == nullptr || !step->selection) return;
    List list;
    list.call = std::get<call::State>(*before);
    list.round = command.round;
    list.step = step;
    list.hash = std::get<call::State>(*after).round(command.round)->selections.at(command.step).ranking;
    const auto recorded = past_.beside(list.hash);
    const auto rows = recorded ? kernel::decode<Rows>(*recorded) : std::nullopt;
    if (!rows) return;
    list.rows = *rows;
    if (std::ranges::any_of(step->selection->order, &definition::OrderKey::is_lot))
        if (const auto lot = procedure::lot_of(list.call, command)) list.seed = lot->seed;
    procedure::Context context = context_of(*past_.definition());
    for (const procedure::Row& row : list.rows)
        if (const StatePtr state = past_.before("application/" + row.application.text, position))
            context.applications.emplace(row.application, std::get<application::State>(*state));
    auto candidates = procedure::candidates_of(context, list.call, *step);
    if (!candidates) return;
    list.candidates = std::move(*candidates);
    const auto again =
        procedure::list_of(*past_.definition(), list.call, *step, list.round, list.candidates, list.seed);
    if (again && kernel::encode(*again) == *recorded) lists_.emplace(position, std::move(list));
}

const Rankings::List* Rankings::at(std::size_t position) const {
    const auto it = lists_.find(position);
    return it == lists_.end() ? nullptr : &it->second;
}

std::optional<Rows> Rankings::with(const List& list, const application::State& state) const {
    procedure::Context context = context_of(*past_.definition());
    context.applications.emplace(state.id, state);
    auto candidate = procedure::candidates_of(context, list.call, *list.step);
    if (!candidate) return std::nullopt;
    std::vector<selection::Candidate> candidates = list.candidates;
    const auto its = std::ranges::find(candidates, state.id.text, &selection::Candidate::id);
    if (its == candidates.end()) return std::nullopt;
    *its = std::move(candidate->front());
    const auto rows =
        procedure::list_of(*past_.definition(), list.call, *list.step, list.round, candidates, list.seed);
    return rows ? std::optional{*rows} : std::nullopt;
}

bool places_alike(const Rows& a, const Rows& b) {
    if (a.size() != b.size()) return false;
    std::vector<ApplicationId> reserved_a, reserved_b;
    std::map<ApplicationId, const procedure::Row*> rows;
    for (const procedure::Row& row : a) {
        rows.emplace(row.application, &row);
        if (row.outcome == "reserved") reserved_a.push_back(row.application);
    }
    for (const procedure::Row& row : b) {
        const auto it = rows.find(row.application);
        if (it == rows.end() || it->second->outcome != row.outcome || it->second->amount != row.amount ||
            it->second->envelope != row.envelope)
            return false;
        if (row.outcome == "reserved") reserved_b.push_back(row.application);
    }
    return reserved_a == reserved_b;
}

}  // namespace atranka::simulation
