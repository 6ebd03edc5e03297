#include "engine/application/deciding.hpp"
#include "engine/application/rules.hpp"
#include "engine/definition/form.hpp"

namespace atranka::application {

namespace machine = lifecycle::check;

namespace {

machine::Stage stage_of(const Act& act) { return *act.s.stage.as<machine::Stage>(); }

const Check* check_of(const Act& act, const std::string& step) {
    const auto it = act.s.checks.find(step);
    return it == act.s.checks.end() ? nullptr : &it->second;
}

// Every line of every table that the step assesses has been accepted or cut.
bool lines_assessed(const Act& act, const definition::Step& step) {
    const definition::Form* form = newest_form(act.c.definition, act.s);
    for (const std::string& table : step.assesses) {
        const Value* rows = act.s.submissions.at(act.s.submitted_steps.back()).facts.find(table);
        if (rows == nullptr) continue;
        for (const auto& assessed : form->assessed)
            if (assessed.table == table)
                for (const Value& row : rows->as_list())
                    if (row.find(assessed.column) == nullptr) return false;
    }
    return true;
}

}  // namespace

Decision decide_one(const Act& act, const AskClarification& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::check);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role((*step)->by); !ok) return tl::unexpected{ok.error()};
    const Check* check = check_of(act, cmd.step);
    machine::Facts facts;
    facts.clarification_left =
        (*step)->clarification && (check == nullptr || check->clarifications < (*step)->clarification->times);
    facts.reason_given = !cmd.question.empty();
    const auto to = machine::next(stage_of(act), machine::Trigger::ask, facts);
    if (!to) return refuse_move(to.error());
    const Instant due =
        definition::deadline(act.c.definition.calendar, act.c.at, (*step)->clarification->within);
    return Decided{{ClarificationAsked{cmd.step}, StageReached{*to, due}}, {}};
}

Decision decide_one(const Act& act, const AnswerClarification& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::check);
    if (!step) return tl::unexpected{step.error()};
    const definition::Form* form = newest_form(act.c.definition, act.s);
    const bool with_form = !cmd.form.is_null();
    tl::expected<Value, std::vector<Problem>> checked = Value{};
    if (with_form && form != nullptr) checked = definition::check_form(act.c.definition, *form, cmd.form);
    machine::Facts facts;
    facts.by_lead = act.by_lead();
    facts.before_deadline = act.in_time();
    facts.form_is_valid = checked.has_value();
    facts.reason_given = !cmd.answer.empty();
    const auto to = machine::next(stage_of(act), machine::Trigger::answer, facts);
    if (!to) {
        auto refusal = refuse_move(to.error());
        if (!checked) refusal.value().problems = checked.error();
        return refusal;
    }
    std::vector<Event> events;
    if (with_form && form != nullptr) {
        auto facts_of_form = facts_of(*form, *checked, act.c.registry);
        if (!facts_of_form) return tl::unexpected{facts_of_form.error()};
        events.push_back(FormSubmitted{act.s.submitted_steps.back(), act.c.at, std::move(*facts_of_form),
                                       organisations_in(*form, *checked)});
    }
    events.push_back(StageReached{*to, act.deadline_from_now(**step)});
    return Decided{std::move(events), {}};
}

Decision decide_one(const Act& act, const AssessLines& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::check);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role((*step)->by); !ok) return tl::unexpected{ok.error()};
    if (stage_of(act) != machine::Stage::pending) return refuse_move(Rule::stage_must_allow_command);
    const definition::Form* form = newest_form(act.c.definition, act.s);
    const auto assessed =
        std::ranges::find_if(form->assessed, [&](const auto& a) { return a.table == cmd.table; });
    if (std::ranges::find((*step)->assesses, cmd.table) == (*step)->assesses.end() ||
        assessed == form->assessed.end())
        return refuse(Rule::table_must_be_assessed_here, "this step does not assess " + cmd.table, "table");
    const Value* rows = act.s.submissions.at(act.s.submitted_steps.back()).facts.find(cmd.table);
    const std::size_t count = rows == nullptr ? 0 : rows->as_list().size();

    LinesAssessed event{cmd.table, assessed->column, {}};
    for (const AcceptedLine& line : cmd.lines) {
        const std::string path = cmd.table + "[" + std::to_string(line.line) + "]";
        if (line.line < 0 || static_cast<std::size_t>(line.line) >= count)
            return refuse(Rule::line_must_exist, "there is no line " + std::to_string(line.line), path);
        const Value* claimed = rows->as_list()[static_cast<std::size_t>(line.line)].find(assessed->at_most);
        const auto limit = claimed == nullptr ? std::nullopt : Decimal::parse(claimed->as_text());
        if (line.accepted.sign() < 0 || line.accepted.scale() > 2 || (limit && line.accepted > *limit))
            return refuse(Rule::accepted_must_be_within_claimed,
                          "accepted is between 0 and what was claimed, to the cent", path);
        const std::string key = std::to_string(line.line);
        if (limit && line.accepted < *limit && !cmd.reasons.contains(key))
            return refuse(Rule::reason_must_be_given, "say why the line is cut", path);
        event.accepted.insert_or_assign(key, line.accepted.rounded(2, Rounding::down));
    }
    if (event.accepted.empty()) return refuse(Rule::line_must_exist, "name at least one line", "lines");
    return Decided{{std::move(event)}, {}};
}

Decision decide_one(const Act& act, const ProposeCheck& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::check);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role((*step)->by); !ok) return tl::unexpected{ok.error()};
    machine::Facts facts;
    facts.lines_assessed = lines_assessed(act, **step);
    std::vector<Verdict> verdicts;
    if (facts.lines_assessed) {
        auto found = verdicts_of(act.c.definition, act.c.call, act.s, **step);
        if (!found) return tl::unexpected{found.error()};
        verdicts = std::move(*found);
    }
    facts.passed = cmd.passed;
    facts.rules_passed = std::ranges::all_of(verdicts, &Verdict::passed);
    facts.reason_given = !cmd.reason.empty();
    facts.needs_second_person = !(*step)->confirm_by.empty();
    facts.has_interest = act.has_interest();
    const auto to = machine::next(stage_of(act), machine::Trigger::propose, facts);
    if (!to) return refuse_move(to.error());
    std::vector<Event> events{CheckProposed{cmd.step, act.c.actor, cmd.passed, std::move(verdicts)}};
    if (lifecycle::is_final(*to))
        for (Event& event : leave(act.routing(), **step, *to)) events.push_back(std::move(event));
    else
        events.push_back(StageReached{*to, act.s.deadline});
    return Decided{std::move(events), {}};
}

Decision decide_one(const Act& act, const ConfirmCheck& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::check);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role((*step)->confirm_by); !ok) return tl::unexpected{ok.error()};
    const Check* check = check_of(act, cmd.step);
    machine::Facts facts;
    facts.passed = check != nullptr && check->passed;
    facts.needs_second_person = true;
    facts.same_person = check != nullptr && check->proposed_by == act.c.actor;
    facts.has_interest = act.has_interest();
    const auto to = machine::next(stage_of(act), machine::Trigger::confirm, facts);
    if (!to) return refuse_move(to.error());
    std::vector<Event> events{CheckDecided{cmd.step, act.c.actor, true}};
    for (Event& event : leave(act.routing(), **step, *to)) events.push_back(std::move(event));
    return Decided{std::move(events), {}};
}

Decision decide_one(const Act& act, const RefuseCheck& cmd) {
    const auto step = act.step(cmd.step, lifecycle::Kind::check);
    if (!step) return tl::unexpected{step.error()};
    if (auto ok = act.needs_role((*step)->confirm_by); !ok) return tl::unexpected{ok.error()};
    const Check* check = check_of(act, cmd.step);
    machine::Facts facts;
    facts.reason_given = !cmd.reason.empty();
    facts.needs_second_person = true;
    facts.same_person = check != nullptr && check->proposed_by == act.c.actor;
    facts.has_interest = act.has_interest();
    const auto to = machine::next(stage_of(act), machine::Trigger::refuse, facts);
    if (!to) return refuse_move(to.error());
    return Decided{
        {CheckDecided{cmd.step, act.c.actor, false}, StageReached{*to, act.deadline_from_now(**step)}}, {}};
}

}  // namespace atranka::application
