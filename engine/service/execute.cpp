#include "engine/service/execute.hpp"

#include "engine/application/decide.hpp"
#include "engine/application/evolve.hpp"
#include "engine/application/facts.hpp"
#include "engine/call/decide.hpp"
#include "engine/call/evolve.hpp"
#include "engine/custody/decide.hpp"
#include "engine/definition/form.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/procedure/decide.hpp"
#include "engine/question/decide.hpp"
#include "engine/registry/decide.hpp"
#include "engine/registry/evolve.hpp"
#include "engine/service/acting.hpp"
#include "engine/service/privacy.hpp"

namespace atranka::service {

namespace {

template <class State>
struct EventOf;
template <>
struct EventOf<registry::Person> {
    using type = registry::PersonEvent;
};
template <>
struct EventOf<registry::Organisation> {
    using type = registry::OrganisationEvent;
};
template <>
struct EventOf<custody::Log> {
    using type = custody::Event;
};
template <>
struct EventOf<call::State> {
    using type = call::Event;
};
template <>
struct EventOf<question::State> {
    using type = question::Event;
};
template <>
struct EventOf<application::State> {
    using type = application::Event;
};

// As the codec spells it, without the copies that its list of members makes.
template <class Event>
Value encoded(const Event& event) {
    return std::visit(
        []<class One>(const One& one) {
            Value::Object object;
            object.emplace(One::name, kernel::encode(one));
            return Value{std::move(object)};
        },
        event);
}

template <class State, class Event>
Change changed(std::string stream, State state, const std::vector<Event>& events) {
    Change change{std::move(stream), {}, {}};
    for (const Event& event : events) {
        change.events.push_back(encoded(event));
        evolve(state, event);
    }
    state.version += 1;
    change.after = std::move(state);
    return change;
}

// The step that a command names, or else the one the application waits in.
template <class C>
const std::string& step_of(const C& command, const application::State& state) {
    if constexpr (requires { command.step; })
        return command.step;
    else
        return state.step;
}

class Executor {
public:
    Executor(States& states, const Envelope& envelope) : states_(states), envelope_(envelope) {
        person(envelope.actor);
    }

    Result<Executed> operator()(const registry::Command& command) {
        // As they stand: what was lent and has lapsed is there to be ended.
        for (const auto& id : registry::persons_of(command)) loaded_.persons.emplace(id, states_.person(id));
        for (const auto& id : registry::organisations_of(command)) organisation(id);
        registry::Context context{envelope_.actor,
                                  envelope_.at,
                                  loaded_,
                                  states_.instance_is_new(),
                                  {},
                                  envelope_.semantics >= 2,
                                  envelope_.authenticated == registry::by_groups,
                                  envelope_.semantics >= 4,
                                  envelope_.semantics >= 5,
                                  {}};
        if (const auto* grant = std::get_if<registry::GrantRole>(&command))
            context.roles_of_call = roles_of({grant->role.call});
        std::visit(
            [&](const auto& c) {
                using C = std::remove_cvref_t<decltype(c)>;
                if constexpr (std::same_as<C, registry::ProposeErasure> ||
                              std::same_as<C, registry::ConfirmErasure>)
                    context.holds = holds_of(states_, c.person);
            },
            command);
        auto decided = registry::decide(context, command);
        if (!decided) return tl::unexpected{decided.error()};
        Executed executed{"instance", {}, {}, {}};
        for (const registry::PersonEvent& event : decided->person)
            if (const auto* erased = std::get_if<registry::PersonalDataErased>(&event))
                executed.erased = *erased;
        const std::string stream = registry::stream_of(command);
        const std::string id = stream.substr(stream.find('/') + 1);
        if (!decided->person.empty())
            executed.changes.push_back(changed(stream, states_.person({id}), decided->person));
        else
            executed.changes.push_back(changed(stream, states_.organisation({id}), decided->organisation));
        return executed;
    }

    Result<Executed> operator()(const custody::Command& command) {
        const std::string name = custody::log_of(command);
        custody::Log log = states_.log(name);
        auto events = custody::decide(
            {envelope_.actor, envelope_.at, loaded_, envelope_.authenticated == "system"}, log, command);
        if (!events) return tl::unexpected{events.error()};
        Executed executed{name, {}, {}, {}};
        executed.changes.push_back(changed("log/" + name, std::move(log), *events));
        return executed;
    }

    Result<Executed> operator()(const call::Command& command) {
        const CallId id = std::visit([](const auto& c) { return c.call; }, command);
        call::State state = states_.call(id);
        const auto* draft = std::get_if<call::DraftCall>(&command);
        const std::string hash = draft != nullptr ? draft->definition : state.definition;
        const auto definition = states_.definition(hash);
        if (definition == nullptr) {
            if (draft == nullptr) return refuse(Rule::call_must_exist, "no call " + id.text, "call");
            return refuse(Rule::definition_must_be_known, "no definition with hash " + hash, "definition");
        }
        auto events = call::decide(
            {*definition, loaded_, envelope_.actor, envelope_.at, envelope_.semantics >= 3}, state, command);
        if (!events) return tl::unexpected{events.error()};
        Executed executed{"calls/" + id.text, hash, {}, {}};
        executed.changes.push_back(changed("call/" + id.text, std::move(state), *events));
        return executed;
    }

    Result<Executed> operator()(const question::Command& command) {
        const CallId id = std::visit([](const auto& c) { return c.call; }, command);
        const call::State call = states_.call(id);
        const auto definition = states_.definition(call.definition);
        if (definition == nullptr) return refuse(Rule::call_must_exist, "no call " + id.text, "call");
        question::State state = states_.questions(id);
        auto events = question::decide(
            {*definition, call, loaded_, envelope_.actor, envelope_.at, envelope_.semantics >= 4}, state,
            command);
        if (!events) return tl::unexpected{events.error()};
        Executed executed{"calls/" + id.text, call.definition, {}, {}};
        executed.changes.push_back(changed("questions/" + id.text, std::move(state), *events));
        return executed;
    }

    Result<Executed> operator()(const application::Command& command) {
        const ApplicationId id = std::visit([](const auto& c) { return c.application; }, command);
        application::State state = states_.application(id);
        const CallId call_id = std::visit(
            [&](const auto& c) {
                if constexpr (requires { c.call; })
                    return c.call;
                else
                    return state.call;
            },
            command);
        if (call_id.empty())
            return refuse(Rule::application_must_exist, "no application " + id.text, "application");
        call::State call = states_.call(call_id);
        const auto definition = states_.definition(call.definition);
        if (definition == nullptr) return refuse(Rule::call_must_exist, "no call " + call_id.text, "call");

        std::visit(
            [&](const auto& c) {
                if constexpr (requires { c.expert; }) person(c.expert);
                if constexpr (requires { c.to; }) person(c.to);
                if constexpr (requires { c.form; })
                    if (const auto* step = definition->step(step_of(c, state)))
                        if (const auto* form = application::form_at(*definition, state, *step))
                            for (const auto& o : application::organisations_in(*form, c.form))
                                organisation(o);
                if constexpr (requires { c.facts; })
                    if (const auto* step = application::submission_before(*definition, c.step))
                        for (const auto& o :
                             application::organisations_in(*definition->form(step->form), c.facts))
                            organisation(o);
            },
            command);
        auto decided = application::decide(
            {*definition, call, loaded_, envelope_.actor, envelope_.at, envelope_.authenticated == "system"},
            state, command);
        if (!decided) return tl::unexpected{decided.error()};
        Executed executed{"calls/" + call_id.text, call.definition, {}, {}};
        executed.changes.push_back(changed("application/" + id.text, std::move(state), decided->events));
        if (!decided->call.empty())
            executed.changes.push_back(changed("call/" + call_id.text, std::move(call), decided->call));
        return executed;
    }

    Result<Executed> operator()(const procedure::Command& command) {
        const CallId call_id = std::visit([](const auto& c) { return c.call; }, command);
        call::State call = states_.call(call_id);
        const auto definition = states_.definition(call.definition);
        if (definition == nullptr) return refuse(Rule::call_must_exist, "no call " + call_id.text, "call");

        procedure::Context context{*definition, loaded_, envelope_.actor, envelope_.at, {}, {}, {}};
        std::visit(
            [&](const auto& c) {
                if constexpr (requires { c.round; }) {
                    for (auto& [id, step] : states_.under_way(call_id, c.round)) {
                        if (step == c.step) context.applications.emplace(id, states_.application(id));
                        context.elsewhere.emplace_back(id, step);
                    }
                    if (const call::Round* round = call.round(c.round))
                        if (const auto it = round->selections.find(c.step); it != round->selections.end())
                            if (const auto list = states_.beside(it->second.ranking)) context.ranking = *list;
                } else {
                    auto state = states_.application(c.application);
                    if (const call::Round* round = call.round(state.round))
                        if (const auto it = round->selections.find(c.step); it != round->selections.end())
                            if (const auto list = states_.beside(it->second.ranking)) context.ranking = *list;
                    context.applications.emplace(c.application, std::move(state));
                }
            },
            command);
        auto decided = procedure::decide(context, call, command);
        if (!decided) return tl::unexpected{decided.error()};
        Executed executed{"calls/" + call_id.text, call.definition, {}, std::move(decided->beside)};
        executed.changes.push_back(changed("call/" + call_id.text, std::move(call), decided->call));
        for (auto& [id, events] : decided->applications)
            executed.changes.push_back(
                changed("application/" + id.text, std::move(context.applications.at(id)), events));
        return executed;
    }

private:
    void person(const PersonId& id) {
        if (loaded_.persons.contains(id)) return;
        loaded_.persons.emplace(id, envelope_.semantics >= 5 ? acting(states_, id) : states_.person(id));
    }
    std::optional<std::set<std::string>> roles_of(const CallId& id) {
        const call::State call = states_.call(id);
        const auto definition = call.exists() ? states_.definition(call.definition) : nullptr;
        if (definition == nullptr) return std::nullopt;
        std::set<std::string> names;
        for (const definition::Role& role : definition->roles) names.insert(role.name);
        return names;
    }
    void organisation(const OrganisationId& id) {
        if (!loaded_.organisations.contains(id)) loaded_.organisations.emplace(id, states_.organisation(id));
    }

    States& states_;
    const Envelope& envelope_;
    registry::Loaded loaded_;
};

template <class Variant, class C>
std::optional<Variant> as(const C& command) {
    if constexpr (boost::mp11::mp_contains<Variant, C>::value) return Variant{command};
    return std::nullopt;
}

}  // namespace

Result<Executed> execute(States& states, const Envelope& envelope) {
    Executor executor{states, envelope};
    return std::visit(
        [&](const auto& c) -> Result<Executed> {
            using C = std::remove_cvref_t<decltype(c)>;
            if constexpr (boost::mp11::mp_contains<registry::Command, C>::value)
                return executor(registry::Command{c});
            else if constexpr (boost::mp11::mp_contains<custody::Command, C>::value)
                return executor(custody::Command{c});
            else if constexpr (boost::mp11::mp_contains<call::Command, C>::value)
                return executor(call::Command{c});
            else if constexpr (boost::mp11::mp_contains<question::Command, C>::value)
                return executor(question::Command{c});
            else if constexpr (boost::mp11::mp_contains<application::Command, C>::value)
                return executor(application::Command{c});
            else
                return executor(procedure::Command{c});
        },
        envelope.command);
}

std::int64_t version_of(const StreamState& state) {
    return std::visit([](const auto& s) { return s.version; }, state);
}

Value encode_state(const StreamState& state) {
    return std::visit([](const auto& s) { return kernel::encode(s); }, state);
}

StreamState empty_state(const std::string& stream) {
    const std::string kind = stream.substr(0, stream.find('/'));
    if (kind == "person") return registry::Person{};
    if (kind == "organisation") return registry::Organisation{};
    if (kind == "call") return call::State{};
    if (kind == "questions") return question::State{};
    if (kind == "log") return custody::Log{};
    invariant(
        kind == "application",
        "a stream is a person's, an organisation's, a log's, a call's, its questions' or an application's");
    return application::State{};
}

std::optional<StreamState> decode_state(const std::string& stream, const Value& encoded) {
    return std::visit(
        [&](const auto& empty) -> std::optional<StreamState> {
            auto state = kernel::decode<std::remove_cvref_t<decltype(empty)>>(encoded);
            return state ? std::optional<StreamState>{std::move(*state)} : std::nullopt;
        },
        empty_state(stream));
}

bool evolve(StreamState& state, const Value::List& events) {
    return std::visit(
        [&](auto& s) {
            using Event = typename EventOf<std::remove_cvref_t<decltype(s)>>::type;
            for (const Value& encoded : events) {
                const auto event = kernel::decode<Event>(encoded);
                if (!event) return false;
                evolve(s, *event);
            }
            s.version += 1;
            return true;
        },
        state);
}

}  // namespace atranka::service
