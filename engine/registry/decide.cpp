#include "engine/registry/decide.hpp"

#include <algorithm>

namespace atranka::registry {

namespace {

Result<void> by_administrator(const Context& c) {
    const Person* actor = c.loaded.person(c.actor);
    if (actor == nullptr || !actor->has_role("*", "administrator", c.at))
        return refuse(Rule::actor_must_have_the_role, "only an administrator may change the registry");
    return {};
}

// Roles change by administrators, or with the groups in which a provider of identities has somebody.
Result<void> may_change_role(const Context& c, const RoleGrant& role) {
    if (!c.follows_groups) return by_administrator(c);
    if (std::ranges::find(granted_by_people, role.role) != std::end(granted_by_people))
        return refuse(Rule::actor_must_have_the_role, "people make somebody " + role.role + ", no group does",
                      "role");
    return {};
}

Result<const Person*> known(const Context& c, const PersonId& id, std::string path) {
    const Person* person = c.loaded.person(id);
    if (person == nullptr)
        return refuse(Rule::person_must_be_registered, "nobody is registered as " + id.text, std::move(path),
                      Value::object({{"person", id.text}}));
    return person;
}

Result<Decided> decide_one(const Context& c, const FoundInstance& cmd) {
    if (!c.instance_is_new)
        return refuse(Rule::instance_must_be_new, "this instance has its administrator already");
    if (!is_id(cmd.person.text))
        return refuse(Rule::id_must_be_well_formed, "not an id: " + cmd.person.text, "person");
    if (cmd.person != c.actor)
        return refuse(Rule::actor_must_have_the_role, "a founder appoints only themselves", "person");
    return Decided{{PersonRegistered{cmd.person, {}, {}, {}}, RoleGranted{{"*", "administrator"}}}, {}};
}

Result<Decided> decide_one(const Context& c, const RegisterPerson& cmd) {
    if (auto ok = by_administrator(c); !ok) return tl::unexpected{ok.error()};
    if (!is_id(cmd.person.text))
        return refuse(Rule::id_must_be_well_formed, "not an id: " + cmd.person.text, "person");
    for (const auto& e : cmd.employments)
        if (c.loaded.organisation(e.organisation) == nullptr)
            return refuse(Rule::organisation_must_be_registered, "no organisation " + e.organisation.text,
                          "employments");
    return Decided{{PersonRegistered{cmd.person, cmd.expert_kind, cmd.fields, cmd.employments}}, {}};
}

const RoleProposal* proposal_of(const Person& person, const RoleGrant& role) {
    const auto found = std::ranges::find(person.proposals, role, &RoleProposal::role);
    return found == person.proposals.end() ? nullptr : &*found;
}

// Before there is a call its roles are granted by names that it may have.
Result<void> role_is_known(const Context& c, const RoleGrant& role) {
    if (!c.deputies_have_an_office) return {};
    const bool is_spelled = std::ranges::all_of(role.role, [](char one) {
        return (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || one == '_';
    });
    if (!is_spelled || (role.call != "*" && !is_id(role.call)))
        return refuse(Rule::role_must_be_named,
                      "a role is spelled in a-z, 0-9 and _, and a call by its id or *", "role");
    if (!c.roles_of_call || c.roles_of_call->contains(role.role) || role.role == "officer" ||
        std::ranges::find(granted_by_people, role.role) != std::end(granted_by_people))
        return {};
    std::string names;
    for (const std::string& one : *c.roles_of_call) names += (names.empty() ? "" : ", ") + one;
    return refuse(Rule::role_must_be_named, "the roles of this call are " + names, "role");
}

Result<Decided> decide_one(const Context& c, const GrantRole& cmd) {
    if (auto ok = may_change_role(c, cmd.role); !ok) return tl::unexpected{ok.error()};
    auto person = known(c, cmd.person, "person");
    if (!person) return tl::unexpected{person.error()};
    if (cmd.role.role.empty() || cmd.role.call.empty())
        return refuse(Rule::role_must_be_named, "a role and a call (or *) must be named", "role");
    if (auto ok = role_is_known(c, cmd.role); !ok) return tl::unexpected{ok.error()};
    if ((*person)->roles.contains(cmd.role))
        return refuse(Rule::role_must_be_new, cmd.person.text + " has that role already", "role");
    if (c.nobody_alone && !c.follows_groups && cmd.person == c.actor)
        return refuse(Rule::second_person_must_act, "nobody makes themselves " + cmd.role.role, "person");
    if (!c.two_appoint || std::ranges::find(granted_by_two, cmd.role.role) == std::end(granted_by_two))
        return Decided{{RoleGranted{cmd.role}}, {}};
    if (cmd.person == c.actor)
        return refuse(Rule::second_person_must_act, "nobody makes themselves " + cmd.role.role, "person");
    const RoleProposal* proposal = proposal_of(**person, cmd.role);
    if (proposal == nullptr) return Decided{{RoleProposed{c.actor, cmd.role}}, {}};
    if (proposal->by == c.actor)
        return refuse(Rule::second_person_must_confirm, "another administrator has to grant this role, too",
                      "role");
    return Decided{{RoleGranted{cmd.role}}, {}};
}

// What the command takes back of what somebody was lent: all of it by an office, else what the actor lent.
std::vector<Delegation> lent_to(const Context& c, const RevokeRole& cmd, bool by_office) {
    std::vector<Delegation> found;
    const Person* person = c.deputies_have_an_office ? c.loaded.person(cmd.person) : nullptr;
    if (person == nullptr) return found;
    std::ranges::copy_if(person->delegations, std::back_inserter(found), [&](const Delegation& one) {
        return one.role == cmd.role && one.until >= c.at && (by_office || one.from == c.actor);
    });
    return found;
}

Result<Decided> decide_one(const Context& c, const RevokeRole& cmd) {
    const auto office = may_change_role(c, cmd.role);
    const std::vector<Delegation> lent = lent_to(c, cmd, office.has_value());
    if (!office && lent.empty()) return tl::unexpected{office.error()};
    auto person = known(c, cmd.person, "person");
    if (!person) return tl::unexpected{person.error()};
    const bool has_it =
        office && ((*person)->roles.contains(cmd.role) || proposal_of(**person, cmd.role) != nullptr);
    if (!has_it && lent.empty())
        return refuse(Rule::role_must_be_held, cmd.person.text + " does not have that role", "role");
    if (cmd.reason.empty())
        return refuse(Rule::reason_must_be_given, "say why the role is taken away", "reason");
    Decided decided;
    if (has_it) decided.person.emplace_back(RoleRevoked{cmd.role});
    for (const Delegation& one : lent) decided.person.emplace_back(DelegationEnded{one});
    return decided;
}

// Of the deputy's own, there or in every call; of what people have to appoint for, that role itself.
bool has_an_office(const Person& person, const RoleGrant& lent) {
    const bool by_people = std::ranges::find(granted_by_people, lent.role) != std::end(granted_by_people);
    return person.active && std::ranges::any_of(person.roles, [&](const RoleGrant& held) {
               return by_people ? held.role == lent.role
                                : held.call == lent.call || held.call == "*" || lent.call == "*";
           });
}

Result<Decided> decide_one(const Context& c, const DelegateRole& cmd) {
    const Person* actor = c.loaded.person(c.actor);
    if (actor == nullptr || !actor->active || !actor->roles.contains(cmd.role))
        return refuse(Rule::role_must_be_held, "only a role of one's own can be delegated", "role");
    // Nobody learns so who else is registered.
    const Person* deputy = c.loaded.person(cmd.person);
    if (c.deputies_have_an_office && cmd.person != c.actor &&
        (deputy == nullptr || !has_an_office(*deputy, cmd.role)))
        return refuse(
            Rule::deputy_must_be_appointed,
            "a deputy has a role there already, and one that people appoint to is lent to such people",
            "person");
    auto person = known(c, cmd.person, "person");
    if (!person) return tl::unexpected{person.error()};
    if (cmd.person == c.actor)
        return refuse(Rule::second_person_must_act, "nobody is their own deputy", "person");
    if (cmd.until < cmd.since || cmd.until < c.at)
        return refuse(Rule::dates_must_be_in_order, "a delegation ends after it begins, and in the future",
                      "until");
    const auto is_one = [&](const RoleGrant& held) { return held.role == cmd.role.role; };
    if (c.nobody_alone &&
        std::ranges::find(granted_by_people, cmd.role.role) != std::end(granted_by_people) &&
        std::ranges::none_of((*person)->roles, is_one))
        return refuse(
            Rule::deputy_must_be_appointed,
            cmd.person.text + " was never appointed " + cmd.role.role + ", and no single person does that",
            "person", Value::object({{"person", cmd.person.text}, {"role", cmd.role.role}}));
    return Decided{{RoleDelegated{{c.actor, cmd.role, cmd.since, cmd.until}}}, {}};
}

Result<Decided> decide_one(const Context& c, const RegisterOrganisation& cmd) {
    if (auto ok = by_administrator(c); !ok) return tl::unexpected{ok.error()};
    const Organisation& o = cmd.organisation;
    if (!is_id(o.id.text))
        return refuse(Rule::id_must_be_well_formed, "not an id: " + o.id.text, "organisation.id");
    if (o.name.empty())
        return refuse(Rule::organisation_must_be_named, "an organisation has a name", "organisation.name");
    Organisation recorded = o;
    recorded.version = 0;
    recorded.succeeded_by = {};
    return Decided{{}, {OrganisationRegistered{recorded}}};
}

Result<Decided> decide_one(const Context& c, const SucceedOrganisation& cmd) {
    if (auto ok = by_administrator(c); !ok) return tl::unexpected{ok.error()};
    for (const auto& id : {cmd.organisation, cmd.successor})
        if (c.loaded.organisation(id) == nullptr)
            return refuse(Rule::organisation_must_be_registered, "no organisation " + id.text);
    if (cmd.organisation == cmd.successor)
        return refuse(Rule::successor_must_be_another, "an organisation does not succeed itself",
                      "successor");
    if (cmd.basis.empty()) return refuse(Rule::reason_must_be_given, "name the legal basis", "basis");
    return Decided{{}, {OrganisationSucceeded{cmd.successor}}};
}

constexpr std::string_view data_protection = "data_protection_officer";

// The longest hold is named; one without an end outlasts all.
Result<void> nothing_is_held(const Context& c, const std::vector<std::string>& categories) {
    const Hold* longest = nullptr;
    for (const Hold& hold : c.holds) {
        if (std::ranges::find(categories, hold.category) == categories.end()) continue;
        if (hold.until && *hold.until <= c.at) continue;
        if (longest == nullptr || !hold.until || (longest->until && *longest->until < *hold.until))
            longest = &hold;
        if (!hold.until) break;
    }
    if (longest == nullptr) return {};
    return refuse(Rule::retention_must_have_ended,
                  longest->category + " is kept " +
                      (longest->until ? "until " + longest->until->text() : "without an end yet") + ": " +
                      longest->basis,
                  "categories",
                  longest->until ? Value::object({{"until", longest->until->text()}}) : Value{});
}

Result<Decided> decide_one(const Context& c, const ProposeErasure& cmd) {
    const Person* actor = c.loaded.person(c.actor);
    if (actor == nullptr || !actor->has_role("*", data_protection, c.at))
        return refuse(Rule::actor_must_have_the_role, "a data_protection_officer asks for an erasure");
    auto person = known(c, cmd.person, "person");
    if (!person) return tl::unexpected{person.error()};
    if (cmd.basis.empty()) return refuse(Rule::reason_must_be_given, "name the legal basis", "basis");
    std::vector<std::string> wanted = cmd.categories;
    if (wanted.empty()) wanted.assign(std::begin(categories), std::end(categories));
    for (const std::string& category : wanted)
        if (std::ranges::find(categories, category) == std::end(categories))
            return refuse(Rule::category_must_be_known,
                          category + " is not identity, application, evaluation or decision", "categories");
    if (auto ok = nothing_is_held(c, wanted); !ok) return tl::unexpected{ok.error()};
    return Decided{{ErasureProposed{c.actor, cmd.basis, std::move(wanted)}}, {}};
}

// What waits for a second person, and whether the actor may be that person.
Result<const Person*> waiting(const Context& c, const PersonId& id) {
    const Person* actor = c.loaded.person(c.actor);
    if (actor == nullptr ||
        !(actor->has_role("*", data_protection, c.at) || actor->has_role("*", "administrator", c.at)))
        return refuse(Rule::actor_must_have_the_role,
                      "an erasure is confirmed by another data_protection_officer or an administrator");
    auto person = known(c, id, "person");
    if (person && !(*person)->erasure)
        return refuse(Rule::proposal_must_be_made_first, "no erasure was asked for " + id.text, "person");
    return person;
}

Result<Decided> decide_one(const Context& c, const ConfirmErasure& cmd) {
    const auto person = waiting(c, cmd.person);
    if (!person) return tl::unexpected{person.error()};
    const Erasure& erasure = *(*person)->erasure;
    if (erasure.by == c.actor)
        return refuse(Rule::second_person_must_confirm, "somebody else confirms what you asked for");
    if (auto ok = nothing_is_held(c, erasure.categories); !ok) return tl::unexpected{ok.error()};
    return Decided{{PersonalDataErased{cmd.person, erasure.basis, erasure.categories}}, {}};
}

Result<Decided> decide_one(const Context& c, const RefuseErasure& cmd) {
    const auto person = waiting(c, cmd.person);
    if (!person) return tl::unexpected{person.error()};
    if (cmd.reason.empty()) return refuse(Rule::reason_must_be_given, "say why nothing is erased", "reason");
    return Decided{{ErasureRefused{c.actor}}, {}};
}

}  // namespace

std::string stream_of(const Command& command) {
    return std::visit(
        [](const auto& c) -> std::string {
            if constexpr (requires { c.person; })
                return "person/" + c.person.text;
            else if constexpr (requires { c.organisation.id; })
                return "organisation/" + c.organisation.id.text;
            else
                return "organisation/" + c.organisation.text;
        },
        command);
}

std::vector<PersonId> persons_of(const Command& command) {
    return std::visit(
        [](const auto& c) -> std::vector<PersonId> {
            if constexpr (requires { c.person; }) return {c.person};
            return {};
        },
        command);
}

std::vector<OrganisationId> organisations_of(const Command& command) {
    std::vector<OrganisationId> ids;
    if (const auto* r = std::get_if<RegisterPerson>(&command))
        for (const auto& e : r->employments) ids.push_back(e.organisation);
    if (const auto* r = std::get_if<RegisterOrganisation>(&command)) ids.push_back(r->organisation.id);
    if (const auto* s = std::get_if<SucceedOrganisation>(&command)) ids = {s->organisation, s->successor};
    return ids;
}

Result<Decided> decide(const Context& context, const Command& command) {
    return std::visit([&](const auto& c) { return decide_one(context, c); }, command);
}

}  // namespace atranka::registry
