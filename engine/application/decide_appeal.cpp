#include "engine/application/deciding.hpp"

namespace atranka::application {

namespace machine = lifecycle::appeal;

namespace {

bool is_open(const Appeal& appeal) {
    return appeal.stage == machine::Stage::lodged || appeal.stage == machine::Stage::admissible ||
           appeal.stage == machine::Stage::proposed;
}

// The call counts the appeals that are under way.
std::vector<call::Event> closing(const Act& act, machine::Stage reached) {
    Appeal after = act.s.appeals.back();
    after.stage = reached;
    if (is_open(after)) return {};
    return {call::AppealClosed{act.s.id}};
}

Result<const definition::Appeals*> appeals_of(const Act& act) {
    if (!act.c.definition.appeals) return refuse(Rule::appeal_must_be_foreseen, "this call knows no appeals");
    return &*act.c.definition.appeals;
}

machine::Facts appeal_facts(const Act& act, const definition::Appeals& appeals) {
    const Appeal& appeal = act.s.appeals.back();
    machine::Facts facts;
    const bool clock_runs = act.s.outcome_notice.has_value();
    facts.in_time =
        !clock_runs || !definition::is_past(definition::deadline(act.c.definition.calendar,
                                                                 *act.s.outcome_notice, appeals.within),
                                            appeal.lodged);
    facts.ground_allowed = std::ranges::find(appeals.grounds, appeal.ground) != appeals.grounds.end();
    facts.took_part = act.s.deciders.contains(act.c.actor) || act.has_scored();
    facts.by_lead = act.by_lead();
    return facts;
}

}  // namespace

Decision decide_one(const Act& act, const LodgeAppeal& cmd) {
    const auto appeals = appeals_of(act);
    if (!appeals) return tl::unexpected{appeals.error()};
    if (!act.by_lead()) return refuse(Rule::lead_must_act, "only the lead appeals");
    const definition::Outcome* outcome = act.s.finished() ? act.c.definition.outcome(act.s.outcome) : nullptr;
    if (outcome == nullptr || !outcome->appealable)
        return refuse(Rule::outcome_must_be_appealable, act.s.finished()
                                                            ? "no appeal lies against " + act.s.outcome
                                                            : "nothing is decided yet");
    if (!act.s.appeals.empty() && is_open(act.s.appeals.back()))
        return refuse(Rule::appeal_must_be_the_only_one, "an appeal of this application is under way");
    if (cmd.text.empty()) return refuse(Rule::reason_must_be_given, "say what was wrong", "text");
    if (std::ranges::find((*appeals)->grounds, cmd.ground) == (*appeals)->grounds.end())
        return refuse(Rule::appeal_ground_must_be_allowed, "no such ground: " + cmd.ground, "ground");
    if (act.s.outcome_notice) {
        const Instant last =
            definition::deadline(act.c.definition.calendar, *act.s.outcome_notice, (*appeals)->within);
        if (definition::is_past(last, act.c.at))
            return refuse(Rule::appeal_must_be_in_time, "the time to appeal ended at " + last.text(), {},
                          Value::object({{"at", last.text()}}));
    }
    return Decided{{AppealMoved{cmd.ground, machine::Stage::lodged, act.c.actor, act.c.at, {}}},
                   {call::AppealOpened{act.s.id}}};
}

Decision decide_one(const Act& act, const ExamineAppeal& cmd) {
    const auto appeals = appeals_of(act);
    if (!appeals) return tl::unexpected{appeals.error()};
    if (auto ok = act.needs_role((*appeals)->by); !ok) return tl::unexpected{ok.error()};
    if (act.s.appeals.empty()) return refuse(Rule::appeal_must_be_lodged, "there is no appeal");
    machine::Facts facts = appeal_facts(act, **appeals);
    facts.admissible = cmd.admissible;
    facts.reason_given = !cmd.reason.empty();
    const auto to = machine::next(act.s.appeals.back().stage, machine::Trigger::examine, facts);
    if (!to) return refuse_move(to.error());
    return Decided{{AppealMoved{{}, *to, act.c.actor, act.c.at, {}}}, closing(act, *to)};
}

Decision decide_one(const Act& act, const DecideAppeal& cmd) {
    const auto appeals = appeals_of(act);
    if (!appeals) return tl::unexpected{appeals.error()};
    if (auto ok = act.needs_role((*appeals)->by); !ok) return tl::unexpected{ok.error()};
    if (act.s.appeals.empty()) return refuse(Rule::appeal_must_be_lodged, "there is no appeal");
    machine::Facts facts = appeal_facts(act, **appeals);
    facts.upheld = cmd.upheld;
    facts.reason_given = !cmd.reason.empty();
    const auto to = machine::next(act.s.appeals.back().stage, machine::Trigger::decide, facts);
    if (!to) return refuse_move(to.error());
    const std::string& back_to = cmd.back_to.empty() ? (*appeals)->back_to : cmd.back_to;
    const definition::Step* step = act.c.definition.step(back_to);
    if (*to == machine::Stage::upheld && step == nullptr)
        return refuse(Rule::step_must_exist, "the definition has no step " + back_to, "back_to");
    if (*to == machine::Stage::upheld && step->kind == lifecycle::Kind::offer)
        return refuse(Rule::route_must_be_declared, "an upheld appeal is examined again, not offered a grant",
                      "back_to");
    std::vector<Event> events{
        AppealMoved{{}, *to, act.c.actor, act.c.at, cmd.upheld ? back_to : std::string{}}};
    if (*to == machine::Stage::upheld) events.push_back(entered(act.routing(), *step));
    return Decided{std::move(events), closing(act, *to)};
}

Decision decide_one(const Act& act, const WithdrawAppeal&) {
    if (act.s.appeals.empty()) return refuse(Rule::appeal_must_be_lodged, "there is no appeal");
    machine::Facts facts;
    facts.by_lead = act.by_lead();
    const auto to = machine::next(act.s.appeals.back().stage, machine::Trigger::withdraw, facts);
    if (!to) return refuse_move(to.error());
    return Decided{{AppealMoved{{}, *to, act.c.actor, act.c.at, {}}}, closing(act, *to)};
}

namespace {

// What follows from a ruling that turns an appeal round.
Decision overturned(const Act& act, RulingRecorded ruling) {
    const auto appeals = appeals_of(act);
    if (!appeals) return tl::unexpected{appeals.error()};
    if (act.s.appeals.empty()) return refuse(Rule::appeal_must_be_lodged, "there is no appeal to overturn");
    const Appeal& appeal = act.s.appeals.back();
    machine::Facts facts;
    facts.ruling_recorded = true;
    const auto to = machine::next(appeal.stage, machine::Trigger::overturn, facts);
    if (!to) return refuse_move(to.error());
    std::vector<Event> events{std::move(ruling)};
    if (*to == machine::Stage::admissible) {
        events.push_back(AppealMoved{{}, *to, act.c.actor, act.c.at, {}});
        return Decided{std::move(events), {call::AppealOpened{act.s.id}}};
    }
    if (*to == machine::Stage::upheld) {
        const definition::Step* step = act.c.definition.step((*appeals)->back_to);
        if (step == nullptr)
            return refuse(Rule::step_must_exist, "the definition names no step that an appeal leads to");
        events.push_back(AppealMoved{{}, *to, act.c.actor, act.c.at, step->name});
        events.push_back(entered(act.routing(), *step));
        return Decided{std::move(events), {}};
    }
    if (act.s.finished() && act.c.definition.outcome(act.s.outcome)->awarded)
        return refuse(Rule::application_must_be_under_way, "an offer that was accepted stands");
    events.push_back(AppealMoved{{}, *to, act.c.actor, act.c.at, {}});
    if (act.s.outcome != appeal.outcome) events.push_back(OutcomeReached{appeal.outcome, act.c.at});
    return Decided{std::move(events), {}};
}

}  // namespace

Decision decide_one(const Act& act, const RecordRuling& cmd) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    if (cmd.body.empty() || cmd.reference.empty())
        return refuse(Rule::reason_must_be_given, "name the body that ruled and its reference", "reference");
    RulingRecorded ruling{cmd.body, cmd.reference};
    if (cmd.overturns) return overturned(act, std::move(ruling));
    return Decided{{std::move(ruling)}, {}};
}

}  // namespace atranka::application
