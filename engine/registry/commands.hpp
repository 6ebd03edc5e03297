#pragma once
// What can be asked of the registry.

#include "engine/registry/state.hpp"

#include <variant>

namespace atranka::registry {

// The first entry of an instance: its first administrator appoints themselves, once.
struct FoundInstance {
    static constexpr std::string_view name = "FoundInstance";
    PersonId person;
    Value identity;
    static constexpr std::string_view private_members[] = {"identity"};
};
BOOST_DESCRIBE_STRUCT(FoundInstance, (), (person, identity))

struct RegisterPerson {
    static constexpr std::string_view name = "RegisterPerson";
    PersonId person;
    Value identity;  // {name, mail, …}: private
    std::string expert_kind;
    std::vector<std::string> fields;
    std::vector<Employment> employments;
    static constexpr std::string_view private_members[] = {"identity"};
};
BOOST_DESCRIBE_STRUCT(RegisterPerson, (), (person, identity, expert_kind, fields, employments))

struct GrantRole {
    static constexpr std::string_view name = "GrantRole";
    PersonId person;
    RoleGrant role;
};
BOOST_DESCRIBE_STRUCT(GrantRole, (), (person, role))

struct RevokeRole {
    static constexpr std::string_view name = "RevokeRole";
    PersonId person;
    RoleGrant role;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RevokeRole, (), (person, role, reason))

// The actor lets `person` act in a role that the actor has.
struct DelegateRole {
    static constexpr std::string_view name = "DelegateRole";
    PersonId person;
    RoleGrant role;
    Instant since, until;
};
BOOST_DESCRIBE_STRUCT(DelegateRole, (), (person, role, since, until))

struct RegisterOrganisation {
    static constexpr std::string_view name = "RegisterOrganisation";
    Organisation organisation;
};
BOOST_DESCRIBE_STRUCT(RegisterOrganisation, (), (organisation))

// One agency takes over another's functions (LVPA and MITA into the Innovation Agency, 2022).
struct SucceedOrganisation {
    static constexpr std::string_view name = "SucceedOrganisation";
    OrganisationId organisation, successor;
    std::string basis;
};
BOOST_DESCRIBE_STRUCT(SucceedOrganisation, (), (organisation, successor, basis))

// A data-protection officer asks that what a person wrote, or what identifies them, be destroyed.
struct ProposeErasure {
    static constexpr std::string_view name = "ProposeErasure";
    PersonId person;
    std::string basis;                    // legal
    std::vector<std::string> categories;  // state.hpp; none: all
};
BOOST_DESCRIBE_STRUCT(ProposeErasure, (), (person, basis, categories))

struct ConfirmErasure {
    static constexpr std::string_view name = "ConfirmErasure";
    PersonId person;
};
BOOST_DESCRIBE_STRUCT(ConfirmErasure, (), (person))

struct RefuseErasure {
    static constexpr std::string_view name = "RefuseErasure";
    PersonId person;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefuseErasure, (), (person, reason))

using Command =
    std::variant<FoundInstance, RegisterPerson, GrantRole, RevokeRole, DelegateRole, RegisterOrganisation,
                 SucceedOrganisation, ProposeErasure, ConfirmErasure, RefuseErasure>;

}  // namespace atranka::registry
