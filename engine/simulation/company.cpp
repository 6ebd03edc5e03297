#include "engine/simulation/company.hpp"

#include "engine/application/facts.hpp"
#include "engine/definition/calendar.hpp"
#include "engine/definition/form.hpp"
#include "engine/definition/separation.hpp"
#include "engine/selection/lot.hpp"

#include <algorithm>
#include <utility>

namespace atranka::simulation {

using definition::Field;
using definition::FieldType;
using definition::Step;
using lifecycle::Kind;

namespace {

constexpr std::int64_t day_ms = 86'400'000;
const CallId the_call{Company::call};
const RoundId the_round{Company::round};
// A definition is played as it is, whatever could be proven of it.
const std::string rehearsed = "rehearsed";

// "web-admin-1": an id has no underscores.
std::string numbered(std::string role, int number) {
    std::ranges::replace(role, '_', '-');
    return role + "-" + std::to_string(number);
}

// A parameter as a call sets it: money to the cent.
Value as_set(const definition::Parameter& parameter, const Value& given) {
    if (parameter.type != definition::Parameter::Type::money || !given.is_text()) return given;
    const auto amount = Decimal::parse(given.as_text());
    return amount ? Value{amount->rounded(2, Rounding::half_even).text()} : given;
}

bool reviews(const definition::Definition& d, const std::string& role) {
    return std::ranges::any_of(d.steps,
                               [&](const Step& s) { return !s.rubric.empty() && s.staffing.role == role; });
}

}  // namespace

Company::Company(std::shared_ptr<const definition::Definition> definition, Instant begins, int experts)
    : definition_(definition), world_(std::move(definition)), now_(begins), expert_count_(experts) {}

Result<void> Company::each(std::initializer_list<std::pair<std::string, service::Command>> commands) {
    for (const auto& [who, command] : commands)
        if (auto given = world_.give(who, command, now_); !given) return given;
    return {};
}

Result<void> Company::register_person(const registry::RegisterPerson& person,
                                      const std::vector<std::string>& roles) {
    if (auto ok = each({{"administrator-1", person}}); !ok) return ok;
    people_.push_back(person.person.text);
    for (const std::string& role : roles) {
        if (role.starts_with("*")) continue;
        const registry::GrantRole grant{person.person, {call, role}};
        if (auto ok = each({{"administrator-1", grant}}); !ok) return ok;
        if (std::ranges::find(registry::granted_by_two, role) != std::end(registry::granted_by_two))
            if (auto ok = each({{"administrator-2", grant}}); !ok) return ok;
    }
    return {};
}

Result<void> Company::found(const std::map<std::string, Value>& parameters) {
    const auto person = [&](const std::string& name, const std::string& kind,
                            const std::vector<std::string>& roles) {
        registry::RegisterPerson p;
        p.person = {name};
        p.expert_kind = kind;
        return register_person(p, roles);
    };
    if (auto ok = each({{"administrator-1", registry::FoundInstance{{"administrator-1"}, {}}}}); !ok)
        return ok;
    registry::RegisterPerson second;
    second.person = {"administrator-2"};
    if (auto ok = each({{"administrator-1", second}}); !ok) return ok;
    if (auto ok =
            each({{"administrator-1", registry::GrantRole{{"administrator-2"}, {"*", "administrator"}}}});
        !ok)
        return ok;
    int number = 0;
    for (const auto& [sme, institute, cluster] :
         {std::tuple{true, false, false}, {false, true, false}, {true, false, true}}) {
        registry::Organisation o;
        o.id = {"o-" + std::to_string(++number)};
        o.name = "Organisation " + std::to_string(number) + " (invented)";
        o.country = number == 1 ? "LT" : number == 2 ? "LV" : "EE";
        o.sme = sme;
        o.knowledge_institute = institute;
        o.cluster = cluster;
        o.members = cluster ? 20 : 0;
        if (auto ok = each({{"administrator-1", registry::RegisterOrganisation{o}}}); !ok) return ok;
    }
    std::set<std::string> roles{"officer", "head"};
    for (const definition::Role& role : definition_->roles)
        if (!definition::is_of_applicants(*definition_, role.name) && !reviews(*definition_, role.name))
            roles.insert(role.name);
    for (const std::string& role : roles)
        for (int i = 1; i <= 3; ++i)
            if (auto ok = person(numbered(role, i), "", {role}); !ok) return ok;
    for (const definition::Role& role : definition_->roles) {
        if (!reviews(*definition_, role.name)) continue;
        for (int i = 0; i < expert_count_; ++i) {
            const std::string kind =
                role.kinds.empty() ? "" : role.kinds[static_cast<std::size_t>(i) % role.kinds.size()];
            const std::string name = numbered(role.name, i + 1);
            if (auto ok = person(name, kind, {role.name}); !ok) return ok;
            experts_.push_back(name);
            kinds_.emplace(name, kind);
            role_of_.emplace(name, role.name);
        }
    }
    call::DraftCall draft;
    draft.call = the_call;
    draft.definition = definition_->hash;
    std::int64_t dates = 0;
    const auto value = [&](const definition::Parameter& one) -> Value {
        using Type = definition::Parameter::Type;
        switch (one.type) {
            case Type::money: return "500000.00";
            case Type::number:
            case Type::integer:
                return one.maximum ? one.maximum->text() : one.minimum ? one.minimum->text() : "10";
            case Type::date:
                return day_text(
                    definition::local_time(definition_->calendar, now_.plus_ms(1'000 * day_ms)).day);
            case Type::datetime: return now_.plus_ms((30 + 120 * dates++) * day_ms).text();
            case Type::text: return "invented";
            case Type::boolean: return true;
        }
        return {};
    };
    call::RoundPlan plan{the_round, {}};
    for (const definition::Parameter& one : definition_->parameters) {
        const auto given = parameters.find(one.name);
        if (given == parameters.end() && one.default_value) continue;
        (one.per_round ? plan.parameters : draft.parameters)
            .emplace(one.name, given == parameters.end() ? value(one) : as_set(one, given->second));
    }
    draft.rounds = {plan};
    return each({{"officer-1", draft},
                 {"officer-1", call::CommitLot{the_call, selection::commitment_of("one")}},
                 {"head-1", call::CommitLot{the_call, selection::commitment_of("two")}},
                 {"head-1", call::PublishCall{the_call, rehearsed, call::Judgement{rehearsed, {}, {}}}},
                 {"officer-1", call::OpenCall{the_call}},
                 {"officer-1", call::OpenRound{the_call, the_round}}});
}

Result<void> Company::join(const std::string& name, const std::vector<std::string>& roles) {
    registry::RegisterPerson p;
    p.person = {name};
    for (const definition::Role& role : definition_->roles)
        if (std::ranges::find(roles, role.name) != roles.end() && !role.kinds.empty())
            p.expert_kind = role.kinds.front();
    if (std::ranges::find(roles, "*employed") == roles.end()) return register_person(p, roles);
    to_employ_.emplace_back(p, roles);
    return {};
}

Result<void> Company::employ(const definition::Form& form, const Value& filled) {
    const auto organisations = application::organisations_in(form, filled);
    if (organisations.empty()) return {};
    for (auto& [person, roles] : std::exchange(to_employ_, {})) {
        person.employments.push_back({*organisations.begin(), std::nullopt});
        if (auto ok = register_person(person, roles); !ok) return ok;
    }
    return {};
}

Result<void> Company::by(const std::string& role, const service::Command& command) {
    Result<void> given = refuse(Rule::actor_must_have_the_role, "nobody is " + role);
    // A second of them where the first took part already.
    for (int i = 1; i <= 3; ++i) {
        given = world_.give(numbered(role, i), command, now_);
        if (given) return given;
    }
    return given;
}

Value Company::value_of(const definition::Form& form, const Field& field) const {
    const auto within = [&](Decimal wanted, int scale) {
        if (field.minimum && wanted < *field.minimum) wanted = *field.minimum;
        if (field.maximum && wanted > *field.maximum) wanted = *field.maximum;
        return Value{wanted.rounded(scale, Rounding::down).text()};
    };
    switch (field.type) {
        case FieldType::money: return within(Decimal{10'000}, 2);
        case FieldType::number: return within(Decimal{1}, 2);
        case FieldType::integer: return within(Decimal{5}, 0);
        case FieldType::boolean: return true;
        case FieldType::date:
            return day_text(
                definition::local_time(definition_->calendar,
                                       now_.plus_ms((field.name.starts_with("end") ? 400 : 200) * day_ms))
                    .day);
        case FieldType::choice: return field.choices.front().first;
        case FieldType::choices: return Value::List{Value{field.choices.front().first}};
        case FieldType::organisation: return "o-1";
        case FieldType::table: {
            const auto least = field.minimum ? field.minimum->to_int64().value_or(1) : 1;
            Value rows = Value::list();
            for (std::int64_t i = 0; i < std::max<std::int64_t>(least, 2); ++i) {
                if (field.maximum && Decimal{i} >= *field.maximum) break;
                Value row = Value::object();
                for (const Field& column : field.columns)
                    row.set(
                        column.name,
                        column.type == FieldType::organisation ? Value{"o-" + std::to_string(i % 3 + 1)}
                        : column.type == FieldType::choice
                            ? Value{column.choices[static_cast<std::size_t>(i) % column.choices.size()].first}
                            : value_of(form, column));
                rows.push(std::move(row));
            }
            return rows;
        }
        case FieldType::attachment: return {};
        default: return "An invented text.";
    }
}

Value Company::form_of(const definition::Form& form, const std::map<std::string, Value>& facts) const {
    Value filled = Value::object();
    for (const Field& field : form.fields) {
        const auto given = facts.find(field.name);
        Value value = given == facts.end() ? value_of(form, field) : given->second;
        if (field.type == FieldType::table && value.is_list())
            for (Value& row : value.as_list())
                for (const Field& column : field.columns)
                    if (row.is_object() && row.find(column.name) == nullptr)
                        row.set(column.name, value_of(form, column));
        if (!value.is_null()) filled.set(field.name, std::move(value));
    }
    return filled;
}

Result<void> Company::start(const std::string& application) {
    if (!leads_.contains(application)) {
        registry::RegisterPerson lead;
        lead.person = {lead_of(application)};
        if (auto ok = register_person(lead, {}); !ok) return ok;
    }
    return each({{lead_of(application), application::StartApplication{{application}, the_call, the_round}}});
}

Result<void> Company::submit(const std::string& application, const std::map<std::string, Value>& facts) {
    const Step* step = step_of(application);
    const definition::Form* form = step == nullptr ? nullptr : definition_->form(step->form);
    if (form == nullptr) return refuse(Rule::step_must_be_current, application + " waits for no form");
    const auto ready = settled(application, *form, facts);
    if (!ready) return tl::unexpected{ready.error()};
    const Value filled = form_of(*form, *ready);
    if (auto ok = employ(*form, filled); !ok) return ok;
    return each({{lead_of(application), application::SubmitForm{{application}, step->name, filled}}});
}

// Organisations that are described are registered, and what is to be accepted of each line is kept for
// whoever assesses it.
Result<std::map<std::string, Value>> Company::settled(const std::string& application,
                                                      const definition::Form& form,
                                                      std::map<std::string, Value> facts) {
    const auto registered = [&](Value& value) -> Result<void> {
        const auto is = [&](const char* what) {
            const Value* one = value.find(what);
            return one != nullptr && one->is_bool() && one->as_bool();
        };
        registry::Organisation o;
        o.id = {"o-" + std::to_string(++organisations_)};
        o.name = o.id.text + " (invented)";
        const Value* country = value.find("country");
        o.country = country == nullptr || !country->is_text() ? "LT" : country->as_text();
        o.sme = is("sme");
        o.knowledge_institute = is("knowledge_institute");
        o.ngo = is("ngo");
        o.cluster = is("cluster");
        value = o.id.text;
        return each({{"administrator-1", registry::RegisterOrganisation{o}}});
    };
    for (const Field& field : form.fields) {
        const auto given = facts.find(field.name);
        if (given == facts.end()) continue;
        Value& value = given->second;
        if (field.type == FieldType::organisation && value.is_object())
            if (auto ok = registered(value); !ok) return tl::unexpected{ok.error()};
        if (field.type != FieldType::table || !value.is_list()) continue;
        for (Value& row : value.as_list()) {
            Value kept = Value::object();
            for (const Field& column : field.columns) {
                const Value* one = row.find(column.name);
                if (one == nullptr || one->is_null()) continue;
                Value fact = *one;
                if (column.type == FieldType::organisation && fact.is_object())
                    if (auto ok = registered(fact); !ok) return tl::unexpected{ok.error()};
                kept.set(column.name, std::move(fact));
            }
            for (const definition::Assessed& assessed : form.assessed)
                if (const Value* one = assessed.table == field.name ? row.find(assessed.column) : nullptr)
                    if (const auto amount = one->is_text()     ? Decimal::parse(one->as_text())
                                            : one->is_number() ? std::optional{one->as_decimal()}
                                                               : std::nullopt)
                        accepted_[application][field.name].push_back(*amount);
            row = std::move(kept);
        }
    }
    return facts;
}

Result<void> Company::serve(const std::string& application) {
    return by("officer", application::ServeNotice{{application}, "e-delivery", now_});
}

Result<void> Company::assess(const std::string& application, const std::string& who) {
    const Step* step = step_of(application);
    const application::State state = world_.application({application});
    const definition::Form* form = definition_->form(definition_->step(state.submitted_steps.back())->form);
    for (const std::string& table : step->assesses) {
        const auto assessed = std::ranges::find(form->assessed, table, &definition::Assessed::table);
        const Value* rows = state.submissions.at(state.submitted_steps.back()).facts.find(table);
        if (rows == nullptr || assessed == form->assessed.end()) continue;
        application::AssessLines lines{{application}, step->name, table, {}, {}};
        for (std::size_t i = 0; i < rows->as_list().size(); ++i) {
            const Value* claimed = rows->as_list()[i].find(assessed->at_most);
            const auto amount = claimed == nullptr ? std::nullopt : Decimal::parse(claimed->as_text());
            const std::vector<Decimal>& wanted = accepted_[application][table];
            const Decimal accepted = i < wanted.size() ? wanted[i] : amount.value_or(Decimal{0});
            lines.lines.push_back({static_cast<std::int64_t>(i), accepted});
            if (amount && accepted < *amount)
                lines.reasons.emplace(std::to_string(i), "A reason (invented).");
        }
        if (lines.lines.empty()) continue;
        if (auto ok = who.empty() ? by(step->by, lines) : by_person(who, lines); !ok) return ok;
    }
    return {};
}

Result<void> Company::check(const std::string& application, bool passed) {
    const Step* step = step_of(application);
    if (auto ok = assess(application); !ok) return ok;
    return by(step->by, application::ProposeCheck{{application}, step->name, passed, "A reason (invented)."});
}

Result<void> Company::confirm_check(const std::string& application) {
    const Step* step = step_of(application);
    return by(step->confirm_by, application::ConfirmCheck{{application}, step->name});
}

std::vector<std::string> Company::assigned(const std::string& application) const {
    std::vector<std::string> all;
    auto& world = const_cast<Rehearsal&>(world_);
    const application::State state = world.application({application});
    const auto review = state.reviews.find(state.step);
    if (review == state.reviews.end()) return all;
    for (const auto& [expert, work] : review->second.assignments) all.push_back(expert.text);
    return all;
}

Result<void> Company::declare_and_open(const std::string& application, const std::string& expert) {
    const std::string step = step_of(application)->name;
    return each({{expert,
                  assignment::DeclareInterest{
                      {application}, step, {expert}, lifecycle::assignment::Interest::none, ""}},
                 {expert, assignment::OpenApplication{{application}, step, {expert}}}});
}

Result<void> Company::staff(const std::string& application, std::size_t from) {
    const Step* step = step_of(application);
    const application::State state = world_.application({application});
    const bool further = state.stage == lifecycle::Stage{lifecycle::review::Stage::diverging};
    std::map<std::string, int> missing = further ? std::map<std::string, int>{} : step->staffing.of;
    std::vector<std::string> there = assigned(application);
    for (const std::string& one : there)
        if (const auto kind = kinds_.find(one); kind != kinds_.end() && missing[kind->second] > 0)
            --missing[kind->second];
    int left = further ? 1 : std::max(0, step->staffing.count - static_cast<int>(there.size()));
    for (std::size_t i = 0; i < experts_.size() && left > 0; ++i) {
        const std::string& expert = experts_[(from + i) % experts_.size()];
        if (role_of_.at(expert) != step->staffing.role || std::ranges::find(there, expert) != there.end())
            continue;
        int asked = 0;
        for (const auto& [kind, count] : missing) asked += std::max(0, count);
        const std::string& kind = kinds_.at(expert);
        if (asked >= left && missing[kind] <= 0) continue;
        if (auto ok = by("officer", assignment::AssignExpert{{application}, step->name, {expert}}); !ok)
            return ok;
        if (auto ok = declare_and_open(application, expert); !ok) return ok;
        --missing[kind];
        --left;
    }
    return left == 0 ? Result<void>{}
                     : refuse(Rule::experts_must_be_enough, "the company has too few experts");
}

std::map<std::string, Decimal> Company::scores_for(const Step& step, Wanted wanted) const {
    const definition::Rubric& rubric = *definition_->rubric(step.rubric);
    const bool best = wanted == Wanted::meets;
    std::map<std::string, Decimal> scores;
    for (const definition::Criterion& criterion : rubric.criteria)
        scores.emplace(criterion.name, best != rubric.lowest_is_best ? rubric.to : rubric.from);
    return scores;
}

Result<void> Company::score(const std::string& application, const std::string& expert,
                            const std::map<std::string, Decimal>& scores) {
    std::map<std::string, std::string> comments;
    for (const auto& [criterion, score] : scores) comments.emplace(criterion, "A comment (invented).");
    return each({{expert, assignment::SubmitReview{
                              {application}, step_of(application)->name, {expert}, scores, comments}}});
}

Result<void> Company::agree(const std::string& application, const std::map<std::string, Decimal>& scores) {
    const std::string step = step_of(application)->name;
    bool written = false;
    for (const std::string& expert : assigned(application)) {
        if (!written && step_of(application)->chair)
            if (auto ok = by("officer", application::NameChair{{application}, step, {expert}}); !ok)
                return ok;
        if (world_.application({application}).step != step) return {};
        service::Command command = application::SignConsensus{{application}, step};
        if (!written)
            command = application::WriteConsensus{{application}, step, scores, "A report (invented).", ""};
        if (auto ok = each({{expert, command}}); !ok) return ok;
        written = true;
    }
    return {};
}

Result<void> Company::close_round() {
    const call::State state = world_.call(the_call);
    if (state.round(the_round)->stage != lifecycle::round::Stage::open) return {};
    const std::string& closes = definition_->steps.front().closes;
    const Value* cut_off = closes.empty() ? nullptr : state.parameter(the_round, closes);
    if (cut_off != nullptr)
        if (const auto at = Instant::parse(cut_off->as_text())) wait_until(at->plus_ms(1'000));
    return by("officer", call::CloseRound{the_call, the_round});
}

Result<void> Company::rank(const std::string& step) {
    if (auto ok = close_round(); !ok) return ok;
    return by(
        definition_->step(step)->by,
        procedure::RankRound{
            the_call, the_round, step, {{{"officer-1"}, "one"}, {{"head-1"}, "two"}}, "An invented value"});
}

Result<void> Company::select(const std::string& step) {
    const Step& selection = *definition_->step(step);
    if (auto ok = by(selection.by, procedure::ProposeSelection{the_call, the_round, step}); !ok) return ok;
    if (selection.confirm_by.empty()) return {};
    return by(selection.confirm_by, procedure::ConfirmSelection{the_call, the_round, step});
}

Result<void> Company::award(const std::string& application, bool granted) {
    const Step* step = step_of(application);
    if (auto ok =
            by(step->by, application::DecideAward{{application}, granted, "1", "", "A reason (invented)."});
        !ok)
        return ok;
    if (step->confirm_by.empty()) return {};
    return by(step->confirm_by, application::ConfirmAward{{application}});
}

Result<void> Company::fire(const std::string& application) {
    const application::State state = world_.application({application});
    if (!state.deadline) return refuse(Rule::deadline_must_exist, application + " waits without a deadline");
    wait_until(state.deadline->plus_ms(1'000));
    return each({{"system", application::FireTimer{{application}, state.step, *state.deadline}}});
}

Result<void> Company::lodge(const std::string& application) {
    if (!world_.application({application}).outcome_notice)
        if (auto ok = serve(application); !ok) return ok;
    if (auto ok = each({{lead_of(application), application::LodgeAppeal{{application},
                                                                        definition_->appeals->grounds.front(),
                                                                        "What was wrong (invented)."}}});
        !ok)
        return ok;
    return {};
}

Result<void> Company::appeal(const std::string& application, bool upheld) {
    if (auto ok = lodge(application); !ok) return ok;
    if (auto ok = by(definition_->appeals->by,
                     application::ExamineAppeal{{application}, true, "A reason (invented)."});
        !ok)
        return ok;
    return by(definition_->appeals->by,
              application::DecideAppeal{{application}, upheld, "", "A reason (invented)."});
}

}  // namespace atranka::simulation
