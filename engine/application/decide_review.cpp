#include "engine/application/aggregate.hpp"
#include "engine/application/deciding.hpp"
#include "engine/assignment/decide.hpp"
#include "engine/assignment/scores.hpp"

namespace atranka::application {

namespace machine = lifecycle::review;

namespace {

const Review& review_of(const State& s, const std::string& step) {
    static const Review none;
    const auto it = s.reviews.find(step);
    return it == s.reviews.end() ? none : it->second;
}

bool further_expert_answers(const definition::Step& step) {
    return step.divergence && step.divergence->then == definition::Divergence::Then::another_expert;
}

// The machine's facts after the events so far.
Result<machine::Facts> facts_of_review(const definition::Definition& d, const definition::Step& step,
                                       const Review& review) {
    machine::Facts facts;
    const auto active = counting(review);
    const auto wanted = static_cast<std::size_t>(step.staffing.count) + (review.diverged ? 1U : 0U);
    facts.experts_assigned = active.size() >= wanted;
    facts.kinds_covered = std::ranges::all_of(step.staffing.of, [&](const auto& need) {
        return std::ranges::count_if(active, [&](const auto* a) { return a->kind == need.first; }) >=
               need.second;
    });
    facts.all_submitted = std::ranges::all_of(
        active, [](const auto* a) { return a->stage == lifecycle::assignment::Stage::submitted; });
    facts.needs_consensus = step.consensus;
    if (facts.experts_assigned && facts.all_submitted) {
        const auto spread = spread_of(step, review);
        if (!spread) return tl::unexpected{spread.error()};
        facts.diverges = spread->diverges && !review.diverged;
        facts.further_expert = facts.diverges && further_expert_answers(step);
        if (facts.diverges && !facts.further_expert) facts.needs_consensus = true;
        facts.meets_thresholds = aggregate(step, *d.rubric(step.rubric), review).missed.empty();
    }
    return facts;
}

// What the review as a whole does after its newest events; `events` grows by it.
Result<void> follow(const Act& act, const definition::Step& step, const State& after,
                    machine::Trigger trigger, std::vector<Event>& events) {
    const Review& review = review_of(after, step.name);
    auto facts = facts_of_review(act.c.definition, step, review);
    if (!facts) return tl::unexpected{facts.error()};
    facts->reason_given = true;
    const machine::Stage from = *act.s.stage.as<machine::Stage>();
    const auto to = machine::next(from, trigger, *facts);
    if (!to) {
        // Not everybody has submitted yet: nothing follows. Anything else is a refusal of the command itself.
        if (trigger == machine::Trigger::conclude) return {};
        return refuse_move(to.error());
    }
    if (*to == machine::Stage::diverging) {
        const auto spread = spread_of(step, review);
        if (!spread) return tl::unexpected{spread.error()};
        events.push_back(ReviewDiverged{step.name, spread->gap, spread->highest, spread->lowest});
    }
    if (lifecycle::is_final(*to)) {
        const Scored scored = aggregate(step, *act.c.definition.rubric(step.rubric), review);
        events.push_back(
            ReviewScored{step.name, scored.method, scored.scores, scored.total, scored.worst, scored.missed});
        for (Event& event : leave(act.routing(), step, *to)) events.push_back(std::move(event));
    } else if (*to != from) {
        events.push_back(StageReached{*to, act.deadline_from_now(step)});
    }
    return {};
}

machine::Trigger trigger_of(const assignment::Event& event) {
    using namespace assignment;
    using lifecycle::assignment::has_left;
    if (std::holds_alternative<ExpertAssigned>(event)) return machine::Trigger::assign;
    if (const auto* moved = std::get_if<AssignmentMoved>(&event))
        return has_left(moved->stage) ? machine::Trigger::lose : machine::Trigger::reopen;
    if (const auto* declared = std::get_if<InterestDeclared>(&event); declared && has_left(declared->stage))
        return machine::Trigger::lose;
    if (const auto* cleared = std::get_if<InterestCleared>(&event); cleared && has_left(cleared->stage))
        return machine::Trigger::lose;
    return machine::Trigger::conclude;
}

// How much of what one expert may be asked is taken, where the definition says how much that is.
Result<void> take_load(const Act& act, const definition::Step& step, const PersonId& expert,
                       machine::Trigger trigger, std::vector<call::Event>& events) {
    if (!step.staffing.load) return {};
    if (trigger == machine::Trigger::lose) events.push_back(call::LoadReturned{step.name, expert});
    if (trigger != machine::Trigger::assign) return {};
    const int load = *step.staffing.load;
    if (act.c.call.load(step.name, expert) >= load)
        return refuse(Rule::expert_must_have_capacity,
                      expert.text + " is asked to review " + std::to_string(load) +
                          " applications already, and no more are asked of one expert",
                      "expert", Value::object({{"person", expert.text}, {"load", std::to_string(load)}}));
    events.push_back(call::LoadTaken{step.name, expert});
    return {};
}

Result<void> may_write(const Act& act, const std::string& step) {
    const Review& review = review_of(act.s, step);
    const auto it = review.assignments.find(act.c.actor);
    const bool scored =
        it != review.assignments.end() && it->second.stage == lifecycle::assignment::Stage::submitted;
    if (!scored)
        return refuse(Rule::expert_must_be_assigned, "the experts who scored agree on the consensus");
    return {};
}

// The review ends with the consensus once everybody signed.
Result<void> conclude(const Act& act, const definition::Step& step,
                      const std::map<std::string, Decimal>& scores, machine::Facts facts,
                      std::vector<Event>& events) {
    const Scored scored = agreed(*act.c.definition.rubric(step.rubric), scores);
    facts.meets_thresholds = facts.consensus_written && scored.missed.empty();
    const auto to = machine::next(*act.s.stage.as<machine::Stage>(), machine::Trigger::sign, facts);
    if (!to) return refuse_move(to.error());
    if (!lifecycle::is_final(*to)) return {};
    events.push_back(
        ReviewScored{step.name, scored.method, scored.scores, scored.total, scored.worst, scored.missed});
    for (Event& event : leave(act.routing(), step, *to)) events.push_back(std::move(event));
    return {};
}

}  // namespace

Decision decide_assignment(const Act& act, const assignment::Command& command) {
    const auto& [step_name, expert] = std::visit(
        [](const auto& c) {
            return std::pair{c.step, c.expert};
        },
        command);
    const auto step = act.step(step_name, lifecycle::Kind::review);
    if (!step) return tl::unexpected{step.error()};
    const Review& review = review_of(act.s, step_name);
    const auto it = review.assignments.find(expert);
    auto decided = assignment::decide({act.c.definition, **step, act.c.registry, act.c.call.id.text,
                                       act.c.actor, act.c.at, act.s.lead, act.s.partners},
                                      it == review.assignments.end() ? nullptr : &it->second, command);
    if (!decided) return tl::unexpected{decided.error()};
    std::vector<Event> events;
    std::vector<call::Event> of_call;
    State after;  // of the review alone: nothing else is looked at, and a whole state is dear to copy
    after.reviews.emplace(step_name, review);
    for (const assignment::Event& event : *decided) {
        events.push_back(std::visit([](const auto& e) { return Event{e}; }, event));
        evolve(after, events.back());
    }
    for (const assignment::Event& event : *decided) {
        const machine::Trigger trigger = trigger_of(event);
        const bool news = trigger != machine::Trigger::conclude ||
                          std::holds_alternative<assignment::ReviewSubmitted>(event);
        if (!news) continue;
        if (auto taken = take_load(act, **step, expert, trigger, of_call); !taken)
            return tl::unexpected{taken.error()};
        if (auto followed = follow(act, **step, after, trigger, events); !followed)
            return tl::unexpected{followed.error()};
        // An expert who leaves may have been the last one missing.
        const bool still_scoring = trigger == machine::Trigger::lose && events.size() == decided->size() &&
                                   *act.s.stage.as<machine::Stage>() == machine::Stage::scoring;
        if (still_scoring)
            if (auto concluded = follow(act, **step, after, machine::Trigger::conclude, events); !concluded)
                return tl::unexpected{concluded.error()};
    }
    return Decided{std::move(events), std::move(of_call)};
}

Decision decide_one(const Act& act, const NameChair& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::review);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    if (!(*step)->chair) return refuse_move(Rule::panel_must_have_a_chair);
    const Review& review = review_of(act.s, cmd.step);
    if (std::ranges::none_of(counting(review), [&](const auto* a) { return a->expert == cmd.expert; }))
        return refuse(Rule::expert_must_be_assigned, "one of the experts who are assigned here is the chair",
                      "expert");
    if (lifecycle::is_final(act.s.stage)) return refuse_move(Rule::review_must_be_open);
    return Decided{{ChairNamed{cmd.step, cmd.expert}}, {}};
}

Decision decide_one(const Act& act, const DiscussReview& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::review);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = may_write(act, cmd.step); !ok) return tl::unexpected{ok.error()};
    if (*act.s.stage.as<machine::Stage>() != machine::Stage::consensus)
        return refuse_move(Rule::stage_must_allow_command);
    if (cmd.remark.empty()) return refuse(Rule::question_must_be_put, "a remark says something", "remark");
    return Decided{{ReviewDiscussed{cmd.step, act.c.actor}}, {}};
}

Decision decide_one(const Act& act, const WriteConsensus& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::review);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = may_write(act, cmd.step); !ok) return tl::unexpected{ok.error()};
    const definition::Rubric& rubric = *act.c.definition.rubric((*step)->rubric);
    if (auto fault = assignment::scores_fault(rubric, cmd.scores, nullptr)) return tl::unexpected{*fault};
    if (cmd.report.empty())
        return refuse(Rule::reason_must_be_given, "a consensus comes with its report", "report");
    machine::Facts facts;
    facts.needs_consensus = true;
    facts.consensus_written = true;
    facts.all_submitted = true;
    const PersonId& chair = review_of(act.s, cmd.step).chair;
    facts.without_chair = !(*step)->chair;
    facts.chair_named = !chair.empty();
    facts.by_chair = chair == act.c.actor;
    const auto to = machine::next(*act.s.stage.as<machine::Stage>(), machine::Trigger::write, facts);
    if (!to) return refuse_move(to.error());
    std::vector<Event> events{ConsensusWritten{cmd.step, act.c.actor, cmd.scores}};
    // Who writes it signs it; where nobody else scored, that is all.
    if (counting(review_of(act.s, cmd.step)).size() == 1) {
        facts.all_signed = true;
        if (auto ok = conclude(act, **step, cmd.scores, facts, events); !ok)
            return tl::unexpected{ok.error()};
    }
    return Decided{std::move(events), {}};
}

Decision decide_one(const Act& act, const SignConsensus& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::review);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = may_write(act, cmd.step); !ok) return tl::unexpected{ok.error()};
    const Review& review = review_of(act.s, cmd.step);
    if (review.signatures.contains(act.c.actor))
        return refuse(Rule::signature_must_be_new, act.c.actor.text + " has signed already");
    machine::Facts facts;
    facts.needs_consensus = true;
    facts.consensus_written = !review.consensus.empty();
    facts.all_submitted = true;
    facts.all_signed = std::ranges::all_of(counting(review), [&](const auto* a) {
        return a->expert == act.c.actor || review.signatures.contains(a->expert);
    });
    std::vector<Event> events{ConsensusSigned{cmd.step, act.c.actor}};
    if (auto ok = conclude(act, **step, review.consensus, facts, events); !ok)
        return tl::unexpected{ok.error()};
    return Decided{std::move(events), {}};
}

}  // namespace atranka::application
