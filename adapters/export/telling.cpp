#include "adapters/export/telling.hpp"

#include "engine/ledger/canonical.hpp"
#include "engine/ledger/commitment.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/service/record.hpp"

#include <map>

namespace atranka::exporting {

namespace {

struct Named {
    const char* name;
    Type type;
};

// Event and member ("SelectionMoved", "selection.places") → what it is called in an export.
const std::map<std::pair<std::string, std::string>, Named>& names() {
    static const std::map<std::pair<std::string, std::string>, Named> all{
        {{"ApplicationOpened", "step"}, {"step", Type::text}},
        {{"ApplicationStarted", "imported"}, {"imported", Type::boolean}},
        {{"ApplicationStarted", "round"}, {"round", Type::text}},
        {{"AppealMoved", "back_to"}, {"back_to", Type::text}},
        {{"AppealMoved", "ground"}, {"ground", Type::text}},
        {{"AppealMoved", "stage"}, {"appeal_stage", Type::text}},
        {{"AssignmentMoved", "stage"}, {"assignment_stage", Type::text}},
        {{"AssignmentMoved", "step"}, {"step", Type::text}},
        {{"AwardDecided", "amount"}, {"amount", Type::number}},
        {{"AwardDecided", "annex"}, {"annex", Type::text}},
        {{"AwardDecided", "confirmed"}, {"confirmed", Type::boolean}},
        {{"AwardDecided", "granted"}, {"granted", Type::boolean}},
        {{"AwardDecided", "order"}, {"order", Type::text}},
        {{"CallDrafted", "definition"}, {"definition", Type::text}},
        {{"CallMoved", "stage"}, {"call_stage", Type::text}},
        {{"CallSuspended", "suspended"}, {"suspended", Type::boolean}},
        {{"ChangeDecided", "confirmed"}, {"confirmed", Type::boolean}},
        {{"ChangeProposed", "change.parameter"}, {"parameter", Type::text}},
        {{"ChangeProposed", "change.round"}, {"round", Type::text}},
        {{"CheckDecided", "confirmed"}, {"confirmed", Type::boolean}},
        {{"CheckDecided", "step"}, {"step", Type::text}},
        {{"CheckProposed", "passed"}, {"passed", Type::boolean}},
        {{"CheckProposed", "step"}, {"step", Type::text}},
        {{"ClarificationAsked", "step"}, {"step", Type::text}},
        {{"ChairNamed", "step"}, {"step", Type::text}},
        {{"ConsensusSigned", "step"}, {"step", Type::text}},
        {{"ConsensusWritten", "step"}, {"step", Type::text}},
        {{"DeadlineMoved", "deadline"}, {"deadline", Type::time}},
        {{"DeadlinePassed", "due"}, {"due", Type::time}},
        {{"DeadlinePassed", "step"}, {"step", Type::text}},
        {{"ErrorCorrected", "field"}, {"field", Type::text}},
        {{"ErrorCorrected", "step"}, {"step", Type::text}},
        {{"ExpertAssigned", "kind"}, {"expert_kind", Type::text}},
        {{"ExpertAssigned", "step"}, {"step", Type::text}},
        {{"ExtensionProposed", "until"}, {"until", Type::time}},
        {{"FormSubmitted", "step"}, {"step", Type::text}},
        {{"InterestCleared", "cleared"}, {"cleared", Type::boolean}},
        {{"InterestCleared", "step"}, {"step", Type::text}},
        {{"InterestDeclared", "interest"}, {"interest", Type::text}},
        {{"InterestDeclared", "step"}, {"step", Type::text}},
        {{"LinesAssessed", "table"}, {"table", Type::text}},
        {{"LoadReturned", "step"}, {"step", Type::text}},
        {{"LoadTaken", "step"}, {"step", Type::text}},
        {{"LotCommitted", "commitment"}, {"commitment", Type::text}},
        {{"MoneyCommitted", "amount"}, {"money_committed", Type::number}},
        {{"MoneyReturned", "amount"}, {"money_returned", Type::number}},
        {{"MovedToRound", "round"}, {"round", Type::text}},
        {{"NoticeServed", "at"}, {"served", Type::time}},
        {{"NoticeServed", "deadline"}, {"deadline", Type::time}},
        {{"NoticeServed", "how"}, {"served_by", Type::text}},
        {{"OutcomeReached", "outcome"}, {"outcome", Type::text}},
        {{"Placed", "amount"}, {"placed_amount", Type::number}},
        {{"Placed", "deciding_key"}, {"deciding_key", Type::text}},
        {{"Placed", "envelope"}, {"envelope", Type::text}},
        {{"Placed", "outcome"}, {"placed", Type::text}},
        {{"Placed", "rank"}, {"rank", Type::integer}},
        {{"Placed", "reason"}, {"placed_because", Type::text}},
        {{"Placed", "step"}, {"step", Type::text}},
        {{"ReviewDiverged", "gap"}, {"gap", Type::number}},
        {{"ReviewDiscussed", "step"}, {"step", Type::text}},
        {{"ReviewDiverged", "step"}, {"step", Type::text}},
        {{"ReviewScored", "method"}, {"method", Type::text}},
        {{"ReviewScored", "step"}, {"step", Type::text}},
        {{"ReviewScored", "total"}, {"total", Type::number}},
        {{"ReviewScored", "worst"}, {"worst", Type::number}},
        {{"ReviewSubmitted", "step"}, {"step", Type::text}},
        {{"ReviewSubmitted", "total"}, {"review_total", Type::number}},
        {{"RoundMoved", "round"}, {"round", Type::text}},
        {{"RoundMoved", "stage"}, {"round_stage", Type::text}},
        {{"RulingRecorded", "body"}, {"body", Type::text}},
        {{"RulingRecorded", "reference"}, {"reference", Type::text}},
        {{"SelectionMoved", "round"}, {"round", Type::text}},
        {{"SelectionMoved", "selection.places"}, {"places", Type::integer}},
        {{"SelectionMoved", "selection.ranking"}, {"ranking", Type::text}},
        {{"SelectionMoved", "selection.stage"}, {"list_stage", Type::text}},
        {{"SelectionMoved", "step"}, {"step", Type::text}},
        {{"StageReached", "deadline"}, {"deadline", Type::time}},
        {{"StageReached", "stage"}, {"stage", Type::text}},
        {{"StepEntered", "deadline"}, {"deadline", Type::time}},
        {{"StepEntered", "stage"}, {"stage", Type::text}},
        {{"StepEntered", "step"}, {"entered_step", Type::text}},
        {{"WorkResumed", "deadline"}, {"deadline", Type::time}},
    };
    return all;
}

std::string spelled(const Value& value) {
    if (value.is_text()) return value.as_text();
    if (value.is_bool()) return value.as_bool() ? "true" : "false";
    if (value.is_int()) return std::to_string(value.as_int());
    return value.is_decimal() ? value.as_decimal().text() : std::string{};
}

void put(std::vector<Fact>& facts, const Named& named, std::string value, bool first_stays) {
    for (Fact& fact : facts)
        if (fact.name == named.name) {
            if (!first_stays) fact.value = std::move(value);
            return;
        }
    facts.push_back({named.name, named.type, std::move(value)});
}

std::optional<std::string> fault_in(const service::Entry& entry, const std::optional<ledger::Leaf>& leaf) {
    if (!leaf) return "its leaf cannot be read";
    if (ledger::hex(ledger::leaf_hash(entry.leaf)) != entry.leaf_hash)
        return "its leaf hash is not the hash of its leaf";
    if (leaf->index != entry.index || leaf->at != entry.at || leaf->type != entry.type ||
        leaf->log.find("/" + entry.log + "/") == std::string::npos)
        return "its leaf is the leaf of another entry";
    const auto committed = leaf->commit.find("events");
    if (committed == leaf->commit.end()) return "its leaf commits to no events";
    if (!entry.events_salt.empty() &&
        !ledger::opens(committed->second, entry.events_salt, "events", entry.events))
        return "its events are not those that its leaf commits to";
    return std::nullopt;
}

// The member "step" of the command, which is none of its private ones.
std::string step_of(const service::Entry& entry) {
    const auto recorded = ledger::canonical_value(entry.command);
    const Value* command = recorded ? recorded->find("command") : nullptr;
    const Value* members = command == nullptr ? nullptr : command->find(entry.type);
    const Value* step = members == nullptr ? nullptr : members->find("step");
    return step != nullptr && step->is_text() ? step->as_text() : std::string{};
}

std::string role_of(const service::Entry& entry, const std::string& actor, const CallId& call,
                    service::Folded& states) {
    if (actor == "system") return "system";
    for (const auto& touched : entry.streams)
        if (touched.stream.starts_with("application/"))
            if (states.application({touched.stream.substr(touched.stream.find('/') + 1)}).lead.text == actor)
                return "applicant";
    std::set<std::string> roles;
    const registry::Person person = states.person({actor});
    for (const auto& grant : person.roles)
        if (grant.call == call.text || grant.call == "*") roles.insert(grant.role);
    for (const auto& delegation : person.delegations)
        if (delegation.since <= entry.at && entry.at < delegation.until &&
            (delegation.role.call == call.text || delegation.role.call == "*"))
            roles.insert(delegation.role.role);
    return roles.size() == 1 ? *roles.begin() : std::string{};
}

}  // namespace

std::string Fault::text() const { return log + " entry " + std::to_string(index) + ": " + what; }

tl::expected<void, Fault> tell(service::EventStore& store, const CallId& call,
                               const std::function<void(const Told&, service::Folded& after)>& visit) {
    service::Folded states;
    std::optional<Fault> fault;
    store.scan([&](const service::Entry& entry) {
        const auto stop = [&](std::string what) {
            fault = Fault{entry.log, entry.index, std::move(what)};
            return false;
        };
        auto leaf = ledger::read_leaf(entry.leaf);
        if (auto what = fault_in(entry, leaf)) return stop(std::move(*what));
        auto events = service::events_of(entry);
        if (!events || !events->is_object()) return stop("its events cannot be read");
        if (!states.apply(entry, *events)) return stop("its events do not follow on those before");
        if (entry.log == "calls/" + call.text) {
            std::string role = role_of(entry, leaf->actor, call, states);
            visit(Told{entry, std::move(*leaf), std::move(*events), !entry.events_salt.empty(),
                       std::move(role), step_of(entry)},
                  states);
        }
        return true;
    });
    if (fault) return tl::unexpected{std::move(*fault)};
    return {};
}

std::vector<Fact> facts_of_entry(const Told& told) {
    std::vector<Fact> facts{
        {"entry", Type::integer, std::to_string(told.entry.index)},
        {"leaf_hash", Type::text, told.entry.leaf_hash},
        {"log", Type::text, told.leaf.log},
        {"command_id", Type::text, told.entry.command_id},
        {"actor", Type::text, told.leaf.actor},
        {"authenticated", Type::text, told.leaf.authenticated},
        {"decided_under", Type::text, told.leaf.definition},
        {"verified", Type::boolean, told.verified ? "true" : "false"},
    };
    if (!told.role.empty()) facts.push_back({"role", Type::text, told.role});
    return facts;
}

std::vector<Fact> facts_of_events(const Told& told, const Value::List& events) {
    std::vector<Fact> facts;
    if (!told.step.empty()) facts.push_back({"step", Type::text, told.step});
    for (const Value& event : events) {
        if (!event.is_object() || event.as_object().empty()) continue;
        const auto& [event_name, members] = *event.as_object().begin();
        for (auto it = names().lower_bound({event_name, ""});
             it != names().end() && it->first.first == event_name; ++it) {
            const std::string& path = it->first.second;
            const auto point = path.find('.');
            const Value* value = members.find(path.substr(0, point));
            if (value != nullptr && point != std::string::npos) value = value->find(path.substr(point + 1));
            if (value == nullptr) continue;
            const std::string_view name = it->second.name;
            put(facts, it->second, spelled(*value), name == "step" || name == "round");
        }
    }
    std::erase_if(facts, [](const Fact& fact) { return fact.value.empty(); });
    return facts;
}

std::string names_of(const Value::List& events) {
    std::string all;
    for (const Value& event : events)
        if (event.is_object() && !event.as_object().empty())
            all += (all.empty() ? "" : " ") + event.as_object().begin()->first;
    return all;
}

}  // namespace atranka::exporting
