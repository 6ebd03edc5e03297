#include "adapters/sql/event_store.hpp"

#include "adapters/sql/entries.hpp"
#include "adapters/sql/sqlite.hpp"
#include "adapters/sql/tree.hpp"
#include "adapters/sql/views.hpp"

#include <algorithm>
#include <span>

namespace atranka::sql {

using service::Appended;
using service::Batch;
using service::Entry;

struct EventStore::Connection {
    std::filesystem::path path;
    soci::session session = {};
    Statements statements{session};
    Keys keys{path};

    template <class Work>
    auto guarded(Work work) {
        return sql::guarded(session, path, work);
    }

    // All of it or nothing; it takes the write lock at once, so that what it reads first stays so until it is
    // written.
    template <class Work>
    auto in_transaction(Work work) {
        return guarded([&] {
            run_all(session, "BEGIN IMMEDIATE");
            try {
                if (work())
                    run_all(session, "COMMIT");
                else
                    roll_back(session);
            } catch (...) {
                roll_back(session);
                throw;
            }
        });
    }

    // The second half of an erasure. What is still in the log of writes is sealed under keys that are gone.
    void destroy_keys() {
        if (!guarded([&] { return has_keys_to_destroy(statements); })) return;
        in_transaction([&] {
            sql::destroy_keys(statements, keys);
            return true;
        });
        guarded([&] { run_all(session, "PRAGMA wal_checkpoint(TRUNCATE)"); });
    }

    std::optional<std::string> text(const std::string& query, const std::string& key) {
        return guarded([&] {
            Rows rows = statements.select(query, "t", {key});
            return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
        });
    }
};

EventStore::EventStore(const std::filesystem::path& path, const Options& options)
    : connection_{std::make_unique<Connection>(path)} {
    sql::open(connection_->session, path, options, connection_->keys);
    connection_->destroy_keys();  // that an erasure left when it was interrupted
}

EventStore::~EventStore() = default;

std::int64_t EventStore::size(const std::string& log) {
    return connection_->guarded([&] {
        return connection_->statements.number("SELECT coalesce((SELECT size FROM head WHERE log = ?), 0)",
                                              {log});
    });
}

service::Standing EventStore::standing(const std::string& log) {
    return connection_->guarded([&] { return sql::standing(connection_->statements, log); });
}

std::vector<ledger::Hash> EventStore::nodes(const std::string& log, int level, std::int64_t from,
                                            std::int64_t count) {
    return connection_->guarded([&] { return sql::nodes(connection_->statements, log, level, from, count); });
}

std::vector<std::string> EventStore::logs() {
    return connection_->guarded([&] {
        std::vector<std::string> names;
        Rows rows = connection_->statements.select("SELECT log FROM head ORDER BY log", "t");
        while (rows.next()) names.push_back(rows.text(0));
        return names;
    });
}

std::optional<service::Snapshot> EventStore::snapshot(const std::string& stream) {
    return connection_->guarded([&]() -> std::optional<service::Snapshot> {
        Rows rows = connection_->statements.select("SELECT version, state FROM snapshot WHERE stream = ?",
                                                   "nt", {stream});
        if (!rows.next()) return std::nullopt;
        return service::Snapshot{stream, rows.number(0), rows.text(1)};
    });
}

std::vector<std::string> EventStore::snapshots() {
    return connection_->guarded([&] {
        Rows rows = connection_->statements.select("SELECT stream FROM snapshot ORDER BY stream", "t");
        std::vector<std::string> streams;
        while (rows.next()) streams.push_back(rows.text(0));
        return streams;
    });
}

std::int64_t EventStore::snapshot_version(const std::string& stream) {
    return connection_->guarded([&] {
        return connection_->statements.number(
            "SELECT coalesce((SELECT version FROM snapshot WHERE stream = ?), 0)", {stream});
    });
}

std::vector<Entry> EventStore::entries_of(const std::string& stream, std::int64_t beyond_version) {
    return connection_->guarded(
        [&] { return sql::entries_of(connection_->statements, connection_->keys, stream, beyond_version); });
}

std::optional<Entry> EventStore::entry_of_command(const std::string& command_id) {
    return connection_->guarded([&] {
        return Entries{connection_->statements, connection_->keys, "WHERE e.command_id = ?", {command_id}}
            .next();
    });
}

std::optional<std::string> EventStore::beside(const std::string& hash) {
    return connection_->text("SELECT payload FROM beside WHERE hash = ?", hash);
}

Appended EventStore::append(const Batch& batch) { return append_these(&batch, 1); }

Appended EventStore::append_all(const std::vector<Batch>& batches) {
    return append_these(batches.data(), batches.size());
}

Appended EventStore::append_these(const Batch* first, std::size_t count) {
    bool is_free = true;
    Statements& statements = connection_->statements;
    connection_->in_transaction([&] {
        Appending appending{statements, connection_->keys};
        try {
            for (const Batch& batch : std::span{first, count}) {
                if (is_free = appending.write(batch); !is_free) break;
                put_snapshots(statements, batch.snapshots);
                put_views(statements, batch.views);
            }
        } catch (const soci::soci_error& error) {
            if (!is_taken(error)) throw;
            is_free = false;
        }
        return is_free;
    });
    if (is_free &&
        std::ranges::any_of(std::span{first, count}, [](const Batch& b) { return b.erased.has_value(); }))
        try {
            connection_->destroy_keys();
        } catch (const service::Failure&) {
            // The erasure is recorded and its rows are gone: the keys go when the database is next used.
        }
    return is_free ? Appended::done : Appended::conflict;
}

void EventStore::scan(const std::function<bool(const Entry&)>& visit) {
    connection_->guarded([&] {
        Entries entries{connection_->statements, connection_->keys, "ORDER BY e.seq"};
        for (auto entry = entries.next(); entry && visit(*entry);) entry = entries.next();
    });
}

std::int64_t EventStore::position() {
    return connection_->guarded(
        [&] { return connection_->statements.number("SELECT coalesce(max(seq), 0) FROM entry"); });
}

std::vector<service::Written> EventStore::written(std::int64_t beyond, std::int64_t count) {
    return connection_->guarded([&] {
        std::vector<service::Written> found;
        Rows rows = connection_->statements.select(
            "SELECT seq, at_ms, leaf_hash, type, events FROM entry WHERE seq > ? ORDER BY seq LIMIT ?",
            "nnttt", {beyond, count});
        while (rows.next())
            found.push_back({rows.number(0), {rows.number(1)}, rows.text(2), rows.text(3), rows.text(4)});
        return found;
    });
}

void EventStore::drop_derived() {
    connection_->in_transaction([&] {
        sql::drop_derived(connection_->statements);
        return true;
    });
}

void EventStore::put_derived(const std::vector<service::Snapshot>& snapshots, const service::Views& views) {
    connection_->in_transaction([&] {
        put_snapshots(connection_->statements, snapshots);
        put_views(connection_->statements, views);
        return true;
    });
}

std::vector<service::ApplicationRow> EventStore::applications(const service::ApplicationQuery& query) {
    return connection_->guarded([&] { return sql::applications(connection_->statements, query); });
}

std::vector<service::ReviewRow> EventStore::reviews(const service::ReviewQuery& query) {
    return connection_->guarded([&] { return sql::reviews(connection_->statements, query); });
}

std::vector<service::CallRow> EventStore::calls() {
    return connection_->guarded([&] { return sql::calls(connection_->statements); });
}

std::vector<service::PersonRow> EventStore::persons() {
    return connection_->guarded([&] { return sql::persons(connection_->statements); });
}

std::vector<service::InvolvementRow> EventStore::involvements(const std::string& person) {
    return connection_->guarded([&] { return sql::involvements(connection_->statements, person); });
}

std::vector<service::KeptRow> EventStore::kept() {
    return connection_->guarded([&] { return kept_parts(connection_->statements, connection_->keys); });
}

void EventStore::save_draft(const std::string& person, const std::string& key, const std::string& payload) {
    connection_->in_transaction([&] {
        put_draft(connection_->statements, connection_->keys, person, key, payload);
        return true;
    });
}

std::optional<std::string> EventStore::draft(const std::string& person, const std::string& key) {
    return connection_->guarded(
        [&] { return get_draft(connection_->statements, connection_->keys, person, key); });
}

std::unique_ptr<service::EventStore> open(const std::filesystem::path& path, const Options& options) {
    return std::make_unique<EventStore>(path, options);
}

}  // namespace atranka::sql
