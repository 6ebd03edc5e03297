#include "engine/call/evolve.hpp"

#include "engine/kernel/invariant.hpp"

namespace atranka::call {

namespace {

void apply(State& s, const CallDrafted& e) {
    s.id = e.call;
    s.definition = e.definition;
    s.drafted_by = e.by;
    s.parameters = e.parameters;
    s.stage = lifecycle::call::Stage::drafted;
    for (const RoundPlan& plan : e.rounds)
        s.rounds.push_back({plan.id, plan.parameters, lifecycle::round::Stage::planned, {}});
}
void apply(State& s, const CallMoved& e) {
    s.stage = e.stage;
    if (!e.report.empty()) s.report = e.report;
}
void apply(State& s, const CallSuspended& e) { s.suspended = e.suspended; }
void apply(State& s, const RoundMoved& e) { s.round(e.round)->stage = e.stage; }
void apply(State& s, const ChangeProposed& e) { s.change = e.change; }
void apply(State& s, const ChangeDecided& e) {
    if (e.confirmed) {
        auto& parameters = s.change->round.empty() ? s.parameters : s.round(s.change->round)->parameters;
        parameters[s.change->parameter] = s.change->value;
    }
    s.change.reset();
}
void apply(State& s, const LotCommitted& e) { s.lot[e.by] = e.commitment; }
void apply(State& s, const SelectionMoved& e) { s.round(e.round)->selections[e.step] = e.selection; }
void apply(State& s, const MoneyCommitted& e) {
    s.committed += e.amount;
    if (!e.envelope.empty()) s.envelopes[e.envelope] += e.amount;
}
void apply(State& s, const MoneyReturned& e) {
    s.committed -= e.amount;
    if (!e.envelope.empty()) s.envelopes[e.envelope] -= e.amount;
}
void apply(State& s, const LoadTaken& e) { s.loads[e.step][e.expert] += 1; }
void apply(State& s, const LoadReturned& e) { s.loads[e.step][e.expert] -= 1; }
void apply(State& s, const AppealOpened&) { s.open_appeals += 1; }
void apply(State& s, const AppealClosed&) { s.open_appeals -= 1; }

}  // namespace

void evolve(State& state, const Event& event) {
    std::visit([&](const auto& e) { apply(state, e); }, event);
}

const Round* State::round(const RoundId& round_id) const {
    for (const Round& r : rounds)
        if (r.id == round_id) return &r;
    return nullptr;
}

Round* State::round(const RoundId& round_id) {
    for (Round& r : rounds)
        if (r.id == round_id) return &r;
    return nullptr;
}

Decimal State::committed_from(const std::string& envelope) const {
    const auto it = envelopes.find(envelope);
    return it == envelopes.end() ? Decimal{0} : it->second;
}

std::int64_t State::load(const std::string& step, const PersonId& expert) const {
    const auto at = loads.find(step);
    if (at == loads.end()) return 0;
    const auto it = at->second.find(expert);
    return it == at->second.end() ? 0 : it->second;
}

const Value* State::parameter(const RoundId& round_id, std::string_view parameter_name) const {
    const std::string key{parameter_name};
    if (const Round* r = round(round_id))
        if (const auto it = r->parameters.find(key); it != r->parameters.end()) return &it->second;
    const auto it = parameters.find(key);
    return it == parameters.end() ? nullptr : &it->second;
}

}  // namespace atranka::call
