#include "adapters/sql/copy.hpp"

#include "adapters/sql/sqlite.hpp"
#include "adapters/sql/statement.hpp"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

namespace atranka::sql {

namespace {

void open_existing(soci::session& session, const std::filesystem::path& file) {
    if (!std::filesystem::exists(file))
        throw service::Failure{service::Failure::Kind::unavailable, "there is no file " + file.string()};
    session.open(soci::sqlite3, file.string());
    constexpr int busy_timeout_ms = 10'000;
    auto* connection = static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
    sqlite_api::sqlite3_extended_result_codes(connection, 1);
    sqlite_api::sqlite3_busy_timeout(connection, busy_timeout_ms);
}

// Nothing else has the new file open, whose locks this could drop.
void sync(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool is_synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!is_synced)
        throw service::Failure{service::Failure::Kind::unavailable,
                               file.string() + " could not be written to disk"};
}

}  // namespace

void copy(const std::filesystem::path& from, const std::filesystem::path& to) {
    const int made = ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made < 0)
        throw service::Failure{service::Failure::Kind::unavailable, to.string() + " cannot be made"};
    ::close(made);
    soci::session session;
    guarded(session, to, [&] {
        open_existing(session, from);
        Statements{session}.run("VACUUM INTO ?", {to.string()});
    });
    sync(to);
}

std::vector<std::string> faults_in(const std::filesystem::path& file) {
    soci::session session;
    return guarded(session, file, [&] {
        open_existing(session, file);
        std::vector<std::string> faults;
        Statements statements{session};
        Rows rows = statements.select("PRAGMA integrity_check", "t");
        while (rows.next())
            if (rows.text(0) != "ok") faults.push_back(rows.text(0));
        return faults;
    });
}

}  // namespace atranka::sql
