#include "engine/service/replay.hpp"

#include "engine/ledger/canonical.hpp"
#include "engine/ledger/commitment.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/service/record.hpp"
#include "engine/service/service.hpp"

namespace atranka::service {

template <class State>
State Folded::state(const std::string& stream) const {
    const auto it = streams_.find(stream);
    return it == streams_.end() ? State{} : std::get<State>(it->second);
}

registry::Person Folded::person(const PersonId& id) { return state<registry::Person>("person/" + id.text); }
registry::Organisation Folded::organisation(const OrganisationId& id) {
    return state<registry::Organisation>("organisation/" + id.text);
}
call::State Folded::call(const CallId& id) { return state<call::State>("call/" + id.text); }
application::State Folded::application(const ApplicationId& id) {
    return state<application::State>("application/" + id.text);
}
std::vector<std::pair<ApplicationId, std::string>> Folded::under_way(const CallId& call_id,
                                                                     const RoundId& round) {
    std::vector<std::pair<ApplicationId, std::string>> found;
    for (const auto& [stream, state] : streams_)
        if (const auto* s = std::get_if<application::State>(&state);
            s && s->call == call_id && s->round == round)
            if (!s->finished()) found.emplace_back(s->id, s->step);
    return found;
}
std::shared_ptr<const definition::Definition> Folded::definition(const std::string& hash) {
    if (hash.empty()) return nullptr;
    if (const auto it = definitions_.find(hash); it != definitions_.end()) return it->second;
    const auto it = beside_.find(hash);
    if (it == beside_.end()) return nullptr;
    return definitions_[hash] = compile(it->second, hash);
}
std::optional<Value> Folded::beside(const std::string& hash) {
    const auto it = beside_.find(hash);
    return it == beside_.end() ? std::nullopt : std::optional{it->second};
}
bool Folded::instance_is_new() { return streams_.empty(); }

bool Folded::apply(const Entry& entry, const Value& events) {
    if (!events.is_object()) return false;
    for (const Beside& b : entry.beside) {
        auto payload = ledger::canonical_value(b.payload);
        if (!payload || hash_of(*payload) != b.hash) return false;
        beside_.insert_or_assign(b.hash, std::move(*payload));
    }
    for (const auto& [stream, list] : events.as_object()) {
        if (!list.is_list() || stream.find('/') == std::string::npos) return false;
        auto [it, fresh] = streams_.try_emplace(stream, empty_state(stream));
        if (!evolve(it->second, list.as_list())) return false;
    }
    return true;
}

namespace {

class Replayer {
public:
    explicit Replayer(Replayed& report) : report_(report) {}

    void operator()(const Entry& entry) {
        ++report_.entries;
        // A document that comes with the command must be there before it is decided again.
        for (const Beside& b : entry.beside)
            if (ledger::hex(ledger::sha256(b.payload)) != b.hash)
                differs(entry, "beside", "does not have the hash " + b.hash);
        const bool intact = check_hashes(entry);
        const auto events = events_of(entry);
        if (!events) {
            differs(entry, "events", "are not canonical JSON");
            return;
        }
        const auto recorded = envelope_of(entry);
        if (!recorded)
            differs(entry, "command", "cannot be read");
        else if (recorded->erased)
            ++report_.erased;
        else
            derive(entry, recorded->envelope, intact);
        if (!states_.apply(entry, *events)) differs(entry, "events", "cannot be folded");
    }

private:
    void differs(const Entry& entry, std::string what, std::string detail) {
        report_.differences.push_back({entry.log, entry.index, std::move(what), std::move(detail)});
    }
    bool check_hashes(const Entry& entry) {
        const std::size_t before = report_.differences.size();
        if (ledger::hex(ledger::leaf_hash(entry.leaf)) != entry.leaf_hash)
            differs(entry, "leaf", "does not have its hash " + entry.leaf_hash);
        const auto leaf = ledger::read_leaf(entry.leaf);
        if (!leaf) {
            differs(entry, "leaf", "cannot be read");
            return false;
        }
        if (leaf->index != entry.index || !leaf->log.ends_with("/" + entry.log + "/1"))
            differs(entry, "leaf", "belongs to " + leaf->log + " at " + std::to_string(leaf->index));
        if (const std::int64_t expected = next_index_[entry.log]++; expected != entry.index)
            differs(entry, "order", "is where entry " + std::to_string(expected) + " belongs");
        if (leaf->type != entry.type || leaf->at != entry.at)
            differs(entry, "leaf", "says another type or instant than its row");
        const auto opens = [&](const std::string& name, const std::string& salt, const std::string& payload) {
            const auto it = leaf->commit.find(name);
            if (it == leaf->commit.end() || salt.size() != ledger::salt_bytes ||
                ledger::commitment(salt, name, payload) != it->second)
                differs(entry, name, "does not open its commitment");
        };
        opens("command", entry.command_salt, entry.command);
        opens("events", entry.events_salt, entry.events);
        for (const Part& part : entry.parts) opens("part." + part.name, part.salt, part.payload);
        return report_.differences.size() == before;
    }
    void derive(const Entry& entry, const Envelope& envelope, bool intact) {
        // The states that the decision saw are those before this entry; its own documents come with it.
        Folded& seen = states_;
        for (const Beside& b : entry.beside)
            if (auto payload = ledger::canonical_value(b.payload)) seen.bring(b.hash, std::move(*payload));
        const auto executed = execute(seen, envelope);
        if (!executed) {
            differs(entry, "decision",
                    "is now refused: " + std::string{rule_name(executed.error().rule)} + " (" +
                        executed.error().message + ")");
            return;
        }
        Value events = Value::object();
        for (const Change& change : executed->changes) events.set(change.stream, Value{change.events});
        if (ledger::canonical(events) != entry.events)
            differs(entry, "decision", "now has other events");
        else if (intact)
            ++report_.derived;
    }

    Replayed& report_;
    Folded states_;
    std::map<std::string, std::int64_t> next_index_;
};

}  // namespace

void Folded::bring(const std::string& hash, Value payload) {
    beside_.insert_or_assign(hash, std::move(payload));
}

Replayed replay(EventStore& store, const std::function<void(std::int64_t)>& progress) {
    Replayed report;
    Replayer replayer{report};
    store.scan([&](const Entry& entry) {
        replayer(entry);
        if (progress && report.entries % 100 == 0) progress(report.entries);
        return true;
    });
    return report;
}

void fold_until(EventStore& store, Instant at, Folded& into) {
    store.scan([&](const Entry& entry) {
        if (entry.at > at) return true;  // clocks of two logs may differ: look at every entry
        const auto events = events_of(entry);
        if (events) into.apply(entry, *events);
        return true;
    });
}

}  // namespace atranka::service
