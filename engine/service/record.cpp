#include "engine/service/record.hpp"

#include "engine/call/decide.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/commitment.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/service/privacy.hpp"

namespace atranka::service {

namespace {

// The private members that the recorded command had, from the leaf's commitments.
constexpr std::string_view part_prefix = "part.";

ApplicationRow row_of(const application::State& s) {
    ApplicationRow row;
    row.application = s.id.text;
    row.call = s.call.text;
    row.round = s.round.text;
    row.lead = s.lead.text;
    row.step = s.step;
    row.stage = lifecycle::stage_name(s.stage);
    row.outcome = s.outcome;
    row.deadline = s.deadline;
    if (!s.submitted_steps.empty()) {
        const application::Submission& newest = s.submissions.at(s.submitted_steps.back());
        row.submitted = newest.at;
        if (const Value* requested = newest.facts.find("requested_grant"))
            row.requested = requested->as_text();
    }
    if (const auto it = s.reviews.find(s.scored_last); it != s.reviews.end() && it->second.scored)
        row.total = it->second.scored->total.text();
    for (const auto& [step, placement] : s.placements)
        if (s.step == step || placement.amount.sign() > 0) row.rank = placement.rank;
    if (s.award && s.award->confirmed && s.award->granted) row.granted = s.award->amount.text();
    row.suspended = s.suspended_since.has_value();
    row.version = s.version;
    return row;
}

void add_rows(Views& views, const application::State& s) {
    views.applications.push_back(row_of(s));
    for (const auto& [step, review] : s.reviews)
        for (const auto& [expert, a] : review.assignments) {
            ReviewRow row{s.id.text, s.call.text, step, expert.text, {}, {}, a.submitted};
            row.stage = boost::describe::enum_to_string(a.stage, "?");
            if (a.total) row.total = a.total->text();
            views.reviews.push_back(std::move(row));
        }
}
void add_rows(Views& views, const call::State& s) {
    const Value* budget = s.parameter({}, "budget");
    views.calls.push_back({s.id.text,
                           {},
                           s.definition,
                           boost::describe::enum_to_string(s.stage, "?"),
                           budget == nullptr ? std::string{} : budget->as_text(),
                           s.committed.text(),
                           s.version});
}
void add_rows(Views& views, const registry::Person& s) {
    PersonRow row{s.id.text, {}, s.version};
    for (const auto& grant : s.roles)
        row.roles += (row.roles.empty() ? "" : " ") + grant.call + ":" + grant.role;
    views.persons.push_back(std::move(row));
}
void add_rows(Views&, const registry::Organisation&) {}
void add_rows(Views&, const custody::Log&) {}
void add_rows(Views&, const question::State&) {}

}  // namespace

std::optional<Spelled> spelled(const Command& command) {
    Split parts = split(command);
    Spelled spelled;
    spelled.members = ledger::canonical(parts.pseudonymous);
    auto members = ledger::canonical_value(spelled.members);
    if (!members) return std::nullopt;
    Value::Object secret;
    for (const auto& [name, value] : parts.secret) {
        std::string payload = ledger::canonical(value);
        auto read = ledger::canonical_value(payload);
        if (!read) return std::nullopt;
        secret.emplace(name, std::move(*read));
        spelled.secret.emplace_back(name, std::move(payload));
    }
    auto read_back = joined(name_of(command), std::move(*members), std::move(secret));
    if (!read_back) return std::nullopt;
    spelled.command = std::move(*read_back);
    return spelled;
}

namespace {

// The members of a canonical object are in the order of their names: "command", "id", "imported".
std::string command_text(const Envelope& envelope, const std::string& type, const Spelled& spelled) {
    return "{\"command\":{\"" + type + "\":" + spelled.members +
           "},\"id\":" + ledger::canonical(Value{envelope.id}) +
           (envelope.imported ? ",\"imported\":true}" : "}");
}

std::string events_text(const std::vector<Change>& changes) {
    // Of one stream, as most are, without a copy of its events.
    if (changes.size() == 1) {
        std::string text = "{" + ledger::canonical(Value{changes.front().stream}) + ":[";
        for (const Value& event : changes.front().events) {
            if (&event != &changes.front().events.front()) text += ',';
            text += ledger::canonical(event);
        }
        return text += "]}";
    }
    Value::Object by_stream;
    for (const Change& change : changes) by_stream.insert_or_assign(change.stream, Value{change.events});
    return ledger::canonical(Value{std::move(by_stream)});
}

}  // namespace

Entry record(const Envelope& envelope, const Spelled& spelled, const Executed& executed,
             const std::string& origin, std::int64_t index, std::int64_t instance_size,
             const std::function<std::string()>& salt) {
    Entry entry;
    entry.log = executed.log;
    entry.index = index;
    entry.command_id = envelope.id;
    entry.type = std::string{name_of(envelope.command)};
    entry.at = envelope.at;

    entry.command = command_text(envelope, entry.type, spelled);
    entry.events = events_text(executed.changes);
    for (const Change& change : executed.changes)
        entry.streams.push_back({change.stream, version_of(change.after)});

    ledger::Leaf leaf;
    leaf.log = origin;
    leaf.index = index;
    leaf.instance_size = instance_size;
    leaf.semantics = envelope.semantics;
    leaf.type = entry.type;
    leaf.actor = envelope.actor.text;
    leaf.authenticated = envelope.authenticated;
    leaf.at = envelope.at;
    leaf.definition = executed.definition;
    leaf.nonce = envelope.nonce;

    const auto commit = [&](const std::string& name, const std::string& payload) {
        std::string fresh = salt();
        leaf.commit.emplace(name, ledger::commitment(fresh, name, payload));
        return fresh;
    };
    entry.command_salt = commit("command", entry.command);
    entry.events_salt = commit("events", entry.events);
    for (const auto& [name, payload] : spelled.secret) {
        Part part{name, subject_of(envelope.command, name, envelope.actor), {}, payload};
        part.salt = commit(std::string{part_prefix} + name, part.payload);
        entry.parts.push_back(std::move(part));
    }
    for (const auto& [hash, payload] : executed.beside) {
        entry.beside.push_back({hash, ledger::canonical(payload)});
        leaf.beside.emplace(entry.type == "DraftCall" ? "definition" : "ranking", hash);
    }
    if (entry.streams.size() > streams_in_leaf_max(leaf.semantics)) {
        Value list = Value::object();
        for (const StreamVersion& s : entry.streams) list.set(s.stream, s.version);
        std::string payload = ledger::canonical(list);
        const std::string hash = ledger::hex(ledger::sha256(payload));
        leaf.beside.emplace("streams", hash);
        leaf.streams.emplace(entry.streams.front().stream, entry.streams.front().version);
        entry.beside.push_back({hash, std::move(payload)});
    } else {
        for (const StreamVersion& s : entry.streams) leaf.streams.emplace(s.stream, s.version);
    }
    entry.leaf = leaf.bytes();
    entry.leaf_hash = ledger::hex(ledger::leaf_hash(entry.leaf));
    return entry;
}

std::optional<Read> envelope_of(const Entry& entry) {
    const auto leaf = ledger::read_leaf(entry.leaf);
    return leaf ? envelope_of(entry, *leaf) : std::nullopt;
}

std::optional<Read> envelope_of(const Entry& entry, const ledger::Leaf& leaf) {
    const auto recorded = ledger::canonical_value(entry.command);
    if (!recorded) return std::nullopt;
    const Value* id = recorded->find("id");
    const Value* command = recorded->find("command");
    if (id == nullptr || !id->is_text() || command == nullptr || !command->is_object() ||
        command->as_object().size() != 1)
        return std::nullopt;
    Value::Object secret;
    for (const Part& part : entry.parts) {
        auto value = ledger::canonical_value(part.payload);
        if (!value) return std::nullopt;
        secret.emplace(part.name, std::move(*value));
    }
    Read read;
    for (const auto& [name, commitment] : leaf.commit)
        if (name.starts_with(part_prefix) && !secret.contains(name.substr(part_prefix.size())))
            read.erased = true;
    const auto& [name, members] = *command->as_object().begin();
    auto joined_command = joined(name, members, std::move(secret));
    if (!joined_command) return std::nullopt;
    read.envelope = {id->as_text(),
                     PersonId{leaf.actor},
                     leaf.authenticated,
                     leaf.at,
                     leaf.nonce,
                     recorded->find("imported") != nullptr,
                     std::move(*joined_command),
                     leaf.semantics};
    return read;
}

std::optional<Value> events_of(const Entry& entry) { return ledger::canonical_value(entry.events); }

std::optional<Command> as_recorded(const Command& command) {
    auto read_back = spelled(command);
    return read_back ? std::optional{std::move(read_back->command)} : std::nullopt;
}

void add_views(Views& views, const StreamState& state) {
    std::visit([&](const auto& s) { add_rows(views, s); }, state);
}

Views views_of(const std::vector<Change>& changes) {
    Views views;
    for (const Change& change : changes) add_views(views, change.after);
    return views;
}

}  // namespace atranka::service
