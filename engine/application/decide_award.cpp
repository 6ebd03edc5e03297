#include "engine/application/deciding.hpp"

namespace atranka::application {

namespace {

namespace decision = lifecycle::decision;
namespace offer = lifecycle::offer;

decision::Facts decision_facts(const Act& act, const definition::Step& step) {
    decision::Facts facts;
    facts.money_left = act.promised().sign() > 0;  // a confirmed selection put it aside
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

offer::Facts offer_facts(const Act& act) {
    offer::Facts facts;
    facts.by_lead = act.by_lead();
    facts.before_deadline = act.in_time();
    facts.partners_consented = true;
    facts.de_minimis_left = true;
    if (!act.s.submitted_steps.empty()) {
        const Value* asked = act.s.submissions.at(act.s.submitted_steps.back()).facts.find("requested_grant");
        const auto amount = asked == nullptr ? std::nullopt : Decimal::parse(asked->as_text());
        facts.partial = amount && act.promised() < *amount;
    }
    return facts;
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
    const auto to = offer::next(*act.s.stage.as<offer::Stage>(), offer::Trigger::accept, offer_facts(act));
    if (!to) return refuse_move(to.error());
    return Decided{leave(act.routing(), **step, *to), {}};
}

Decision decide_one(const Act& act, const DeclineOffer&) {
    const auto step = act.current(lifecycle::Kind::offer);
    if (!step) return tl::unexpected{step.error()};
    const auto to = offer::next(*act.s.stage.as<offer::Stage>(), offer::Trigger::decline, offer_facts(act));
    if (!to) return refuse_move(to.error());
    return Decided{leave(act.routing(), **step, *to), act.money_back()};
}

}  // namespace atranka::application
