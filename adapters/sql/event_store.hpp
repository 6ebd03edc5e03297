#pragma once
// The record in an SQLite file.
// Shape:  tables as in schemas/sql; entries, streams and what lies beside are append-only and dense by
//         triggers, parts and openings deletable, snapshots and views droppable, drafts replaceable.
// Errors: service::Failure, one sentence without any recorded value, and nothing is changed; a concurrent
//         writer is Appended::conflict. What an entry left out since, a part or a salt that was deleted, is
//         read as empty. One store belongs to one thread; several stores, in one process or many, may share a
//         file.
// Source: LEDGER.md, formats 1, 2 and 8.

#include "engine/service/ports.hpp"

#include <filesystem>
#include <memory>

namespace atranka::sql {

struct Options {
    bool create = true;            // make the database where there is none
    int busy_timeout_ms = 10'000;  // how long another writer is waited for
    std::int64_t pages_max = 0;    // of 4 KiB: a quota for the file; 0: none
    // Of pages that are kept in memory: a command writes a page of each table and index, and 32 MiB hold the
    // inner ones of a large record.
    std::int64_t cache_kib = 32 * 1024;
};

class EventStore final : public service::EventStore {
public:
    explicit EventStore(const std::filesystem::path& path, const Options& options = {});
    ~EventStore() override;

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

private:
    struct Connection;
    service::Appended append_these(const service::Batch* first, std::size_t count);

    std::unique_ptr<Connection> connection_;
};

// Makes the file or opens it.
std::unique_ptr<service::EventStore> open(const std::filesystem::path& path, const Options& options = {});

}  // namespace atranka::sql
