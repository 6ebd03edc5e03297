#include "engine/application/aggregate.hpp"
#include "engine/application/deciding.hpp"
#include "engine/assignment/scores.hpp"
#include "engine/definition/form.hpp"

namespace atranka::application {

using lifecycle::Kind;

Decision decide_one(const Act& act, const ServeNotice& cmd) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    if (cmd.how.empty()) return refuse(Rule::reason_must_be_given, "say how notice was served", "how");
    if (cmd.served > act.c.at)
        return refuse(Rule::dates_must_be_in_order, "notice is recorded once it was served", "served");
    if (act.s.finished()) {
        if (act.s.outcome_notice)
            return refuse(Rule::notice_must_be_due, "notice of the outcome was served already");
        if (cmd.served < *act.s.outcome_at)
            return refuse(Rule::dates_must_be_in_order, "notice is served after the decision", "served");
        return Decided{{NoticeServed{cmd.how, cmd.served, std::nullopt}}, {}};
    }
    if (!act.s.awaits_notice) return refuse(Rule::notice_must_be_due, "nothing here waits for notice");
    if (cmd.served < *act.s.entered)
        return refuse(Rule::dates_must_be_in_order, "notice is served after what it tells", "served");
    const definition::Step& step = *act.c.definition.step(act.s.step);
    return Decided{{NoticeServed{cmd.how, cmd.served, deadline_of(act.routing(), step, cmd.served)}}, {}};
}

Decision decide_one(const Act& act, const ProposeExtension& cmd) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    if (cmd.reason.empty()) return refuse(Rule::reason_must_be_given, "say why the deadline moves", "reason");
    if (!act.s.deadline) return refuse(Rule::deadline_must_exist, "nothing here has a deadline");
    if (cmd.until <= *act.s.deadline || cmd.until < act.c.at)
        return refuse(Rule::dates_must_be_in_order, "an extension ends after the deadline it extends",
                      "until");
    return Decided{{ExtensionProposed{act.c.actor, cmd.until}}, {}};
}

Decision decide_one(const Act& act, const ConfirmExtension&) {
    if (auto ok = act.needs_role("head"); !ok) return tl::unexpected{ok.error()};
    if (!act.s.extension) return refuse(Rule::proposal_must_be_made_first, "no extension is proposed");
    if (act.s.extension->by == act.c.actor) return refuse_move(Rule::second_person_must_confirm);
    if (!act.s.deadline) return refuse(Rule::deadline_must_exist, "nothing here has a deadline any more");
    if (act.s.extension->until <= *act.s.deadline)
        return refuse(Rule::dates_must_be_in_order, "an extension ends after the deadline it extends");
    return Decided{{DeadlineMoved{act.s.extension->until}}, {}};
}

Decision decide_one(const Act& act, const RefuseExtension& cmd) {
    if (auto ok = act.needs_role("head"); !ok) return tl::unexpected{ok.error()};
    if (cmd.reason.empty()) return refuse(Rule::reason_must_be_given, "say why the deadline stays", "reason");
    if (!act.s.extension) return refuse(Rule::proposal_must_be_made_first, "no extension is proposed");
    if (act.s.extension->by == act.c.actor) return refuse_move(Rule::second_person_must_confirm);
    return Decided{{ExtensionRefused{act.c.actor}}, {}};
}

Decision decide_one(const Act& act, const SuspendApplication& cmd) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    if (cmd.reason.empty()) return refuse(Rule::reason_must_be_given, "say why work stops", "reason");
    if (act.s.finished())
        return refuse(Rule::application_must_be_under_way, "the application has ended: " + act.s.outcome);
    return Decided{{WorkSuspended{act.c.at}}, {}};
}

Decision decide_one(const Act& act, const ResumeApplication& cmd) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    if (cmd.reason.empty()) return refuse(Rule::reason_must_be_given, "say why work goes on", "reason");
    if (!act.s.suspended_since)
        return refuse(Rule::work_must_be_suspended, "work on this application goes on");
    std::optional<Instant> deadline = act.s.deadline;
    if (deadline) deadline = deadline->plus_ms(act.c.at.ms - act.s.suspended_since->ms);
    return Decided{{WorkResumed{act.c.at, deadline}}, {}};
}

namespace {

// A late idea enters the next round that is not over; none where there is no such round.
const call::Round* next_round(const Act& act, const definition::Step& step) {
    if (step.closes.empty() || act.c.definition.steps.front().name != step.name) return nullptr;
    bool after = false;
    for (const call::Round& round : act.c.call.rounds) {
        const auto closes = instant_of(act.routing(round.id), step.closes);
        if (after && closes && *closes > act.c.at && round.stage <= lifecycle::round::Stage::open)
            return &round;
        if (round.id == act.s.round) after = true;
    }
    return nullptr;
}

template <class Stage, class Trigger, class Facts>
Decision lapsed(const Act& act, const definition::Step& step, Trigger trigger, const Facts& facts) {
    const auto to = next(*act.s.stage.as<Stage>(), trigger, facts);
    if (!to) return refuse_move(to.error());
    if (!lifecycle::is_final(*to)) return Decided{{StageReached{*to, act.deadline_from_now(step)}}, {}};
    return Decided{leave(act.routing(), step, *to), act.money_back()};
}

}  // namespace

Decision decide_one(const Act& act, const FireTimer& cmd) {
    if (!act.c.by_system)
        return refuse(Rule::actor_must_have_the_role, "timers are fired by the clock, not by people");
    if (act.s.finished() || act.s.step != cmd.step || act.s.deadline != cmd.due)
        return refuse(Rule::timer_must_be_current, "the application no longer waits for that deadline",
                      "due");
    if (act.in_time()) return refuse_move(Rule::deadline_must_have_passed);
    const definition::Step& step = *act.c.definition.step(cmd.step);
    switch (step.kind) {
        case Kind::submission: {
            using lifecycle::submission::Facts;
            using lifecycle::submission::Stage;
            using lifecycle::submission::Trigger;
            if (const call::Round* round = next_round(act, step))
                return Decided{{MovedToRound{round->id}, entered(act.routing(round->id), step)}, {}};
            return lapsed<Stage>(act, step, Trigger::lapse, Facts{});
        }
        case Kind::offer: {
            using lifecycle::offer::Facts;
            using lifecycle::offer::Stage;
            using lifecycle::offer::Trigger;
            return lapsed<Stage>(act, step, Trigger::lapse, Facts{});
        }
        case Kind::check: {
            using lifecycle::check::Facts;
            using lifecycle::check::Stage;
            using lifecycle::check::Trigger;
            if (*act.s.stage.as<Stage>() == Stage::awaiting_answer)
                return lapsed<Stage>(act, step, Trigger::answer_lapsed, Facts{});
            break;
        }
        case Kind::selection: {
            using lifecycle::selection::Facts;
            using lifecycle::selection::Stage;
            using lifecycle::selection::Trigger;
            if (*act.s.stage.as<Stage>() == Stage::reserved) {
                Facts facts;
                facts.reserve_expired = true;
                // Who waited in vain may be told so by an outcome of its own.
                const auto own = step.on.find("reserve_expired");
                if (own == step.on.end()) return lapsed<Stage>(act, step, Trigger::expire, facts);
                const auto to = next(Stage::reserved, Trigger::expire, facts);
                if (!to) return refuse_move(to.error());
                return Decided{{StageReached{*to, std::nullopt}, go_to(act.routing(), own->second)}, {}};
            }
            break;
        }
        default: break;
    }
    return Decided{{DeadlinePassed{cmd.step, cmd.due}}, {}};
}

Decision decide_one(const Act& act, const ImportApplication& cmd) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    if (act.c.call.round(cmd.round) == nullptr)
        return refuse(Rule::round_must_exist, "the call has no round " + cmd.round.text, "round");
    const definition::Step* step = act.c.definition.step(cmd.step);
    if (step == nullptr)
        return refuse(Rule::step_must_exist, "the definition has no step " + cmd.step, "step");
    std::vector<Event> events{ApplicationStarted{cmd.application, act.c.call.id, cmd.round, {}, true}};
    if (const definition::Step* form_step = submission_before(act.c.definition, cmd.step)) {
        const definition::Form& form = *act.c.definition.form(form_step->form);
        auto checked = definition::check_form(act.c.definition, definition::public_form(form), cmd.facts);
        if (!checked) {
            auto refusal =
                refuse(Rule::form_must_be_valid, "the imported facts do not fit the form", "facts");
            refusal.value().problems = checked.error();
            return refusal;
        }
        auto facts = facts_of(form, *checked, act.c.registry);
        if (!facts) return tl::unexpected{facts.error()};
        events.push_back(
            FormSubmitted{form_step->name, act.c.at, std::move(*facts), organisations_in(form, *checked)});
    }
    events.push_back(entered(act.routing(cmd.round), *step));
    return Decided{std::move(events), {}};
}

Decision decide_one(const Act& act, const ImportReview& cmd) {
    const auto step = act.step(cmd.step, Kind::review);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    if (!act.s.imported)
        return refuse(Rule::application_must_be_imported,
                      "reviews are imported only into imported applications");
    const auto review = act.s.reviews.find(cmd.step);
    if (review != act.s.reviews.end() && review->second.assignments.contains(cmd.expert))
        return refuse(Rule::expert_must_be_new, cmd.expert.text + " has a review already", "expert");
    const definition::Rubric& rubric = *act.c.definition.rubric((*step)->rubric);
    if (auto fault = assignment::scores_fault(rubric, cmd.scores, nullptr)) return tl::unexpected{*fault};
    const auto totals = assignment::totals_of(rubric, cmd.scores);
    return Decided{
        {assignment::ExpertAssigned{cmd.step, cmd.expert, {}},
         assignment::ReviewSubmitted{cmd.step, cmd.expert, act.c.at, cmd.scores, totals.total, totals.worst}},
        {}};
}

Decision decide_one(const Act& act, const CloseImportedReview& cmd) {
    const auto step = act.step(cmd.step, Kind::review);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    if (!act.s.imported)
        return refuse(Rule::application_must_be_imported, "only an imported review is closed by hand");
    const auto review = act.s.reviews.find(cmd.step);
    const auto open = [](const auto* a) { return a->stage != lifecycle::assignment::Stage::submitted; };
    if (review == act.s.reviews.end() || counting(review->second).empty() ||
        std::ranges::any_of(counting(review->second), open))
        return refuse(Rule::all_reviews_must_be_submitted, "not every review is there", "application");
    const Scored scored = aggregate(**step, *act.c.definition.rubric((*step)->rubric), review->second);
    using lifecycle::review::Stage;
    std::vector<Event> events{
        ReviewScored{cmd.step, scored.method, scored.scores, scored.total, scored.worst, scored.missed}};
    for (Event& e : leave(act.routing(), **step, scored.missed.empty() ? Stage::meets : Stage::below))
        events.push_back(std::move(e));
    return Decided{std::move(events), {}};
}

}  // namespace atranka::application
