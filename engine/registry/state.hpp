#pragma once
// Who there is: people with their roles, organisations with their kind. Referred to by pseudonym everywhere
// else.
// Shape:  one stream a person ("person/<id>") and one an organisation ("organisation/<id>"), in the instance
//         log. Names and addresses of people are a private part ("identity") and never in the state.
// Source: DESIGN.md §1; DOMAIN.md §1 (organisations), §4 (what makes an interest).

#include "engine/kernel/codec.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace atranka::registry {

// A role in one call, or in every call where `call` is "*" (administrator, auditor, data-protection officer).
struct RoleGrant {
    std::string call;
    std::string role;
    friend auto operator<=>(const RoleGrant&, const RoleGrant&) = default;
};
BOOST_DESCRIBE_STRUCT(RoleGrant, (), (call, role))

// Who appoints and supervises others: two administrators grant these, each of them for themselves.
inline constexpr std::string_view granted_by_two[] = {"head", "auditor"};

// Granted by one administrator, to be granted by another.
struct RoleProposal {
    PersonId by;
    RoleGrant role;
    friend bool operator==(const RoleProposal&, const RoleProposal&) = default;
};
BOOST_DESCRIBE_STRUCT(RoleProposal, (), (by, role))

// A person acts in another's role, from and until two instants: a deputy, a substitute.
struct Delegation {
    PersonId from;
    RoleGrant role;
    Instant since, until;
    friend bool operator==(const Delegation&, const Delegation&) = default;
};
BOOST_DESCRIBE_STRUCT(Delegation, (), (from, role, since, until))

struct Employment {
    OrganisationId organisation;
    std::optional<Instant> until;  // none: to this day
    friend bool operator==(const Employment&, const Employment&) = default;
};
BOOST_DESCRIBE_STRUCT(Employment, (), (organisation, until))

// Of what kind personal data is: each is kept for a time of its own, and erased by itself.
inline constexpr std::string_view categories[] = {"identity", "application", "evaluation", "decision"};

// Why data of a category has to be kept, and until when; without an end, as long as that lasts.
struct Hold {
    std::string category, basis;
    std::optional<Instant> until;
};

// Asked for by one person, to be confirmed by another.
struct Erasure {
    PersonId by;
    std::string basis;
    std::vector<std::string> categories;
};
BOOST_DESCRIBE_STRUCT(Erasure, (), (by, basis, categories))

struct Person {
    PersonId id;
    std::set<RoleGrant> roles;
    std::vector<Delegation> delegations;  // in which this person is the deputy
    std::string expert_kind;              // "business", "knowledge_institute"; empty: no expert
    std::vector<std::string> fields;      // an expert's
    std::vector<Employment> employments;
    bool active = false;
    std::int64_t version = 0;
    std::optional<Erasure> erasure;  // that waits to be confirmed
    std::vector<RoleProposal> proposals = {};

    // Has the role in that call at that moment, of their own or as somebody's deputy.
    bool has_role(std::string_view call, std::string_view role, Instant at) const;
    // Employed by it at that moment or within the three years before.
    bool employed_by(const OrganisationId& organisation, Instant at) const;
};
BOOST_DESCRIBE_STRUCT(Person, (),
                      (id, roles, delegations, expert_kind, fields, employments, active, version, erasure,
                       proposals))

struct Organisation {
    OrganisationId id;
    std::string name, code, country;  // registration code; ISO 3166 alpha-2
    bool sme = false, knowledge_institute = false, ngo = false, cluster = false;
    std::set<OrganisationId> clusters;  // it is a member of
    std::int64_t members = 0;           // of a cluster
    OrganisationId succeeded_by;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Organisation, (),
                      (id, name, code, country, sme, knowledge_institute, ngo, cluster, clusters, members,
                       succeeded_by, version))

// What a command's decision may look at: the people and organisations it declared, as they stood.
struct Loaded {
    std::map<PersonId, Person> persons;
    std::map<OrganisationId, Organisation> organisations;
    const Person* person(const PersonId& id) const;
    const Organisation* organisation(const OrganisationId& id) const;
};

}  // namespace atranka::registry
