#include "tests/scenario/memory_store.hpp"

#include "engine/kernel/codec.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/service/privacy.hpp"

#include <algorithm>

namespace atranka::scenario {

using namespace service;
using Lock = std::scoped_lock<std::recursive_mutex>;

namespace {

template <class Map>
auto value_of(const Map& map, const typename Map::key_type& key) {
    const auto it = map.find(key);
    return it == map.end() ? std::nullopt : std::optional{it->second};
}

template <class Map>
auto rows_of(const Map& map, auto wanted) {
    std::vector<typename Map::mapped_type> rows;
    for (const auto& [key, row] : map)
        if (wanted(row)) rows.push_back(row);
    return rows;
}

bool is(const std::string& wanted, const std::string& value) { return wanted.empty() || wanted == value; }

}  // namespace

std::int64_t MemoryStore::size(const std::string& log) {
    const Lock lock{record_->mutex};
    return standing(log).tree.size();
}

Standing MemoryStore::standing(const std::string& log) {
    const Lock lock{record_->mutex};
    return value_of(record_->standings, log).value_or(Standing{});
}

std::vector<ledger::Hash> MemoryStore::nodes(const std::string& log, int level, std::int64_t from,
                                             std::int64_t count) {
    const Lock lock{record_->mutex};
    std::vector<ledger::Hash> found;
    const auto& nodes = record_->nodes[log];
    for (auto it = nodes.lower_bound({level, from});
         it != nodes.end() && it->first.first == level && it->first.second < from + count; ++it)
        found.push_back(it->second);
    return found;
}

std::vector<std::string> MemoryStore::logs() {
    const Lock lock{record_->mutex};
    std::vector<std::string> names;
    for (const auto& [log, standing] : record_->standings) names.push_back(log);
    return names;
}

std::optional<Snapshot> MemoryStore::snapshot(const std::string& stream) {
    const Lock lock{record_->mutex};
    return value_of(record_->snapshots, stream);
}

std::vector<std::string> MemoryStore::snapshots() {
    const Lock lock{record_->mutex};
    std::vector<std::string> streams;
    for (const auto& [stream, snapshot] : record_->snapshots) streams.push_back(stream);
    return streams;
}

std::int64_t MemoryStore::snapshot_version(const std::string& stream) {
    const auto found = snapshot(stream);
    return found ? found->version : 0;
}

std::vector<Entry> MemoryStore::entries_of(const std::string& stream, std::int64_t beyond_version) {
    const Lock lock{record_->mutex};
    std::vector<Entry> found;
    for (const std::size_t number : value_of(record_->of_stream, stream).value_or(std::vector<std::size_t>{}))
        for (const StreamVersion& s : record_->entries[number].streams)
            if (s.stream == stream && s.version > beyond_version) found.push_back(record_->entries[number]);
    return found;
}

std::optional<Entry> MemoryStore::entry_of_command(const std::string& command_id) {
    const Lock lock{record_->mutex};
    const auto number = value_of(record_->commands, command_id);
    return number ? std::optional{record_->entries[*number]} : std::nullopt;
}

std::optional<std::string> MemoryStore::beside(const std::string& hash) {
    const Lock lock{record_->mutex};
    return value_of(record_->besides, hash);
}

bool MemoryStore::fits(const Batch& batch) const {
    const Entry& entry = batch.entry;
    const auto version = [&](const std::string& stream) {
        return value_of(record_->versions, stream).value_or(0);
    };
    return entry.index == value_of(record_->standings, entry.log).value_or(Standing{}).tree.size() &&
           !record_->commands.contains(entry.command_id) &&
           std::ranges::all_of(entry.streams,
                               [&](const auto& s) { return s.version == version(s.stream) + 1; }) &&
           std::ranges::all_of(batch.reads, [&](const auto& s) { return s.version == version(s.stream); });
}

void MemoryStore::write(const Batch& batch) {
    if (batch.erased)
        for (Entry& before : record_->entries)
            std::erase_if(before.parts, [&](const Part& part) {
                return part.subject == batch.erased->subject &&
                       std::ranges::find(batch.erased->categories, category_of(part.name)) !=
                           batch.erased->categories.end();
            });
    Entry entry = batch.entry;
    std::erase_if(entry.beside, [&](const Beside& b) { return record_->besides.contains(b.hash); });
    for (const Beside& b : entry.beside) record_->besides.emplace(b.hash, b.payload);
    const std::size_t number = record_->entries.size();
    record_->commands.emplace(entry.command_id, number);
    Standing& standing = record_->standings[entry.log];
    standing.origin = batch.origin;
    const ledger::Hash leaf = ledger::hash_of_hex(entry.leaf_hash).value_or(ledger::Hash{});
    record_->nodes[entry.log].emplace(std::pair{0, entry.index}, leaf);
    for (const ledger::Node& node : standing.tree.append(leaf))
        record_->nodes[entry.log].emplace(std::pair{node.level, node.position}, node.hash);
    for (const StreamVersion& s : entry.streams) {
        record_->versions[s.stream] = s.version;
        record_->of_stream[s.stream].push_back(number);
    }
    record_->entries.push_back(std::move(entry));
    put_derived(batch.snapshots, batch.views);
    if (on_write) on_write(batch);
}

Appended MemoryStore::append(const Batch& batch) {
    const Lock lock{record_->mutex};
    if (!fits(batch)) return Appended::conflict;
    write(batch);
    if (on_append) on_append();
    return Appended::done;
}

Appended MemoryStore::append_all(const std::vector<Batch>& batches) {
    const Lock lock{record_->mutex};
    if (batches.size() == 1) return append(batches.front());
    // All of them are tried on a copy first.
    auto trial = std::make_shared<Record>();
    trial->commands = record_->commands;
    trial->standings = record_->standings;
    trial->versions = record_->versions;
    MemoryStore on_trial{trial};
    for (const Batch& batch : batches)
        if (on_trial.append(batch) == Appended::conflict) return Appended::conflict;
    for (const Batch& batch : batches) write(batch);
    if (on_append) on_append();
    return Appended::done;
}

void MemoryStore::scan(const std::function<bool(const Entry&)>& visit) {
    std::size_t count;
    {
        const Lock lock{record_->mutex};
        count = record_->entries.size();
    }
    for (std::size_t i = 0; i < count; ++i) {
        std::optional<Entry> entry;
        {
            const Lock lock{record_->mutex};
            entry = record_->entries[i];
        }
        if (!visit(*entry)) return;
    }
}

std::int64_t MemoryStore::position() {
    const Lock lock{record_->mutex};
    return static_cast<std::int64_t>(record_->entries.size());
}

std::vector<service::Written> MemoryStore::written(std::int64_t beyond, std::int64_t count) {
    const Lock lock{record_->mutex};
    std::vector<service::Written> found;
    const auto size = static_cast<std::int64_t>(record_->entries.size());
    for (std::int64_t at = beyond; at < size && at < beyond + count; ++at) {
        const Entry& entry = record_->entries[static_cast<std::size_t>(at)];
        found.push_back({at + 1, entry.at, entry.leaf_hash, entry.type, entry.events});
    }
    return found;
}

void MemoryStore::drop_derived() {
    const Lock lock{record_->mutex};
    record_->snapshots.clear();
    record_->applications.clear();
    record_->reviews.clear();
    record_->calls.clear();
    record_->persons.clear();
    record_->involvements.clear();
}

void MemoryStore::put_derived(const std::vector<Snapshot>& snapshots, const Views& views) {
    const Lock lock{record_->mutex};
    for (const Snapshot& s : snapshots) record_->snapshots.insert_or_assign(s.stream, s);
    for (const auto& row : views.applications) record_->applications.insert_or_assign(row.application, row);
    for (const auto& row : views.reviews)
        record_->reviews.insert_or_assign({row.application, row.step, row.expert}, row);
    for (const auto& row : views.calls) record_->calls.insert_or_assign(row.call, row);
    for (const auto& row : views.persons) record_->persons.insert_or_assign(row.person, row);
    record_->involvements.insert(views.involvements.begin(), views.involvements.end());
}

std::vector<ApplicationRow> MemoryStore::applications(const ApplicationQuery& q) {
    const Lock lock{record_->mutex};
    return service::page_of(
        rows_of(record_->applications,
                [&](const ApplicationRow& row) {
                    const auto reviews = [&](const auto& known) {
                        const auto& [key, review] = known;
                        return review.application == row.application && review.expert == q.apart_from;
                    };
                    return q.apart_from.empty() ||
                           (row.lead != q.apart_from && std::ranges::none_of(record_->reviews, reviews));
                }),
        q);
}

std::vector<ReviewRow> MemoryStore::reviews(const ReviewQuery& q) {
    const Lock lock{record_->mutex};
    return rows_of(record_->reviews, [&](const ReviewRow& row) {
        return is(q.call, row.call) && is(q.application, row.application) && is(q.step, row.step) &&
               is(q.expert, row.expert);
    });
}

std::vector<CallRow> MemoryStore::calls() {
    const Lock lock{record_->mutex};
    return rows_of(record_->calls, [](const auto&) { return true; });
}

std::vector<PersonRow> MemoryStore::persons() {
    const Lock lock{record_->mutex};
    return rows_of(record_->persons, [](const auto&) { return true; });
}

std::vector<InvolvementRow> MemoryStore::involvements(const std::string& person) {
    const Lock lock{record_->mutex};
    std::vector<InvolvementRow> rows;
    for (const InvolvementRow& row : record_->involvements)
        if (is(person, row.person)) rows.push_back(row);
    return rows;
}

std::vector<KeptRow> MemoryStore::kept() {
    const Lock lock{record_->mutex};
    std::map<std::pair<std::string, std::string>, std::int64_t> counted;
    for (const Entry& entry : record_->entries)
        for (const Part& part : entry.parts) ++counted[{part.subject, std::string{category_of(part.name)}}];
    std::vector<KeptRow> rows;
    for (const auto& [owner, parts] : counted) rows.push_back({owner.first, owner.second, parts});
    return rows;
}

void MemoryStore::save_draft(const std::string& person, const std::string& key, const std::string& payload) {
    const Lock lock{record_->mutex};
    record_->drafts.insert_or_assign({person, key}, payload);
}

std::optional<std::string> MemoryStore::draft(const std::string& person, const std::string& key) {
    const Lock lock{record_->mutex};
    return value_of(record_->drafts, {person, key});
}

std::string MemoryStore::derived_bytes() {
    const Lock lock{record_->mutex};
    std::string bytes;
    for (const auto& [stream, s] : record_->snapshots)
        bytes += stream + " " + std::to_string(s.version) + " " + s.state + "\n";
    const auto add = [&](const auto& rows) {
        for (const auto& [key, row] : rows) bytes += ledger::canonical(kernel::encode(row)) + "\n";
    };
    add(record_->applications);
    add(record_->reviews);
    add(record_->calls);
    add(record_->persons);
    for (const InvolvementRow& row : record_->involvements)
        bytes += ledger::canonical(kernel::encode(row)) + "\n";
    return bytes;
}

}  // namespace atranka::scenario
