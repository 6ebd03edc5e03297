#pragma once
// What happened to a person or an organisation. Frozen once released: add a new one, never change one.

#include "engine/registry/state.hpp"

#include <variant>

namespace atranka::registry {

struct PersonRegistered {
    static constexpr std::string_view name = "PersonRegistered";
    PersonId person;
    std::string expert_kind;
    std::vector<std::string> fields;
    std::vector<Employment> employments;
};
BOOST_DESCRIBE_STRUCT(PersonRegistered, (), (person, expert_kind, fields, employments))

struct RoleGranted {
    static constexpr std::string_view name = "RoleGranted";
    RoleGrant role;
};
BOOST_DESCRIBE_STRUCT(RoleGranted, (), (role))

struct RoleProposed {
    static constexpr std::string_view name = "RoleProposed";
    PersonId by;
    RoleGrant role;
};
BOOST_DESCRIBE_STRUCT(RoleProposed, (), (by, role))

struct RoleRevoked {
    static constexpr std::string_view name = "RoleRevoked";
    RoleGrant role;
};
BOOST_DESCRIBE_STRUCT(RoleRevoked, (), (role))

struct RoleDelegated {
    static constexpr std::string_view name = "RoleDelegated";
    Delegation delegation;
};
BOOST_DESCRIBE_STRUCT(RoleDelegated, (), (delegation))

// Before its time: by an administrator, or by whoever lent the role.
struct DelegationEnded {
    static constexpr std::string_view name = "DelegationEnded";
    Delegation delegation;
};
BOOST_DESCRIBE_STRUCT(DelegationEnded, (), (delegation))

struct ErasureProposed {
    static constexpr std::string_view name = "ErasureProposed";
    PersonId by;
    std::string basis;
    std::vector<std::string> categories;
};
BOOST_DESCRIBE_STRUCT(ErasureProposed, (), (by, basis, categories))

struct ErasureRefused {
    static constexpr std::string_view name = "ErasureRefused";
    PersonId by;
};
BOOST_DESCRIBE_STRUCT(ErasureRefused, (), (by))

// Whatever of these categories was recorded before this entry is destroyed with it.
struct PersonalDataErased {
    static constexpr std::string_view name = "PersonalDataErased";
    PersonId person;
    std::string basis;
    std::vector<std::string> categories;
};
BOOST_DESCRIBE_STRUCT(PersonalDataErased, (), (person, basis, categories))

struct OrganisationRegistered {
    static constexpr std::string_view name = "OrganisationRegistered";
    Organisation organisation;
};
BOOST_DESCRIBE_STRUCT(OrganisationRegistered, (), (organisation))

struct OrganisationSucceeded {
    static constexpr std::string_view name = "OrganisationSucceeded";
    OrganisationId successor;
};
BOOST_DESCRIBE_STRUCT(OrganisationSucceeded, (), (successor))

using PersonEvent = std::variant<PersonRegistered, RoleGranted, RoleRevoked, RoleDelegated, ErasureProposed,
                                 ErasureRefused, PersonalDataErased, RoleProposed, DelegationEnded>;
using OrganisationEvent = std::variant<OrganisationRegistered, OrganisationSucceeded>;

}  // namespace atranka::registry
