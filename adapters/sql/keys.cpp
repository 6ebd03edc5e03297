#include "adapters/sql/keys.hpp"

#include "engine/ledger/base64.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/seal.hpp"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/random.h>
#include <unistd.h>

namespace atranka::sql {

namespace {

using service::Failure;
namespace fs = std::filesystem;

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (::getrandom(bytes.data(), count, 0) != static_cast<ssize_t>(count))
        throw Failure{Failure::Kind::unavailable, "the system gives no random bytes: nothing was recorded"};
    return bytes;
}

// An empty file is a database to SQLite, which would make one that others may read.
void make_file(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor >= 0) ::close(descriptor);
}

}  // namespace

Keys::Keys(fs::path database) : file_(std::move(database)), files_(file_) {
    file_ += ".keys";
    files_ += ".files";
}

fs::path Keys::files_of(const std::string& subject) const { return files_ / subject; }

bool Keys::open(bool make) {
    if (is_open_) return true;
    std::error_code unknown;
    if (!fs::exists(file_, unknown)) {
        if (!make) return false;
        make_file(file_);
    }
    try {
        guarded(session_, file_, [&] {
            session_.open(soci::sqlite3, file_.string());
            constexpr int busy_timeout_ms = 10'000;
            auto* connection = static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_;
            sqlite_api::sqlite3_extended_result_codes(connection, 1);
            sqlite_api::sqlite3_busy_timeout(connection, busy_timeout_ms);
            // The first text of a person waits for one write to the disk, not for the three of a journal.
            run_all(session_,
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                    "CREATE TABLE IF NOT EXISTS key (subject TEXT NOT NULL, category TEXT NOT NULL,"
                    " secret TEXT NOT NULL, PRIMARY KEY (subject, category)) WITHOUT ROWID;");
        });
    } catch (...) {
        session_.close();  // so that it can be tried again
        throw;
    }
    return is_open_ = true;
}

const std::string* Keys::find(const Owner& owner) {
    if (const auto it = known_.find(owner); it != known_.end()) return &it->second;
    if (!open(false)) return nullptr;
    return guarded(session_, file_, [&]() -> const std::string* {
        Rows rows = statements_.select("SELECT secret FROM key WHERE subject = ? AND category = ?", "t",
                                       {owner.first, owner.second});
        if (!rows.next()) return nullptr;
        const auto secret = ledger::unhex(rows.text(0));
        if (!secret || secret->size() != ledger::seal_key_bytes) return nullptr;
        return &known_.emplace(owner, *secret).first->second;
    });
}

const std::string& Keys::make(const Owner& owner) {
    open(true);
    const std::string secret = random_bytes(ledger::seal_key_bytes);
    guarded(session_, file_, [&] {
        const std::string text = ledger::hex(secret);
        statements_.run("INSERT INTO key (subject, category, secret) VALUES (?, ?, ?)",
                        {owner.first, owner.second, text});
    });
    return known_.emplace(owner, secret).first->second;
}

std::string Keys::seal(const std::string& subject, const std::string& category, const std::string& place,
                       const std::string& text, const std::function<bool()>& had_parts) {
    return ledger::base64(seal_bytes(subject, category, place, text, had_parts));
}

std::string Keys::seal_bytes(const std::string& subject, const std::string& category,
                             const std::string& place, const std::string& text,
                             const std::function<bool()>& had_parts) {
    const Owner owner{subject, category};
    const std::string* key = find(owner);
    if (key == nullptr && !open(false) && had_parts())
        throw Failure{Failure::Kind::unavailable, "the keys of the private parts are missing: put " +
                                                      file_.string() +
                                                      " back beside the database; nothing was recorded"};
    if (key == nullptr) key = &make(owner);
    const std::string nonce = random_bytes(ledger::seal_nonce_bytes);
    return nonce + ledger::seal(*key, nonce, place, text);
}

std::optional<std::string> Keys::unseal(const std::string& subject, const std::string& category,
                                        const std::string& place, const std::string& sealed) {
    const auto bytes = ledger::unbase64(sealed);
    return bytes ? unseal_bytes(subject, category, place, *bytes) : std::nullopt;
}

std::optional<std::string> Keys::unseal_bytes(const std::string& subject, const std::string& category,
                                              const std::string& place, std::string_view sealed) {
    const std::string* key = find({subject, category});
    if (key == nullptr || sealed.size() < ledger::seal_nonce_bytes) return std::nullopt;
    return ledger::unseal(*key, sealed.substr(0, ledger::seal_nonce_bytes), place,
                          sealed.substr(ledger::seal_nonce_bytes));
}

void Keys::destroy(const std::string& subject, const std::string& category) {
    known_.erase({subject, category});
    if (!open(false)) return;
    guarded(session_, file_, [&] {
        statements_.run("DELETE FROM key WHERE subject = ? AND category = ?", {subject, category});
        // Nor is it left in the log of writes.
        if (statements_.number("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            throw Failure{
                Failure::Kind::unavailable,
                file_.string() + " is being read: what was erased is destroyed as soon as it is not"};
    });
}

}  // namespace atranka::sql
