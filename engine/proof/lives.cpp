#include "engine/proof/lives.hpp"

#include "engine/definition/separation.hpp"

#include <algorithm>
#include <deque>

namespace atranka::proof {

using definition::Step;
using lifecycle::Kind;

namespace {

struct Asked {
    Kind kind;
    std::string_view trigger, command;
};
constexpr Asked asked[] = {
    {Kind::submission, "submit", "SubmitForm"},
    {Kind::submission, "lapse", "FireTimer"},
    {Kind::submission, "withdraw", "WithdrawApplication"},
    {Kind::check, "ask", "AskClarification"},
    {Kind::check, "answer", "AnswerClarification"},
    {Kind::check, "answer_lapsed", "FireTimer"},
    {Kind::check, "propose", "ProposeCheck"},
    {Kind::check, "confirm", "ConfirmCheck"},
    {Kind::check, "refuse", "RefuseCheck"},
    {Kind::review, "assign", "AssignExpert"},
    {Kind::review, "lose", "RemoveExpert"},
    {Kind::review, "conclude", "SubmitReview"},
    {Kind::review, "reopen", "ReopenReview"},
    {Kind::review, "write", "WriteConsensus"},
    {Kind::review, "sign", "SignConsensus"},
    {Kind::selection, "rank", "RankRound"},
    {Kind::selection, "propose", "ProposeSelection"},
    {Kind::selection, "confirm", "ConfirmSelection"},
    {Kind::selection, "refuse", "RefuseSelection"},
    {Kind::selection, "move_up", "PromoteReserve"},
    {Kind::selection, "expire", "FireTimer"},
    {Kind::decision, "propose", "DecideAward"},
    {Kind::decision, "send_back", "SendBackAward"},
    {Kind::decision, "confirm", "ConfirmAward"},
    {Kind::decision, "refuse", "RefuseAward"},
    {Kind::offer, "accept", "AcceptOffer"},
    {Kind::offer, "resubmit_budget", "ResubmitBudget"},
    {Kind::offer, "decline", "DeclineOffer"},
    {Kind::offer, "lapse", "FireTimer"},
    {Kind::appeal, "examine", "ExamineAppeal"},
    {Kind::appeal, "decide", "DecideAppeal"},
    {Kind::appeal, "withdraw", "WithdrawAppeal"},
    {Kind::appeal, "overturn", "RecordRuling"},
};

const lifecycle::Table* table_of(const Tables& tables, Kind kind) {
    for (const lifecycle::Table& one : tables.lifecycles)
        if (one.name == lifecycle::kind_name(kind)) return &one;
    return nullptr;
}

}  // namespace

Tables tables_in_force() { return {lifecycle::tables(), access::policy()}; }

std::string_view command_of(Kind kind, std::string_view trigger) {
    for (const Asked& one : asked)
        if (one.kind == kind && one.trigger == trigger) return one.command;
    return {};
}

Lives::Lives(const definition::Definition& definition, const Tables& tables)
    : d_(definition), tables_(tables) {
    if (!d_.steps.empty()) explore();
}

Place Lives::start() const {
    const Step& first = d_.steps.front();
    const lifecycle::Table* table = table_of(tables_, first.kind);
    return {&first, table == nullptr || table->stages.empty() ? std::string{} : table->stages.front()};
}

bool Lives::is_staff(const std::string& role) const {
    const bool reviews = std::ranges::any_of(
        d_.steps, [&](const Step& s) { return !s.rubric.empty() && s.staffing.role == role; });
    return d_.role(role) != nullptr && !definition::is_of_applicants(d_, role) && role != "administrator" &&
           !reviews;
}

std::set<std::string> Lives::givers(std::string_view command, const Step* step) const {
    using access::Giver;
    std::set<std::string> roles;
    const auto staff = [&](const std::string& role) {
        if (is_staff(role)) roles.insert(role);
    };
    for (const Giver giver : access::givers_of(tables_.policy, command)) switch (giver) {
            case Giver::lead: roles.insert("applicant"); break;
            case Giver::expert:
                if (step != nullptr && d_.role(step->staffing.role) != nullptr)
                    roles.insert(step->staffing.role);
                break;
            // Whatever else a definition names, these run its calls.
            case Giver::officer: roles.insert("officer"); break;
            case Giver::head: roles.insert("head"); break;
            case Giver::officer_or_head: roles.insert({"officer", "head"}); break;
            case Giver::worker:
                if (step != nullptr) staff(step->by);
                break;
            case Giver::second:
                if (step != nullptr) staff(step->confirm_by.empty() ? step->by : step->confirm_by);
                break;
            case Giver::appeals:
                if (d_.appeals) staff(d_.appeals->by);
                break;
            default: break;
        }
    return roles;
}

bool Lives::funds_before(const Step& step) const {
    std::set<const Step*> seen;
    std::deque<const Step*> queue;
    // Only whom a selection selects has money put aside.
    for (const Step& one : d_.steps) {
        const auto selected = one.on.find("selected");
        if (!one.selection || !one.selection->fund || selected == one.on.end()) continue;
        const Step* next = d_.step(selected->second);
        if (next == &step) return true;
        if (next != nullptr && seen.insert(next).second) queue.push_back(next);
    }
    while (!queue.empty()) {
        const Step* one = queue.front();
        queue.pop_front();
        for (const Step* next : definition::successors(d_, *one)) {
            if (next == &step) return true;
            if (seen.insert(next).second) queue.push_back(next);
        }
    }
    // Where nothing pays at all, what is granted is no money.
    return std::ranges::none_of(d_.steps,
                                [](const Step& one) { return one.selection && one.selection->fund; });
}

// Whether the definition leaves the row's choice open.
bool Lives::allows(const Step& step, const lifecycle::Row& row) const {
    const auto can_be = [&](const lifecycle::Condition& one) {
        const auto fixed = [&](bool value) { return (one.value == "true") == value; };
        const bool reserve = step.selection && step.selection->fund &&
                             (!step.selection->reserve_until.empty() || step.on.contains("reserve_expired"));
        if (one.fact == "needs_second_person")
            return fixed(step.kind == Kind::appeal ? false : !step.confirm_by.empty());
        if (one.fact == "clarification_left") return step.clarification.has_value() || one.value == "false";
        if (one.fact == "needs_consensus")
            return step.consensus ? one.value == "true"
                                  : one.value == "false" ||
                                        (step.divergence &&
                                         step.divergence->then == definition::Divergence::Then::consensus);
        if (one.fact == "diverges") return step.divergence.has_value() || one.value == "false";
        if (one.fact == "further_expert")
            return (step.divergence &&
                    step.divergence->then == definition::Divergence::Then::another_expert) ||
                   one.value == "false";
        if (one.fact == "place") return one.value != "list" && (one.value != "reserved" || reserve);
        if (one.fact == "granted" && one.value == "true") return funds_before(step);
        if (one.fact == "partial" && one.value == "true")
            return std::ranges::any_of(d_.steps, [](const Step& s) {
                return s.selection && s.selection->policy == definition::CutPolicy::partial;
            });
        return true;
    };
    return std::ranges::all_of(row.clauses, [&](const lifecycle::Clause& clause) {
        return std::ranges::any_of(clause.any_of, can_be);
    });
}

bool Lives::has_deadline(const Step& step, const std::string& stage) const {
    if (step.kind == Kind::selection) return step.selection && !step.selection->reserve_until.empty();
    if (step.kind == Kind::check) return stage == "awaiting_answer" && step.clarification;
    return step.within.has_value() || !step.closes.empty();
}

std::vector<Passage> Lives::passages_from(const Place& place) const {
    std::vector<Passage> found;
    if (place.is_outcome()) {
        const definition::Outcome* outcome = d_.outcome(place.stage);
        const Step* back = d_.appeals ? d_.step(d_.appeals->back_to) : nullptr;
        const lifecycle::Table* table = back == nullptr ? nullptr : table_of(tables_, back->kind);
        if (outcome == nullptr || !outcome->appealable || table == nullptr) return found;
        found.push_back({place,
                         {back, table->stages.front()},
                         nullptr,
                         "DecideAppeal",
                         givers("DecideAppeal", nullptr),
                         false});
        return found;
    }
    const Step& step = *place.step;
    const lifecycle::Table* table = table_of(tables_, step.kind);
    if (table == nullptr) return found;
    for (const lifecycle::Row& row : table->rows) {
        const std::string_view command = command_of(step.kind, row.trigger);
        if (row.source != place.stage || command.empty() || !allows(step, row)) continue;
        Place to{&step, row.target};
        const auto lifecycle_stage =
            lifecycle::stage_of(std::string{lifecycle::kind_name(step.kind)} + "." + row.target);
        std::string outcome{lifecycle_stage ? lifecycle::outcome_of(*lifecycle_stage) : std::string_view{}};
        if (step.kind == Kind::selection && row.trigger == "expire" && step.on.contains("reserve_expired"))
            outcome = "reserve_expired";
        const auto route = step.on.find(outcome);
        if (route != step.on.end()) {
            if (const Step* next = d_.step(route->second)) {
                const lifecycle::Table* its = table_of(tables_, next->kind);
                to = {next, its == nullptr ? std::string{} : its->stages.front()};
            } else {
                to = {nullptr, route->second};
            }
        } else if (!outcome.empty() && outcome != "reserved") {
            continue;  // the definition does not offer it
        }
        const bool clock = command == "FireTimer";
        if (clock && !has_deadline(step, place.stage)) continue;
        found.push_back(
            {place, to, &row, command, clock ? std::set<std::string>{} : givers(command, &step), clock});
    }
    return found;
}

void Lives::explore() {
    std::deque<Place> queue{start()};
    passages_[queue.front()];
    while (!queue.empty()) {
        const Place place = queue.front();
        queue.pop_front();
        std::vector<Passage> found = passages_from(place);
        for (const Passage& one : found) {
            ++count_;
            if (!passages_.contains(one.to)) {
                passages_[one.to];
                came_by_.emplace(one.to, one);
                queue.push_back(one.to);
            }
        }
        passages_[place] = std::move(found);
    }
}

const std::vector<Passage>& Lives::from(const Place& place) const {
    static const std::vector<Passage> none;
    const auto found = passages_.find(place);
    return found == passages_.end() ? none : found->second;
}

std::vector<Place> Lives::all() const {
    std::vector<Place> places;
    for (const auto& [place, passages] : passages_) places.push_back(place);
    return places;
}

std::vector<Passage> Lives::way_to(const Place& place) const {
    std::vector<Passage> way;
    for (auto at = came_by_.find(place); at != came_by_.end(); at = came_by_.find(at->second.from))
        way.insert(way.begin(), at->second);
    return way;
}

}  // namespace atranka::proof
