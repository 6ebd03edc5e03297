#include "engine/registry/state.hpp"

#include <algorithm>

namespace atranka::registry {

namespace {

// The look-back of a potential interest. Source: EU expert contract (DOMAIN.md §4): "within 3 years".
constexpr std::int64_t look_back_ms = std::int64_t{3} * 365 * 24 * 60 * 60 * 1000;

bool covers(const RoleGrant& grant, std::string_view call, std::string_view role) {
    return grant.role == role && (grant.call == call || grant.call == "*");
}

}  // namespace

bool Person::has_role(std::string_view call, std::string_view role, Instant at) const {
    if (!active) return false;
    const bool own = std::ranges::any_of(roles, [&](const RoleGrant& g) { return covers(g, call, role); });
    return own || std::ranges::any_of(delegations, [&](const Delegation& d) {
               return covers(d.role, call, role) && d.since <= at && at <= d.until;
           });
}

bool Person::employed_by(const OrganisationId& organisation, Instant at) const {
    return std::ranges::any_of(employments, [&](const Employment& e) {
        return e.organisation == organisation && (!e.until || e.until->plus_ms(look_back_ms) >= at);
    });
}

const Person* Loaded::person(const PersonId& id) const {
    const auto it = persons.find(id);
    return it == persons.end() || it->second.version == 0 ? nullptr : &it->second;
}

const Organisation* Loaded::organisation(const OrganisationId& id) const {
    const auto it = organisations.find(id);
    return it == organisations.end() || it->second.version == 0 ? nullptr : &it->second;
}

}  // namespace atranka::registry
