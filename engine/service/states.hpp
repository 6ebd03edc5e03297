#pragma once
// The streams a decision looks at, loaded as they are asked for. The live service reads them from the record,
// replay and simulation from memory: one executor decides for all of them, so they cannot differ.

#include "engine/application/state.hpp"
#include "engine/call/state.hpp"
#include "engine/custody/state.hpp"
#include "engine/definition/model.hpp"
#include "engine/question/state.hpp"
#include "engine/registry/state.hpp"
#include "engine/service/views.hpp"

namespace atranka::service {

class States {
public:
    virtual ~States() = default;
    // A stream that has no entry yet is an empty state of version 0.
    virtual registry::Person person(const PersonId& id) = 0;
    virtual registry::Organisation organisation(const OrganisationId& id) = 0;
    virtual call::State call(const CallId& id) = 0;
    virtual question::State questions(const CallId& call) = 0;
    virtual application::State application(const ApplicationId& id) = 0;
    // Applications of a round that are under way, by id: all of them, with the step they wait in.
    virtual std::vector<std::pair<ApplicationId, std::string>> under_way(const CallId& call,
                                                                         const RoundId& round) = 0;
    virtual custody::Log log(const std::string& log) = 0;
    // What a person wrote about which applications, in order.
    virtual std::vector<InvolvementRow> involvements(const PersonId& person) = 0;
    // The compiled definition of that hash; null where no entry brought it.
    virtual std::shared_ptr<const definition::Definition> definition(const std::string& hash) = 0;
    // A large fact that an entry left beside its leaf.
    virtual std::optional<Value> beside(const std::string& hash) = 0;
    virtual bool instance_is_new() = 0;
};

}  // namespace atranka::service
