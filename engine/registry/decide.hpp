#pragma once
// Which registry commands are accepted, and what they change.
// Order of checks: the actor's office, then the thing named, then the change itself.

#include "engine/kernel/rejection.hpp"
#include "engine/registry/commands.hpp"
#include "engine/registry/events.hpp"

#include <optional>
#include <set>

namespace atranka::registry {

// No group at a provider of identities makes anybody one of these: people appoint them.
inline constexpr std::string_view granted_by_people[] = {"head", "auditor", "administrator",
                                                         "data_protection_officer"};
// How a change of roles was authenticated that follows such groups; its actor is the system.
inline constexpr std::string_view by_groups = "openid-groups";

struct Context {
    PersonId actor;
    Instant at;
    const Loaded& loaded;          // the actor and everyone the command names
    bool instance_is_new = false;  // its log has no entry yet
    std::vector<Hold> holds = {};  // on the data of the person whose erasure is asked for
    bool two_appoint = true;       // heads and auditors
    bool follows_groups = false;   // nobody gives it: a provider of identities lists groups
    bool nobody_alone = true;  // nobody appoints themselves, or lends alone what people have to appoint for
    bool deputies_have_an_office = true;  // and may lose what they were lent; roles are known
    // Of the call that a role is granted in, where there is one: the roles of its definition.
    std::optional<std::set<std::string>> roles_of_call = {};
};

// A command concerns one person or one organisation; exactly one of the two lists is used.
struct Decided {
    std::vector<PersonEvent> person;
    std::vector<OrganisationEvent> organisation;
};

// The stream that the command changes: "person/<id>" or "organisation/<id>".
std::string stream_of(const Command& command);
// Whom decide wants to see besides the actor.
std::vector<PersonId> persons_of(const Command& command);
std::vector<OrganisationId> organisations_of(const Command& command);

Result<Decided> decide(const Context& context, const Command& command);

}  // namespace atranka::registry
