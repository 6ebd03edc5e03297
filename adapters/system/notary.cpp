#include "adapters/system/notary.hpp"

#include "engine/ledger/base64.hpp"
#include "engine/ledger/ed25519.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace atranka::system {

namespace {

using service::Failure;
namespace fs = std::filesystem;

constexpr std::string_view prefix = "PRIVATE+KEY+";
constexpr std::size_t seed_bytes = 32;
constexpr ::mode_t others = S_IRWXG | S_IRWXO;

std::optional<std::string> contents(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

bool put(const fs::path& path, std::string_view text, int how) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | how, 0666);
    if (file < 0) return false;
    const bool is_whole = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    return ::close(file) == 0 && is_whole;
}

// Over what is there: one short write, which no kill divides and which lies in one sector. To rename a new
// file over it would cost a commit half as much again, since file systems write such a file out at once.
bool put_over(const fs::path& path, std::string_view text) {
    constexpr std::size_t sector = 512;
    struct ::stat status {};
    const bool fits = ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
                      static_cast<std::size_t>(status.st_size) <= text.size() && text.size() <= sector;
    return fits && put(path, text, 0);
}

struct Secret {
    std::string host, seed;
};

std::optional<Secret> secret_of(std::string_view line) {
    if (!line.starts_with(prefix)) return std::nullopt;
    line.remove_prefix(prefix.size());
    while (line.ends_with('\n')) line.remove_suffix(1);
    const auto first = line.find('+');
    const auto second = first == std::string_view::npos ? first : line.find('+', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const auto bytes = ledger::unbase64(line.substr(second + 1));
    if (!bytes || bytes->size() != 1 + seed_bytes || (*bytes)[0] != static_cast<char>(ledger::type_ed25519))
        return std::nullopt;
    Secret secret{std::string{line.substr(0, first)}, bytes->substr(1)};
    const ledger::VerifierKey key{secret.host, ledger::type_ed25519, ledger::public_key_of(secret.seed)};
    if (!key.text().starts_with(line.substr(0, second + 1))) return std::nullopt;
    return secret;
}

// A name is durable once its folder is; some file systems have nothing to sync.
void sync_folder_of(const fs::path& file) {
    const fs::path folder = fs::absolute(file).parent_path();
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

[[noreturn]] void fail(const fs::path& file, const std::string& what) {
    throw Failure{Failure::Kind::unavailable, "the signing key " + file.string() + " " + what};
}

}  // namespace

Notary::Notary(fs::path key_file, fs::path heads)
    : key_file_(std::move(key_file)), heads_(std::move(heads)) {}

void Notary::load() {
    if (pair_) return;
    struct ::stat status {};
    if (::stat(key_file_.c_str(), &status) != 0)
        fail(key_file_,
             errno == ENOENT
                 ? "is not there: ATRANKA_KEY names another place; for a new record `atranka key init` "
                   "makes one; of a record that has entries, put its copy back, or say with `atranka "
                   "key rotate --lost` that it is lost"
                 : std::string{"cannot be read: "} + std::strerror(errno));
    if ((status.st_mode & others) != 0)
        fail(key_file_, "can be read by others: chmod 600 it, and rotate it if anyone may have copied it");
    const auto text = contents(key_file_);
    if (!text) fail(key_file_, "cannot be read: it belongs to another user");
    auto secret = secret_of(*text);
    if (!secret)
        fail(key_file_, "is damaged: it is not one line PRIVATE+KEY+host+id+base64; restore its copy");
    host_ = std::move(secret->host);
    pair_.emplace(secret->seed);
}

std::string Notary::host() {
    load();
    return host_;
}

ledger::VerifierKey Notary::key(const std::string& origin) {
    load();
    return {origin, ledger::type_ed25519, pair_->public_key()};
}

ledger::Signature Notary::sign(const ledger::Head& head) {
    load();
    return ledger::sign(head, *pair_);
}

void Notary::release(const std::string& log, const std::string& checkpoint) {
    const fs::path file = heads_ / log;
    if (put_over(file, checkpoint)) return;
    fs::path next = file;
    next += ".new" + std::to_string(::getpid());
    std::error_code error;
    constexpr int anew = O_CREAT | O_TRUNC;
    if (!put(next, checkpoint, anew)) {
        fs::create_directories(file.parent_path(), error);
        fs::permissions(heads_, fs::perms::owner_all, error);  // for its owner alone, with all below
        if (!put(next, checkpoint, anew)) error = std::make_error_code(std::errc::io_error);
    }
    if (!error) fs::rename(next, file, error);
    // The command is durable all the same; the next one tries again.
    if (error) fs::remove(next, error);
}

std::optional<std::string> Notary::released(const std::string& log) {
    auto text = contents(heads_ / log);
    // Another process may be writing it just now.
    for (auto again = contents(heads_ / log); again != text; again = contents(heads_ / log)) text = again;
    if (text && text->empty()) return std::nullopt;  // the system lost power before it was written
    return text;
}

void make_key(const fs::path& file, const std::string& host, service::Random& random) {
    if (host.empty() || host.find_first_of("+ \t\n") != std::string::npos)
        throw Failure{Failure::Kind::unavailable,
                      "an instance is named like a host, such as mita.lt, without blanks and +"};
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        if (errno == EEXIST) fail(file, "is there already: it is not overwritten");
        fail(file, std::string{"cannot be made: "} + std::strerror(errno));
    }
    const std::string seed = random.bytes(seed_bytes);
    const ledger::VerifierKey key{host, ledger::type_ed25519, ledger::public_key_of(seed)};
    const std::string text = key.text();
    const std::string line = std::string{prefix} + text.substr(0, text.find('+', host.size() + 1) + 1) +
                             ledger::base64(static_cast<char>(ledger::type_ed25519) + seed) + "\n";
    const bool is_written =
        ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
        ::fsync(descriptor) == 0;
    ::close(descriptor);
    sync_folder_of(file);
    if (!is_written) {
        ::unlink(file.c_str());
        fail(file, "cannot be written: no room is left, or the disk fails");
    }
}

std::error_code replace_key(const fs::path& file) {
    fs::path former = file, next = file;
    former += ".former";
    next += ".new";
    std::error_code error;
    if (fs::exists(file, error)) fs::rename(file, former, error);
    if (!error) fs::rename(next, file, error);
    if (!error) sync_folder_of(file);
    return error;
}

}  // namespace atranka::system
