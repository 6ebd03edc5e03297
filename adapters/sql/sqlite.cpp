#include "adapters/sql/sqlite.hpp"

#include "adapters/sql/migrations.hpp"
#include "adapters/sql/parts.hpp"
#include "adapters/sql/tree.hpp"
#include "adapters/sql/views.hpp"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

namespace atranka::sql {

namespace {

using service::Failure;
using Kind = Failure::Kind;
namespace fs = std::filesystem;

constexpr long long application_id = 0x4154524B;  // "ATRK"
constexpr long long synchronous_full = 2;
constexpr std::size_t version_with_trees = 3, version_with_sealing = 4, version_with_order = 5;

sqlite_api::sqlite3* connection(soci::session& session) {
    return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

std::string named(const fs::path& path) { return "the database " + path.string(); }

Failure failure_of(int code, const fs::path& path, const std::string& message) {
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return {Kind::full, "no room is left for " + named(path) + ": nothing was recorded"};
        case SQLITE_READONLY:
            return {Kind::read_only, named(path) + " can only be read: nothing was recorded"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {Kind::unavailable,
                    named(path) + " is in use by another program: nothing was recorded; try again"};
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {Kind::unavailable,
                    named(path) + " cannot be opened: its folder must exist and allow reading and writing"};
        case SQLITE_NOTADB: return {Kind::not_ours, path.string() + " is not a database of Atranka"};
        case SQLITE_CORRUPT: return {Kind::corrupt, named(path) + " is damaged: restore it from a backup"};
        case SQLITE_NOMEM:
            return {Kind::unavailable, "memory ran out while " + named(path) + " was in use; try again"};
        case SQLITE_IOERR:
            return {Kind::unavailable, named(path) + " could not be read or written by the system"};
        default: return {Kind::corrupt, named(path) + " failed: " + message};
    }
}

long long number(soci::session& session, const std::string& query) {
    long long n = 0;
    session << query, soci::into(n);
    return n;
}

std::string text(soci::session& session, const std::string& query) {
    std::string t;
    session << query, soci::into(t);
    return t;
}

bool may(const fs::path& path, int mode) {
    return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
}

void check_file(const fs::path& path, const Options& options) {
    std::error_code error;
    if (!fs::exists(path, error)) {
        if (options.create) return;
        throw Failure{Kind::unavailable, "there is no database at " + path.string()};
    }
    if (!fs::is_regular_file(path, error)) throw Failure{Kind::not_ours, path.string() + " is not a file"};
    if (!may(path, R_OK)) throw failure_of(SQLITE_CANTOPEN, path, {});
    if (!may(path, W_OK)) throw failure_of(SQLITE_READONLY, path, {});
    // Not opened here: closing it would drop the locks of every connection that this process has to it
    // (fcntl), and another program could take away the log of writes under them. SQLite sees what is no
    // database.
    if (fs::file_size(path, error) == 0)
        throw Failure{Kind::corrupt,
                      path.string() + " is empty: restore it from a backup, or remove it to begin anew"};
}

void check_owner(soci::session& session, const fs::path& path) {
    const long long owner = number(session, "PRAGMA application_id");
    const long long version = number(session, "PRAGMA user_version");
    const bool is_new =
        owner == 0 && version == 0 && number(session, "SELECT count(*) FROM sqlite_master") == 0;
    if (!is_new && owner != application_id) throw failure_of(SQLITE_NOTADB, path, {});
    if (version > static_cast<long long>(migrations.size()))
        throw Failure{Kind::newer, named(path) + " was written by a newer Atranka (schema " +
                                       std::to_string(version) + "; this program knows up to " +
                                       std::to_string(migrations.size()) + ")"};
}

// SQLite itself notices missing pages but not a last page that is cut. What a write-ahead log still holds may
// be missing; the log is looked at last, since another program may write to it meanwhile, and none takes it
// away while this connection is open.
void check_length(soci::session& session, const fs::path& path) {
    std::error_code error;
    const auto whole = static_cast<std::uintmax_t>(number(session, "PRAGMA page_count")) *
                       static_cast<std::uintmax_t>(number(session, "PRAGMA page_size"));
    const std::uintmax_t size = fs::file_size(path, error);
    if (error || size >= whole) return;
    const fs::path wal = path.string() + "-wal";
    if (fs::exists(wal, error) && fs::file_size(wal, error) > 0) return;
    throw Failure{Kind::corrupt, named(path) + " is cut short (" + std::to_string(size) + " of " +
                                     std::to_string(whole) + " bytes): restore it from a backup"};
}

void set_up(soci::session& session, const fs::path& path, const Options& options) {
    if (sqlite_api::sqlite3_db_readonly(connection(session), "main") != 0)
        throw failure_of(SQLITE_READONLY, path, {});
    if (text(session, "PRAGMA journal_mode = WAL") != "wal")
        throw Failure{Kind::unavailable,
                      named(path) + " lies on a file system that allows no write-ahead log"};
    run_all(session,
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
            // Without it REPLACE would delete entries past the triggers.
            "PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
            // 4,000 pages of log let what many commands write to the same page be copied back once.
            "PRAGMA wal_autocheckpoint = 4000");
    run_all(session, "PRAGMA cache_size = -" + std::to_string(options.cache_kib));
    if (options.pages_max > 0)
        run_all(session, "PRAGMA max_page_count = " + std::to_string(options.pages_max));
    if (number(session, "PRAGMA synchronous") != synchronous_full ||
        number(session, "PRAGMA foreign_keys") != 1)
        throw Failure{Kind::unavailable, named(path) + " could not be set to record durably"};
}

void migrate(soci::session& session, const fs::path& path, Keys& keys) {
    if (number(session, "PRAGMA user_version") == static_cast<long long>(migrations.size())) return;
    run_all(session, "BEGIN IMMEDIATE");
    try {
        check_owner(session, path);  // another program may have been faster
        auto version = static_cast<std::size_t>(number(session, "PRAGMA user_version"));
        run_all(session, "PRAGMA application_id = " + std::to_string(application_id));
        const bool had_trees = version >= version_with_trees, was_sealed = version >= version_with_sealing;
        const bool was_ordered = version >= version_with_order;
        for (; version < migrations.size(); ++version) run_all(session, std::string{migrations[version].sql});
        Statements statements{session};
        if (!had_trees) plant(statements);
        if (!was_sealed) seal_all(statements, keys);
        if (!was_ordered) put_views(statements, {applications(statements, {}), {}, {}, {}, {}});
        run_all(session, "PRAGMA user_version = " + std::to_string(version));
        run_all(session, "COMMIT");
    } catch (...) {
        roll_back(session);
        throw;
    }
    // What lay open is not left in the log of writes.
    run_all(session, "PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace

void open(soci::session& session, const fs::path& path, const Options& options, Keys& keys) {
    check_file(path, options);
    std::error_code unknown;
    const bool is_new = !fs::exists(path, unknown);
    try {
        session.open(soci::sqlite3, path.string());
        // For its owner alone; its log of writes takes over what the database has.
        if (is_new) fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, unknown);
    } catch (const soci::soci_error&) {
        throw failure_of(SQLITE_CANTOPEN, path, {});
    }
    guarded(session, path, [&] {
        sqlite_api::sqlite3_extended_result_codes(connection(session), 1);
        sqlite_api::sqlite3_busy_timeout(connection(session), options.busy_timeout_ms);
        check_owner(session, path);
        check_length(session, path);
        set_up(session, path, options);
        migrate(session, path, keys);
    });
}

void fail(soci::session& session, const fs::path& path, const soci::soci_error& error) {
    // what() holds bound values.
    const auto* coded = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    const int code = coded != nullptr ? coded->result() : sqlite_api::sqlite3_errcode(connection(session));
    throw failure_of(code, path, error.get_error_message());
}

// SOCI runs only the first of several statements in a string.
void run_all(soci::session& session, const std::string& sql) {
    auto* db = connection(session);
    const int code = sqlite_api::sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw soci::sqlite3_soci_error(sqlite_api::sqlite3_errmsg(db), code);
}

bool is_taken(const soci::soci_error& error) {
    const auto* coded = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    if (coded == nullptr) return false;
    switch (coded->result()) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
        case SQLITE_CONSTRAINT_TRIGGER: return true;
        default: return false;
    }
}

void roll_back(soci::session& session) {
    sqlite_api::sqlite3_exec(connection(session), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace atranka::sql
