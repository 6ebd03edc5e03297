#include "adapters/export/report.hpp"

#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::exporting {

namespace {

using application::State;

Decimal days_between(Instant from, Instant to) {
    return Decimal::divide(Decimal{to.ms - from.ms}, Decimal{std::int64_t{86'400'000}})
        .value_or(Decimal{0})
        .rounded(1, Rounding::half_even);
}

// A number that a form gave, by field; 0 where it has none.
Decimal number_in(const State& s, const char* field) {
    if (s.submitted_steps.empty()) return 0;
    const Value* value = s.submissions.at(s.submitted_steps.back()).facts.find(field);
    return value == nullptr || !value->is_text() ? Decimal{0}
                                                 : Decimal::parse(value->as_text()).value_or(Decimal{0});
}

// Counts the work of one kind of command by whether the application was in its first stage or a later one.
class Worker {
public:
    explicit Worker(const Effort& effort) : effort_(effort) {}

    void count(const std::string& type, bool first) {
        const char* stage = first ? "first" : "later";
        if (type == "SubmitForm") add("applicant", stage, first ? effort_.first_form : effort_.later_form);
        if (type == "ProposeCheck") add("officer", stage, first ? effort_.first_check : effort_.later_check);
        if (type == "SubmitReview") add("expert", stage, first ? effort_.first_review : effort_.later_review);
        if (type == "ConfirmCheck" || type == "ConfirmSelection" || type == "DecideAward" ||
            type == "ConfirmAward")
            add("decider", stage, effort_.decision);
    }
    std::vector<Hours> hours() const {
        std::vector<Hours> list;
        for (const auto& [key, h] : by_role_) list.push_back(h);
        return list;
    }
    Decimal total() const {
        Decimal sum = 0;
        for (const auto& [key, h] : by_role_) sum += h.hours;
        return sum;
    }
    // Had there been one stage: whatever was done in the first would have been done on a whole application.
    Decimal in_one_stage(std::int64_t reviews_each) const {
        const auto units = [&](const char* role) {
            const auto it = by_role_.find({role, "first"});
            return it == by_role_.end() ? Decimal{0} : Decimal{it->second.units};
        };
        const Decimal forms = units("applicant");
        return forms * effort_.later_form + units("officer") * effort_.later_check +
               forms * Decimal{reviews_each} * effort_.later_review + forms * effort_.decision;
    }

private:
    void add(const std::string& role, const std::string& stage, const Decimal& each) {
        Hours& h = by_role_[{role, stage}];
        h.role = role;
        h.stage = stage;
        h.units += 1;
        h.hours += each;
    }
    const Effort& effort_;
    std::map<std::pair<std::string, std::string>, Hours> by_role_;
};

void count_award(Report& report, const State& s, std::set<std::string>& smes) {
    const Decimal amount = s.award->amount;
    Award award{s.id.text, s.award->order, s.lead.text, amount, 0, {}};
    Decimal eligible = 0;
    const Value& facts = s.submissions.at(s.submitted_steps.back()).facts;
    if (const Value* costs = facts.find("costs"); costs != nullptr && costs->is_list())
        for (const Value& line : costs->as_list())
            if (const Value* accepted = line.find("accepted"))
                eligible += Decimal::parse(accepted->as_text()).value_or(Decimal{0});
    award.own_share = eligible - amount - number_in(s, "other_public");
    report.private_money += award.own_share;
    report.granted += amount;
    for (const auto& [step, submission] : s.submissions) {
        if (const Value* table = submission.facts.find("consortium"); table != nullptr && table->is_list())
            for (const Value& row : table->as_list())
                if (const Value* o = row.find("organisation"); o != nullptr && o->find("sme") != nullptr)
                    if (o->at("sme").as_bool()) smes.insert(o->at("id").as_text());
        if (const Value* kets = submission.facts.find("key_enabling_technologies"); kets && kets->is_list())
            for (const Value& ket : kets->as_list()) ++report.technologies[ket.as_text()];
    }
    for (const auto& partner : s.partners) award.partners.push_back(partner.text);
    report.awards.push_back(std::move(award));
}

std::string padded(std::string text, std::size_t width, bool right = false) {
    const std::size_t length = text.size();
    const std::string blanks(length < width ? width - length : 0, ' ');
    return right ? blanks + text : text + blanks;
}
std::string line(const std::string& name, const std::string& value) {
    return "  " + padded(name, 44) + padded(value, 16, true) + "\n";
}
std::string text_of(const std::optional<Decimal>& d) { return d ? d->text() : "—"; }

}  // namespace

std::optional<Report> report_of(service::EventStore& store, const CallId& id,
                                const std::optional<service::Extent>& within, const Effort& effort) {
    service::Folded states;
    Worker worker{effort};
    std::map<std::string, Instant> first_submission;
    store.scan([&](const service::Entry& entry) {
        if (within && !within->holds(entry)) return true;
        if (entry.log == "calls/" + id.text)
            for (const auto& touched : entry.streams) {
                const auto slash = touched.stream.find('/');
                if (touched.stream.substr(0, slash) != "application") continue;
                const State before = states.application(ApplicationId{touched.stream.substr(slash + 1)});
                const bool first = before.submitted_steps.size() < 2 && before.placements.empty();
                worker.count(entry.type, entry.type == "SubmitForm" ? before.submitted_steps.empty() : first);
                if (entry.type == "SubmitForm") first_submission.try_emplace(touched.stream, entry.at);
                if (entry.type == "ConfirmSelection") break;
            }
        if (const auto events = service::events_of(entry)) states.apply(entry, *events);
        return true;
    });
    const call::State call = states.call(id);
    if (!call.exists()) return std::nullopt;

    Report report;
    report.call = id.text;
    if (const Value* budget = call.parameter({}, "budget"))
        report.budget = Decimal::parse(budget->as_text()).value_or(Decimal{0});
    report.committed = call.committed;
    std::vector<Decimal> days;
    std::set<std::string> smes;
    for (const auto& [stream, state] : states.streams()) {
        const auto* s = std::get_if<State>(&state);
        if (s == nullptr || s->call != id) continue;
        ++report.applications;
        if (s->finished())
            ++report.outcomes[s->outcome];
        else
            ++report.waiting[s->step];
        if (s->outcome_notice)
            if (const auto it = first_submission.find(stream); it != first_submission.end())
                days.push_back(days_between(it->second, *s->outcome_notice));
        const auto definition = states.definition(call.definition);
        const auto* outcome = definition ? definition->outcome(s->outcome) : nullptr;
        if (s->award && s->award->confirmed && s->award->granted && outcome != nullptr && outcome->awarded)
            count_award(report, *s, smes);
    }
    report.smes = static_cast<std::int64_t>(smes.size());
    report.informed = static_cast<std::int64_t>(days.size());
    if (!days.empty()) {
        std::ranges::sort(days);
        report.days_to_inform_median = days[days.size() / 2];
        report.days_to_inform_max = days.back();
    }
    report.work = worker.hours();
    report.hours_two_stages = worker.total();
    report.hours_one_stage = worker.in_one_stage(3);
    return report;
}

std::string text_of(const Report& r) {
    std::string out = "Call " + r.call + "\n\n";
    out += line("applications", std::to_string(r.applications));
    for (const auto& [outcome, count] : r.outcomes) out += line("  " + outcome, std::to_string(count));
    for (const auto& [step, count] : r.waiting) out += line("  waiting in " + step, std::to_string(count));
    out += "\nTime to inform, from first submission to notice (days)\n";
    out += line("applicants informed", std::to_string(r.informed));
    out += line("median", text_of(r.days_to_inform_median)) + line("longest", text_of(r.days_to_inform_max));
    out += "\nMoney\n";
    out += line("budget", r.budget.text()) + line("promised", r.committed.text());
    out +=
        line("granted and accepted", r.granted.text()) + line("private money raised", r.private_money.text());
    out += "\nServed\n" + line("SMEs in awarded consortia", std::to_string(r.smes));
    for (const auto& [name, count] : r.technologies) out += line("  " + name, std::to_string(count));
    out += "\nWork, in hours assumed for each unit that the record counts\n";
    for (const Hours& h : r.work)
        out += line(h.role + ", " + h.stage + " stage (" + std::to_string(h.units) + ")", h.hours.text());
    out += line("all, in two stages", r.hours_two_stages.text());
    out += line("had every idea been a whole application", r.hours_one_stage.text());
    out += "\nAwards to hand over to monitoring\n";
    for (const Award& a : r.awards)
        out += "  " + padded(a.application, 16) + padded(a.order, 20) + padded(a.amount.text(), 14, true) +
               "  own share " + a.own_share.text() + "\n";
    return out;
}

Value tree_of(const Report& r) {
    Value outcomes = Value::object(), waiting = Value::object(), technologies = Value::object();
    for (const auto& [name, count] : r.outcomes) outcomes.set(name, count);
    for (const auto& [name, count] : r.waiting) waiting.set(name, count);
    for (const auto& [name, count] : r.technologies) technologies.set(name, count);
    Value work = Value::list(), awards = Value::list();
    for (const Hours& h : r.work)
        work.push(
            Value::object({{"role", h.role}, {"stage", h.stage}, {"units", h.units}, {"hours", h.hours}}));
    for (const Award& a : r.awards) {
        Value partners = Value::list();
        for (const auto& p : a.partners) partners.push(p);
        awards.push(Value::object({{"application", a.application},
                                   {"order", a.order},
                                   {"lead", a.lead},
                                   {"amount", a.amount.text()},
                                   {"own_share", a.own_share.text()},
                                   {"partners", partners}}));
    }
    const auto maybe = [](const std::optional<Decimal>& d) { return d ? Value{*d} : Value{}; };
    return Value::object({{"call", r.call},
                          {"applications", r.applications},
                          {"outcomes", outcomes},
                          {"waiting", waiting},
                          {"informed", r.informed},
                          {"days_to_inform_median", maybe(r.days_to_inform_median)},
                          {"days_to_inform_max", maybe(r.days_to_inform_max)},
                          {"work", work},
                          {"hours_two_stages", r.hours_two_stages},
                          {"hours_one_stage", r.hours_one_stage},
                          {"budget", r.budget.text()},
                          {"committed", r.committed.text()},
                          {"granted", r.granted.text()},
                          {"private_money", r.private_money.text()},
                          {"smes", r.smes},
                          {"technologies", technologies},
                          {"awards", awards}});
}

std::string csv_of(const Report& r) {
    std::string out = "section,name,value\r\n";
    const auto row = [&](const std::string& section, const std::string& name, const std::string& value) {
        out += section + "," + name + "," + value + "\r\n";
    };
    row("applications", "all", std::to_string(r.applications));
    for (const auto& [name, count] : r.outcomes) row("outcome", name, std::to_string(count));
    for (const auto& [name, count] : r.waiting) row("waiting", name, std::to_string(count));
    row("days_to_inform", "median", r.days_to_inform_median ? r.days_to_inform_median->text() : "");
    row("days_to_inform", "max", r.days_to_inform_max ? r.days_to_inform_max->text() : "");
    for (const Hours& h : r.work) row("hours", h.role + " " + h.stage, h.hours.text());
    row("hours", "two stages", r.hours_two_stages.text());
    row("hours", "one stage", r.hours_one_stage.text());
    row("money", "budget", r.budget.text());
    row("money", "committed", r.committed.text());
    row("money", "granted", r.granted.text());
    row("money", "private", r.private_money.text());
    row("served", "smes", std::to_string(r.smes));
    for (const auto& [name, count] : r.technologies) row("technology", name, std::to_string(count));
    for (const Award& a : r.awards) row("award", a.application, a.amount.text());
    return out;
}

}  // namespace atranka::exporting
