#include "engine/inquiry/trying.hpp"

namespace atranka::inquiry {

namespace {

using service::Command;

template <class C>
concept Begins =
    std::same_as<C, application::StartApplication> || std::same_as<C, application::ImportApplication>;

Rejection of(tl::unexpected<Rejection> refused) { return std::move(refused.value()); }

Rejection not_theirs(std::string_view command) {
    return of(refuse(Rule::actor_must_have_the_role,
                     std::string{command} + " is not for you to give here; what you may give is listed with "
                                            "the application or the call"));
}

std::shared_ptr<const definition::Definition> definition_of(service::States& states, const CallId& call) {
    return states.definition(states.call(call).definition);
}

// The streams as one person may read them, for a decision about one application.
class Seen final : public service::States {
public:
    Seen(service::States& whole, PersonId viewer, Instant now, const access::Policy& policy)
        : whole_(whole), viewer_(std::move(viewer)), now_(now), policy_(policy) {}

    registry::Person person(const PersonId& id) override { return whole_.person(id); }
    registry::Organisation organisation(const OrganisationId& id) override { return whole_.organisation(id); }
    custody::Log log(const std::string& log) override { return whole_.log(log); }
    call::State call(const CallId& id) override {
        const auto definition = definition_of(whole_, id);
        const registry::Person viewer = whole_.person(viewer_);
        if (!definition) return {};
        return access::seen_by(&viewer, *definition, whole_.call(id), now_).value_or(call::State{});
    }
    // Nothing that is decided about an application looks at them.
    question::State questions(const CallId&) override { return {}; }
    application::State application(const ApplicationId& id) override {
        application::State state = whole_.application(id);
        const auto definition = definition_of(whole_, state.call);
        const registry::Person viewer = whole_.person(viewer_);
        if (!definition) return {};
        return access::Sight{&viewer, *definition, state, now_, policy_}.state().value_or(
            application::State{});
    }
    std::vector<std::pair<ApplicationId, std::string>> under_way(const CallId&, const RoundId&) override {
        return {};
    }
    std::vector<service::InvolvementRow> involvements(const PersonId&) override { return {}; }
    std::shared_ptr<const definition::Definition> definition(const std::string& hash) override {
        return whole_.definition(hash);
    }
    std::optional<Value> beside(const std::string&) override { return std::nullopt; }
    bool instance_is_new() override { return whole_.instance_is_new(); }

private:
    service::States& whole_;
    PersonId viewer_;
    Instant now_;
    const access::Policy& policy_;
};

}  // namespace

std::string application_of(const Command& command) {
    return std::visit(
        [](const auto& c) -> std::string {
            using C = std::remove_cvref_t<decltype(c)>;
            if constexpr (requires { c.application.text; } && !Begins<C>)
                return c.application.text;
            else
                return {};
        },
        command);
}

std::string call_of(const Command& command) {
    return std::visit(
        [](const auto& c) -> std::string {
            if constexpr (requires { c.call.text; })
                return c.call.text;
            else
                return {};
        },
        command);
}

std::optional<Rejection> refused_unseen(service::States& states, const service::Envelope& envelope,
                                        const access::Policy& policy) {
    const registry::Person viewer = states.person(envelope.actor);
    const std::string_view name = service::name_of(envelope.command);
    if (const std::string id = application_of(envelope.command); !id.empty()) {
        const application::State state = states.application({id});
        const auto definition = state.exists() ? definition_of(states, state.call) : nullptr;
        const bool known =
            definition && access::Sight{&viewer, *definition, state, envelope.at, policy}.state();
        if (!known) return of(refuse(Rule::application_must_exist, "no application " + id, "application"));
        if (!access::may_try(&viewer, *definition, state, name, envelope.at, policy)) return not_theirs(name);
        // A lead sees all that a command of theirs depends on; what they do not see allows nothing.
        if (access::relation_of(&viewer, *definition, state, envelope.at) != access::Relation::lead)
            return std::nullopt;
        Seen seen{states, envelope.actor, envelope.at, policy};
        if (auto decided = service::execute(seen, envelope); !decided) return decided.error();
        return std::nullopt;
    }
    const std::string id = call_of(envelope.command);
    const call::State call = id.empty() ? call::State{} : states.call({id});
    const auto definition = call.exists() ? states.definition(call.definition) : nullptr;
    const bool known = definition && access::seen_by(&viewer, *definition, call, envelope.at);
    if (!id.empty() && !known && name != call::DraftCall::name)
        return of(refuse(Rule::call_must_exist, "no call " + id, "call"));
    if (!access::may_try(&viewer, definition.get(), id.empty() ? "*" : id, name, envelope.at, policy))
        return not_theirs(name);
    return std::nullopt;
}

Rejection as_told(service::States& states, const service::Envelope& envelope, const Rejection& refused,
                  const access::Policy& policy) {
    const std::string id = application_of(envelope.command);
    // What they uploaded themselves is no secret to them.
    if (id.empty() || refused.rule == Rule::attachment_must_be_uploaded) return refused;
    const application::State state = states.application({id});
    const auto definition = state.exists() ? definition_of(states, state.call) : nullptr;
    const registry::Person viewer = states.person(envelope.actor);
    if (!definition || access::reads_all(access::relation_of(&viewer, *definition, state, envelope.at)))
        return refused;
    Seen seen{states, envelope.actor, envelope.at, policy};
    const auto again = service::execute(seen, envelope);
    if (!again) return again.error();
    return of(refuse(Rule::stage_must_allow_command, "this is not possible at present"));
}

}  // namespace atranka::inquiry
