#include "adapters/pack/dossier.hpp"

#include "adapters/pack/form_table.hpp"
#include "engine/application/facts.hpp"
#include "engine/assignment/scores.hpp"
#include "engine/definition/scope.hpp"
#include "engine/explanation/arithmetic.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/procedure/ranking.hpp"
#include "engine/service/privacy.hpp"
#include "engine/service/record.hpp"
#include "engine/service/replay.hpp"

#include <algorithm>

namespace atranka::pack {

namespace {

using explanation::number_text, explanation::with_numbers, explanation::sides_of, explanation::total_sum;

using application::State;
using service::Entry;

constexpr std::string_view instance_log = "instance", of_application = "application/";

template <class Enum>
Both enum_term(Enum value) {
    return term(boost::describe::enum_to_string(value, "?"));
}

Both number(const Decimal& value) { return number_text(value); }
Both count(std::size_t value) { return std::to_string(value); }

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

// An erasure of a person's data of one category.
struct Erasure {
    std::string person, category, basis, by;
    std::int64_t index = 0;
    Instant at;
};

// One expert's way to an application in one step.
struct Access {
    std::string step, expert;
    std::optional<Line> declared, opened;
    Both interest;
    Both statement;
};

// How a selection came about: who moved it, and under which entry.
struct Mover {
    std::string actor, stage;
    std::int64_t index = 0;
    Instant at;
};

class Gatherer {
public:
    Gatherer(const Pack& pack, std::string call) : pack_(pack), call_{std::move(call)} {}

    Dossiers gather() {
        for (const Entry& entry : pack_.entries) find_erasures(entry);
        for (const Entry& entry : pack_.entries) tell_entry(entry);
        Dossiers all;
        all.definition = definition_;
        for (auto& [id, dossier] : dossiers_) {
            finish(id, dossier);
            all.applications.push_back(std::move(dossier));
        }
        return all;
    }

private:
    void find_erasures(const Entry& entry) {
        if (entry.log != instance_log || entry.type != "ConfirmErasure") return;
        const auto events = service::events_of(entry);
        const auto leaf = ledger::read_leaf(entry.leaf);
        if (!events || !events->is_object()) return;
        for (const auto& [stream, list] : events->as_object())
            for (const Value& encoded : list.is_list() ? list.as_list() : Value::List{})
                if (const auto event = kernel::decode<registry::PersonEvent>(encoded))
                    if (const auto* erased = std::get_if<registry::PersonalDataErased>(&*event))
                        for (const std::string& category : erased->categories)
                            erasures_.push_back({erased->person.text, category, erased->basis,
                                                 leaf ? leaf->actor : "?", entry.index, entry.at});
    }

    void tell_entry(const Entry& entry) {
        const auto events = service::events_of(entry);
        if (!events || !events->is_object()) return;
        const call::State call_before = states_.call(call_);
        // What follows on something that the pack does not have cannot be folded.
        Value folded = Value::object();
        std::map<std::string, State> before;
        for (const service::StreamVersion& s : entry.streams) {
            if (!pack_.application.empty() && s.stream.starts_with(of_application) &&
                s.stream.substr(of_application.size()) != pack_.application)
                continue;
            const Value* list = events->find(s.stream);
            if (list == nullptr || !list->is_list() || ++versions_[s.stream] != s.version) continue;
            folded.set(s.stream, *list);
            if (s.stream.starts_with(of_application))
                before.emplace(s.stream, states_.application({s.stream.substr(of_application.size())}));
        }
        if (!states_.apply(entry, folded)) return;
        const auto read = service::envelope_of(entry);
        entry_ = &entry;
        leaf_ = ledger::read_leaf(entry.leaf);
        actor_ = leaf_ ? leaf_->actor : "?";
        if (const call::State call = states_.call(call_); call.exists() && entry.log != instance_log)
            definition_ = states_.definition(call.definition);
        if (!definition_ || entry.log == instance_log) return;
        call_before_ = call_before;
        if (const Value* list = folded.find("call/" + call_.text)) tell_call(list->as_list());
        for (const auto& [stream, state] : before) {
            dossier_ =
                &dossiers_[state.id.text.empty() ? stream.substr(of_application.size()) : state.id.text];
            dossier_->entries.push_back(&entry);
            before_ = state;
            after_ = states_.application({stream.substr(of_application.size())});
            dossier_->application = after_.id.text;
            for (const Value& encoded : folded.at(stream).as_list())
                if (const auto event = kernel::decode<application::Event>(encoded))
                    std::visit([&](const auto& e) { tell(e); }, *event);
            if (read && std::holds_alternative<application::AnswerClarification>(read->envelope.command))
                add(Topic::clarifications, say("{} answers", "{} atsako", {actor_}), {}, words("answer"));
            remember_missing(read ? std::optional{read->envelope.command} : std::nullopt);
        }
    }

    // What somebody wrote: the words, or why they are not here.
    Both words(const std::string& part) const {
        for (const service::Part& one : entry_->parts)
            if (one.name == part)
                if (const auto value = ledger::canonical_value(one.payload))
                    return value->is_text() ? Both{value->as_text()} : Both{};
        return leaf_ && leaf_->commit.contains("part." + part) ? absent(actor_, part) : Both{};
    }
    const Erasure* erasure_of(const std::string& subject, const std::string& part) const {
        const std::string_view category = service::category_of(part);
        for (const Erasure& one : erasures_)
            if (one.person == subject && one.category == category && leaf_ &&
                one.index >= leaf_->instance_size)
                return &one;
        return nullptr;
    }
    Both absent(const std::string& subject, const std::string& part) const {
        if (const Erasure* erasure = erasure_of(subject, part))
            return say("[erased under entry {} of the instance log]",
                       "[ištrinta, bendrojo žurnalo įrašas {}]", {std::to_string(erasure->index)});
        return {"[withheld: not in this archive]", "[nepateikta: šiame rinkinyje nėra]"};
    }
    void remember_missing(const std::optional<service::Command>& command) {
        if (!leaf_ || !command) return;
        for (const std::string_view name : service::parts_of(*leaf_)) {
            const std::string part{name};
            if (std::ranges::find(entry_->parts, part, &service::Part::name) != entry_->parts.end()) continue;
            if (const Erasure* erasure = erasure_of(actor_, part))
                missing_[dossier_->application][erasure].push_back({entry_->index, part});
        }
    }
    std::optional<Value> part_value(const std::string& part) const {
        for (const service::Part& one : entry_->parts)
            if (one.name == part) return ledger::canonical_value(one.payload);
        return std::nullopt;
    }

    Line line(Both what, Both sum = {}, Both quote = {}) const {
        return {entry_->log,    entry_->index,    entry_->at, std::move(what),
                std::move(sum), std::move(quote), {}};
    }
    Line& add(Topic topic, Both what, Both sum = {}, Both quote = {}) {
        auto& lines = dossier_->lines[topic];
        lines.push_back(line(std::move(what), std::move(sum), std::move(quote)));
        return lines.back();
    }
    void exception(Both what, Both quote) { add(Topic::exceptions, std::move(what), {}, std::move(quote)); }

    Both step_title(const std::string& name) const {
        const definition::Step* step = definition_->step(name);
        return step == nullptr ? Both{name} : label_of(step->title, name);
    }
    Both role_title(const std::string& name) const {
        const definition::Role* role = definition_->role(name);
        return role == nullptr ? Both{name} : label_of(role->title, name);
    }
    Both when(Instant at) const {
        return local_text(definition_->calendar, at) + " (" + utc_beside(definition_->calendar, at) + ")";
    }
    Both amount(const Decimal& value) const { return money_text(value) + "\u00a0" + definition_->currency; }
    std::string organisation_name(const std::string& id) {
        const registry::Organisation known = states_.organisation({id});
        return known.name.empty() ? id : known.name + " [" + id + "]";
    }
    const definition::Rubric* rubric_of(const std::string& step) const {
        const definition::Step* of = definition_->step(step);
        return of == nullptr ? nullptr : definition_->rubric(of->rubric);
    }

    // The call: the same for all its applications.
    void tell_call(const Value::List& list) {
        for (const Value& encoded : list)
            if (const auto event = kernel::decode<call::Event>(encoded))
                std::visit([&](const auto& e) { tell_of_call(e); }, *event);
    }
    Line& add_to_call(Both what, Both quote = {}) {
        call_lines_.push_back(line(std::move(what), {}, std::move(quote)));
        call_actors_.insert(actor_);
        return call_lines_.back();
    }
    Both parameter_title(const std::string& name) const {
        const definition::Parameter* parameter = definition_->parameter(name);
        return parameter == nullptr ? Both{name} : label_of(parameter->title, name);
    }
    Both value_text(const Value& value) const {
        if (!value.is_text()) return value.is_number() ? Both{value.as_decimal().text()} : Both{"—"};
        if (const auto instant = Instant::parse(value.as_text())) return when(*instant);
        constexpr int of_money = 2;
        if (const auto parsed = Decimal::parse(value.as_text()))
            return parsed->scale() == of_money ? money_text(*parsed) : parsed->text();
        return value.as_text();
    }
    void tell_of_call(const call::CallDrafted& e) {
        Line& drafted = add_to_call(say("{} drafts the call on the definition “{}”, version {}, SHA-256 {}",
                                        "{} parengia kvietimą pagal aprašą „{}“, {} versija, SHA-256 {}",
                                        {e.by.text, label_of(definition_->title, definition_->workflow),
                                         std::to_string(definition_->version), e.definition}));
        drafted.table.push_back({{"Parameter", "Sąlyga"}, {"Value", "Reikšmė"}});
        for (const auto& [name, value] : e.parameters)
            drafted.table.push_back({parameter_title(name), value_text(value)});
        for (const call::RoundPlan& round : e.rounds)
            for (const auto& [name, value] : round.parameters)
                drafted.table.push_back(
                    {parameter_title(name) + say(", round {}", ", etapas {}", {round.id.text}),
                     value_text(value)});
    }
    void tell_of_call(const call::CallMoved&) {
        add_to_call(say("{} {}", "{} {}", {actor_, command_title(entry_->type)}));
    }
    void tell_of_call(const call::CallSuspended&) {
        add_to_call(say("{} {}", "{} {}", {actor_, command_title(entry_->type)}), reason_of_command());
        call_exceptions_.push_back(call_lines_.back());
    }
    void tell_of_call(const call::RoundMoved& e) {
        if (entry_->type != "OpenRound" && entry_->type != "CloseRound") return;
        add_to_call(say("{} {} {}", "{} {} {}", {actor_, command_title(entry_->type), e.round.text}));
        round_of_line_.emplace(entry_->index, e.round.text);
    }
    void tell_of_call(const call::ChangeProposed& e) {
        add_to_call(say("{} proposes to change “{}” to {}", "{} siūlo sąlygą „{}“ keisti į {}",
                        {e.change.by.text, parameter_title(e.change.parameter), value_text(e.change.value)}),
                    reason_of_command());
        call_exceptions_.push_back(call_lines_.back());
    }
    void tell_of_call(const call::ChangeDecided&) {
        const std::string by = call_before_.change ? call_before_.change->by.text : "?";
        add_to_call(say("{} {}, which {} proposed", "{} {}, kurį siūlė {}",
                        {actor_, command_title(entry_->type), by}),
                    reason_of_command());
        call_exceptions_.push_back(call_lines_.back());
    }
    void tell_of_call(const call::SelectionMoved& e) {
        auto& movers = movers_[{e.round.text, e.step}];
        const std::string stage = boost::describe::enum_to_string(e.selection.stage, "?");
        if (stage == "ranked") movers.clear();
        if (entry_->type == "RefuseSelection") {
            add_to_call(say("{} sends the list “{}” of round {} back", "{} grąžina sąrašą „{}“, etapas {}",
                            {actor_, step_title(e.step), e.round.text}),
                        reason_of_command());
            call_exceptions_.push_back(call_lines_.back());
        }
        if (movers.empty() || movers.back().stage != stage)
            movers.push_back({actor_, stage, entry_->index, entry_->at});
    }
    void tell_of_call(const auto&) {}
    // Reasons in a call's commands are not private.
    Both reason_of_command() const {
        const auto command = ledger::canonical_value(entry_->command);
        const Value* of = command ? command->find("command") : nullptr;
        if (of == nullptr || !of->is_object() || of->as_object().empty()) return {};
        const Value* reason = of->as_object().begin()->second.find("reason");
        return reason != nullptr && reason->is_text() ? Both{reason->as_text()} : Both{};
    }

    void tell(const application::ApplicationStarted& e) {
        dossier_->lead = e.lead.text;
        add(Topic::received, e.imported
                                 ? say("brought from an older system by {}, round {}",
                                       "iš senesnės sistemos perkėlė {}, etapas {}", {actor_, e.round.text})
                                 : say("{} starts the application in round {}",
                                       "{} pradeda paraišką, etapas {}", {e.lead.text, e.round.text}));
    }
    void tell(const application::MovedToRound& e) {
        add(Topic::received, say("moved to round {}: it was not submitted before the cut-off",
                                 "perkelta į etapą {}: iki termino nepateikta", {e.round.text}));
    }
    void tell(const application::LeadHandedOver& e) {
        exception(
            say("{} hands the lead over to {}", "{} perduoda pareiškėjo teises: {}", {actor_, e.to.text}),
            {});
    }
    void tell(const application::FormSubmitted& e) {
        const auto deadline = before_.step == e.step ? before_.deadline : std::nullopt;
        const std::int64_t version =
            after_.submissions.contains(e.step) ? after_.submissions.at(e.step).version : 1;
        Line& submitted = add(
            Topic::received,
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
            if (const feel::Value* value = context.find(computed.name);
                value != nullptr && value->is_number())
                submitted.table.push_back(
                    {label_of(computed.label, computed.name) + Both{" (computed)", " (apskaičiuota)"},
                     money_text(value->as_number())});
    }
    void tell(const application::ClarificationAsked& e) {
        add(Topic::clarifications,
            say("{} asks for a clarification at “{}”{}", "{} prašo patikslinti, „{}“{}",
                {actor_, step_title(e.step),
                 after_.deadline ? say(", by {}", ", iki {}", {when(*after_.deadline)}) : Both{}}),
            {}, words("question"));
    }
    void tell(const application::LinesAssessed& e) {
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
    Both table_label(const std::string& name) const {
        const definition::Form* form = application::newest_form(*definition_, before_);
        if (form != nullptr)
            for (const definition::Field& field : form->fields)
                if (field.name == name) return label_of(field.label, name);
        return name;
    }
    void tell(const application::ErrorCorrected& e) {
        const Both what =
            say("{} corrects an obvious error: “{}” is now {}", "{} ištaiso techninę klaidą: „{}“ dabar {}",
                {actor_, field_label(e.step, e.field), value_text(e.value)});
        add(Topic::clarifications, what, {}, words("reason"));
        exception(what, words("reason"));
    }
    Both field_label(const std::string& step, const std::string& name) const {
        const definition::Step* of = definition_->step(step);
        const definition::Form* form = of == nullptr ? nullptr : definition_->form(of->form);
        if (form != nullptr)
            for (const definition::Field& field : form->fields)
                if (field.name == name) return label_of(field.label, name);
        return name;
    }
    const definition::Rule* rule_of(const std::string& path) const {
        const std::size_t point = path.find('.');
        const definition::RuleSet* set = definition_->rule_set(path.substr(0, point));
        if (set == nullptr || point == std::string::npos) return nullptr;
        const auto it = std::ranges::find(set->rules, path.substr(point + 1), &definition::Rule::id);
        return it == set->rules.end() ? nullptr : &*it;
    }
    void tell(const application::CheckProposed& e) {
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
                numbers +=
                    (numbers.empty() ? "" : ", ") + name + " " + (parsed ? number_text(*parsed) : value);
            }
            Both asks, message;
            if (const definition::Rule* rule = rule_of(verdict.rule)) {
                asks = rule->require.source();
                if (step != nullptr) {
                    const feel::Context context =
                        application::context_at(*definition_, call_before_, before_, *step);
                    if (const std::string with = with_numbers(asks.en, context); with != asks.en)
                        asks += "\n⇒ " + with;
                    if (const std::string sides = sides_of(
                            rule->require.source(), definition::scope_at(*definition_, *step), context);
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
            exception(e.passed ? say("{}: {} lets it pass although the rules say otherwise: {}",
                                     "{}: {} leidžia toliau, nors taisyklės netenkinamos: {}",
                                     {step_title(e.step), e.by.text, failed})
                               : say("{}: {} fails it although every rule is met",
                                     "{}: {} atmeta, nors visos taisyklės tenkinamos",
                                     {step_title(e.step), e.by.text}),
                      words("reason"));
    }
    void tell(const application::CheckDecided& e) {
        const auto check = before_.checks.find(e.step);
        const std::string proposer = check == before_.checks.end() ? "?" : check->second.proposed_by.text;
        const Both what = say(e.confirmed ? "{}: {} confirms, as the second person, what {} proposed"
                                          : "{}: {} sends back what {} proposed",
                              e.confirmed ? "{}: {} kaip antrasis asmuo patvirtina, ką siūlė {}"
                                          : "{}: {} grąžina, ką siūlė {}",
                              {step_title(e.step), e.by.text, proposer});
        add(Topic::checks, what, {}, words("reason"));
        if (check == before_.checks.end()) return;
        const bool all_met = std::ranges::all_of(check->second.verdicts, &application::Verdict::passed);
        if (!e.confirmed || all_met != check->second.passed) exception(what, words("reason"));
    }

    Access& access(const std::string& step, const std::string& expert) {
        auto& all = accesses_[dossier_->application];
        const auto it = std::find_if(all.rbegin(), all.rend(), [&](const Access& one) {
            return one.step == step && one.expert == expert;
        });
        if (it != all.rend()) return *it;
        all.push_back({step, expert, {}, {}, {}, {}});
        return all.back();
    }
    void tell(const assignment::ExpertAssigned& e) {
        accesses_[dossier_->application].push_back({e.step, e.expert.text, {}, {}, {}, {}});
        add(Topic::assignments, say("{}: {} assigns {}{}", "{}: {} skiria {}{}",
                                    {step_title(e.step), actor_, e.expert.text,
                                     e.kind.empty() ? Both{} : Both{" ("} + term(e.kind) + ")"}));
    }
    void tell(const assignment::InterestDeclared& e) {
        Access& one = access(e.step, e.expert.text);
        if (!one.declared) one.declared = line({});
        one.interest = enum_term(e.interest);
        one.statement = words("statement");
        add(Topic::assignments,
            say("{}: {} declares interest: {}", "{}: {} deklaruoja interesą: {}",
                {step_title(e.step), e.expert.text, one.interest}),
            {}, one.statement);
    }
    void tell(const assignment::InterestCleared& e) {
        const Both what = say(e.cleared ? "{}: {} decides that the interest of {} does not disqualify"
                                        : "{}: {} decides that the interest of {} disqualifies",
                              e.cleared ? "{}: {} sprendžia, kad {} interesas nekliudo vertinti"
                                        : "{}: {} sprendžia, kad {} dėl intereso vertinti negali",
                              {step_title(e.step), actor_, e.expert.text});
        add(Topic::assignments, what, {}, words("reason"));
        exception(what, words("reason"));
    }
    void tell(const assignment::ApplicationOpened& e) {
        Access& one = access(e.step, e.expert.text);
        if (!one.opened) one.opened = line({});
        add(Topic::assignments,
            say("{}: {} opens the application for the first time", "{}: {} pirmą kartą atveria paraišką",
                {step_title(e.step), e.expert.text}));
    }
    void tell(const assignment::AssignmentMoved& e) {
        const Both what = say("{}: {} — {}, by {}", "{}: {} – {}, {}",
                              {step_title(e.step), e.expert.text, enum_term(e.stage), actor_});
        add(Topic::assignments, what, {}, words("reason"));
        if (actor_ != e.expert.text) exception(what, words("reason"));
    }
    void tell(const assignment::ReviewSubmitted& e) {
        const std::int64_t version = review_versions_[{dossier_->application, e.step, e.expert.text}] += 1;
        const definition::Rubric* rubric = rubric_of(e.step);
        Line& review =
            add(Topic::reviews,
                say("{}: review of {}, version {}: total {}", "{}: {} vertinimas, {} versija: iš viso {}",
                    {step_title(e.step), e.expert.text, std::to_string(version), number(e.total)}));
        if (rubric != nullptr) review.sum = total_sum(*rubric, e.scores, e.total);
        review.table = score_table(rubric, e.scores, part_value("comments"), true);
    }
    std::vector<std::vector<Both>> score_table(const definition::Rubric* rubric,
                                               const std::map<std::string, Decimal>& scores,
                                               const std::optional<Value>& comments,
                                               bool has_comments) const {
        std::vector<std::vector<Both>> rows{{{"Criterion", "Kriterijus"}, {"Score", "Balas"}}};
        if (has_comments) rows.front().push_back({"Comment", "Pastaba"});
        const auto row = [&](const std::string& name, const Both& title) {
            const auto score = scores.find(name);
            if (score == scores.end()) return;
            rows.push_back(
                {title, number(score->second) +
                            (rubric == nullptr ? Both{} : say(" of {}", " iš {}", {number(rubric->to)}))});
            if (!has_comments) return;
            const Value* comment = comments ? comments->find(name) : nullptr;
            rows.back().push_back(comment != nullptr && comment->is_text() ? Both{comment->as_text()}
                                  : comments || !leaf_ || !leaf_->commit.contains("part.comments")
                                      ? Both{}
                                      : absent(actor_, "comments"));
        };
        if (rubric != nullptr)
            for (const definition::Criterion& criterion : rubric->criteria)
                row(criterion.name, label_of(criterion.title, criterion.name));
        else
            for (const auto& [name, score] : scores) row(name, name);
        return rows;
    }
    void tell(const application::ReviewDiverged& e) {
        const definition::Step* step = definition_->step(e.step);
        Both sum;
        if (step != nullptr && step->divergence) {
            sum = step->divergence->when.source();
            sum += "\n⇒ " +
                   with_numbers(sum.en,
                                feel::Context{{"gap", e.gap}, {"highest", e.highest}, {"lowest", e.lowest}});
        }
        add(Topic::result,
            say("{}: the totals lie too far apart: {} (from {} to {})",
                "{}: balai per daug skiriasi: {} (nuo {} iki {})",
                {step_title(e.step), number(e.gap), number(e.lowest), number(e.highest)}),
            sum);
    }
    void tell(const application::ChairNamed& e) {
        add(Topic::result, say("{}: {} chairs the panel", "{}: ekspertams pirmininkauja {}",
                               {step_title(e.step), e.expert.text}));
    }
    void tell(const application::ReviewDiscussed& e) {
        add(Topic::result,
            say("{}: {} says to the other experts", "{}: {} kreipiasi į kitus ekspertus",
                {step_title(e.step), e.by.text}),
            {}, words("remark"));
    }
    void tell(const application::ConsensusWritten& e) {
        Line& report = add(Topic::result,
                           say("{}: {} writes the consensus report", "{}: {} rašo sutarimo ataskaitą",
                               {step_title(e.step), e.by.text}),
                           {}, words("report"));
        report.table = score_table(rubric_of(e.step), e.scores, {}, false);
        if (const Both minority = words("minority_view"); !minority.empty())
            add(Topic::result, {"The minority's view", "Atskiroji nuomonė"}, {}, minority);
    }
    void tell(const application::ConsensusSigned& e) {
        add(Topic::result, say("{}: {} signs the consensus report", "{}: {} pasirašo sutarimo ataskaitą",
                               {step_title(e.step), e.by.text}));
    }
    void tell(const application::ReviewScored& e) {
        const definition::Rubric* rubric = rubric_of(e.step);
        if (is_last(e.step, lifecycle::Kind::review)) dossier_->total = e.total.text();
        Line& scored = add(Topic::result, say("{}: result {}, by {}", "{}: rezultatas {}, būdas: {}",
                                              {step_title(e.step), number(e.total), term(e.method)}));
        const auto review = after_.reviews.find(e.step);
        if (rubric == nullptr || review == after_.reviews.end()) return;
        scored.sum = total_sum(*rubric, e.scores, e.total);
        scored.table = inputs_table(e, *rubric, review->second);
    }
    // Criterion by criterion: each sheet that counts, what they give, and the threshold.
    std::vector<std::vector<Both>> inputs_table(const application::ReviewScored& e,
                                                const definition::Rubric& rubric,
                                                const application::Review& review) const {
        std::vector<std::pair<std::string, const assignment::State*>> sheets;
        for (const auto& [expert, work] : review.assignments)
            if (work.stage == lifecycle::assignment::Stage::submitted && work.total)
                sheets.emplace_back(expert.text, &work);
        std::vector<std::size_t> counted(sheets.size());
        for (std::size_t i = 0; i < counted.size(); ++i) counted[i] = i;
        if (e.method == "closest_two" && sheets.size() > 2) {
            std::vector<scoring::Scores> scores;
            for (const auto& [expert, work] : sheets) scores.push_back(work->scores);
            counted = scoring::aggregate(scoring::Method::closest_two, assignment::rubric_of(rubric), scores)
                          .counted;
        }
        std::vector<std::vector<Both>> rows{{{"Criterion", "Kriterijus"}}};
        for (std::size_t i = 0; i < sheets.size(); ++i)
            rows.front().push_back(Both{sheets[i].first} +
                                   (std::ranges::find(counted, i) != counted.end()
                                        ? Both{}
                                        : Both{" (does not count)", " (neskaičiuojama)"}));
        rows.front().push_back({"Result", "Rezultatas"});
        rows.front().push_back({"Threshold", "Riba"});
        const auto threshold = [&](const std::optional<Decimal>& demanded, const Decimal& reached) {
            if (!demanded) return Both{};
            const bool missed = rubric.lowest_is_best ? reached > *demanded : reached < *demanded;
            return number(*demanded) +
                   (missed ? Both{": missed", ": nesiekia"} : Both{": met", ": tenkinama"});
        };
        for (const definition::Criterion& criterion : rubric.criteria) {
            const auto reached = e.scores.find(criterion.name);
            if (reached == e.scores.end()) continue;
            std::vector<Both> row{label_of(criterion.title, criterion.name)};
            for (const auto& [expert, work] : sheets) {
                const auto score = work->scores.find(criterion.name);
                row.push_back(score == work->scores.end() ? Both{"—"} : number(score->second));
            }
            row.push_back(number(reached->second));
            row.push_back(threshold(criterion.threshold, reached->second));
            rows.push_back(std::move(row));
        }
        std::vector<Both> totals{{"Total", "Iš viso"}};
        for (const auto& [expert, work] : sheets) totals.push_back(number(*work->total));
        totals.push_back(number(e.total));
        totals.push_back(threshold(rubric.total_threshold, e.total));
        rows.push_back(std::move(totals));
        return rows;
    }

    bool is_last(const std::string& step, lifecycle::Kind kind) const {
        const auto last = std::find_if(definition_->steps.rbegin(), definition_->steps.rend(),
                                       [&](const definition::Step& one) { return one.kind == kind; });
        return last != definition_->steps.rend() && last->name == step;
    }

    void tell(const application::Placed& e) {
        // What the table of all applications shows is of one list: the one that money is given by.
        if (is_last(e.step, lifecycle::Kind::selection)) dossier_->rank = e.rank;
        // Later than the list, and past it.
        const bool is_later = entry_->type == "PromoteReserve" || entry_->type == "PlaceUpheld";
        if (!is_later) tell_movers(e.step);
        Both by;
        for (const PersonId& person : e.by) by += Both{by.empty() ? "" : ", "} + person.text;
        const auto rows = rows_of(e.step);
        const auto own = std::ranges::find(rows, after_.id, &procedure::Row::application);
        const Both reason = e.reason.empty() ? Both{} : Both{" ("} + term(e.reason) + ")";
        Line& placed = add(
            Topic::ranking,
            say("{}: place {}{}: {}{}{}", "{}: {} vieta{}: {}{}{}",
                {step_title(e.step), std::to_string(e.rank),
                 own == rows.end() ? Both{} : say(" of {}", " iš {}", {count(rows.size())}), term(e.outcome),
                 reason, e.amount.sign() == 0 ? Both{} : Both{", "} + amount(e.amount)}));
        if (e.by.size() == 1)
            placed.what += say("; by {}", "; {}", {by});
        else if (!by.empty())
            placed.what += say("; by {}", "; sprendė {}", {by});
        if (!e.deciding_key.empty())
            placed.what += say("; behind the one before it by “{}”", "; nuo ankstesnės skyrė „{}“",
                               {e.deciding_key == "lot" ? term(e.deciding_key) : Both{e.deciding_key}});
        if (!e.envelope.empty()) placed.what += say("; paid from {}", "; finansuojama iš {}", {e.envelope});
        const definition::Step* step = definition_->step(e.step);
        if (step == nullptr || !step->selection) return;
        placed.table = neighbours(*step, rows, own);
        if (is_later) {
            tell_later_money();
            exception(say("{} {}: “{}”, place {}", "{} {}: „{}“, {} vieta",
                          {actor_, command_title(entry_->type), step_title(e.step), std::to_string(e.rank)}),
                      {});
        } else if (own != rows.end()) {
            tell_cut(*step, rows, *own);
        }
        if (e.outcome == "reserved")
            if (const Value* until = call_before_.parameter(after_.round, step->selection->reserve_until))
                add(Topic::ranking, say("stands on the reserve list until {}", "rezerviniame sąraše iki {}",
                                        {value_text(*until)}));
    }
    void tell_later_money() {
        const Decimal before = call_before_.committed, after = states_.call(call_).committed;
        const Value* budget = call_before_.parameter(after_.round, "budget");
        add(Topic::ranking,
            say("the budget line at that moment: {} committed before, {} after{}",
                "biudžeto eilutė tuo metu: prieš tai paskirstyta {}, po to {}{}",
                {money_text(before), money_text(after),
                 budget == nullptr ? Both{} : say(", of {}", ", iš {}", {value_text(*budget)})}),
            number_text(before) + " + " + number_text(after - before) + " = " + number_text(after));
    }
    void tell_movers(const std::string& step) {
        const auto it = movers_.find({after_.round.text, step});
        if (it == movers_.end()) return;
        for (const Mover& mover : it->second) {
            if (mover.stage != "ranked" && mover.stage != "proposed" && mover.stage != "confirmed") continue;
            Line& moved = add(Topic::ranking,
                              say("{}, round {}: the list is {} by {}", "{}, etapas {}: sąrašas {}, {}",
                                  {step_title(step), after_.round.text, term(mover.stage), mover.actor}));
            moved.index = mover.index;
            moved.at = mover.at;
        }
    }
    std::vector<procedure::Row> rows_of(const std::string& step) {
        const call::State call = states_.call(call_);
        const call::Round* round = call.round(after_.round);
        if (round == nullptr) return {};
        const auto selection = round->selections.find(step);
        if (selection == round->selections.end()) return {};
        const auto beside = states_.beside(selection->second.ranking);
        auto rows = beside ? kernel::decode<std::vector<procedure::Row>>(*beside) : std::nullopt;
        return rows ? std::move(*rows) : std::vector<procedure::Row>{};
    }
    using Rows = std::vector<procedure::Row>;
    // The application between those that stand next to it, key by key.
    static std::vector<std::vector<Both>> neighbours(const definition::Step& step, const Rows& rows,
                                                     Rows::const_iterator own) {
        if (own == rows.end()) return {};
        std::vector<std::vector<Both>> table{{{"Place", "Vieta"}, {"Application", "Paraiška"}}};
        for (const definition::OrderKey& key : step.selection->order)
            table.front().push_back(key.is_lot ? term("lot") : Both{key.source});
        table.front().push_back({"Outcome", "Rezultatas"});
        const auto add_row = [&](const procedure::Row& row) {
            std::vector<Both> cells{std::to_string(row.rank), row.application.text};
            for (const definition::OrderKey& key : step.selection->order) {
                const auto value = row.keys.find(key.source);
                const auto parsed = value == row.keys.end() ? std::nullopt : Decimal::parse(value->second);
                cells.push_back(value == row.keys.end() ? Both{"—"}
                                : parsed                ? number(*parsed)
                                                        : Both{value->second.substr(0, 16)});
            }
            cells.push_back(term(row.outcome));
            table.push_back(std::move(cells));
        };
        if (own != rows.begin()) add_row(*(own - 1));
        add_row(*own);
        if (own + 1 != rows.end()) add_row(*(own + 1));
        return table;
    }
    void tell_cut(const definition::Step& step, const Rows& rows, const procedure::Row& own) {
        const definition::Selection& selection = *step.selection;
        // As in the selection: the budget is what is left of it.
        const feel::Context money = application::parameters_of(*definition_, call_before_, after_.round);
        const auto value_of = [&](const definition::Expression& expression) {
            const feel::Value value = expression.compiled.evaluate(money).value;
            return value.is_number() ? Both{money_text(value.as_number())} : Both{"?"};
        };
        if (selection.within) {
            add(Topic::ranking,
                say("the budget line at that moment: {} to share out",
                    "biudžeto eilutė tuo metu: skirstoma {}", {value_of(*selection.within)}),
                selection.within->source() + " ⇒ " + with_numbers(selection.within->source(), money));
            const Decimal before = own.left + own.amount;
            add(Topic::ranking,
                say("left before this place {}, after it {}", "likutis prieš šią vietą {}, po jos {}",
                    {money_text(before), money_text(own.left)}),
                number_text(before) + " − " + number_text(own.amount) + " = " + number_text(own.left));
        } else if (selection.nearest) {
            add(Topic::ranking,
                say("taken from the top until the sum is nearest to {}",
                    "imama nuo viršaus, kol suma artimiausia {}", {value_of(*selection.nearest)}),
                selection.nearest->source() + " ⇒ " + with_numbers(selection.nearest->source(), money));
        }
        const auto is_selected = [](const procedure::Row& row) { return row.outcome == "selected"; };
        const auto last = std::find_if(rows.rbegin(), rows.rend(), is_selected);
        const auto first_out = std::ranges::find_if_not(rows, is_selected);
        const auto place = [](const procedure::Row& row) {
            return Both{std::to_string(row.rank) + " " + row.application.text};
        };
        add(Topic::ranking, say("the cut: last selected {}, first not selected {}",
                                "riba: paskutinė atrinkta {}, pirma neatrinkta {}",
                                {last == rows.rend() ? Both{"—"} : place(*last),
                                 first_out == rows.end() ? Both{"—"} : place(*first_out)}));
    }

    void tell(const application::AwardDecided& e) {
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
    void tell(const application::NoticeServed& e) {
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
                        {when(
                             definition::deadline(definition_->calendar, e.at, definition_->appeals->within)),
                         span_words(definition_->appeals->within)}),
                    {}, {});
        }
    }
    Both outcome_title(const std::string& name) const {
        const definition::Outcome* outcome = definition_->outcome(name);
        return outcome == nullptr ? Both{name} : label_of(outcome->title, name);
    }
    void tell(const application::OutcomeReached& e) {
        const definition::Outcome* outcome = definition_->outcome(e.outcome);
        add(Topic::decision,
            say("outcome: {}{}", "rezultatas: {}{}",
                {outcome_title(e.outcome), outcome != nullptr && outcome->appealable
                                               ? Both{"; it may be appealed", "; gali būti skundžiama"}
                                               : Both{"; no appeal against it", "; neskundžiama"}}));
    }
    void tell(const application::AppealMoved& e) {
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
    void tell(const application::RulingRecorded& e) {
        add(Topic::appeals,
            say("{} records ruling {} of {}", "{} įrašo sprendimą {} ({})", {actor_, e.reference, e.body}),
            {}, words("text"));
    }
    void tell(const application::ExtensionProposed& e) {
        exception(say("{} proposes a later deadline: {}", "{} siūlo vėlesnį terminą: {}",
                      {e.by.text, when(e.until)}),
                  words("reason"));
    }
    void tell(const application::DeadlineMoved& e) {
        exception(say("{} confirms, as the second person, the deadline {}",
                      "{} kaip antrasis asmuo patvirtina terminą {}", {actor_, when(e.deadline)}),
                  words("reason"));
    }
    void tell(const application::WorkSuspended&) {
        exception(say("{} suspends the work", "{} sustabdo darbą", {actor_}), words("reason"));
    }
    void tell(const application::WorkResumed& e) {
        exception(
            say("{} resumes the work{}", "{} atnaujina darbą{}",
                {actor_, e.deadline ? say(", deadline {}", ", terminas {}", {when(*e.deadline)}) : Both{}}),
            words("reason"));
    }
    void tell(const application::DeadlinePassed& e) {
        exception(say("the deadline of “{}”, {}, passed without an answer",
                      "terminas „{}“, {}, praėjo be atsakymo", {step_title(e.step), when(e.due)}),
                  {});
    }
    void tell(const application::StepEntered&) {}
    void tell(const application::StageReached& e) {
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

    void finish(const std::string& id, Dossier& dossier) {
        dossier_ = &dossier;
        const State state = states_.application({id});
        dossier.round = state.round.text;
        dossier.lead = state.lead.text;
        dossier.standing = state.finished() ? outcome_title(state.outcome)
                                            : step_title(state.step) + Both{" (under way)", " (nagrinėjama)"};
        if (const definition::Outcome* outcome = definition_->outcome(state.outcome);
            outcome != nullptr && !outcome->awarded)
            dossier.granted.clear();
        if (!dossier.entries.empty()) {
            dossier.first = dossier.entries.front()->index;
            dossier.last = dossier.entries.back()->index;
        }
        for (const Line& one : call_lines_)
            if (const auto it = round_of_line_.find(one.index);
                it == round_of_line_.end() || it->second == dossier.round)
                dossier.lines[Topic::rules].push_back(one);
        auto& exceptions = dossier.lines[Topic::exceptions];
        for (const Line& one : call_exceptions_) exceptions.push_back(one);
        std::ranges::stable_sort(exceptions, {}, &Line::index);
        finish_interests(dossier);
        for (const auto& [erasure, parts] : missing_[id]) {
            Both list;
            for (const auto& [index, part] : parts)
                list += Both{list.empty() ? "" : ", "} + "#" + std::to_string(index) + " " + part;
            dossier.lines[Topic::erasures].push_back(
                {std::string{instance_log},
                 erasure->index,
                 erasure->at,
                 say("data of {} ({}) erased, confirmed by {}; basis: {}",
                     "ištrinti {} duomenys ({}), patvirtino {}; pagrindas: {}",
                     {erasure->person, term(erasure->category), erasure->by, erasure->basis}),
                 say("gone of this application: {}", "iš šios paraiškos ištrinta: {}", {list}),
                 {},
                 {}});
        }
        finish_participants(dossier);
    }
    // Whether each expert declared before they first opened the application.
    void finish_interests(Dossier& dossier) {
        const auto& accesses = accesses_[dossier.application];
        if (accesses.empty()) return;
        Line all;
        all.index = -1;
        all.table.push_back({{"Expert", "Ekspertas"},
                             {"Step", "Žingsnis"},
                             {"Interest", "Interesas"},
                             {"Statement", "Paaiškinimas"},
                             {"Declared", "Deklaruota"},
                             {"First opened", "Pirmą kartą atverta"},
                             {"Declared before?", "Ar prieš atveriant?"}});
        const auto entry_text = [&](const std::optional<Line>& at) {
            return at ? say("entry {}, {}", "įrašas {}, {}", {std::to_string(at->index), when(at->at)})
                      : Both{"—"};
        };
        for (const Access& one : accesses)
            all.table.push_back({one.expert, step_title(one.step), one.interest, one.statement,
                                 entry_text(one.declared), entry_text(one.opened), order_text(one)});
        dossier.lines[Topic::interests].push_back(std::move(all));
    }
    static Both order_text(const Access& one) {
        if (!one.opened)
            return one.declared ? Both{"never opened the application", "paraiškos neatvėrė"}
                                : Both{"declared nothing, never opened the application",
                                       "nedeklaravo, paraiškos neatvėrė"};
        const std::string opened = std::to_string(one.opened->index);
        if (!one.declared)
            return say("opened at entry {} WITHOUT a declaration", "atverta įrašu {} BE deklaracijos",
                       {opened});
        const std::string declared = std::to_string(one.declared->index);
        return one.declared->index < one.opened->index
                   ? say("declared at entry {}, opened at entry {}: before",
                         "deklaruota įrašu {}, atverta įrašu {}: prieš atveriant", {declared, opened})
                   : say("declared at entry {}, opened at entry {}: NOT BEFORE",
                         "deklaruota įrašu {}, atverta įrašu {}: NE PRIEŠ ATVERIANT", {declared, opened});
    }
    void finish_participants(Dossier& dossier) {
        std::set<std::string> people = call_actors_;
        people.insert(dossier.lead);
        for (const Entry* entry : dossier.entries)
            if (const auto leaf = ledger::read_leaf(entry->leaf)) people.insert(leaf->actor);
        for (const Access& one : accesses_[dossier.application]) people.insert(one.expert);
        for (const std::string& person : people) {
            if (person.empty()) continue;
            Both roles;
            for (const registry::RoleGrant& grant : states_.person({person}).roles)
                if (grant.call == "*" || grant.call == call_.text)
                    roles += Both{roles.empty() ? "" : ", "} + role_title(grant.role);
            if (person == dossier.lead)
                roles += Both{roles.empty() ? "" : ", "} + Both{"lead applicant", "pareiškėjas"};
            dossier.participants.push_back({person, roles});
        }
    }

    const Pack& pack_;
    CallId call_;
    service::Folded states_;
    std::map<std::string, std::int64_t> versions_;
    std::shared_ptr<const definition::Definition> definition_;
    std::vector<Erasure> erasures_;
    std::map<std::string, Dossier> dossiers_;
    std::vector<Line> call_lines_, call_exceptions_;
    std::set<std::string> call_actors_;
    std::map<std::int64_t, std::string> round_of_line_;  // lines about one round alone, by entry
    std::map<std::pair<std::string, std::string>, std::vector<Mover>> movers_;
    std::map<std::string, std::vector<Access>> accesses_;
    std::map<std::tuple<std::string, std::string, std::string>, std::int64_t> review_versions_;
    std::map<std::string, std::map<const Erasure*, std::vector<std::pair<std::int64_t, std::string>>>>
        missing_;

    // The entry that is told.
    const Entry* entry_ = nullptr;
    std::optional<ledger::Leaf> leaf_;
    std::string actor_;
    Dossier* dossier_ = nullptr;
    State before_, after_;
    call::State call_before_;
};

}  // namespace

Dossiers dossiers_of(const Pack& pack, const std::string& call) { return Gatherer{pack, call}.gather(); }

std::string utc_text(Instant at) {
    std::string text = at.text().substr(0, 19) + " UTC";
    text[10] = ' ';
    return text;
}

std::string utc_beside(const definition::Calendar& calendar, Instant at) {
    const std::string utc = utc_text(at);
    constexpr std::size_t day = 10;
    return local_text(calendar, at).starts_with(utc.substr(0, day)) ? utc.substr(day + 1) : utc;
}

std::string local_text(const definition::Calendar& calendar, Instant at) {
    const definition::LocalTime local = definition::local_time(calendar, at);
    const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return day_text(local.day) + " " + two(local.second / 3600) + ":" + two(local.second / 60 % 60) + ":" +
           two(local.second % 60);
}

}  // namespace atranka::pack
