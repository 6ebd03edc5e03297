#include "adapters/sql/blobs.hpp"

#include "adapters/sql/parts.hpp"
#include "adapters/sql/sqlite.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/seal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>

namespace atranka::sql {

namespace {

using service::Failure;
namespace fs = std::filesystem;

constexpr std::size_t piece_bytes = 1UL << 20;
constexpr std::size_t around_bytes = ledger::seal_nonce_bytes + ledger::seal_tag_bytes;
constexpr const char* category = "application";

std::string told_of(const Value& attachment) {
    return ledger::hex(ledger::sha256(ledger::canonical(attachment)));
}

[[noreturn]] void not_written(const fs::path& file) {
    throw Failure{errno == ENOSPC || errno == EDQUOT ? Failure::Kind::full : Failure::Kind::unavailable,
                  file.string() + " cannot be written: the file was not taken"};
}

// Of a file or folder, until it is closed.
class Opened {
public:
    Opened(const fs::path& path, int flags)
        : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)) {
        if (descriptor_ < 0) not_written(path);
    }
    ~Opened() { ::close(descriptor_); }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    int operator*() const { return descriptor_; }

private:
    int descriptor_;
};

void sync_folder(const fs::path& folder) {
    const Opened opened{folder, O_RDONLY | O_DIRECTORY};
    if (::fsync(*opened) != 0) not_written(folder);
}

void make_folder(const fs::path& folder) {
    if (::mkdir(folder.c_str(), S_IRWXU) == 0)
        sync_folder(folder.parent_path().empty() ? "." : folder.parent_path());
    else if (errno != EEXIST)
        not_written(folder);
}

// Whole under its name, or not at all.
void write_whole(const fs::path& file, const std::string& bytes) {
    fs::path next = file;
    next += ".next";
    try {
        const Opened opened{next, O_WRONLY | O_CREAT | O_TRUNC};
        for (std::size_t at = 0; at < bytes.size();) {
            const ssize_t written = ::write(*opened, bytes.data() + at, bytes.size() - at);
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) not_written(file);
            at += static_cast<std::size_t>(written);
        }
        if (::fsync(*opened) != 0 || ::rename(next.c_str(), file.c_str()) != 0) not_written(file);
    } catch (...) {
        ::unlink(next.c_str());
        throw;
    }
    sync_folder(file.parent_path());
}

std::string place_of_piece(const std::string& name, std::size_t piece, std::size_t pieces) {
    return "file\n" + name + "\n" + std::to_string(piece) + "\n" + std::to_string(pieces);
}

}  // namespace

struct Blobs::Connection {
    fs::path path;
    std::mutex mutex = {};  // one at a time, whichever thread asks
    soci::session session = {};
    Statements statements{session};
    Keys keys{path};

    template <class Work>
    auto guarded(Work work) {
        return sql::guarded(session, path, work);
    }
    template <class Work>
    void in_transaction(Work work) {
        guarded([&] {
            run_all(session, "BEGIN IMMEDIATE");
            try {
                work();
                run_all(session, "COMMIT");
            } catch (...) {
                roll_back(session);
                throw;
            }
        });
    }

    // With the write lock held, so that the key stays.
    std::string sealed(const std::string& person, const std::string& name, const std::string& content) {
        const std::size_t pieces = content.size() / piece_bytes + 1;
        std::string all;
        all.reserve(content.size() + pieces * around_bytes);
        for (std::size_t i = 0; i < pieces; ++i)
            all += keys.seal_bytes(person, category, place_of_piece(name, i, pieces),
                                   content.substr(i * piece_bytes, piece_bytes), has_parts(statements));
        return all;
    }
    std::optional<std::string> unsealed(const std::string& person, const std::string& name,
                                        const std::string& bytes) {
        constexpr std::size_t step = piece_bytes + around_bytes;
        const std::size_t pieces = (bytes.size() + step - 1) / step;
        std::string content;
        for (std::size_t i = 0; i < pieces; ++i) {
            const auto piece = keys.unseal_bytes(person, category, place_of_piece(name, i, pieces),
                                                 std::string_view{bytes}.substr(i * step, step));
            if (!piece) return std::nullopt;
            content += *piece;
        }
        return content;
    }
    void write(const std::string& person, const std::string& name, const std::string& content) {
        const fs::path folder = keys.files_of(person);
        make_folder(folder.parent_path());
        make_folder(folder);
        write_whole(folder / name, sealed(person, name, content));
    }
    std::set<std::string> owners_of(const std::string& application, const std::string& sha256) {
        std::set<std::string> owners;
        Rows rows = statements.select("SELECT person FROM file WHERE application = ? AND sha256 = ?", "t",
                                      {application, sha256});
        while (rows.next()) owners.insert(rows.text(0));
        return owners;
    }
};

Blobs::Blobs(const fs::path& database, const Options& options)
    : connection_{std::make_unique<Connection>(database)} {
    sql::open(connection_->session, database, options, connection_->keys);
}
Blobs::~Blobs() = default;

void Blobs::put(const std::string& person, const std::string& application, const Value& attachment,
                const std::string& content) {
    const std::string sha256 = attachment.at("sha256").as_text();
    invariant(sha256 == ledger::hex(ledger::sha256(content)), "a file is kept under its own hash");
    invariant(is_id(person) && is_id(application), "ids are names of files");
    const std::scoped_lock lock{connection_->mutex};
    connection_->in_transaction([&] {
        forget_destroyed(connection_->statements, connection_->keys);
        connection_->write(person, application + "-" + sha256, content);
        connection_->statements.run(
            "INSERT OR REPLACE INTO file (person, application, sha256, told, bytes) VALUES (?, ?, ?, ?, ?)",
            {person, application, sha256, told_of(attachment), static_cast<std::int64_t>(content.size())});
    });
}

bool Blobs::holds(const std::string& application, const Value& attachment) {
    const std::scoped_lock lock{connection_->mutex};
    return connection_->guarded([&] {
        const std::string told = told_of(attachment);
        return connection_->statements.number(
                   "SELECT EXISTS (SELECT 1 FROM file WHERE application = ? AND told = ?)",
                   {application, told}) == 1;
    });
}

std::optional<std::string> Blobs::get(const std::string& application, const std::string& sha256) {
    const std::scoped_lock lock{connection_->mutex};
    return connection_->guarded([&]() -> std::optional<std::string> {
        for (const std::string& person : connection_->owners_of(application, sha256)) {
            const std::string name = application + "-" + sha256;
            std::ifstream stream{connection_->keys.files_of(person) / name, std::ios::binary};
            std::ostringstream bytes;
            bytes << stream.rdbuf();
            auto content = connection_->unsealed(person, name, std::move(bytes).str());
            if (content && ledger::hex(ledger::sha256(*content)) == sha256) return content;
        }
        return std::nullopt;
    });
}

std::vector<std::string> Blobs::of(const std::string& application) {
    const std::scoped_lock lock{connection_->mutex};
    return connection_->guarded([&] {
        std::vector<std::string> found;
        Rows rows = connection_->statements.select(
            "SELECT DISTINCT sha256 FROM file WHERE application = ? ORDER BY sha256", "t", {application});
        while (rows.next()) found.push_back(rows.text(0));
        return found;
    });
}

void Blobs::remove(const std::string& application, const std::string& sha256) {
    const std::scoped_lock lock{connection_->mutex};
    connection_->in_transaction([&] {
        const auto owners = connection_->owners_of(application, sha256);
        connection_->statements.run("DELETE FROM file WHERE application = ? AND sha256 = ?",
                                    {application, sha256});
        std::error_code unknown;
        for (const std::string& person : owners)
            fs::remove(connection_->keys.files_of(person) / (application + "-" + sha256), unknown);
    });
}

void Blobs::quarantine(const std::string& person, const std::string& content) {
    invariant(is_id(person), "ids are names of files");
    const std::scoped_lock lock{connection_->mutex};
    connection_->in_transaction([&] {
        forget_destroyed(connection_->statements, connection_->keys);
        connection_->write(person, "quarantine-" + ledger::hex(ledger::sha256(content)), content);
    });
}

}  // namespace atranka::sql
