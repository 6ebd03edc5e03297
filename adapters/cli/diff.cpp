#include "adapters/cli/diff.hpp"

#include "adapters/cli/verbs.hpp"
#include "adapters/cli/wording.hpp"
#include "adapters/cli/words.hpp"
#include "adapters/pack/arithmetic.hpp"
#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::cli {

namespace {

using pack::number_text;

const std::string nothing = "—";

std::string place_of(const application::State& state) {
    if (!state.exists()) return nothing;
    if (state.finished()) return "ended: " + state.outcome;
    return state.step + " (" + lifecycle::stage_name(state.stage) + ")";
}

// Which group an event of an application belongs to, and what beside the application it is about.
std::pair<std::string, std::string> group_of(const std::string& name, const Value& members) {
    const auto text = [&](const char* member) {
        const Value* value = members.find(member);
        return value != nullptr && value->is_text() ? value->as_text() : std::string{};
    };
    if (name == "ExpertAssigned" || name == "AssignmentMoved") return {"experts", text("step")};
    if (name == "InterestDeclared") return {"experts", text("step")};
    if (name == "ReviewSubmitted") return {"reviews", text("step") + " " + text("expert")};
    if (name == "ReviewScored") return {"totals", text("step")};
    if (name == "Placed") return {"ranks", text("step")};
    if (name == "AwardDecided") return {"awards", {}};
    if (name == "AppealMoved" || name == "RulingRecorded") return {"appeals", {}};
    if (name == "LeadHandedOver") return {"leads", {}};
    if (name == "DeadlineMoved" || name == "WorkResumed" || name == "NoticeServed") return {"deadlines", {}};
    if (name == "StepEntered" || name == "StageReached" || name == "OutcomeReached" ||
        name == "ApplicationStarted" || name == "MovedToRound")
        return {"path", {}};
    return {};
}

class Comparer {
public:
    Comparer(service::Folded& a, service::Folded& b, const CallId& call) : a_(a), b_(b), call_(call) {}

    // An entry that is in the later record alone.
    void blame(const service::Entry& entry) {
        const auto events = service::events_of(entry);
        if (!events || !events->is_object()) return;
        const std::string name = entry.log + "#" + std::to_string(entry.index);
        for (const auto& [stream, list] : events->as_object()) {
            if (!list.is_list()) continue;
            for (const Value& event : list.as_list()) {
                if (!event.is_object() || event.as_object().empty()) continue;
                const auto& [type, members] = *event.as_object().begin();
                if (stream.starts_with("application/"))
                    blame_application(stream.substr(12), type, members, name);
                else if (stream == "call/" + call_.text)
                    add("call", call_group(type, members), name);
                else if (stream.starts_with("person/"))
                    roles(stream.substr(7), type, members, name);
            }
        }
    }

    std::vector<Changed> changes(const std::function<bool(const std::string&)>& may_read) {
        compare_calls();
        for (const auto& [stream, state] : b_.streams())
            if (const auto* after = std::get_if<application::State>(&state);
                after != nullptr && after->call == call_ && may_read(after->id.text))
                compare(a_.application(after->id), *after);
        return std::move(changes_);
    }

private:
    void add(const std::string& group, const std::string& subject, const std::string& entry) {
        auto& entries = causes_[{group, subject}];
        if (entries.empty() || entries.back() != entry) entries.push_back(entry);
    }
    void blame_application(const std::string& id, const std::string& type, const Value& members,
                           const std::string& entry) {
        const auto [group, about] = group_of(type, members);
        if (group.empty()) return;
        add(group, about.empty() ? id : id + " " + about, entry);
        if (type == "NoticeServed") add("notices", id, entry);
    }
    static std::string call_group(const std::string& type, const Value& members) {
        if (type == "CallDrafted") return "definition";
        if (type == "CallMoved") return "stage";
        if (type == "CallSuspended") return "suspended";
        if (type == "MoneyCommitted" || type == "MoneyReturned") return "committed";
        if (type == "RoundMoved") return "round " + short_text(members.at("round"));
        if (type == "SelectionMoved")
            return "list " + short_text(members.at("round")) + " " + short_text(members.at("step"));
        if (type == "ChangeProposed" || type == "ChangeDecided") return "parameters";
        return type;
    }
    void roles(const std::string& person, const std::string& type, const Value& members,
               const std::string& entry) {
        const bool delegated = type == "RoleDelegated";
        if (type != "RoleGranted" && type != "RoleRevoked" && !delegated) return;
        const Value& role = delegated ? members.at("delegation").at("role") : members.at("role");
        const std::string of = short_text(role.at("call")), name = short_text(role.at("role"));
        if (of != call_.text && of != "*") return;
        const std::string with_call = name + (of == "*" ? " in every call" : "");
        const bool granted = type == "RoleGranted";
        changes_.push_back({"roles",
                            person,
                            granted || delegated ? nothing : with_call,
                            granted ? with_call
                            : delegated
                                ? with_call + " for " + short_text(members.at("delegation").at("from"))
                                : nothing,
                            {entry}});
    }
    std::vector<std::string> causes(const std::string& group, const std::string& subject) const {
        const auto it = causes_.find({group, subject});
        return it == causes_.end() ? std::vector<std::string>{} : it->second;
    }
    void say(const std::string& group, const std::string& subject, const std::string& from,
             const std::string& to, std::vector<std::string> entries) {
        if (from != to) changes_.push_back({group, subject, from, to, std::move(entries)});
    }
    void say(const std::string& group, const std::string& subject, const std::string& from,
             const std::string& to) {
        say(group, subject, from, to, causes(group, subject));
    }

    static std::string stage_text(auto stage) { return boost::describe::enum_to_string(stage, "?"); }
    std::string definition_text(service::Folded& states, const call::State& call) const {
        if (!call.exists()) return nothing;
        const auto definition = states.definition(call.definition);
        return definition ? definition->workflow + " version " + std::to_string(definition->version) + ", " +
                                call.definition.substr(0, 16)
                          : call.definition.substr(0, 16);
    }
    void compare_calls() {
        const call::State before = a_.call(call_), after = b_.call(call_);
        say("call", "definition", definition_text(a_, before), definition_text(b_, after));
        say("call", "stage", before.exists() ? stage_text(before.stage) : nothing, stage_text(after.stage));
        say("call", "suspended", before.suspended ? "yes" : "no", after.suspended ? "yes" : "no");
        say("money", "committed", before.committed.text(), after.committed.text(),
            causes("call", "committed"));
        for (const auto& [name, amount] : after.envelopes)
            say("money", "committed from " + name, before.committed_from(name).text(), amount.text(),
                causes("call", "committed"));
        parameters("parameter", before.parameters, after.parameters);
        for (const call::Round& round : after.rounds) {
            const call::Round* former = before.round(round.id);
            say("call", "round " + round.id.text, former == nullptr ? nothing : stage_text(former->stage),
                stage_text(round.stage));
            parameters("round " + round.id.text + ",",
                       former == nullptr ? std::map<std::string, Value>{} : former->parameters,
                       round.parameters);
            for (const auto& [step, selection] : round.selections) {
                const bool was = former != nullptr && former->selections.contains(step);
                say("call", "list " + round.id.text + " " + step,
                    was ? stage_text(former->selections.at(step).stage) : nothing,
                    stage_text(selection.stage));
            }
        }
    }
    void parameters(const std::string& of, const std::map<std::string, Value>& before,
                    const std::map<std::string, Value>& after) {
        for (const auto& [name, value] : after) {
            const auto former = before.find(name);
            const std::string from = former == before.end() ? nothing : short_text(former->second);
            const bool moves = Instant::parse(short_text(value)).has_value() || name.ends_with("_deadline");
            say(moves ? "deadlines" : "call", of + " " + name, from, short_text(value),
                causes("call", from == nothing ? "definition" : "parameters"));
        }
    }

    void compare(const application::State& before, const application::State& after) {
        const std::string& id = after.id.text;
        if (after.finished() && before.outcome != after.outcome)
            say("outcomes", id, place_of(before), after.outcome, causes("path", id));
        else
            say("path", id, place_of(before), place_of(after));
        if (before.exists()) {
            say("rounds", id, before.round.text, after.round.text, causes("path", id));
            say("leads", id, before.lead.text, after.lead.text);
        }
        if (before.exists() && !after.finished() && before.step == after.step &&
            before.deadline != after.deadline)
            say("deadlines", id, before.deadline ? shown(before.deadline) + " UTC" : nothing,
                after.deadline ? shown(after.deadline) + " UTC" : nothing,
                causes(causes("deadlines", id).empty() ? "path" : "deadlines", id));
        compare_reviews(before, after);
        for (const auto& [step, place] : after.placements) {
            const auto former = before.placements.find(step);
            const auto text = [](const application::Placement& p) {
                return "place " + std::to_string(p.rank) + ", " + p.outcome +
                       (p.amount.sign() == 0 ? "" : " " + p.amount.text());
            };
            say("ranks", id + " " + step, former == before.placements.end() ? nothing : text(former->second),
                text(place));
        }
        const auto award = [](const application::State& state) {
            if (!state.award) return nothing;
            return std::string{state.award->granted ? "granted " + state.award->amount.text() : "refused"} +
                   (state.award->confirmed ? "" : ", proposed") +
                   (state.award->order.empty() ? "" : ", order " + state.award->order);
        };
        say("awards", id, award(before), award(after));
        const auto notice = [](const application::State& state) {
            return state.outcome_notice ? shown(state.outcome_notice) + " UTC" : nothing;
        };
        say("notices", id, notice(before), notice(after));
        const auto appeals = [](const application::State& state) {
            std::string text;
            for (const application::Appeal& appeal : state.appeals)
                text += (text.empty() ? "" : "; ") + appeal.ground + " " + stage_text(appeal.stage);
            return text.empty() ? nothing : text;
        };
        say("appeals", id, appeals(before), appeals(after));
    }
    void compare_reviews(const application::State& before, const application::State& after) {
        const std::string& id = after.id.text;
        for (const auto& [step, review] : after.reviews) {
            static const application::Review none;
            const auto it = before.reviews.find(step);
            const application::Review& former = it == before.reviews.end() ? none : it->second;
            say("experts", id + " " + step, experts(former), experts(review));
            for (const auto& [expert, work] : review.assignments) {
                const auto was = former.assignments.find(expert);
                const auto text = [](const assignment::State& state) {
                    return state.total ? number_text(*state.total) + " (" +
                                             short_text(kernel::encode(state.scores)) + ")"
                                       : nothing;
                };
                say("reviews", id + " " + step + " " + expert.text,
                    was == former.assignments.end() ? nothing : text(was->second), text(work));
            }
            const auto total = [](const application::Review& r) {
                return r.scored ? number_text(r.scored->total) + " by " + r.scored->method : nothing;
            };
            say("totals", id + " " + step, total(former), total(review));
        }
    }
    // Who works on it; who left stands in brackets, with why.
    static std::string experts(const application::Review& review) {
        using Stage = lifecycle::assignment::Stage;
        std::string text;
        for (const auto& [expert, work] : review.assignments) {
            const bool left =
                work.stage == Stage::removed || work.stage == Stage::declined || work.stage == Stage::recused;
            text += (text.empty() ? "" : ", ") +
                    (left ? "(" + expert.text + " " + stage_text(work.stage) + ")" : expert.text);
        }
        return text.empty() ? nothing : text;
    }

    service::Folded& a_;
    service::Folded& b_;
    CallId call_;
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> causes_;
    std::vector<Changed> changes_;
};

// "#3–#7, #9": neighbours in one log run together; entries of another log keep its name.
std::string entries_text(const std::vector<std::string>& entries, const std::string& own_log) {
    const auto number = [](const std::string& entry) {
        return std::stoll(entry.substr(entry.rfind('#') + 1));
    };
    const auto log = [](const std::string& entry) { return entry.substr(0, entry.rfind('#')); };
    std::string text;
    for (std::size_t i = 0; i < entries.size();) {
        std::size_t last = i;
        while (last + 1 < entries.size() && log(entries[last + 1]) == log(entries[i]) &&
               number(entries[last + 1]) == number(entries[last]) + 1)
            ++last;
        const std::string name = log(entries[i]) == own_log ? std::string{} : log(entries[i]);
        text += (text.empty() ? "" : ", ") + name + "#" + std::to_string(number(entries[i]));
        if (last > i) text += (last == i + 1 ? ", #" : "–#") + std::to_string(number(entries[last]));
        i = last + 1;
    }
    return text;
}

const std::vector<std::pair<std::string, std::string>>& groups() {
    static const std::vector<std::pair<std::string, std::string>> all{{"call", "The call"},
                                                                      {"money", "Money committed"},
                                                                      {"deadlines", "Deadlines moved"},
                                                                      {"roles", "Roles"},
                                                                      {"path", "Applications that moved"},
                                                                      {"outcomes", "Outcomes"},
                                                                      {"rounds", "Moved to another round"},
                                                                      {"leads", "Leads handed over"},
                                                                      {"experts", "Experts"},
                                                                      {"reviews", "Reviews by experts"},
                                                                      {"totals", "Totals"},
                                                                      {"ranks", "Places in lists"},
                                                                      {"awards", "Awards"},
                                                                      {"notices", "Notices of outcomes"},
                                                                      {"appeals", "Appeals"}};
    return all;
}

void tell(Program& program, const std::vector<Changed>& changes, const std::string& log) {
    for (const auto& [group, title] : groups()) {
        std::vector<const Changed*> of_group;
        for (const Changed& change : changes)
            if (change.group == group) of_group.push_back(&change);
        if (of_group.empty()) continue;
        program.say("\n" + title + " (" + std::to_string(of_group.size()) + ")");
        std::map<std::string, std::vector<const Changed*>> by_way;
        const bool is_path = group == "path" || group == "outcomes";
        for (const Changed* change : of_group)
            if (is_path)
                by_way[change->from + " → " + change->to].push_back(change);
            else
                program.say(wrapped(
                    "  " + change->subject + ": ",
                    change->from + " → " + change->to + "  [" + entries_text(change->entries, log) + "]", 6));
        for (const auto& [way, moved] : by_way) {
            program.say("  " + way + ": " + std::to_string(moved.size()));
            std::string list;
            for (const Changed* change : moved)
                list += (list.empty() ? "" : "; ") + change->subject + " [" +
                        entries_text(change->entries, log) + "]";
            program.say(wrapped("      ", list, 6));
        }
    }
}

int run_diff(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    const call::State call = reading.call(arguments.text("call"));
    reading.for_staff_of(call, "what changed in a call");
    const std::vector<std::string>& between = arguments.all("between");
    if (between.size() != 2)
        throw Stop{usage, "--between takes two places, such as --between 2026-03-01T00:00:00Z 120"};
    const std::string log = "calls/" + call.id.text;
    const service::Extent first = extent_named(program, between[0], log, "--between");
    const service::Extent second = extent_named(program, between[1], log, "--between");
    service::Folded a, b;
    std::vector<service::Entry> later;
    bool turned = false;
    program.store().scan([&](const service::Entry& entry) {
        const bool in_first = first.holds(entry), in_second = second.holds(entry);
        turned = turned || (in_first && !in_second);
        const auto events = service::events_of(entry);
        if (!events) return !turned;
        if (in_first) a.apply(entry, *events);
        if (in_second) b.apply(entry, *events);
        if (in_second && !in_first) later.push_back(entry);
        return !turned;
    });
    if (turned)
        throw Stop{usage, "--between: " + between[0] + " holds entries that " + between[1] +
                              " does not; name the earlier one first"};
    Comparer comparer{a, b, call.id};
    std::size_t entries = 0;
    for (const service::Entry& entry : later) {
        if (entry.log == log) ++entries;
        comparer.blame(entry);
    }
    const std::vector<Changed> changes = comparer.changes(
        [&](const std::string& id) { return reading.relation_to(id) == access::Relation::staff; });
    if (program.json()) {
        Value::List list;
        for (const Changed& change : changes)
            list.push_back(Value::object({{"group", change.group},
                                          {"subject", change.subject},
                                          {"from", change.from == nothing ? Value{} : Value{change.from}},
                                          {"to", change.to == nothing ? Value{} : Value{change.to}},
                                          {"entries", kernel::encode(change.entries)}}));
        program.answer(Value::object({{"call", call.id.text},
                                      {"between", kernel::encode(between)},
                                      {"entries", static_cast<std::int64_t>(entries)},
                                      {"changes", std::move(list)}}));
        return ok;
    }
    program.say("Call " + call.id.text + " between " + between[0] + " and " + between[1] + ": " +
                std::to_string(entries) + " entries of its log, " + std::to_string(changes.size()) +
                " changes");
    program.say("#N is entry N of the log " + log + "; those in brackets did it. Times are UTC.");
    tell(program, changes, log);
    return ok;
}

}  // namespace

std::vector<Verb> diff_verbs() {
    return {
        {"audit",
         "diff",
         "What changed in a call between two moments or entries, in words, with the entries that did it.",
         "atranka audit diff c-2026 --between 120 240\n"
         "  atranka audit diff c-2026 --between 2026-03-01T00:00:00Z calls/c-2026#240 --json",
         {{"call", "CALL", "the call", "", Takes::one, true},
          {"between", "--between", "two instants or entries, the earlier first", "WHEN", Takes::all, true}},
         run_diff}};
}

}  // namespace atranka::cli
