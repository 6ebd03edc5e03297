#pragma once
// Whose turn it is: what an application, or a call, waits for, as tasks of people.
// Shape:  every task of a state, whoever may do it, in the order in which the work comes; who may is asked of
//         `access`, by the task's first command. A task that somebody else has to do than who proposed names
//         them.
// Units:  `since` and `deadline` as the state has them; none where it tells neither.

#include "engine/application/state.hpp"
#include "engine/call/state.hpp"
#include "engine/definition/model.hpp"
#include "engine/kernel/codec.hpp"

namespace atranka::inquiry {

BOOST_DEFINE_ENUM_CLASS(Todo, write_form, answer_clarification, answer_offer, may_appeal,  // of the lead
                        declare_interest, open_application, score, write_consensus,
                        sign_consensus,  // an expert
                        check, assign_experts, assign_further_expert, clear_interest, name_chair,
                        serve_notice, place_upheld, confirm_check, confirm_extension, decide_award,
                        confirm_award, examine_appeal, decide_appeal,  // of one application
                        rank, propose_selection, confirm_selection, commit_lot, publish_call, open_call,
                        open_round, close_round, confirm_change,  // of a call
                        confirm_role, confirm_erasure)            // of the instance

struct Turn {
    Todo todo{};
    std::vector<std::string> commands;  // any of which does it
    std::string round, step;
    std::optional<Instant> since, deadline;
    PersonId person;  // whose alone it is; empty: of everybody who may
    PersonId by;      // who proposed it, and does not confirm it
    std::string what;
};

std::vector<Turn> turns_of(const definition::Definition& definition, const application::State& state,
                           const call::State& call, Instant now);
// How many applications of a round wait in a selection's step, by when it has to be decided, and how many can
// still come to it.
struct Barrier {
    std::int64_t arrived = 0, to_come = 0;
    std::optional<Instant> deadline;
};
using Barriers = std::map<std::pair<std::string, std::string>, Barrier>;  // by round and step
std::vector<Turn> turns_of(const definition::Definition& definition, const call::State& call,
                           const Barriers& barriers, Instant now);

// Whether an application that waits in `from` can still come to `target`.
bool can_reach(const definition::Definition& definition, const std::string& from, const std::string& target);

// Who has to act: "applicant", "expert", or the role that the definition names.
std::string role_of(const Turn& turn, const definition::Definition& definition);

}  // namespace atranka::inquiry
