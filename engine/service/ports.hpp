#pragma once
// What the service needs of the world, as small as it can be. Adapters implement these; tests use memory.
// Errors: an environment that fails (disk full, file locked, foreign database) throws service::Failure from
//         the adapter; a concurrent writer is an answer (Appended::conflict), because the service can try
//         again.
// Source: LEDGER.md, formats 1-4 and 8.

#include "engine/kernel/id.hpp"
#include "engine/kernel/instant.hpp"
#include "engine/kernel/value.hpp"
#include "engine/ledger/checkpoint.hpp"
#include "engine/ledger/tree.hpp"
#include "engine/service/views.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace atranka::service {

// The environment failed; the sentence is for a person and carries no personal data.
struct Failure : std::runtime_error {
    // behind: a head was released that this record does not have.
    enum class Kind { unavailable, not_ours, newer, read_only, full, corrupt, behind } kind;
    Failure(Kind k, const std::string& sentence) : std::runtime_error(sentence), kind(k) {}
};

// One private part of an entry: one data subject, one purpose; deletable, unlike the entry.
struct Part {
    std::string name;     // "form", "evaluation", "identity", "reason"
    std::string subject;  // pseudonym of whose data it is
    std::string salt;     // 32 bytes
    std::string payload;  // canonical JSON
};

// A large public fact that lies beside the leaf under its hash: a definition, a ranked list.
struct Beside {
    std::string hash;     // SHA-256, hex
    std::string payload;  // canonical JSON
};

struct StreamVersion {
    std::string stream;        // "application/a-17", "call/2026-1", "person/p-3", "organisation/o-9"
    std::int64_t version = 0;  // of this entry in the stream, from 1, dense
    friend bool operator==(const StreamVersion&, const StreamVersion&) = default;
};

// A row of the append-only table. `leaf`, `command` and `events` are stored and returned verbatim.
struct Entry {
    std::string log;         // "instance" or "calls/<id>"
    std::int64_t index = 0;  // dense from 0 in its log
    std::string command_id;  // unique in the whole database
    std::string type;        // command type
    Instant at;
    std::vector<StreamVersion> streams;
    std::string leaf;       // canonical JSON, what is hashed
    std::string leaf_hash;  // hex
    std::string command;    // canonical JSON without its private parts
    std::string events;     // canonical JSON: {"<stream>": [event, …], …}
    std::string command_salt,
        events_salt;  // 32 bytes each: openings of the leaf's commitments to the two above
    std::vector<Part> parts;
    std::vector<Beside> beside;  // only those that are new with this entry
};

// The state of a stream after `version`, droppable: it is a fold of the entries and can be made again.
struct Snapshot {
    std::string stream;
    std::int64_t version = 0;
    std::string state;  // canonical JSON
};

// What a command destroys: every part of that person's and of these categories recorded before it, with its
// salt and the key it was sealed under.
struct Erased {
    std::string subject;
    std::vector<std::string> categories;
};

// What one command changes, all of it in one transaction.
struct Batch {
    Entry entry;
    std::string origin;  // under which the leaf was written
    std::vector<StreamVersion>
        reads;  // what was looked at besides; a stream that has moved on since is a conflict
    std::vector<Snapshot> snapshots;  // replace the streams' former ones
    Views views;                      // rows to insert or replace
    std::optional<Erased> erased;     // before this entry's own parts are written
};

// What an entry did, for those who follow the record. Positions count from 1 over all logs, in the order of
// writing.
struct Written {
    std::int64_t position = 0;
    Instant at;
    std::string leaf_hash, type;
    std::string events;  // canonical JSON, by stream
};

enum class Appended {
    done,
    conflict
};  // conflict: index, version or command id is taken, or a read is stale

// Where a log stands: the tree over the hashes of its leaves, and under which origin its newest leaf was
// written.
struct Standing {
    std::string origin;  // empty where the log has no entry yet
    ledger::Frontier tree;
};

class EventStore {
public:
    virtual ~EventStore() = default;
    // The number of entries in a log.
    virtual std::int64_t size(const std::string& log) = 0;
    virtual Standing standing(const std::string& log) = 0;
    // The hashes of a log's perfect subtrees of that level from that position on, at most so many; level 0
    // are the leaves.
    virtual std::vector<ledger::Hash> nodes(const std::string& log, int level, std::int64_t from,
                                            std::int64_t count) = 0;
    virtual std::vector<std::string> logs() = 0;
    // The newest snapshot of a stream, if there is one.
    virtual std::optional<Snapshot> snapshot(const std::string& stream) = 0;
    // The streams that there are snapshots of.
    virtual std::vector<std::string> snapshots() = 0;
    // Its version alone; 0 where there is none.
    virtual std::int64_t snapshot_version(const std::string& stream) = 0;
    // Entries that touch the stream beyond that version, oldest first, with parts.
    virtual std::vector<Entry> entries_of(const std::string& stream, std::int64_t beyond_version) = 0;
    virtual std::optional<Entry> entry_of_command(const std::string& command_id) = 0;
    virtual std::optional<std::string> beside(const std::string& hash) = 0;
    // Durable when it returns `done`, with the nodes of the tree that the leaf completes.
    virtual Appended append(const Batch& batch) = 0;
    // All or none of them; the import's one transaction.
    virtual Appended append_all(const std::vector<Batch>& batches) = 0;
    // Every entry in the order it was written, over all logs, with parts; stops when the visitor says
    // false.
    virtual void scan(const std::function<bool(const Entry&)>& visit) = 0;
    // Of what was written last, over all logs; 0 where nothing was.
    virtual std::int64_t position() = 0;
    // What was written beyond that position, at most so many.
    virtual std::vector<Written> written(std::int64_t beyond, std::int64_t count) = 0;
    // Drops snapshots and views; `put_views` and `put_snapshots` fill them again.
    virtual void drop_derived() = 0;
    virtual void put_derived(const std::vector<Snapshot>& snapshots, const Views& views) = 0;

    // The views. An empty text or a null in a query means any.
    virtual std::vector<ApplicationRow> applications(const ApplicationQuery& query) = 0;
    virtual std::vector<ReviewRow> reviews(const ReviewQuery& query) = 0;
    virtual std::vector<CallRow> calls() = 0;
    virtual std::vector<PersonRow> persons() = 0;
    virtual std::vector<InvolvementRow> involvements(
        const std::string& person) = 0;  // in order; empty: of all

    // Private parts that are there, counted by whose they are and of which category, in order.
    virtual std::vector<KeptRow> kept() = 0;

    // Drafts are outside the record: the newest text a person saved, replaced at will, and gone with what
    // of theirs is erased.
    virtual void save_draft(const std::string& person, const std::string& key,
                            const std::string& payload) = 0;
    virtual std::optional<std::string> draft(const std::string& person, const std::string& key) = 0;
};

// Files that people attach to applications. They are outside the record, which names them by their hash;
// sealed as drafts are, and gone with what of their owner's is erased. None is ever changed.
class Blobs {
public:
    virtual ~Blobs() = default;
    // Keeps the content under what is said of it (definition/attachment.hpp); durable when it returns.
    virtual void put(const std::string& person, const std::string& application, const Value& attachment,
                     const std::string& content) = 0;
    // Whether that was put for this application, exactly so.
    virtual bool holds(const std::string& application, const Value& attachment) = 0;
    // Nothing where it is not there, was erased, or is not what was put.
    virtual std::optional<std::string> get(const std::string& application, const std::string& sha256) = 0;
    // The hashes of those that there are.
    virtual std::vector<std::string> of(const std::string& application) = 0;
    virtual void remove(const std::string& application, const std::string& sha256) = 0;
    // Keeps apart, for nobody to read by this program, what a scanner found something in.
    virtual void quarantine(const std::string& person, const std::string& content) = 0;
};

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() = 0;
};

// Unpredictable bytes: nonces, salts, ids, secrets of a lot.
class Random {
public:
    virtual ~Random() = default;
    virtual std::string bytes(std::size_t count) = 0;
};

// Signs the heads of logs, and keeps the newest one it released outside the database, so that a database
// that was put back to an earlier day is seen to be behind.
class Notary {
public:
    virtual ~Notary() = default;
    // What the instance is called: its logs' origins begin with it.
    virtual std::string host() = 0;
    virtual ledger::VerifierKey key(const std::string& origin) = 0;
    virtual ledger::Signature sign(const ledger::Head& head) = 0;
    // The signed note of the newest head of that log; need not be durable: it may lag the database.
    virtual void release(const std::string& log, const std::string& checkpoint) = 0;
    virtual std::optional<std::string> released(const std::string& log) = 0;
};

}  // namespace atranka::service
