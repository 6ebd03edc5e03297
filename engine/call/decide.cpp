#include "engine/call/decide.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/registry/acting.hpp"

#include <algorithm>

namespace atranka::call {

namespace {

namespace machine = lifecycle::call;
namespace round_machine = lifecycle::round;

tl::unexpected<Rejection> refuse_move(Rule rule) { return refuse(rule, std::string{rule_sentence(rule)}); }

struct Act {
    const Context& c;
    const State& s;
    CallId call;

    bool has_role(std::string_view role) const {
        const registry::Person* actor = c.registry.person(c.actor);
        return actor != nullptr && registry::acts_as(*actor, c.definition, call.text, role, c.at);
    }
    Result<void> needs_role(std::string_view role) const {
        if (has_role(role)) return {};
        return refuse(Rule::actor_must_have_the_role,
                      "only a person with the role " + std::string{role} + " of this call does this", {},
                      Value::object({{"role", role}}));
    }
    machine::Facts facts() const {
        machine::Facts facts;
        facts.suspended = s.suspended;
        facts.same_person = c.actor == s.drafted_by;
        facts.definition_sound = true;  // it would not have been read otherwise
        facts.round_planned = !s.rounds.empty();
        facts.opening_reached = true;
        facts.appeals_pending = s.open_appeals > 0;
        facts.reason_given = true;
        const bool draws_a_lot = std::ranges::any_of(c.definition.steps, [](const definition::Step& step) {
            return step.selection &&
                   std::ranges::any_of(step.selection->order, &definition::OrderKey::is_lot);
        });
        facts.lot_committed = !draws_a_lot || s.lot.size() >= 2;
        facts.rounds_closed = std::ranges::all_of(
            s.rounds, [](const Round& r) { return r.stage > round_machine::Stage::open; });
        // Without a selection there is nothing that a round as a whole waits for once it is closed.
        const bool selects = std::ranges::any_of(
            c.definition.steps, [](const definition::Step& step) { return step.selection.has_value(); });
        facts.rounds_decided = std::ranges::all_of(s.rounds, [&](const Round& r) {
            return selects ? r.stage == round_machine::Stage::decided : r.stage > round_machine::Stage::open;
        });
        return facts;
    }
    Decision<Event> move(machine::Trigger trigger, const machine::Facts& facts) const {
        const auto to = machine::next(s.stage, trigger, facts);
        if (!to) return refuse_move(to.error());
        return std::vector<Event>{CallMoved{*to}};
    }
};

// A value of the parameter's type and within its limits, in its canonical spelling.
Result<Value> fitting(const definition::Parameter& parameter, const Value& value) {
    using Type = definition::Parameter::Type;
    const auto unfit = [&](const std::string& wanted) {
        return refuse(Rule::parameter_must_fit, parameter.name + " is " + wanted, parameter.name,
                      Value::object({{"parameter", parameter.name}}));
    };
    switch (parameter.type) {
        case Type::boolean: return value.is_bool() ? Result<Value>{value} : unfit("true or false");
        case Type::text: return value.is_text() ? Result<Value>{value} : unfit("a text");
        case Type::date:
            return value.is_text() && parse_day(value.as_text()) ? Result<Value>{value} : unfit("a date");
        case Type::datetime: {
            const auto instant = value.is_text() ? Instant::parse(value.as_text()) : std::nullopt;
            return instant ? Result<Value>{instant->text()}
                           : unfit("an instant, such as 2026-03-31T14:00:00Z");
        }
        default: break;
    }
    std::optional<Decimal> number;
    if (value.is_number()) number = value.as_decimal();
    if (value.is_text()) number = Decimal::parse(value.as_text());
    if (!number) return unfit("an exact decimal, such as 25000.00");
    if (parameter.type == Type::integer && !number->is_integer()) return unfit("a whole number");
    if (parameter.type == Type::money) {
        if (number->rounded(2, Rounding::down) != *number) return unfit("an amount to the cent");
        number = number->rounded(2, Rounding::down);
    }
    if (parameter.minimum && *number < *parameter.minimum)
        return unfit("at least " + parameter.minimum->text());
    if (parameter.maximum && *number > *parameter.maximum)
        return unfit("at most " + parameter.maximum->text());
    return Value{number->text()};
}

Result<std::map<std::string, Value>> fitting_all(const definition::Definition& d,
                                                 const std::map<std::string, Value>& given, bool per_round,
                                                 const std::string& where) {
    std::map<std::string, Value> fitted;
    for (const auto& [name, value] : given) {
        const definition::Parameter* parameter = d.parameter(name);
        if (parameter == nullptr)
            return refuse(Rule::parameter_must_exist, "the definition has no parameter " + name,
                          where + "." + name);
        if (parameter->per_round != per_round)
            return refuse(Rule::parameter_must_exist,
                          name + (per_round ? " is set for the whole call" : " is set for each round"),
                          where + "." + name);
        auto value_of_type = fitting(*parameter, value);
        if (!value_of_type) return tl::unexpected{value_of_type.error()};
        fitted.emplace(name, std::move(*value_of_type));
    }
    for (const definition::Parameter& parameter : d.parameters)
        if (parameter.per_round == per_round && !fitted.contains(parameter.name)) {
            if (!parameter.default_value)
                return refuse(Rule::parameter_must_be_set, parameter.name + " has no default and is not set",
                              where + "." + parameter.name, Value::object({{"parameter", parameter.name}}));
            auto value_of_type = fitting(parameter, *parameter.default_value);
            if (!value_of_type) return tl::unexpected{value_of_type.error()};
            fitted.emplace(parameter.name, std::move(*value_of_type));
        }
    return fitted;
}

Decision<Event> decide_one(const Act& act, const DraftCall& cmd) {
    if (act.s.exists()) return refuse(Rule::call_must_be_new, "there is a call " + cmd.call.text, "call");
    if (!is_id(cmd.call.text))
        return refuse(Rule::id_must_be_well_formed, "not an id: " + cmd.call.text, "call");
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    auto parameters = fitting_all(act.c.definition, cmd.parameters, false, "parameters");
    if (!parameters) return tl::unexpected{parameters.error()};
    if (cmd.rounds.empty()) return refuse(Rule::round_must_exist, "a call has at least one round", "rounds");
    CallDrafted event{cmd.call, act.c.actor, cmd.definition, std::move(*parameters), {}};
    std::set<RoundId> seen;
    for (const RoundPlan& plan : cmd.rounds) {
        if (!is_id(plan.id.text) || !seen.insert(plan.id).second)
            return refuse(Rule::id_must_be_well_formed, "a round has an id of its own: " + plan.id.text,
                          "rounds");
        auto fitted = fitting_all(act.c.definition, plan.parameters, true, "rounds." + plan.id.text);
        if (!fitted) return tl::unexpected{fitted.error()};
        event.rounds.push_back({plan.id, std::move(*fitted)});
    }
    return std::vector<Event>{std::move(event)};
}

Decision<Event> decide_one(const Act& act, const PublishCall& cmd) {
    if (auto ok = act.needs_role("head"); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts = act.facts();
    const std::optional<Judgement>& judged = cmd.judgement;
    if (act.c.publishes_on_proof) facts.definition_sound = judged && judged->errors.empty();
    auto moved = act.move(machine::Trigger::publish, facts);
    if (!act.c.publishes_on_proof) return moved;
    if (!moved && moved.error().rule == Rule::definition_must_be_sound) {
        if (!judged) return refuse(moved.error().rule, "nobody has proven its definition", "call");
        std::string findings;
        for (const std::string& one : judged->errors) findings += (findings.empty() ? "" : "; ") + one;
        return refuse(moved.error().rule, "its definition has errors: " + findings, "call");
    }
    if (moved && cmd.report != judged->report)
        return refuse(Rule::version_must_be_current,
                      "whoever publishes confirms what was proven of the definition: read the report " +
                          judged->report + ", and name it",
                      "report");
    if (moved) std::get<CallMoved>(moved->front()).report = judged->report;
    return moved;
}
Decision<Event> decide_one(const Act& act, const OpenCall&) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    return act.move(machine::Trigger::open, act.facts());
}
Decision<Event> decide_one(const Act& act, const CloseCall&) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    return act.move(machine::Trigger::close, act.facts());
}
Decision<Event> decide_one(const Act& act, const EvaluateCall&) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    return act.move(machine::Trigger::evaluate, act.facts());
}
Decision<Event> decide_one(const Act& act, const DecideCall&) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    return act.move(machine::Trigger::decide, act.facts());
}
Decision<Event> decide_one(const Act& act, const CancelCall& cmd) {
    if (auto ok = act.needs_role("head"); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts = act.facts();
    facts.reason_given = !cmd.reason.empty();
    return act.move(machine::Trigger::cancel, facts);
}
Decision<Event> decide_one(const Act& act, const ArchiveCall&) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    return act.move(machine::Trigger::archive, act.facts());
}

Decision<Event> suspend(const Act& act, machine::Trigger trigger, const std::string& reason) {
    if (auto ok = act.needs_role("head"); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts = act.facts();
    facts.reason_given = !reason.empty();
    const auto to = machine::next(act.s.stage, trigger, facts);
    if (!to) return refuse_move(to.error());
    return std::vector<Event>{CallSuspended{trigger == machine::Trigger::suspend}};
}
Decision<Event> decide_one(const Act& act, const SuspendCall& cmd) {
    return suspend(act, machine::Trigger::suspend, cmd.reason);
}
Decision<Event> decide_one(const Act& act, const ResumeCall& cmd) {
    return suspend(act, machine::Trigger::resume, cmd.reason);
}

Decision<Event> move_round(const Act& act, const RoundId& id, round_machine::Trigger trigger) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    const Round* round = act.s.round(id);
    if (round == nullptr) return refuse(Rule::round_must_exist, "the call has no round " + id.text, "round");
    const std::string& closes = act.c.definition.steps.front().closes;
    const Value* cut_off = closes.empty() ? nullptr : act.s.parameter(id, closes);
    const auto deadline = cut_off == nullptr ? std::nullopt : Instant::parse(cut_off->as_text());
    round_machine::Facts facts;
    facts.call_suspended = act.s.suspended;
    facts.call_open = act.s.stage == machine::Stage::open;
    facts.opening_reached = true;
    // A round without a cut-off opens and closes when an officer says so.
    facts.before_deadline =
        deadline ? !definition::is_past(*deadline, act.c.at) : trigger == round_machine::Trigger::open;
    const auto to = round_machine::next(round->stage, trigger, facts);
    if (!to) return refuse_move(to.error());
    return std::vector<Event>{RoundMoved{id, *to}};
}
Decision<Event> decide_one(const Act& act, const OpenRound& cmd) {
    return move_round(act, cmd.round, round_machine::Trigger::open);
}
Decision<Event> decide_one(const Act& act, const CloseRound& cmd) {
    return move_round(act, cmd.round, round_machine::Trigger::close);
}

Decision<Event> decide_one(const Act& act, const ProposeChange& cmd) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    if (cmd.reason.empty()) return refuse(Rule::reason_must_be_given, "say why it changes", "reason");
    const definition::Parameter* parameter = act.c.definition.parameter(cmd.parameter);
    if (parameter == nullptr || parameter->per_round == cmd.round.empty())
        return refuse(Rule::parameter_must_exist, "no parameter " + cmd.parameter + " is set there",
                      "parameter");
    const Round* round = act.s.round(cmd.round);
    if (!cmd.round.empty() && round == nullptr)
        return refuse(Rule::round_must_exist, "the call has no round " + cmd.round.text, "round");
    // What a round is judged by stays once its cut-off has passed; money may rise or fall by confirmed
    // command.
    const bool judged = cmd.round.empty()
                            ? std::ranges::any_of(act.s.rounds,
                                                  [](const Round& r) {
                                                      return r.stage > round_machine::Stage::open &&
                                                             r.stage < round_machine::Stage::decided;
                                                  })
                            : round->stage > round_machine::Stage::open;
    if (judged && cmd.parameter != "budget")
        return refuse(Rule::change_must_keep_the_rules,
                      "a round that is judged by " + cmd.parameter + " is past its cut-off", "parameter");
    auto value = fitting(*parameter, cmd.value);
    if (!value) return tl::unexpected{value.error()};
    return std::vector<Event>{ChangeProposed{{act.c.actor, cmd.round, cmd.parameter, std::move(*value)}}};
}

Decision<Event> decide_change(const Act& act, bool confirmed) {
    if (auto ok = act.needs_role("head"); !ok) return tl::unexpected{ok.error()};
    if (!act.s.change) return refuse_move(Rule::proposal_must_be_made_first);
    if (act.s.change->by == act.c.actor) return refuse_move(Rule::second_person_must_confirm);
    if (confirmed && act.s.change->round.empty() && act.s.change->parameter == "budget" &&
        Decimal::parse(act.s.change->value.as_text()).value_or(Decimal{0}) < act.s.committed)
        return refuse(Rule::money_must_be_left,
                      "more than that is promised already: " + act.s.committed.text(), "value",
                      Value::object({{"committed", act.s.committed.text()}}));
    return std::vector<Event>{ChangeDecided{confirmed}};
}
Decision<Event> decide_one(const Act& act, const ConfirmChange&) { return decide_change(act, true); }
Decision<Event> decide_one(const Act& act, const RefuseChange& cmd) {
    if (cmd.reason.empty()) return refuse(Rule::reason_must_be_given, "say why it is refused", "reason");
    return decide_change(act, false);
}

Decision<Event> decide_one(const Act& act, const CommitLot& cmd) {
    if (!act.has_role("officer") && !act.has_role("head"))
        return refuse(Rule::actor_must_have_the_role, "an officer or head of the call commits to the lot");
    if (act.s.stage > machine::Stage::published) return refuse_move(Rule::commitment_must_be_early);
    const bool hex = cmd.commitment.size() == 64 && std::ranges::all_of(cmd.commitment, [](char ch) {
                         return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'f');
                     });
    if (!hex) return refuse_move(Rule::commitment_must_be_well_formed);
    return std::vector<Event>{LotCommitted{act.c.actor, cmd.commitment}};
}

}  // namespace

Decimal available(const State& state) {
    const Value* budget = state.parameter({}, "budget");
    const auto amount = budget == nullptr ? std::nullopt : Decimal::parse(budget->as_text());
    return amount.value_or(Decimal{0}) - state.committed;
}

Decision<Event> decide(const Context& context, const State& state, const Command& command) {
    return std::visit(
        [&](const auto& c) -> Decision<Event> {
            const Act act{context, state, c.call};
            if constexpr (!std::same_as<std::remove_cvref_t<decltype(c)>, DraftCall>)
                if (!state.exists()) return refuse(Rule::call_must_exist, "no call " + c.call.text, "call");
            return decide_one(act, c);
        },
        command);
}

}  // namespace atranka::call
