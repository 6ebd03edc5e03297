#pragma once
// What a person may read of an application, and which commands they may try. Every reader asks it; the
// default is nothing.
// Shape:  a copy of the application's state that begins empty and takes over what a line of the policy
//         grants. Names that are hidden are replaced by numbers in the order of submission ("reviewer-1").
// Source: DESIGN.md §1 and §7; policy.hpp.

#include "engine/access/policy.hpp"
#include "engine/application/state.hpp"
#include "engine/call/state.hpp"
#include "engine/definition/model.hpp"
#include "engine/question/state.hpp"
#include "engine/registry/state.hpp"

#include <optional>
#include <set>

namespace atranka::access {

// Has a role that the definition gives work to, other than applicant or expert; or is an auditor.
bool works_on(const registry::Person* viewer, const definition::Definition& definition, const CallId& call,
              Instant at);

Relation relation_of(const registry::Person* viewer, const definition::Definition& definition,
                     const application::State& state, Instant at);
// Whether that relation reads everything.
inline bool reads_all(Relation relation) {
    return relation == Relation::staff || relation == Relation::auditor;
}

// One viewer before one application.
class Sight {
public:
    Sight(const registry::Person* viewer, const definition::Definition& definition,
          const application::State& state, Instant at, const Policy& policy = access::policy());

    Relation relation() const { return relation_; }
    // Who looks back reads no more than they may read today, and nothing where they stood otherwise then.
    void limit_to(const Sight& today);
    // Of a review: under the circumstances of that step, else under those of any.
    bool may_read(Field field, const std::string& review = {}) const;
    // Nothing where the viewer may not even know that there is such an application.
    std::optional<application::State> state() const;
    // A submitted form as far as this viewer may read it: without names where the applicant is hidden.
    Value form(const definition::Form& form, Value submitted) const;
    // What an expert is called; nothing where neither they nor their work may be known.
    std::optional<std::string> name_of(const std::string& review, const PersonId& expert) const;

private:
    std::set<When> circumstances_of(const std::string& review) const;
    application::Review seen(const std::string& step, const application::Review& review) const;
    void see_progress(application::State& into) const;
    std::string step_of_expert() const;

    const registry::Person* viewer_;
    const definition::Definition& definition_;
    const application::State& state_;
    const Policy& policy_;
    Relation relation_;
    std::map<std::string, std::set<When>> circumstances_;  // by review; under "" those of any
};

std::optional<application::State> seen_by(const registry::Person* viewer,
                                          const definition::Definition& definition,
                                          const application::State& state, Instant at);

// Whether the policy lets this viewer try that command on the application: what it refuses is refused by
// actor_must_have_the_role before anything of the application is looked at.
bool may_try(const registry::Person* viewer, const definition::Definition& definition,
             const application::State& state, std::string_view command, Instant at,
             const Policy& policy = access::policy());
// All commands of which that holds, by name.
std::set<std::string_view> to_try(const registry::Person* viewer, const definition::Definition& definition,
                                  const application::State& state, Instant at,
                                  const Policy& policy = access::policy());
// The same of a command that concerns a call, or the whole instance (`call` is "*" there).
bool may_try(const registry::Person* viewer, const definition::Definition* definition,
             const std::string& call, std::string_view command, Instant at,
             const Policy& policy = access::policy());

// What everybody may read of a call, and those who work on it. Nothing of a draft where they do not.
std::optional<call::State> seen_by(const registry::Person* viewer, const definition::Definition& definition,
                                   const call::State& call, Instant at);

// Of what was asked about a call that they see: everything for those who work on it. For everybody else what
// was published, in the order of its publication, without number and names; and their own, which keep theirs.
question::State seen_by(const registry::Person* viewer, const definition::Definition& definition,
                        const CallId& call, const question::State& asked, Instant at);

}  // namespace atranka::access
