#include "tests/scenario/invariants.hpp"

#include "engine/ledger/canonical.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::scenario {

using lifecycle::assignment::Interest;

Decimal held_by(const application::State& state, const definition::Definition& definition) {
    Decimal held = 0;
    if (state.finished() && !definition.outcome(state.outcome)->awarded) return held;
    for (const auto& [step, placement] : state.placements)
        if (placement.outcome == "selected") held += placement.amount;
    return held;
}

void Invariants::must(bool holds, const std::string& sentence) {
    if (!holds) broken.push_back(where_ + sentence);
}

void Invariants::see(const service::Batch& batch) {
    const service::Entry& entry = batch.entry;
    where_ = entry.log + " " + std::to_string(entry.index) + ", " + entry.type + ": ";
    const auto leaf = ledger::read_leaf(entry.leaf);
    const auto events = service::events_of(entry);
    must(leaf && events, "the entry cannot be read");
    if (!leaf || !events) return;
    check_permissions(entry, leaf->actor, *events);
    must(states_.apply(entry, *events), "its events cannot be folded");
    for (const service::Snapshot& live : batch.snapshots) {
        const auto it = states_.streams().find(live.stream);
        must(it != states_.streams().end() &&
                 ledger::canonical(service::encode_state(it->second)) == live.state &&
                 service::version_of(it->second) == live.version,
             "the record of " + live.stream + " folds to another state than the live one");
    }
    std::set<CallId> calls;
    for (const auto& [stream, list] : events->as_object()) {
        const service::StreamState& after = states_.streams().at(stream);
        if (const auto* s = std::get_if<application::State>(&after)) {
            check_stage(*s);
            calls.insert(s->call);
            const auto definition = states_.definition(states_.call(s->call).definition);
            held_[s->call][s->id] = held_by(*s, *definition);
        } else if (const auto* call = std::get_if<call::State>(&after)) {
            calls.insert(call->id);
        }
    }
    for (const CallId& call : calls) check_money(call);
}

void Invariants::check_money(const CallId& id) {
    const call::State call = states_.call(id);
    Decimal held = 0;
    for (const auto& [application, amount] : held_[id]) held += amount;
    must(call.committed.sign() >= 0, "less than nothing is promised");
    must(call.committed == held,
         "promised are " + call.committed.text() + ", held by applications " + held.text());
    if (const Value* budget = call.parameter({}, "budget"))
        must(call.committed <= *Decimal::parse(budget->as_text()), "more is promised than there is");
}

void Invariants::check_stage(const application::State& s) {
    if (s.finished()) {
        must(!s.deadline && !s.awaits_notice, s.id.text + " has ended and waits");
        return;
    }
    const auto definition = states_.definition(states_.call(s.call).definition);
    const definition::Step* step = definition->step(s.step);
    must(step != nullptr, s.id.text + " waits nowhere");
    if (step == nullptr) return;
    must(step->kind == s.stage.kind(), s.id.text + " waits in a stage of another kind of step");
    must(!lifecycle::is_final(s.stage) || lifecycle::outcome_of(s.stage) == "reserved",
         s.id.text + " waits in " + lifecycle::stage_name(s.stage) + ", which is an end");
    for (const auto& [name, review] : s.reviews)
        for (const auto& [expert, a] : review.assignments) {
            must(!a.submitted || a.opened || s.imported, expert.text + " scored unread");
            must(!a.opened || a.interest != Interest::undeclared, expert.text + " read undeclared");
        }
}

void Invariants::check_permissions(const service::Entry& entry, const std::string& actor,
                                   const Value& events) {
    for (const auto& [stream, list] : events.as_object()) {
        const std::string id = stream.substr(stream.find('/') + 1);
        for (const Value& encoded : list.as_list()) {
            if (stream.starts_with("application/")) {
                const auto event = kernel::decode<application::Event>(encoded);
                must(event.has_value(), "an event cannot be read");
                if (event) check_permission(states_.application({id}), actor, *event);
            } else if (stream.starts_with("call/")) {
                const auto event = kernel::decode<call::Event>(encoded);
                must(event.has_value(), "an event cannot be read");
                if (event) check_permission(states_.call({id}), actor, *event);
            }
        }
    }
    must(!entry.streams.empty(), "an entry changes nothing");
}

void Invariants::check_permission(const application::State& before, const std::string& actor,
                                  const application::Event& event) {
    if (const auto* e = std::get_if<application::CheckDecided>(&event))
        must(before.checks.at(e->step).proposed_by != e->by, e->by.text + " proposed and decided a check");
    if (const auto* e = std::get_if<application::AwardDecided>(&event); e && e->confirmed) {
        const auto definition = states_.definition(states_.call(before.call).definition);
        if (!definition->step(before.step)->confirm_by.empty())
            must(before.award->proposed_by != e->by, e->by.text + " proposed and confirmed an award");
    }
    if (std::get_if<application::DeadlineMoved>(&event) != nullptr)
        must(before.extension && before.extension->by.text != actor,
             actor + " proposed and confirmed a deadline");
    if (const auto* e = std::get_if<application::Placed>(&event))
        // Whoever moves up, or comes back from an appeal, stands where a list that two people confirmed says.
        must(e->by.size() >= 2 || e->reason == "moved_up" || e->reason.starts_with("upheld_"),
             "one person alone placed " + before.id.text);
    if (const auto* e = std::get_if<assignment::ExpertAssigned>(&event))
        must(e->expert != before.lead, e->expert.text + " reviews their own application");
    const auto assignment = [&](const std::string& step, const PersonId& expert) -> const assignment::State& {
        static const assignment::State none;
        const auto review = before.reviews.find(step);
        if (review == before.reviews.end()) return none;
        const auto it = review->second.assignments.find(expert);
        return it == review->second.assignments.end() ? none : it->second;
    };
    if (const auto* e = std::get_if<assignment::ApplicationOpened>(&event)) {
        const auto& a = assignment(e->step, e->expert);
        must(a.interest == Interest::none || (a.interest == Interest::potential && a.cleared),
             e->expert.text + " reads without having declared");
        must(e->expert.text == actor, actor + " reads for another");
    }
    if (const auto* e = std::get_if<assignment::ReviewSubmitted>(&event); e && !before.imported) {
        must(assignment(e->step, e->expert).opened.has_value(), e->expert.text + " scores unread");
        must(e->expert.text == actor, actor + " scores for another");
        for (const OrganisationId& partner : before.partners)
            must(!states_.person(e->expert).employed_by(partner, e->at), e->expert.text + " scores a tie");
    }
}

void Invariants::check_permission(const call::State& before, const std::string& actor,
                                  const call::Event& event) {
    if (const auto* e = std::get_if<call::ChangeDecided>(&event); e && e->confirmed)
        must(before.change && before.change->by.text != actor, actor + " proposed and confirmed a change");
    if (const auto* e = std::get_if<call::CallMoved>(&event);
        e && e->stage == lifecycle::call::Stage::published)
        must(before.drafted_by.text != actor, actor + " drafted and published");
    if (const auto* e = std::get_if<call::SelectionMoved>(&event)) {
        using Stage = lifecycle::selection::Stage;
        const call::Round* round = before.round(e->round);
        const auto it = round->selections.find(e->step);
        const bool confirms = e->selection.stage == Stage::confirmed &&
                              (it == round->selections.end() || it->second.stage != Stage::confirmed);
        if (confirms) must(e->selection.proposed_by.text != actor, actor + " proposed and confirmed a list");
    }
}

}  // namespace atranka::scenario
