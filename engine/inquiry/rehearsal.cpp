#include "engine/inquiry/rehearsal.hpp"

#include "engine/access/sight.hpp"
#include "engine/inquiry/trying.hpp"
#include "engine/service/record.hpp"
#include "engine/service/service.hpp"

#include <algorithm>

namespace atranka::inquiry {

// The states as they would stand, over those of the record.
class Rehearsal::Ahead final : public service::States {
public:
    explicit Ahead(service::States& recorded) : recorded_(recorded) {}

    registry::Person person(const PersonId& id) override {
        return either("person/" + id.text, [&] { return recorded_.person(id); });
    }
    registry::Organisation organisation(const OrganisationId& id) override {
        return either("organisation/" + id.text, [&] { return recorded_.organisation(id); });
    }
    call::State call(const CallId& id) override {
        return either("call/" + id.text, [&] { return recorded_.call(id); });
    }
    question::State questions(const CallId& of) override {
        return either("questions/" + of.text, [&] { return recorded_.questions(of); });
    }
    application::State application(const ApplicationId& id) override {
        return either("application/" + id.text, [&] { return recorded_.application(id); });
    }
    custody::Log log(const std::string& log) override {
        return either("log/" + log, [&] { return recorded_.log(log); });
    }
    std::vector<std::pair<ApplicationId, std::string>> under_way(const CallId& of,
                                                                 const RoundId& round) override {
        std::map<ApplicationId, std::string> found;
        for (auto& [id, step] : recorded_.under_way(of, round)) found.emplace(id, step);
        for (const auto& [stream, state] : streams_)
            if (const auto* s = std::get_if<application::State>(&state); s != nullptr && s->call == of) {
                found.erase(s->id);
                if (s->round == round && !s->finished()) found.emplace(s->id, s->step);
            }
        return {found.begin(), found.end()};
    }
    std::vector<service::InvolvementRow> involvements(const PersonId& person) override {
        return recorded_.involvements(person);
    }
    std::shared_ptr<const definition::Definition> definition(const std::string& hash) override {
        if (const auto brought = brought_.find(hash); brought != brought_.end())
            return service::compile(brought->second, hash);
        return recorded_.definition(hash);
    }
    std::optional<Value> beside(const std::string& hash) override {
        const auto brought = brought_.find(hash);
        return brought != brought_.end() ? std::optional{brought->second} : recorded_.beside(hash);
    }
    bool instance_is_new() override { return recorded_.instance_is_new(); }

    void bring(const std::string& hash, const Value& payload) { brought_.insert_or_assign(hash, payload); }
    void put(const service::Executed& executed) {
        for (const auto& [hash, payload] : executed.beside) bring(hash, payload);
        for (const service::Change& change : executed.changes)
            streams_.insert_or_assign(change.stream, change.after);
    }

private:
    template <class Load>
    auto either(const std::string& stream, Load&& load) -> decltype(load()) {
        const auto found = streams_.find(stream);
        return found == streams_.end() ? load() : std::get<decltype(load())>(found->second);
    }

    service::States& recorded_;
    std::map<std::string, service::StreamState> streams_;
    std::map<std::string, Value> brought_;
};

namespace {

Standing standing_of(const application::State& state) {
    return {state.finished() ? std::string{} : state.step,
            state.finished() ? std::string{} : lifecycle::stage_name(state.stage), state.outcome,
            state.finished() ? std::nullopt : state.deadline, !state.finished() && state.awaits_notice};
}

std::vector<std::string> names_of(const Value::List& events) {
    std::vector<std::string> names;
    for (const Value& event : events)
        if (event.is_object() && !event.as_object().empty())
            names.push_back(event.as_object().begin()->first);
    return names;
}

// What one application's change brings for others to do, which was not there before.
void tell(Rehearsed& rehearsed, const definition::Definition& definition, const call::State& call,
          const application::State& before, const application::State& after,
          const service::Envelope& envelope) {
    if (const definition::Outcome* outcome = definition.outcome(after.outcome);
        outcome != nullptr && before.outcome != after.outcome && !outcome->letter.empty())
        rehearsed.letters.push_back({after.id.text, after.outcome, outcome->letter.by_language});
    const auto known = turns_of(definition, before, call, envelope.at);
    for (const Turn& turn : turns_of(definition, after, call, envelope.at)) {
        const bool is_new = std::ranges::none_of(known, [&](const Turn& one) {
            return one.todo == turn.todo && one.step == turn.step && one.by == turn.by;
        });
        if (!is_new) continue;
        if (turn.todo == Todo::serve_notice) rehearsed.notices.push_back(after.id.text);
        if (turn.by == envelope.actor)
            rehearsed.confirm.push_back({after.id.text, turn.step, role_of(turn, definition), turn.commands});
    }
}

}  // namespace

Rehearsal::Rehearsal(service::States& states, const access::Policy& policy)
    : ahead_(std::make_unique<Ahead>(states)), policy_(policy) {}
Rehearsal::~Rehearsal() = default;

bool Rehearsal::reads(const registry::Person& viewer, const application::State& state, Instant at) {
    const auto definition = ahead_->definition(ahead_->call(state.call).definition);
    return definition && access::reads_all(access::relation_of(&viewer, *definition, state, at));
}

// Whoever does not read all of what they change would learn of the rest by what they may do next.
bool Rehearsal::reads_all_of(const registry::Person& viewer, const service::Executed& executed,
                             const Before& before, Instant at) {
    return std::ranges::all_of(executed.changes, [&](const service::Change& change) {
        const auto* after = std::get_if<application::State>(&change.after);
        if (after == nullptr) return true;
        const application::State& was = before.at(change.stream);
        return reads(viewer, was.exists() ? was : *after, at);
    });
}

Rehearsed Rehearsal::of(const service::Envelope& envelope,
                        const std::vector<std::pair<std::string, Value>>& documents) {
    Rehearsed rehearsed;
    for (const auto& [hash, payload] : documents) ahead_->bring(hash, payload);
    rehearsed.refused = refused_unseen(*ahead_, envelope, policy_);
    if (rehearsed.refused) return rehearsed;
    const auto executed = service::execute(*ahead_, envelope);
    if (!executed) {
        rehearsed.refused = as_told(*ahead_, envelope, executed.error(), policy_);
        return rehearsed;
    }
    const registry::Person viewer = ahead_->person(envelope.actor);
    Before before;
    for (const service::Change& change : executed->changes)
        if (const auto* state = std::get_if<application::State>(&change.after))
            before.emplace(change.stream, ahead_->application(state->id));
    if (reads_all_of(viewer, *executed, before, envelope.at)) ahead_->put(*executed);
    for (const service::Change& change : executed->changes) {
        const std::vector<std::string> events = names_of(change.events);
        if (const auto* after = std::get_if<application::State>(&change.after)) {
            const application::State& was = before.at(change.stream);
            if (!reads(viewer, was.exists() ? was : *after, envelope.at)) continue;
            const call::State call = ahead_->call(after->call);
            const auto definition = ahead_->definition(call.definition);
            rehearsed.changes.push_back({change.stream,
                                         was.exists() ? std::optional{standing_of(was)} : std::nullopt,
                                         standing_of(*after), events});
            tell(rehearsed, *definition, call, was, *after, envelope);
        } else if (const auto* call = std::get_if<call::State>(&change.after)) {
            const auto definition = ahead_->definition(call->definition);
            if (!definition || !access::works_on(&viewer, *definition, call->id, envelope.at)) continue;
            rehearsed.changes.push_back({change.stream, {}, {}, events});
            for (const Turn& turn : turns_of(*definition, *call, {}, envelope.at))
                if (turn.by == envelope.actor)
                    rehearsed.confirm.push_back({{}, turn.step, role_of(turn, *definition), turn.commands});
            if (std::holds_alternative<procedure::RankRound>(envelope.command) && !executed->beside.empty())
                rehearsed.list = executed->beside.front().second;
        }
    }
    return rehearsed;
}

}  // namespace atranka::inquiry
