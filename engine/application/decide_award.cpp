#include "engine/application/deciding.hpp"
#include "engine/application/rules.hpp"
#include "engine/definition/form.hpp"

namespace atranka::application {

namespace {

namespace decision = lifecycle::decision;
namespace offer = lifecycle::offer;

decision::Facts decision_facts(const Act& act, const definition::Step& step) {
    decision::Facts facts;
    // A confirmed selection put it aside; where none of the definition pays, what is granted is no money.
    facts.money_left = act.promised().sign() > 0 ||
                       std::ranges::none_of(act.c.definition.steps, [](const definition::Step& one) {
                           return one.selection && one.selection->fund;
                       });
    facts.scored = act.has_scored();
    facts.has_interest = act.has_interest();
    facts.needs_second_person = !step.confirm_by.empty();
    facts.same_person = act.s.award && act.s.award->proposed_by == act.c.actor;
    return facts;
}

Decision decided(const Act& act, const definition::Step& step, AwardDecided event, decision::Stage to) {
    const bool final = lifecycle::is_final(to);
    event.confirmed = final;
    std::vector<Event> events{event};
    if (!final) {
        events.push_back(StageReached{to, act.s.deadline});
        return Decided{std::move(events), {}};
    }
    for (Event& e : leave(act.routing(), step, to)) events.push_back(std::move(e));
    return Decided{std::move(events), event.granted ? std::vector<call::Event>{} : act.money_back()};
}

// What is offered: what the authority granted, or, where none decides, what the selection promised.
Decimal offered(const Act& act) { return act.s.award ? act.s.award->amount : act.promised(); }

// The selection that promised it. A lead who tries a command on what they can see knows the offer and not
// their place: then it is the last that pays.
const definition::Step* paying_step(const Act& act) {
    const definition::Step* found = nullptr;
    for (const definition::Step& step : act.c.definition.steps) {
        if (!step.selection || !step.selection->fund) continue;
        const auto placement = act.s.placements.find(step.name);
        if (placement != act.s.placements.end() && placement->second.amount.sign() > 0) return &step;
        found = &step;
    }
    return act.s.placements.empty() && act.s.award ? found : nullptr;
}

// What the application asks for now, as that selection counts.
Result<Decimal> asked(const Act& act, const State& s) {
    const definition::Step* step = paying_step(act);
    if (step == nullptr) return Decimal{0};
    return number(*step->selection->fund, context_at(act.c.definition, act.c.call, s, *step));
}

Result<offer::Facts> offer_facts(const Act& act) {
    const auto amount = asked(act, act.s);
    if (!amount) return tl::unexpected{amount.error()};
    offer::Facts facts;
    facts.by_lead = act.by_lead();
    facts.before_deadline = act.in_time();
    facts.partners_consented = true;  // a rule of the definition, if it asks for consent
    facts.de_minimis_left = true;     // likewise
    facts.partial = offered(act) < *amount;
    facts.budget_fits = !facts.partial;
    return facts;
}

// The sum of an assessed table: what was accepted, or claimed where nobody assessed it.
Decimal counted(const definition::Assessed& assessed, const Value& facts) {
    Decimal sum = 0;
    const Value* rows = facts.find(assessed.table);
    if (rows == nullptr) return sum;
    for (const Value& row : rows->as_list()) {
        const Value* amount = row.find(assessed.column);
        if (amount == nullptr) amount = row.find(assessed.at_most);
        if (amount != nullptr) sum += Decimal::parse(amount->as_text()).value_or(Decimal{0});
    }
    return sum;
}

// A smaller budget keeps every rule that the application was checked by, and claims no more than was
// accepted.
Result<bool> fits(const Act& act, const definition::Form& form, const State& after) {
    const auto amount = asked(act, after);
    if (!amount) return tl::unexpected{amount.error()};
    if (*amount != offered(act)) return false;
    const std::string& submission = act.s.submitted_steps.back();
    for (const auto& assessed : form.assessed)
        if (counted(assessed, after.submissions.at(submission).facts) >
            counted(assessed, act.s.submissions.at(submission).facts))
            return false;
    for (const auto& [name, check] : act.s.checks) {
        if (!check.passed) continue;
        const definition::Step& step = *act.c.definition.step(name);
        if (form_at(act.c.definition, act.s, step) != &form ||
            submission_before(act.c.definition, name)->name != submission)
            continue;
        const auto verdicts = verdicts_of(act.c.definition, act.c.call, after, step);
        if (!verdicts) return tl::unexpected{verdicts.error()};
        if (!std::ranges::all_of(*verdicts, &Verdict::passed)) return false;
    }
    return true;
}

}  // namespace

Decision decide_one(const Act& act, const DecideAward& cmd) {
    const auto step = act.current(lifecycle::Kind::decision);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role((*step)->by); !ok) return tl::unexpected{ok.error()};
    decision::Facts facts = decision_facts(act, **step);
    facts.granted = cmd.granted;
    facts.order_numbered = !cmd.order.empty();
    facts.reason_given = !cmd.reason.empty();
    const auto to = decision::next(*act.s.stage.as<decision::Stage>(), decision::Trigger::propose, facts);
    if (!to) return refuse_move(to.error());
    return decided(
        act, **step,
        {act.c.actor, false, cmd.granted, cmd.order, cmd.annex, cmd.granted ? act.promised() : Decimal{0}},
        *to);
}

Decision decide_one(const Act& act, const ConfirmAward&) {
    const auto step = act.current(lifecycle::Kind::decision);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role((*step)->confirm_by); !ok) return tl::unexpected{ok.error()};
    decision::Facts facts = decision_facts(act, **step);
    facts.granted = act.s.award && act.s.award->granted;
    facts.order_numbered = act.s.award && !act.s.award->order.empty();
    facts.reason_given = true;
    const auto to = decision::next(*act.s.stage.as<decision::Stage>(), decision::Trigger::confirm, facts);
    if (!to) return refuse_move(to.error());
    const Award& award = *act.s.award;
    return decided(act, **step, {act.c.actor, true, award.granted, award.order, award.annex, award.amount},
                   *to);
}

Decision decide_one(const Act& act, const RefuseAward& cmd) {
    const auto step = act.current(lifecycle::Kind::decision);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role((*step)->confirm_by); !ok) return tl::unexpected{ok.error()};
    decision::Facts facts = decision_facts(act, **step);
    facts.reason_given = !cmd.reason.empty();
    const auto to = decision::next(*act.s.stage.as<decision::Stage>(), decision::Trigger::refuse, facts);
    if (!to) return refuse_move(to.error());
    return Decided{{StageReached{*to, act.s.deadline}}, {}};
}

Decision decide_one(const Act& act, const SendBackAward& cmd) {
    const auto step = act.current(lifecycle::Kind::decision);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role((*step)->by); !ok) return tl::unexpected{ok.error()};
    decision::Facts facts = decision_facts(act, **step);
    facts.reason_given = !cmd.reason.empty();
    const auto to = decision::next(*act.s.stage.as<decision::Stage>(), decision::Trigger::send_back, facts);
    if (!to) return refuse_move(to.error());
    if (!(*step)->on.contains("sent_back"))
        return refuse(Rule::route_must_be_declared,
                      "this call's definition has no route for a list sent back");
    return Decided{leave(act.routing(), **step, *to), act.money_back()};
}

Decision decide_one(const Act& act, const AcceptOffer&) {
    const auto step = act.current(lifecycle::Kind::offer);
    if (!step) return tl::unexpected{step.error()};
    const auto facts = offer_facts(act);
    if (!facts) return tl::unexpected{facts.error()};
    const auto to = offer::next(*act.s.stage.as<offer::Stage>(), offer::Trigger::accept, *facts);
    if (!to) return refuse_move(to.error());
    return Decided{leave(act.routing(), **step, *to), {}};
}

Decision decide_one(const Act& act, const DeclineOffer&) {
    const auto step = act.current(lifecycle::Kind::offer);
    if (!step) return tl::unexpected{step.error()};
    const auto facts = offer_facts(act);
    if (!facts) return tl::unexpected{facts.error()};
    const auto to = offer::next(*act.s.stage.as<offer::Stage>(), offer::Trigger::decline, *facts);
    if (!to) return refuse_move(to.error());
    return Decided{leave(act.routing(), **step, *to), act.money_back()};
}

Decision decide_one(const Act& act, const ResubmitBudget& cmd) {
    const auto step = act.current(lifecycle::Kind::offer);
    if (!step) return tl::unexpected{step.error()};
    auto facts = offer_facts(act);
    if (!facts) return tl::unexpected{facts.error()};
    const definition::Form* form = newest_form(act.c.definition, act.s);
    if (form == nullptr) return refuse_move(Rule::offer_must_be_partial);
    const auto checked = definition::check_form(act.c.definition, *form, cmd.form);
    if (!checked) {
        auto refusal = refuse_move(Rule::form_must_be_valid);
        refusal.value().problems = checked.error();
        return refusal;
    }
    auto facts_of_form = facts_of(*form, *checked, act.c.registry);
    if (!facts_of_form) return tl::unexpected{facts_of_form.error()};
    std::vector<Event> events{FormSubmitted{act.s.submitted_steps.back(), act.c.at, std::move(*facts_of_form),
                                            organisations_in(*form, *checked)}};
    State after = act.s;
    evolve(after, events.front());
    const auto fitting = fits(act, *form, after);
    if (!fitting) return tl::unexpected{fitting.error()};
    facts->budget_fits = *fitting;
    const auto to = offer::next(*act.s.stage.as<offer::Stage>(), offer::Trigger::resubmit_budget, *facts);
    if (!to) return refuse_move(to.error());
    events.push_back(StageReached{*to, act.s.deadline});
    return Decided{std::move(events), {}};
}

}  // namespace atranka::application
