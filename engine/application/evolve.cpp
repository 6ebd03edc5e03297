#include "engine/application/evolve.hpp"

#include "engine/assignment/evolve.hpp"
#include "engine/kernel/invariant.hpp"

#include <algorithm>

namespace atranka::application {

namespace {

void enter(State& s, const std::string& step, lifecycle::Stage stage, Instant at,
           std::optional<Instant> deadline, bool awaits_notice) {
    s.step = step;
    s.stage = stage;
    s.entered = at;
    s.deadline = deadline;
    s.awaits_notice = awaits_notice;
    s.extension.reset();
}

void apply(State& s, const ApplicationStarted& e) {
    s.id = e.application;
    s.call = e.call;
    s.round = e.round;
    s.lead = e.lead;
    s.imported = e.imported;
}
// Whoever comes back from an outcome holds no money: it went back to the call when the outcome was reached.
void lose_promises(State& s) {
    for (auto& [step, placement] : s.placements) placement.amount = 0;
    s.award.reset();
}
void apply(State& s, const StepEntered& e) {
    if (s.finished()) lose_promises(s);
    enter(s, e.step, e.stage, e.at, e.deadline, e.awaits_notice);
    s.outcome.clear();
    s.outcome_at.reset();
    s.outcome_notice.reset();
    // A step that is entered again begins anew; what it held stands in the entries.
    s.checks.erase(e.step);
    s.reviews.erase(e.step);
    s.placements.erase(e.step);
}
void apply(State& s, const StageReached& e) {
    s.stage = e.stage;
    s.deadline = e.deadline;
    // What was put aside for a list that is sent back went back with it.
    if (const auto* decision = e.stage.as<lifecycle::decision::Stage>();
        decision && *decision == lifecycle::decision::Stage::sent_back)
        for (auto& [step, placement] : s.placements) placement.amount = 0;
}
void apply(State& s, const FormSubmitted& e) {
    Submission& submission = s.submissions[e.step];
    submission.at = e.at;
    submission.facts = e.facts;
    submission.version += 1;
    std::erase(s.submitted_steps, e.step);
    s.submitted_steps.push_back(e.step);
    s.partners = e.partners;
}
void apply(State& s, const MovedToRound& e) { s.round = e.round; }
void apply(State& s, const LeadHandedOver& e) { s.lead = e.to; }
void apply(State& s, const ClarificationAsked& e) { s.checks[e.step].clarifications += 1; }
void apply(State& s, const LinesAssessed& e) {
    Value& table = s.submissions[s.submitted_steps.back()].facts.as_object().at(e.table);
    for (const auto& [line, amount] : e.accepted)
        table.as_list()[static_cast<std::size_t>(std::stoul(line))].set(e.column, amount.text());
}
void apply(State& s, const ErrorCorrected& e) { s.submissions[e.step].facts.set(e.field, e.value); }
void apply(State& s, const CheckProposed& e) {
    Check& check = s.checks[e.step];
    check.proposed_by = e.by;
    check.passed = e.passed;
    check.verdicts = e.verdicts;
    s.deciders.insert(e.by);
}
void apply(State& s, const CheckDecided& e) { s.deciders.insert(e.by); }
void apply(State& s, const ReviewDiverged& e) { s.reviews[e.step].diverged = true; }
void apply(State& s, const ChairNamed& e) { s.reviews[e.step].chair = e.expert; }
void apply(State&, const ReviewDiscussed&) {}
void apply(State& s, const ConsensusWritten& e) {
    Review& review = s.reviews[e.step];
    review.consensus = e.scores;
    review.signatures = {e.by};
}
void apply(State& s, const ConsensusSigned& e) { s.reviews[e.step].signatures.insert(e.by); }
void apply(State& s, const ReviewScored& e) {
    s.scored_last = e.step;
    s.reviews[e.step].scored = Scored{e.method, e.scores, e.total, e.worst, e.missed};
}
void apply(State& s, const Placed& e) {
    s.placements[e.step] = Placement{e.rank, e.outcome, e.amount, e.deciding_key, e.reason, e.envelope};
    s.deciders.insert(e.by.begin(), e.by.end());
}
void apply(State& s, const NoticeServed& e) {
    if (s.finished())
        s.outcome_notice = e.at;
    else {
        s.deadline = e.deadline;
        s.awaits_notice = false;
    }
}
void apply(State& s, const AwardDecided& e) {
    const PersonId proposed_by = e.confirmed && s.award ? s.award->proposed_by : e.by;
    s.award = Award{proposed_by, e.confirmed, e.granted, e.order, e.annex, e.amount};
    s.deciders.insert(e.by);
}
void apply(State& s, const OutcomeReached& e) {
    s.outcome = e.outcome;
    s.outcome_at = e.at;
    s.outcome_notice.reset();
    s.deadline.reset();
    s.awaits_notice = false;
}
void apply(State& s, const AppealMoved& e) {
    if (!e.ground.empty()) s.appeals.push_back({e.ground, e.stage, s.outcome, e.at});
    s.appeals.back().stage = e.stage;
}
void apply(State&, const RulingRecorded&) {}
void apply(State& s, const ExtensionProposed& e) { s.extension = Extension{e.by, e.until}; }
void apply(State& s, const ExtensionRefused&) { s.extension.reset(); }
void apply(State& s, const DeadlineMoved& e) {
    s.deadline = e.deadline;
    s.extension.reset();
}
void apply(State& s, const WorkSuspended& e) { s.suspended_since = e.at; }
void apply(State& s, const WorkResumed& e) {
    s.suspended_since.reset();
    s.deadline = e.deadline;
}
void apply(State& s, const DeadlinePassed& e) {
    s.overdue.push_back(e);
    s.deadline.reset();
}

template <class E>
concept OfAnAssignment = boost::mp11::mp_contains<assignment::Event, E>::value;

template <OfAnAssignment E>
void apply(State& s, const E& e) {
    Review& review = s.reviews[e.step];
    // A consensus rests on the scores as they were signed.
    if constexpr (std::same_as<E, assignment::AssignmentMoved>) {
        review.consensus.clear();
        review.signatures.clear();
    }
    assignment::State& assignment = review.assignments[e.expert];
    assignment::evolve(assignment, e);
    if (review.chair == e.expert && lifecycle::assignment::has_left(assignment.stage)) review.chair = {};
}

}  // namespace

void evolve(State& state, const Event& event) {
    std::visit([&](const auto& e) { apply(state, e); }, event);
}

}  // namespace atranka::application
