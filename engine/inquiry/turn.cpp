#include "engine/inquiry/turn.hpp"

#include "engine/definition/calendar.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace {

using application::State;
using definition::Definition;
using definition::Step;
namespace work = lifecycle::assignment;
namespace machines = lifecycle;

class Turns {
public:
    Turns(const Definition& definition, const State& state, const call::State& call, Instant now)
        : definition_(definition),
          state_(state),
          call_(call),
          now_(now),
          step_(definition.step(state.step)) {}

    std::vector<Turn> found() && {
        const bool is_over =
            call_.stage == machines::call::Stage::archived || call_.stage == machines::call::Stage::cancelled;
        if (is_over || state_.suspended_since || call_.suspended) return {};
        of_appeal();
        if (state_.finished())
            of_outcome();
        else if (step_ != nullptr)
            of_step();
        if (state_.extension)
            add(Todo::confirm_extension, {"ConfirmExtension", "RefuseExtension"}).by = state_.extension->by;
        return std::move(turns_);
    }

private:
    Turn& add(Todo todo, std::vector<std::string> commands) {
        Turn turn;
        turn.todo = todo;
        turn.commands = std::move(commands);
        turn.round = state_.round.text;
        turn.step = state_.step;
        turn.since = state_.entered;
        turn.deadline = state_.deadline;
        turns_.push_back(std::move(turn));
        return turns_.back();
    }

    void of_outcome() {
        const definition::Outcome* outcome = definition_.outcome(state_.outcome);
        // What a lead brought about needs no notice, but an award does.
        const bool own =
            state_.stage.kind() == machines::Kind::submission || state_.stage.kind() == machines::Kind::offer;
        if (!state_.outcome_notice && !own) notice(state_.outcome_at);
        const bool open = !state_.appeals.empty() && is_open(state_.appeals.back().stage);
        if (outcome == nullptr || !outcome->appealable || !definition_.appeals || open) return;
        if (!state_.outcome_notice) return;
        const Instant last =
            definition::deadline(definition_.calendar, *state_.outcome_notice, definition_.appeals->within);
        if (definition::is_past(last, now_)) return;
        Turn& turn = add(Todo::may_appeal, {"LodgeAppeal"});
        turn.since = state_.outcome_notice;
        turn.deadline = last;
        turn.what = state_.outcome;
    }
    void notice(std::optional<Instant> since) {
        Turn& turn = add(Todo::serve_notice, {"ServeNotice"});
        turn.since = since;
        turn.deadline.reset();
        turn.what = state_.outcome;
    }
    static bool is_open(machines::appeal::Stage stage) {
        using Stage = machines::appeal::Stage;
        return stage == Stage::lodged || stage == Stage::admissible || stage == Stage::proposed;
    }
    void of_appeal() {
        if (state_.appeals.empty()) return;
        const application::Appeal& appeal = state_.appeals.back();
        const bool lodged = appeal.stage == machines::appeal::Stage::lodged;
        if (!lodged && appeal.stage != machines::appeal::Stage::admissible) return;
        Turn& turn = add(lodged ? Todo::examine_appeal : Todo::decide_appeal,
                         {lodged ? "ExamineAppeal" : "DecideAppeal"});
        turn.since = appeal.lodged;
        turn.deadline.reset();
        if (definition_.appeals)
            turn.deadline =
                definition::deadline(definition_.calendar, appeal.lodged, definition_.appeals->decide_within);
        turn.what = appeal.ground;
    }

    void of_step() {
        if (state_.awaits_notice) notice(state_.entered);
        if (const auto* one = state_.stage.as<machines::submission::Stage>()) of_submission(*one);
        if (const auto* one = state_.stage.as<machines::check::Stage>()) of_check(*one);
        if (const auto* one = state_.stage.as<machines::review::Stage>()) of_review(*one);
        if (const auto* one = state_.stage.as<machines::selection::Stage>()) of_selection(*one);
        if (const auto* one = state_.stage.as<machines::decision::Stage>()) of_decision(*one);
        if (const auto* one = state_.stage.as<machines::offer::Stage>()) of_offer(*one);
    }
    void of_submission(machines::submission::Stage stage) {
        using Stage = machines::submission::Stage;
        if (stage == Stage::drafting || stage == Stage::returned) add(Todo::write_form, {"SubmitForm"});
    }
    void of_check(machines::check::Stage stage) {
        using Stage = machines::check::Stage;
        if (stage == Stage::pending) add(Todo::check, {"ProposeCheck", "AssessLines", "AskClarification"});
        if (stage == Stage::awaiting_answer) add(Todo::answer_clarification, {"AnswerClarification"});
        if (stage != Stage::proposed) return;
        Turn& turn = add(Todo::confirm_check, {"ConfirmCheck", "RefuseCheck"});
        const auto check = state_.checks.find(state_.step);
        if (check == state_.checks.end()) return;
        turn.by = check->second.proposed_by;
        turn.what = check->second.passed ? "passed" : "failed";
    }
    void of_review(machines::review::Stage stage) {
        using Stage = machines::review::Stage;
        if (stage == Stage::staffing) add(Todo::assign_experts, {"AssignExpert"});
        if (stage == Stage::diverging) add(Todo::assign_further_expert, {"AssignExpert"});
        const auto review = state_.reviews.find(state_.step);
        if (review == state_.reviews.end()) return;
        if (stage == Stage::consensus && of_chair() && review->second.chair.empty())
            add(Todo::name_chair, {"NameChair"});
        for (const auto& [expert, assignment] : review->second.assignments) {
            of_expert(expert, assignment);
            if (stage == Stage::consensus && assignment.stage == work::Stage::submitted)
                of_consensus(expert, review->second);
        }
    }
    void of_expert(const PersonId& expert, const assignment::State& a) {
        const bool doubtful = a.interest == work::Interest::potential && !a.cleared;
        switch (a.stage) {
            case work::Stage::invited:
                add(Todo::declare_interest, {"DeclareInterest", "DeclineReview"}).person = expert;
                break;
            case work::Stage::declared:
                if (doubtful) {
                    Turn& turn = add(Todo::clear_interest, {"ClearInterest"});
                    turn.by = expert;
                    turn.what = expert.text;
                } else {
                    add(Todo::open_application, {"OpenApplication"}).person = expert;
                }
                break;
            case work::Stage::drafting:
            case work::Stage::reopened: add(Todo::score, {"SubmitReview"}).person = expert; break;
            default: break;
        }
    }
    bool of_chair() const {
        const Step* step = definition_.step(state_.step);
        return step != nullptr && step->chair;
    }
    void of_consensus(const PersonId& expert, const application::Review& review) {
        const bool writes = !of_chair() || review.chair == expert;
        if (review.consensus.empty() && writes)
            add(Todo::write_consensus, {"WriteConsensus"}).person = expert;
        else if (!review.consensus.empty() && !review.signatures.contains(expert))
            add(Todo::sign_consensus, {"SignConsensus"}).person = expert;
    }
    // An upheld appeal that arrives after its list was confirmed.
    void of_selection(machines::selection::Stage stage) {
        const call::Round* round = call_.round(state_.round);
        if (round == nullptr || stage != machines::selection::Stage::collecting) return;
        const auto list = round->selections.find(state_.step);
        if (list != round->selections.end() && list->second.stage == machines::selection::Stage::confirmed)
            add(Todo::place_upheld, {"PlaceUpheld"});
    }
    void of_decision(machines::decision::Stage stage) {
        using Stage = machines::decision::Stage;
        if (stage == Stage::pending) add(Todo::decide_award, {"DecideAward", "SendBackAward"});
        if (stage != Stage::proposed) return;
        Turn& turn = add(Todo::confirm_award, {"ConfirmAward", "RefuseAward"});
        if (!state_.award) return;
        turn.by = state_.award->proposed_by;
        turn.what = state_.award->granted ? "granted" : "refused";
    }
    void of_offer(machines::offer::Stage stage) {
        using Stage = machines::offer::Stage;
        if (stage == Stage::offered || stage == Stage::budget_resubmitted)
            add(Todo::answer_offer, {"AcceptOffer", "DeclineOffer", "ResubmitBudget"});
    }

    const Definition& definition_;
    const State& state_;
    const call::State& call_;
    const Instant now_;
    const Step* step_;
    std::vector<Turn> turns_;
};

bool reaches(const Definition& d, const std::string& from, const std::string& target,
             std::set<std::string>& seen) {
    const Step* step = d.step(from);
    if (step == nullptr || !seen.insert(from).second) return false;
    return std::ranges::any_of(step->on, [&](const auto& route) {
        return route.second == target || reaches(d, route.second, target, seen);
    });
}

Turn of_call(Todo todo, std::vector<std::string> commands) {
    Turn turn;
    turn.todo = todo;
    turn.commands = std::move(commands);
    return turn;
}

std::optional<Turn> of_list(const Step& step, const call::Round& round, const Barrier& barrier) {
    using Stage = machines::selection::Stage;
    const auto list = round.selections.find(step.name);
    const Stage stage = list == round.selections.end() ? Stage::collecting : list->second.stage;
    const bool closed = round.stage > machines::round::Stage::open;
    std::optional<Turn> turn;
    if (stage == Stage::collecting && closed && barrier.arrived > 0 && barrier.to_come == 0)
        turn = of_call(Todo::rank, {"RankRound"});
    if (stage == Stage::ranked) turn = of_call(Todo::propose_selection, {"ProposeSelection"});
    if (stage == Stage::proposed) {
        turn = of_call(Todo::confirm_selection, {"ConfirmSelection", "RefuseSelection"});
        turn->by = list->second.proposed_by;
    }
    if (!turn) return turn;
    turn->round = round.id.text;
    turn->step = step.name;
    turn->deadline = barrier.deadline;
    return turn;
}

// The cut-off of a round, by the submission that has one.
std::optional<Instant> cut_off(const Definition& definition, const call::State& call,
                               const call::Round& round) {
    const std::string& name = definition.steps.front().closes;
    const Value* value = name.empty() ? nullptr : call.parameter(round.id, name);
    return value != nullptr && value->is_text() ? Instant::parse(value->as_text()) : std::nullopt;
}

}  // namespace

bool can_reach(const Definition& definition, const std::string& from, const std::string& target) {
    std::set<std::string> seen;
    return reaches(definition, from, target, seen);
}

std::vector<Turn> turns_of(const Definition& definition, const State& state, const call::State& call,
                           Instant now) {
    return Turns{definition, state, call, now}.found();
}

std::vector<Turn> turns_of(const Definition& definition, const call::State& call, const Barriers& barriers,
                           Instant now) {
    using Stage = machines::call::Stage;
    std::vector<Turn> turns;
    if (call.suspended) return turns;
    if (call.change) {
        Turn turn = of_call(Todo::confirm_change, {"ConfirmChange", "RefuseChange"});
        turn.by = call.change->by;
        turn.round = call.change->round.text;
        turn.what = call.change->parameter;
        turns.push_back(std::move(turn));
    }
    if (call.stage == Stage::drafted) {
        turns.push_back(of_call(Todo::publish_call, {"PublishCall"}));
        turns.back().by = call.drafted_by;
    }
    if (call.stage == Stage::published) {
        const bool draws = std::ranges::any_of(definition.steps, [](const Step& step) {
            return step.selection &&
                   std::ranges::any_of(step.selection->order, &definition::OrderKey::is_lot);
        });
        if (draws) turns.push_back(of_call(Todo::commit_lot, {"CommitLot"}));
        turns.push_back(of_call(Todo::open_call, {"OpenCall"}));
    }
    if (call.stage != Stage::open && call.stage != Stage::closed && call.stage != Stage::evaluating)
        return turns;
    for (const call::Round& round : call.rounds) {
        const auto closes = cut_off(definition, call, round);
        const auto of_round = [&](Todo todo, const char* command) {
            Turn turn = of_call(todo, {command});
            turn.round = round.id.text;
            turns.push_back(std::move(turn));
        };
        if (round.stage == machines::round::Stage::planned) {
            of_round(Todo::open_round, "OpenRound");
            turns.back().deadline = closes;
        }
        if (round.stage == machines::round::Stage::open && closes && definition::is_past(*closes, now)) {
            of_round(Todo::close_round, "CloseRound");
            turns.back().since = closes;
        }
        for (const Step& step : definition.steps) {
            if (!step.selection) continue;
            const auto barrier = barriers.find({round.id.text, step.name});
            if (auto turn = of_list(step, round, barrier == barriers.end() ? Barrier{} : barrier->second))
                turns.push_back(std::move(*turn));
        }
    }
    return turns;
}

std::string role_of(const Turn& turn, const Definition& definition) {
    const Step* step = definition.step(turn.step);
    const auto worker = [&]() -> std::string {
        return step == nullptr || step->by.empty() ? "officer" : step->by;
    };
    const auto second = [&]() -> std::string {
        return step == nullptr || step->confirm_by.empty() ? worker() : step->confirm_by;
    };
    switch (turn.todo) {
        case Todo::write_form:
        case Todo::answer_clarification:
        case Todo::answer_offer:
        case Todo::may_appeal: return "applicant";
        case Todo::declare_interest:
        case Todo::open_application:
        case Todo::score:
        case Todo::write_consensus:
        case Todo::sign_consensus: return "expert";
        case Todo::check:
        case Todo::decide_award:
        case Todo::rank:
        case Todo::propose_selection: return worker();
        case Todo::confirm_check:
        case Todo::confirm_award:
        case Todo::confirm_selection:
        case Todo::place_upheld: return second();
        case Todo::examine_appeal:
        case Todo::decide_appeal: return definition.appeals ? definition.appeals->by : "head";
        case Todo::confirm_extension:
        case Todo::publish_call:
        case Todo::confirm_change: return "head";
        case Todo::confirm_role: return "administrator";
        case Todo::confirm_erasure: return "administrator";
        default: return "officer";
    }
}

}  // namespace atranka::inquiry
