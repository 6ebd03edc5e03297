#pragma once
// The record in memory, for tests: keeps the contract of service::EventStore (tests/contract), and lets a
// test lay hands on what was written.
// Shape:  a store is a handle; several handles on one `Record` are several processes on one file.

#include "engine/service/readings.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <tuple>

namespace atranka::scenario {

struct Record {
    std::recursive_mutex mutex;
    std::vector<service::Entry> entries;  // in the order they were written
    std::map<std::string, std::size_t> commands;
    std::map<std::string, std::int64_t> versions;
    std::map<std::string, service::Standing> standings;
    std::map<std::string, std::map<std::pair<int, std::int64_t>, ledger::Hash>> nodes;
    std::map<std::string, std::vector<std::size_t>> of_stream;
    std::map<std::string, std::string> besides;
    std::map<std::pair<std::string, std::string>, std::string> drafts;  // by person and key
    std::set<service::InvolvementRow> involvements;
    std::map<std::string, service::Snapshot> snapshots;
    std::map<std::string, service::ApplicationRow> applications;
    std::map<std::tuple<std::string, std::string, std::string>, service::ReviewRow> reviews;
    std::map<std::string, service::CallRow> calls;
    std::map<std::string, service::PersonRow> persons;
    std::vector<ledger::ChainedAccess> accesses;  // in the order they were noted
};

class MemoryStore : public service::EventStore {
public:
    MemoryStore() : record_(std::make_shared<Record>()) {}
    explicit MemoryStore(std::shared_ptr<Record> record) : record_(std::move(record)) {}

    std::int64_t size(const std::string& log) override;
    service::Standing standing(const std::string& log) override;
    std::vector<ledger::Hash> nodes(const std::string& log, int level, std::int64_t from,
                                    std::int64_t count) override;
    std::vector<std::string> logs() override;
    std::optional<service::Snapshot> snapshot(const std::string& stream) override;
    std::vector<std::string> snapshots() override;
    std::int64_t snapshot_version(const std::string& stream) override;
    std::vector<service::Entry> entries_of(const std::string& stream, std::int64_t beyond_version) override;
    std::optional<service::Entry> entry_of_command(const std::string& command_id) override;
    std::optional<std::string> beside(const std::string& hash) override;
    service::Appended append(const service::Batch& batch) override;
    service::Appended append_all(const std::vector<service::Batch>& batches) override;
    void scan(const std::function<bool(const service::Entry&)>& visit) override;
    std::int64_t position() override;
    std::vector<service::Written> written(std::int64_t beyond, std::int64_t count) override;
    void drop_derived() override;
    void put_derived(const std::vector<service::Snapshot>& snapshots, const service::Views& views) override;
    std::vector<service::ApplicationRow> applications(const service::ApplicationQuery& query) override;
    std::vector<service::ReviewRow> reviews(const service::ReviewQuery& query) override;
    std::vector<service::CallRow> calls() override;
    std::vector<service::PersonRow> persons() override;
    std::vector<service::InvolvementRow> involvements(const std::string& person) override;
    std::vector<service::KeptRow> kept() override;
    void save_draft(const std::string& person, const std::string& key, const std::string& payload) override;
    std::optional<std::string> draft(const std::string& person, const std::string& key) override;

    // Told of every transaction that was made, and of every batch that was written.
    std::function<void()> on_append;
    std::function<void(const service::Batch&)> on_write;
    // What no honest program does.
    Record& record() { return *record_; }
    std::shared_ptr<Record> shared() { return record_; }
    // Everything in it, as bytes: two records are the same where this is.
    std::string derived_bytes();

private:
    bool fits(const service::Batch& batch) const;
    void write(const service::Batch& batch);
    std::shared_ptr<Record> record_;
};

}  // namespace atranka::scenario
