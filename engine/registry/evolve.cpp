#include "engine/registry/evolve.hpp"

namespace atranka::registry {

namespace {

void apply(Person& p, const PersonRegistered& e) {
    p.id = e.person;
    p.expert_kind = e.expert_kind;
    p.fields = e.fields;
    p.employments = e.employments;
    p.active = true;
}
void withdraw(Person& p, const RoleGrant& role) {
    std::erase_if(p.proposals, [&](const RoleProposal& proposal) { return proposal.role == role; });
}
void apply(Person& p, const RoleProposed& e) { p.proposals.push_back({e.by, e.role}); }
void apply(Person& p, const RoleGranted& e) {
    withdraw(p, e.role);
    p.roles.insert(e.role);
}
void apply(Person& p, const RoleRevoked& e) {
    withdraw(p, e.role);
    p.roles.erase(e.role);
}
void apply(Person& p, const RoleDelegated& e) { p.delegations.push_back(e.delegation); }
void apply(Person& p, const DelegationEnded& e) { std::erase(p.delegations, e.delegation); }
void apply(Person& p, const ErasureProposed& e) { p.erasure = Erasure{e.by, e.basis, e.categories}; }
void apply(Person& p, const ErasureRefused&) { p.erasure.reset(); }
void apply(Person& p, const PersonalDataErased&) { p.erasure.reset(); }

void apply(Organisation& o, const OrganisationRegistered& e) {
    const std::int64_t version = o.version;
    o = e.organisation;
    o.version = version;
}
void apply(Organisation& o, const OrganisationSucceeded& e) { o.succeeded_by = e.successor; }

}  // namespace

void evolve(Person& person, const PersonEvent& event) {
    std::visit([&](const auto& e) { apply(person, e); }, event);
}

void evolve(Organisation& organisation, const OrganisationEvent& event) {
    std::visit([&](const auto& e) { apply(organisation, e); }, event);
}

}  // namespace atranka::registry
