#include "engine/application/deciding.hpp"
#include "engine/application/rules.hpp"
#include "engine/definition/form.hpp"

namespace atranka::application {

namespace machine = lifecycle::submission;

Decision decide_one(const Act& act, const StartApplication& cmd) {
    const call::Round* round = act.c.call.round(cmd.round);
    if (round == nullptr)
        return refuse(Rule::round_must_exist, "the call has no round " + cmd.round.text, "round");
    if (act.c.call.suspended)
        return refuse(Rule::work_must_not_be_suspended, "work on the call is suspended");
    const registry::Person* actor = act.c.registry.person(act.c.actor);
    if (actor == nullptr || !actor->active)
        return refuse(Rule::person_must_be_registered, "an applicant is registered first");
    if (act.c.call.stage != lifecycle::call::Stage::open || round->stage != lifecycle::round::Stage::open)
        return refuse(Rule::round_must_be_open, "the round " + cmd.round.text + " is not open", "round");
    const definition::Step& first = act.c.definition.steps.front();
    const auto closes = instant_of(act.routing(cmd.round), first.closes);
    if (closes && definition::is_past(*closes, act.c.at))
        return refuse(Rule::deadline_must_not_have_passed, "the round closed at " + closes->text(), "round",
                      Value::object({{"at", closes->text()}}));
    return Decided{{ApplicationStarted{cmd.application, act.c.call.id, cmd.round, act.c.actor, false},
                    entered(act.routing(cmd.round), first)},
                   {}};
}

Decision decide_one(const Act& act, const SubmitForm& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::submission);
    if (!step) return tl::unexpected{step.error()};
    const definition::Form& form = *act.c.definition.form((*step)->form);
    auto checked = definition::check_form(act.c.definition, form, cmd.form);

    machine::Facts facts;
    facts.by_lead = act.by_lead();
    facts.before_deadline = act.in_time();
    facts.form_is_valid = checked.has_value();
    facts.partners_consented = true;
    const auto to = machine::next(*act.s.stage.as<machine::Stage>(), machine::Trigger::submit, facts);
    if (!to) {
        auto refusal = refuse_move(to.error());
        if (to.error() == Rule::form_must_be_valid) refusal.value().problems = checked.error();
        if (to.error() == Rule::deadline_must_not_have_passed && act.s.deadline)
            refusal.value().message += " It passed at " + act.s.deadline->text() + ".";
        return refusal;
    }
    auto facts_of_form = facts_of(form, *checked, act.c.registry);
    if (!facts_of_form) return tl::unexpected{facts_of_form.error()};

    std::vector<Event> events{
        FormSubmitted{cmd.step, act.c.at, std::move(*facts_of_form), organisations_in(form, *checked)}};
    State submitted = act.s;
    evolve(submitted, events.front());
    auto verdicts = verdicts_of(act.c.definition, act.c.call, submitted, **step);
    if (!verdicts) return tl::unexpected{verdicts.error()};
    for (const Verdict& verdict : *verdicts)
        if (!verdict.passed)
            return refuse(Rule::form_must_satisfy_the_rules, "the rule " + verdict.rule + " is not met",
                          verdict.rule, kernel::encode(verdict));
    for (Event& event : leave(act.routing(), **step, *to)) events.push_back(std::move(event));
    return Decided{std::move(events), {}};
}

Decision decide_one(const Act& act, const WithdrawApplication&) {
    if (!act.by_lead()) return refuse(Rule::lead_must_act, "only the lead withdraws an application");
    if (act.s.finished())
        return refuse(Rule::application_must_be_under_way, "the application has ended: " + act.s.outcome);
    for (const definition::Step& step : act.c.definition.steps)
        if (const auto route = step.on.find("withdrawn"); route != step.on.end())
            return Decided{{go_to(act.routing(), route->second)}, act.money_back()};
    return refuse(Rule::withdrawal_must_be_foreseen, "this call knows no withdrawal");
}

Decision decide_one(const Act& act, const HandOverLead& cmd) {
    // Nobody leads what was imported, until an officer says who does.
    const bool appoints = act.s.lead.empty() && act.has_role("officer");
    if (!act.by_lead() && !appoints) return refuse(Rule::lead_must_act, "only the lead hands the lead over");
    if (act.c.registry.person(cmd.to) == nullptr)
        return refuse(Rule::person_must_be_registered, "nobody is registered as " + cmd.to.text, "to",
                      Value::object({{"person", cmd.to.text}}));
    if (act.was_asked_to_review(cmd.to))
        return refuse(Rule::expert_must_be_independent,
                      cmd.to.text + " was asked to review this application and cannot lead it", "to");
    if (cmd.to == act.s.lead)
        return refuse(Rule::second_person_must_act, cmd.to.text + " leads already", "to");
    return Decided{{LeadHandedOver{cmd.to}}, {}};
}

Decision decide_one(const Act& act, const CorrectError& cmd) {
    if (auto ok = act.needs_role("officer"); !ok) return tl::unexpected{ok.error()};
    const definition::Form* form = newest_form(act.c.definition, act.s);
    if (form == nullptr) return refuse(Rule::form_must_be_submitted, "nothing was submitted yet");
    if (act.promised().sign() > 0)
        return refuse(Rule::change_must_keep_the_rules, "a selection rests on the form as it is", "field");
    if (cmd.reason.empty())
        return refuse(Rule::reason_must_be_given, "say what the clerical error is", "reason");
    const std::string& at = act.s.submitted_steps.back();
    const Value* old = act.s.submissions.at(at).facts.find(cmd.field);
    const auto field = std::ranges::find_if(form->fields, [&](const auto& f) { return f.name == cmd.field; });
    const bool simple = field != form->fields.end() && field->type != definition::FieldType::table &&
                        field->type != definition::FieldType::organisation &&
                        field->type != definition::FieldType::attachment;
    if (old == nullptr || !simple)
        return refuse(Rule::field_must_be_a_fact, "no plain fact of the form is called " + cmd.field,
                      "field");
    if (cmd.value == *old)
        return refuse(Rule::correction_must_change_something, "that is what stands there", "value");
    definition::Form one{form->name, {}, {*field}, {}, {}};
    one.fields.front().required_when.reset();
    auto checked = definition::check_form(act.c.definition, one, Value::object({{cmd.field, cmd.value}}));
    if (!checked) {
        auto refusal =
            refuse(Rule::form_must_be_valid, "the corrected value does not fit the field", cmd.field);
        refusal.value().problems = checked.error();
        return refusal;
    }
    return Decided{{ErrorCorrected{at, cmd.field, checked->at(cmd.field)}}, {}};
}

}  // namespace atranka::application
