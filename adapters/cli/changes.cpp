#include "adapters/cli/changes.hpp"

#include "adapters/cli/reading.hpp"
#include "adapters/cli/words.hpp"
#include "engine/explanation/arithmetic.hpp"
#include "engine/explanation/terms.hpp"
#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::cli {

namespace {

using explanation::number_text;

std::string name_of(auto value) { return boost::describe::enum_to_string(value, "?"); }

// The record's own names in English, the definition's titles in Lithuanian.
class Tongue {
public:
    Tongue(bool is_lithuanian, std::shared_ptr<const definition::Definition> definition)
        : lt_(is_lithuanian), definition_(std::move(definition)) {}

    std::string operator()(const char* english, const char* lithuanian) const {
        return lt_ ? lithuanian : english;
    }
    // A name of the record that stands for itself: "mean", "factual_error".
    std::string term(const std::string& name) const { return lt_ ? explanation::term(name).lt : name; }
    std::string stage(const std::string& kind, const std::string& name) const {
        return lt_ ? explanation::stage_title(kind + "." + name).lt : name;
    }
    std::string step(const std::string& name) const {
        const definition::Step* step = definition_ ? definition_->step(name) : nullptr;
        return step == nullptr ? name : titled(step->title, name);
    }
    std::string outcome(const std::string& name) const {
        const definition::Outcome* outcome = definition_ ? definition_->outcome(name) : nullptr;
        return outcome == nullptr ? name : titled(outcome->title, name);
    }
    std::string role(const std::string& name) const {
        const definition::Role* role = definition_ ? definition_->role(name) : nullptr;
        return role == nullptr ? name : titled(role->title, name);
    }
    std::string scores(const std::string& step, const std::map<std::string, Decimal>& scores) const {
        if (!lt_) return short_text(kernel::encode(scores));
        const definition::Step* of = definition_ ? definition_->step(step) : nullptr;
        const definition::Rubric* rubric = of == nullptr ? nullptr : definition_->rubric(of->rubric);
        std::string text;
        for (const auto& [name, score] : scores) {
            std::string title = name;
            if (rubric != nullptr)
                for (const definition::Criterion& criterion : rubric->criteria)
                    if (criterion.name == name) title = titled(criterion.title, name);
            text += (text.empty() ? "" : ", ") + title + " " + number_text(score);
        }
        return text;
    }
    std::string place(const application::State& state) const {
        if (!state.exists()) return no_value;
        if (state.finished()) return (*this)("ended: ", "baigta: ") + outcome(state.outcome);
        const std::string stage = lifecycle::stage_name(state.stage);
        return step(state.step) + " (" + (lt_ ? explanation::stage_title(stage).lt : stage) + ")";
    }

private:
    std::string titled(const definition::Text& title, const std::string& name) const {
        return lt_ && !title.empty() ? title.in("lt") : name;
    }

    bool lt_;
    std::shared_ptr<const definition::Definition> definition_;
};

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
    Comparer(service::Folded& a, service::Folded& b, const CallId& call, bool is_lithuanian)
        : a_(a), b_(b), call_(call), tongue_{is_lithuanian, b.definition(b.call(call).definition)} {}

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
        if (type == "LoadTaken" || type == "LoadReturned") return "loads";
        if (type == "RoundMoved") return "round " + short_text(members.at("round"));
        if (type == "SelectionMoved")
            return "list " + short_text(members.at("round")) + " " + short_text(members.at("step"));
        if (type == "ChangeProposed" || type == "ChangeDecided") return "parameters";
        return type;
    }
    void roles(const std::string& person, const std::string& type, const Value& members,
               const std::string& entry) {
        const bool granted = type == "RoleGranted" || type == "RoleDelegated";
        const bool delegated = type == "RoleDelegated" || type == "DelegationEnded";
        if (!granted && !delegated && type != "RoleRevoked") return;
        const Value& role = delegated ? members.at("delegation").at("role") : members.at("role");
        const std::string of = short_text(role.at("call")), name = short_text(role.at("role"));
        if (of != call_.text && of != "*") return;
        std::string held =
            tongue_.role(name) + (of == "*" ? tongue_(" in every call", " visuose kvietimuose") : "");
        if (delegated) held += tongue_(" for ", " vietoj ") + short_text(members.at("delegation").at("from"));
        changes_.push_back({"roles", person, granted ? no_value : held, granted ? held : no_value, {entry}});
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

    std::string definition_text(service::Folded& states, const call::State& call) const {
        if (!call.exists()) return no_value;
        const auto definition = states.definition(call.definition);
        return definition ? definition->workflow + tongue_(" version ", " versija ") +
                                std::to_string(definition->version) + ", " + call.definition.substr(0, 16)
                          : call.definition.substr(0, 16);
    }
    std::string call_stage(auto stage) const { return tongue_.stage("call", name_of(stage)); }
    std::string round_stage(auto stage) const { return tongue_.stage("round", name_of(stage)); }
    std::string list_stage(auto stage) const { return tongue_.stage("list", name_of(stage)); }
    void compare_calls() {
        const call::State before = a_.call(call_), after = b_.call(call_);
        if (!after.exists()) return;
        say("call", "definition", definition_text(a_, before), definition_text(b_, after));
        say("call", "stage", before.exists() ? call_stage(before.stage) : no_value, call_stage(after.stage));
        const auto yes = [&](bool is) { return tongue_.term(is ? "yes" : "no"); };
        say("call", "suspended", yes(before.suspended), yes(after.suspended));
        say("money", "committed", before.committed.text(), after.committed.text(),
            causes("call", "committed"));
        for (const auto& [name, amount] : after.envelopes)
            say("money", "committed from " + name, before.committed_from(name).text(), amount.text(),
                causes("call", "committed"));
        parameters("parameter", before.parameters, after.parameters);
        for (const call::Round& round : after.rounds) {
            const call::Round* former = before.round(round.id);
            say("call", "round " + round.id.text, former == nullptr ? no_value : round_stage(former->stage),
                round_stage(round.stage));
            parameters("round " + round.id.text + ",",
                       former == nullptr ? std::map<std::string, Value>{} : former->parameters,
                       round.parameters);
            for (const auto& [step, selection] : round.selections) {
                const bool was = former != nullptr && former->selections.contains(step);
                say("call", "list " + round.id.text + " " + step,
                    was ? list_stage(former->selections.at(step).stage) : no_value,
                    list_stage(selection.stage));
            }
        }
    }
    void parameters(const std::string& of, const std::map<std::string, Value>& before,
                    const std::map<std::string, Value>& after) {
        for (const auto& [name, value] : after) {
            const auto former = before.find(name);
            const std::string from = former == before.end() ? no_value : short_text(former->second);
            const bool moves = Instant::parse(short_text(value)).has_value() || name.ends_with("_deadline");
            say(moves ? "deadlines" : "call", of + " " + name, from, short_text(value),
                causes("call", from == no_value ? "definition" : "parameters"));
        }
    }

    void compare(const application::State& before, const application::State& after) {
        const std::string& id = after.id.text;
        if (after.finished() && before.outcome != after.outcome)
            say("outcomes", id, tongue_.place(before), tongue_.outcome(after.outcome), causes("path", id));
        else
            say("path", id, tongue_.place(before), tongue_.place(after));
        if (before.exists()) {
            say("rounds", id, before.round.text, after.round.text, causes("path", id));
            say("leads", id, before.lead.text, after.lead.text);
        }
        if (before.exists() && !after.finished() && before.step == after.step &&
            before.deadline != after.deadline)
            say("deadlines", id, before.deadline ? shown(before.deadline) + " UTC" : no_value,
                after.deadline ? shown(after.deadline) + " UTC" : no_value,
                causes(causes("deadlines", id).empty() ? "path" : "deadlines", id));
        compare_reviews(before, after);
        for (const auto& [step, place] : after.placements) {
            const auto former = before.placements.find(step);
            const auto text = [&](const application::Placement& p) {
                return tongue_("place ", "vieta ") + std::to_string(p.rank) + ", " + tongue_.term(p.outcome) +
                       (p.amount.sign() == 0 ? "" : " " + p.amount.text());
            };
            say("ranks", id + " " + step, former == before.placements.end() ? no_value : text(former->second),
                text(place));
        }
        const auto award = [&](const application::State& state) {
            if (!state.award) return no_value;
            return (state.award->granted ? tongue_("granted ", "skirta ") + state.award->amount.text()
                                         : tongue_("refused", "neskirta")) +
                   (state.award->confirmed ? "" : tongue_(", proposed", ", pasiūlyta")) +
                   (state.award->order.empty() ? ""
                                               : tongue_(", order ", ", įsakymas ") + state.award->order);
        };
        say("awards", id, award(before), award(after));
        const auto notice = [](const application::State& state) {
            return state.outcome_notice ? shown(state.outcome_notice) + " UTC" : no_value;
        };
        say("notices", id, notice(before), notice(after));
        const auto appeals = [&](const application::State& state) {
            std::string text;
            for (const application::Appeal& appeal : state.appeals)
                text += (text.empty() ? "" : "; ") + tongue_.term(appeal.ground) + tongue_(" ", ": ") +
                        tongue_.stage("appeal", name_of(appeal.stage));
            return text.empty() ? no_value : text;
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
                const auto text = [&](const assignment::State& state) {
                    return state.total
                               ? number_text(*state.total) + " (" + tongue_.scores(step, state.scores) + ")"
                               : no_value;
                };
                say("reviews", id + " " + step + " " + expert.text,
                    was == former.assignments.end() ? no_value : text(was->second), text(work));
            }
            const auto total = [&](const application::Review& r) {
                return r.scored ? number_text(r.scored->total) + tongue_(" by ", ", ") +
                                      tongue_.term(r.scored->method)
                                : no_value;
            };
            say("totals", id + " " + step, total(former), total(review));
        }
    }
    // Who works on it; who left stands in brackets, with why.
    std::string experts(const application::Review& review) const {
        using Stage = lifecycle::assignment::Stage;
        std::string text;
        for (const auto& [expert, work] : review.assignments) {
            const bool left =
                work.stage == Stage::removed || work.stage == Stage::declined || work.stage == Stage::recused;
            text += (text.empty() ? "" : ", ") +
                    (left ? "(" + expert.text + " " + tongue_.stage("expert", name_of(work.stage)) + ")"
                          : expert.text);
        }
        return text.empty() ? no_value : text;
    }

    service::Folded& a_;
    service::Folded& b_;
    CallId call_;
    Tongue tongue_;
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> causes_;
    std::vector<Changed> changes_;
};

}  // namespace

std::vector<Changed> changes_of(service::Folded& before, service::Folded& after, const CallId& call,
                                const std::vector<service::Entry>& between, bool is_lithuanian,
                                const std::function<bool(const std::string&)>& may_read) {
    Comparer comparer{before, after, call, is_lithuanian};
    for (const service::Entry& entry : between) comparer.blame(entry);
    return comparer.changes(may_read);
}

}  // namespace atranka::cli
