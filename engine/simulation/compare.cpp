#include "engine/simulation/compare.hpp"

#include "engine/application/facts.hpp"
#include "engine/application/rules.hpp"
#include "engine/call/decide.hpp"

#include <algorithm>

namespace atranka::simulation {

namespace {

bool same(const Standing& a, const Standing& b) {
    return a.exists == b.exists && a.outcome == b.outcome && a.step == b.step && a.stage == b.stage &&
           a.amount == b.amount;
}

Money money_of(const call::State& call, const definition::Definition& definition) {
    Money money;
    money.committed = call.committed;
    if (const Value* budget = call.parameter({}, "budget")) money.budget = Decimal::parse(budget->as_text());
    if (money.budget) money.left = call::available(call);
    if (definition.appeals && definition.appeals->reserve)
        if (const auto kept = application::number(*definition.appeals->reserve,
                                                  application::parameters_of(definition, call, {})))
            money.kept_for_appeals = *kept;
    return money;
}

using Rows = std::vector<procedure::Row>;

bool same(const std::optional<procedure::Row>& a, const std::optional<procedure::Row>& b) {
    if (a.has_value() != b.has_value()) return false;
    return !a || (a->rank == b->rank && a->outcome == b->outcome && a->amount == b->amount);
}

std::vector<Line> lines_of(const Rows& before, const Rows& after) {
    std::vector<Line> lines;
    const auto row = [](const Rows& rows, const ApplicationId& id) -> std::optional<procedure::Row> {
        const auto it = std::ranges::find(rows, id, &procedure::Row::application);
        return it == rows.end() ? std::nullopt : std::optional{*it};
    };
    const auto add = [&](const ApplicationId& id) {
        Line line{id.text, row(before, id), row(after, id)};
        if (!same(line.before, line.after)) lines.push_back(std::move(line));
    };
    for (const auto& one : after) add(one.application);
    for (const auto& one : before)
        if (!row(after, one.application)) add(one.application);
    return lines;
}

// The list as it was last ranked; none where it was not.
std::optional<Rows> list_of(const call::Round* round, const std::string& step, const auto& ranking) {
    if (round == nullptr) return std::nullopt;
    const auto it = round->selections.find(step);
    if (it == round->selections.end() || it->second.ranking.empty()) return std::nullopt;
    return ranking(it->second.ranking);
}

std::vector<List> lists_of(const Past& past, const Told& told, const call::State& before,
                           const call::State& after) {
    std::vector<List> lists;
    const auto recorded = [&](const std::string& hash) -> std::optional<Rows> {
        const auto list = past.beside(hash);
        return list ? kernel::decode<Rows>(*list) : std::nullopt;
    };
    const auto computed = [&](const std::string& hash) { return told.ranking(past, hash); };
    const auto add = [&](const call::Round& round, const definition::Step& step) {
        const auto then = list_of(before.round(round.id), step.name, recorded);
        const auto now = list_of(after.round(round.id), step.name, computed);
        List list{round.id.text, step.name, step.selection->fund.has_value(), 0, 0, {}};
        list.places_before = then ? then->size() : 0;
        list.places_after = now ? now->size() : 0;
        list.lines = lines_of(then.value_or(Rows{}), now.value_or(Rows{}));
        if (!list.lines.empty()) lists.push_back(std::move(list));
    };
    const auto& rounds = after.rounds.empty() ? before.rounds : after.rounds;
    for (const call::Round& round : rounds) {
        for (const definition::Step& step : told.definition->steps)
            if (step.selection) add(round, step);
        for (const definition::Step& step : past.definition()->steps) {
            const definition::Step* other = told.definition->step(step.name);
            if (step.selection && (other == nullptr || !other->selection)) add(round, step);
        }
    }
    return lists;
}

}  // namespace

Standing standing_of(const application::State& state, const definition::Definition& definition) {
    Standing standing;
    standing.exists = state.exists();
    if (!standing.exists) return standing;
    standing.outcome = state.outcome;
    Decimal promised = 0;
    for (const auto& [step, placement] : state.placements)
        if (placement.outcome == "selected") {
            promised += placement.amount;
            const definition::Step* selection = definition.step(step);
            const auto leads_to = selection == nullptr ? std::map<std::string, std::string>::const_iterator{}
                                                       : selection->on.find("selected");
            if (selection != nullptr && leads_to != selection->on.end() && leads_to->second == state.step)
                standing.selected = step;
        }
    if (state.finished()) {
        const definition::Outcome* outcome = definition.outcome(state.outcome);
        if (outcome != nullptr && outcome->awarded) standing.amount = promised;
        standing.selected.clear();
    } else {
        standing.step = state.step;
        standing.stage = lifecycle::stage_name(state.stage);
        standing.amount = promised;
    }
    return standing;
}

Comparison compare(const Past& past, const Told& told) {
    Comparison comparison;
    comparison.applications_in_all = past.applications().size();
    for (const std::string& stream : past.applications()) {
        if (!told.changed.contains(stream)) continue;
        const application::State state = told.application(past, stream);
        Difference difference{stream.substr(stream.find('/') + 1),
                              standing_of(past.application_at_end(stream), *past.definition()),
                              standing_of(state, *told.definition), false};
        difference.waits = !state.finished() && told.left_waiting.contains(difference.application);
        if (!same(difference.before, difference.after))
            comparison.applications.push_back(std::move(difference));
    }
    const StatePtr recorded = past.before(past.call_stream(), past.end());
    const call::State before = recorded == nullptr ? call::State{} : std::get<call::State>(*recorded);
    const call::State after = told.call(past);
    comparison.before = money_of(before, *past.definition());
    comparison.after = money_of(after, *told.definition);
    comparison.lists = lists_of(past, told, before, after);
    return comparison;
}

}  // namespace atranka::simulation
