#include "engine/assignment/decide.hpp"

#include "engine/assignment/scores.hpp"
#include "engine/registry/acting.hpp"

namespace atranka::assignment {

namespace machine = lifecycle::assignment;

namespace {

tl::unexpected<Rejection> refuse_move(Rule rule) { return refuse(rule, std::string{rule_sentence(rule)}); }

Result<void> by_officer(const Context& c) {
    const registry::Person* actor = c.registry.person(c.actor);
    if (actor == nullptr || !registry::acts_as(*actor, c.definition, c.call, "officer", c.at))
        return refuse(Rule::actor_must_have_the_role, "an officer of the call does this");
    return {};
}

Result<void> by_the_expert(const Context& c, const State* state, const PersonId& expert) {
    if (c.actor != expert || state == nullptr)
        return refuse(Rule::expert_must_be_assigned, "only the expert who is assigned here does this",
                      "expert");
    return {};
}

Decision<Event> decide_one(const Context& c, const State* state, const AssignExpert& cmd) {
    if (auto ok = by_officer(c); !ok) return tl::unexpected{ok.error()};
    const registry::Person* expert = c.registry.person(cmd.expert);
    if (expert == nullptr || !registry::acts_as(*expert, c.definition, c.call, c.step.staffing.role, c.at))
        return refuse(Rule::expert_must_have_the_role,
                      cmd.expert.text + " is no " + c.step.staffing.role + " of this call", "expert",
                      Value::object({{"person", cmd.expert.text}, {"role", c.step.staffing.role}}));
    if (cmd.expert == c.lead)
        return refuse(Rule::expert_must_be_independent, "an applicant does not review their own application",
                      "expert");
    for (const OrganisationId& partner : c.partners)
        if (expert->employed_by(partner, c.at))
            return refuse(Rule::expert_must_be_independent,
                          cmd.expert.text + " works, or worked within three years, for " + partner.text,
                          "expert",
                          Value::object({{"person", cmd.expert.text}, {"organisation", partner.text}}));
    const bool gone = state != nullptr &&
                      (state->stage == machine::Stage::declined || state->stage == machine::Stage::removed);
    if (state != nullptr && !gone)
        return refuse(Rule::expert_must_be_new, cmd.expert.text + " is assigned already", "expert",
                      Value::object({{"person", cmd.expert.text}}));
    return std::vector<Event>{ExpertAssigned{cmd.step, cmd.expert, expert->expert_kind}};
}

Decision<Event> decide_one(const Context& c, const State* state, const DeclareInterest& cmd) {
    if (auto ok = by_the_expert(c, state, cmd.expert); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts;
    facts.interest = cmd.interest;
    facts.reason_given = !cmd.statement.empty();
    facts.review_is_open = true;
    const auto to = machine::next(state->stage, machine::Trigger::declare, facts);
    if (!to) return refuse_move(to.error());
    return std::vector<Event>{InterestDeclared{cmd.step, cmd.expert, cmd.interest, *to}};
}

Decision<Event> decide_one(const Context& c, const State* state, const ClearInterest& cmd) {
    if (auto ok = by_officer(c); !ok) return tl::unexpected{ok.error()};
    if (state == nullptr)
        return refuse(Rule::expert_must_be_assigned, "no such expert is assigned", "expert");
    machine::Facts facts;
    facts.interest = state->interest;
    facts.cleared = cmd.cleared;
    facts.by_another = c.actor != cmd.expert;
    facts.reason_given = !cmd.reason.empty();
    facts.review_is_open = true;
    const auto to = machine::next(state->stage, machine::Trigger::clear, facts);
    if (!to) return refuse_move(to.error());
    return std::vector<Event>{InterestCleared{cmd.step, cmd.expert, cmd.cleared, *to}};
}

Decision<Event> decide_one(const Context& c, const State* state, const OpenApplication& cmd) {
    if (auto ok = by_the_expert(c, state, cmd.expert); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts;
    facts.interest = state->interest;
    facts.cleared = state->cleared;
    facts.review_is_open = true;
    const auto to = machine::next(state->stage, machine::Trigger::open, facts);
    if (!to) return refuse_move(to.error());
    return std::vector<Event>{ApplicationOpened{cmd.step, cmd.expert, c.at, *to}};
}

Decision<Event> decide_one(const Context& c, const State* state, const SubmitReview& cmd) {
    if (auto ok = by_the_expert(c, state, cmd.expert); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts;
    facts.interest = state->interest;
    facts.cleared = state->cleared;
    facts.review_is_open = true;
    const definition::Rubric& rubric = *c.definition.rubric(c.step.rubric);
    const auto found = scores_fault(rubric, cmd.scores, &cmd.comments);
    facts.all_scored = !found || found->rule != Rule::criteria_must_be_scored;
    facts.on_scale = !found || found->rule != Rule::scores_must_be_on_scale;
    facts.comments_complete = !found || found->rule != Rule::comments_must_be_complete;
    const auto to = machine::next(state->stage, machine::Trigger::submit, facts);
    if (!to) {
        if (found && found->rule == to.error()) return tl::unexpected{*found};
        return refuse_move(to.error());
    }
    const Totals totals = totals_of(rubric, cmd.scores);
    return std::vector<Event>{
        ReviewSubmitted{cmd.step, cmd.expert, c.at, cmd.scores, totals.total, totals.worst}};
}

template <class C>
Decision<Event> moved(const Context&, const State* state, const C& cmd, machine::Trigger trigger) {
    if (state == nullptr)
        return refuse(Rule::expert_must_be_assigned, "no such expert is assigned", "expert");
    machine::Facts facts;
    facts.interest = state->interest;
    facts.cleared = state->cleared;
    facts.reason_given = !cmd.reason.empty();
    facts.review_is_open = true;
    const auto to = machine::next(state->stage, trigger, facts);
    if (!to) return refuse_move(to.error());
    return std::vector<Event>{AssignmentMoved{cmd.step, cmd.expert, *to}};
}

Decision<Event> decide_one(const Context& c, const State* state, const DeclineReview& cmd) {
    if (auto ok = by_the_expert(c, state, cmd.expert); !ok) return tl::unexpected{ok.error()};
    return moved(c, state, cmd, machine::Trigger::decline);
}
Decision<Event> decide_one(const Context& c, const State* state, const ReopenReview& cmd) {
    if (auto ok = by_officer(c); !ok) return tl::unexpected{ok.error()};
    return moved(c, state, cmd, machine::Trigger::reopen);
}
Decision<Event> decide_one(const Context& c, const State* state, const RemoveExpert& cmd) {
    if (auto ok = by_officer(c); !ok) return tl::unexpected{ok.error()};
    return moved(c, state, cmd, machine::Trigger::remove);
}

}  // namespace

Decision<Event> decide(const Context& context, const State* state, const Command& command) {
    return std::visit([&](const auto& c) { return decide_one(context, state, c); }, command);
}

}  // namespace atranka::assignment
