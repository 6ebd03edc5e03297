#include "adapters/pack/gatherer.hpp"

#include "adapters/pack/form_table.hpp"
#include "engine/application/facts.hpp"
#include "engine/definition/scope.hpp"

#include <algorithm>

namespace atranka::pack {

namespace {

using explanation::number_text, explanation::sides_of, explanation::with_numbers;

Both span_words(definition::Span span) {
    const std::string amount = std::to_string(span.amount) + " ";
    switch (span.unit) {
        case definition::SpanUnit::months:
            return {amount + (span.amount == 1 ? "month" : "months"), amount + "mėn."};
        case definition::SpanUnit::working_days:
            return {amount + (span.amount == 1 ? "working day" : "working days"), amount + "d. d."};
        default: return {amount + (span.amount == 1 ? "day" : "days"), amount + "d."};
    }
}

}  // namespace

void Gatherer::tell(const application::ApplicationStarted& e) {
    dossier_->lead = e.lead.text;
    add(Topic::received, e.imported
                             ? say("brought from an older system by {}, round {}",
                                   "iš senesnės sistemos perkėlė {}, etapas {}", {actor_, e.round.text})
                             : say("{} starts the application in round {}", "{} pradeda paraišką, etapas {}",
                                   {e.lead.text, e.round.text}));
}

void Gatherer::tell(const application::MovedToRound& e) {
    add(Topic::received, say("moved to round {}: it was not submitted before the cut-off",
                             "perkelta į etapą {}: iki termino nepateikta", {e.round.text}));
}

void Gatherer::tell(const application::LeadHandedOver& e) {
    exception(say("{} hands the lead over to {}", "{} perduoda pareiškėjo teises: {}", {actor_, e.to.text}),
              {});
}

void Gatherer::tell(const application::FormSubmitted& e) {
    const auto deadline = before_.step == e.step ? before_.deadline : std::nullopt;
    const std::int64_t version =
        after_.submissions.contains(e.step) ? after_.submissions.at(e.step).version : 1;
    Line& submitted =
        add(Topic::received,
            say("{} submits “{}”, version {}", "{} pateikia „{}“, {} versija",
                {actor_, step_title(e.step), std::to_string(version)}),
            (deadline ? say("received {}, deadline {}: {}", "gauta {}, terminas {}: {}",
                            {when(e.at), when(*deadline),
                             definition::is_past(*deadline, e.at) ? Both{"late", "pavėluota"}
                                                                  : Both{"in time", "laiku"}})
                      : Both{}) +
                say("\nleaf hash, which the applicant's receipt proves: {}",
                    "\nlapo maiša, kurią įrodo pareiškėjo turimas patvirtinimas: {}", {entry_->leaf_hash}));
    const definition::Step* step = definition_->step(e.step);
    const definition::Form* form = step == nullptr ? nullptr : definition_->form(step->form);
    if (form == nullptr) return;
    const auto given = part_value(entry_->type == "ImportApplication" ? "texts" : "form");
    submitted.table = form_table(*form, e.facts, given ? &*given : nullptr,
                                 absent(actor_, entry_->type == "ImportApplication" ? "texts" : "form"),
                                 [&](const std::string& id) { return organisation_name(id); });
    const feel::Context context = definition::form_context(*form, e.facts);
    for (const definition::Computed& computed : form->computed)
        if (const feel::Value* value = context.find(computed.name); value != nullptr && value->is_number())
            submitted.table.push_back(
                {label_of(computed.label, computed.name) + Both{" (computed)", " (apskaičiuota)"},
                 money_text(value->as_number())});
}

void Gatherer::tell(const application::ClarificationAsked& e) {
    add(Topic::clarifications,
        say("{} asks for a clarification at “{}”{}", "{} prašo patikslinti, „{}“{}",
            {actor_, step_title(e.step),
             after_.deadline ? say(", by {}", ", iki {}", {when(*after_.deadline)}) : Both{}}),
        {}, words("question"));
}

void Gatherer::tell(const application::LinesAssessed& e) {
    Line& assessed = add(Topic::checks, say("{} assesses the lines of “{}”", "{} vertina eilutes, „{}“",
                                            {actor_, table_label(e.table)}));
    assessed.table.push_back({{"Line", "Eilutė"}, {"Accepted", "Pripažinta"}, {"Reason", "Priežastis"}});
    const auto reasons = part_value("reasons");
    const bool is_gone = leaf_ && leaf_->commit.contains("part.reasons") && !reasons;
    Decimal sum;
    std::string added;
    bool is_cut = is_gone;
    for (const auto& [line_number, accepted] : e.accepted) {
        const Value* reason = reasons ? reasons->find(line_number) : nullptr;
        is_cut |= reason != nullptr;
        const auto parsed = line_number.find_first_not_of("0123456789") == std::string::npos
                                ? std::to_string(std::stoll(line_number) + 1)
                                : line_number;
        assessed.table.push_back({parsed, money_text(accepted),
                                  is_gone                                  ? absent(actor_, "reasons")
                                  : reason != nullptr && reason->is_text() ? Both{reason->as_text()}
                                                                           : Both{}});
        added += (added.empty() ? "" : " + ") + number_text(accepted);
        sum += accepted;
    }
    assessed.sum = added + " = " + number_text(sum);
    const Line copy = assessed;
    if (is_cut) dossier_->lines[Topic::exceptions].push_back(copy);
}

Both Gatherer::table_label(const std::string& name) const {
    const definition::Form* form = application::newest_form(*definition_, before_);
    if (form != nullptr)
        for (const definition::Field& field : form->fields)
            if (field.name == name) return label_of(field.label, name);
    return name;
}

void Gatherer::tell(const application::ErrorCorrected& e) {
    const Both what =
        say("{} corrects an obvious error: “{}” is now {}", "{} ištaiso techninę klaidą: „{}“ dabar {}",
            {actor_, field_label(e.step, e.field), value_text(e.value)});
    add(Topic::clarifications, what, {}, words("reason"));
    exception(what, words("reason"));
}

Both Gatherer::field_label(const std::string& step, const std::string& name) const {
    const definition::Step* of = definition_->step(step);
    const definition::Form* form = of == nullptr ? nullptr : definition_->form(of->form);
    if (form != nullptr)
        for (const definition::Field& field : form->fields)
            if (field.name == name) return label_of(field.label, name);
    return name;
}

const definition::Rule* Gatherer::rule_of(const std::string& path) const {
    const std::size_t point = path.find('.');
    const definition::RuleSet* set = definition_->rule_set(path.substr(0, point));
    if (set == nullptr || point == std::string::npos) return nullptr;
    const auto it = std::ranges::find(set->rules, path.substr(point + 1), &definition::Rule::id);
    return it == set->rules.end() ? nullptr : &*it;
}

void Gatherer::tell(const application::CheckProposed& e) {
    const definition::Step* step = definition_->step(e.step);
    const bool is_alone = step != nullptr && step->confirm_by.empty();
    Line& proposed = add(Topic::checks,
                         say("{}: {} {} “{}”", "{}: {} {} „{}“",
                             {step_title(e.step), e.by.text,
                              is_alone ? Both{"decides", "sprendžia"} : Both{"proposes", "siūlo"},
                              e.passed ? Both{"passed", "tenkinama"} : Both{"failed", "netenkinama"}}),
                         {}, words("reason"));
    if (!e.verdicts.empty())
        proposed.table.push_back({{"Rule", "Taisyklė"},
                                  {"Verdict", "Išvada"},
                                  {"Numbers", "Skaičiai"},
                                  {"What it asks", "Ko reikalaujama"}});
    Both failed;
    for (const application::Verdict& verdict : e.verdicts) {
        std::string numbers;
        for (const auto& [name, value] : verdict.shown) {
            const auto parsed = Decimal::parse(value);
            numbers += (numbers.empty() ? "" : ", ") + name + " " + (parsed ? number_text(*parsed) : value);
        }
        Both asks, message;
        if (const definition::Rule* rule = rule_of(verdict.rule)) {
            asks = rule->require.source();
            if (step != nullptr) {
                const feel::Context context =
                    application::context_at(*definition_, call_before_, before_, *step);
                if (const std::string with = with_numbers(asks.en, context); with != asks.en)
                    asks += "\n⇒ " + with;
                if (const std::string sides =
                        sides_of(rule->require.source(), definition::scope_at(*definition_, *step), context);
                    !sides.empty())
                    asks += "\n⇒ " + sides;
            }
            if (!verdict.passed) message = label_of(rule->message, "");
        }
        if (!verdict.passed) failed += Both{failed.empty() ? "" : ", "} + verdict.rule;
        Both verdict_text = verdict.passed ? Both{"passed", "tenkinama"} : Both{"FAILED", "NETENKINAMA"};
        if (!message.empty()) verdict_text += Both{": "} + message;
        proposed.table.push_back({verdict.rule, verdict_text, numbers, asks});
    }
    if (e.passed != failed.empty())
        exception(
            e.passed ? say("{}: {} lets it pass although the rules say otherwise: {}",
                           "{}: {} leidžia toliau, nors taisyklės netenkinamos: {}",
                           {step_title(e.step), e.by.text, failed})
                     : say("{}: {} fails it although every rule is met",
                           "{}: {} atmeta, nors visos taisyklės tenkinamos", {step_title(e.step), e.by.text}),
            words("reason"));
}

void Gatherer::tell(const application::CheckDecided& e) {
    const auto check = before_.checks.find(e.step);
    const std::string proposer = check == before_.checks.end() ? "?" : check->second.proposed_by.text;
    const Both what = say(
        e.confirmed ? "{}: {} confirms, as the second person, what {} proposed"
                    : "{}: {} sends back what {} proposed",
        e.confirmed ? "{}: {} kaip antrasis asmuo patvirtina, ką siūlė {}" : "{}: {} grąžina, ką siūlė {}",
        {step_title(e.step), e.by.text, proposer});
    add(Topic::checks, what, {}, words("reason"));
    if (check == before_.checks.end()) return;
    const bool all_met = std::ranges::all_of(check->second.verdicts, &application::Verdict::passed);
    if (!e.confirmed || all_met != check->second.passed) exception(what, words("reason"));
}

void Gatherer::tell(const application::AwardDecided& e) {
    if (e.confirmed && e.granted) dossier_->granted = e.amount.text();
    Both what =
        say("{} {}: {}{}", "{} {}: {}{}",
            {e.by.text, e.confirmed ? Both{"decides", "sprendžia"} : Both{"proposes", "siūlo"},
             e.granted ? say("granted {}", "skirti {}", {amount(e.amount)}) : Both{"refused", "neskirti"},
             e.order.empty() ? Both{} : say(", order {}", ", įsakymas {}", {e.order})});
    if (!e.annex.empty()) what += say(", annex {}", ", priedas {}", {e.annex});
    if (before_.award && e.confirmed && !before_.award->proposed_by.empty() &&
        before_.award->proposed_by != e.by)
        what += say("; proposed by {}", "; siūlė {}", {before_.award->proposed_by.text});
    add(Topic::decision, what, {}, words("reason"));
    if (entry_->type == "RefuseAward" || entry_->type == "SendBackAward")
        exception(say("{} {}", "{} {}", {actor_, command_title(entry_->type)}), words("reason"));
}

void Gatherer::tell(const application::NoticeServed& e) {
    add(Topic::decision,
        say("notice of “{}” served by {} on {}{}", "pranešimas apie „{}“ įteiktas ({}) {}{}",
            {before_.finished() ? outcome_title(before_.outcome) : step_title(before_.step), term(e.how),
             when(e.at),
             e.deadline ? say(", to answer by {}", ", atsakyti iki {}", {when(*e.deadline)}) : Both{}}));
    if (after_.finished() && definition_->appeals) {
        const definition::Outcome* outcome = definition_->outcome(after_.outcome);
        if (outcome != nullptr && outcome->appealable)
            add(Topic::decision,
                say("remedy: an appeal may be lodged until {} ({} after notice)",
                    "teisė skųsti: iki {} (per {} nuo pranešimo)",
                    {when(definition::deadline(definition_->calendar, e.at, definition_->appeals->within)),
                     span_words(definition_->appeals->within)}),
                {}, {});
    }
}

void Gatherer::tell(const application::OutcomeReached& e) {
    const definition::Outcome* outcome = definition_->outcome(e.outcome);
    add(Topic::decision,
        say("outcome: {}{}", "rezultatas: {}{}",
            {outcome_title(e.outcome), outcome != nullptr && outcome->appealable
                                           ? Both{"; it may be appealed", "; gali būti skundžiama"}
                                           : Both{"; no appeal against it", "; neskundžiama"}}));
}

void Gatherer::tell(const application::AppealMoved& e) {
    const std::string ground = !e.ground.empty()         ? e.ground
                               : before_.appeals.empty() ? std::string{}
                                                         : before_.appeals.back().ground;
    const Both text = words("text"), reason = words("reason");
    add(Topic::appeals,
        say("appeal ({}): {}, by {}{}", "skundas ({}): {}, {}{}",
            {term(ground), enum_term(e.stage), e.by.text,
             e.back_to.empty() ? Both{}
                               : say("; back to “{}”", "; grąžinama į „{}“", {step_title(e.back_to)})}),
        {}, text.empty() ? reason : text);
}

void Gatherer::tell(const application::RulingRecorded& e) {
    add(Topic::appeals,
        say("{} records ruling {} of {}", "{} įrašo sprendimą {} ({})", {actor_, e.reference, e.body}), {},
        words("text"));
}

void Gatherer::tell(const application::ExtensionProposed& e) {
    exception(
        say("{} proposes a later deadline: {}", "{} siūlo vėlesnį terminą: {}", {e.by.text, when(e.until)}),
        words("reason"));
}

void Gatherer::tell(const application::ExtensionRefused& e) {
    exception(say("{} leaves the deadline as it is", "{} termino nepratęsia", {e.by.text}), words("reason"));
}

void Gatherer::tell(const application::DeadlineMoved& e) {
    exception(say("{} confirms, as the second person, the deadline {}",
                  "{} kaip antrasis asmuo patvirtina terminą {}", {actor_, when(e.deadline)}),
              words("reason"));
}

void Gatherer::tell(const application::WorkSuspended&) {
    exception(say("{} suspends the work", "{} sustabdo darbą", {actor_}), words("reason"));
}

void Gatherer::tell(const application::WorkResumed& e) {
    exception(say("{} resumes the work{}", "{} atnaujina darbą{}",
                  {actor_, e.deadline ? say(", deadline {}", ", terminas {}", {when(*e.deadline)}) : Both{}}),
              words("reason"));
}

void Gatherer::tell(const application::DeadlinePassed& e) {
    exception(say("the deadline of “{}”, {}, passed without an answer",
                  "terminas „{}“, {}, praėjo be atsakymo", {step_title(e.step), when(e.due)}),
              {});
}

void Gatherer::tell(const application::StageReached& e) {
    const std::string stage = lifecycle::stage_name(e.stage);
    if (stage == "offer.accepted")
        add(Topic::decision, say("{} accepts the offer", "{} priima pasiūlymą", {actor_}));
    else if (stage == "offer.declined")
        add(Topic::decision, say("{} declines the offer", "{} atsisako pasiūlymo", {actor_}), {},
            words("reason"));
    else if (stage == "offer.lapsed")
        add(Topic::decision, {"the offer lapses", "pasiūlymas nebegalioja"});
    else if (stage == "submission.withdrawn")
        add(Topic::received, say("{} withdraws the application", "{} atsiima paraišką", {actor_}), {},
            words("reason"));
    else if (stage == "submission.lapsed")
        add(Topic::received, {"not submitted in time", "laiku nepateikta"});
}

}  // namespace atranka::pack
