#include "adapters/pack/zip.hpp"

#include "engine/service/ports.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <memory>

namespace atranka::pack {

namespace {

using service::Failure;

constexpr std::size_t file_bytes_max = std::size_t{1} << 30, all_bytes_max = std::size_t{4} << 30;
constexpr std::size_t files_max = 100'000;
constexpr std::time_t date = 315'532'800;  // 1980-01-01, the first that ZIP can tell

using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
    throw Failure{Failure::Kind::corrupt, path.string() + " " + what};
}

bool stays_inside(const std::string& name) {
    return !name.empty() && name.front() != '/' && name.find('\\') == std::string::npos &&
           ("/" + name + "/").find("/../") == std::string::npos;
}

}  // namespace

void write_zip(const std::vector<File>& files, const std::filesystem::path& path) {
    const std::filesystem::path next = path.string() + ".new";
    const std::unique_ptr<archive, decltype(&archive_write_free)> zip{archive_write_new(),
                                                                      archive_write_free};
    const auto check = [&](la_ssize_t code) {
        if (code >= 0) return;
        const char* why = archive_error_string(zip.get());
        std::error_code ignored;
        std::filesystem::remove(next, ignored);
        throw Failure{Failure::Kind::unavailable,
                      "cannot write " + path.string() + ": " + (why == nullptr ? "no reason given" : why)};
    };
    check(archive_write_set_format_zip(zip.get()));
    check(archive_write_open_filename(zip.get(), next.c_str()));
    for (const File& file : files) {
        const Entry entry{archive_entry_new(), archive_entry_free};
        archive_entry_set_pathname(entry.get(), file.name.c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.bytes.size()));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_entry_set_mtime(entry.get(), date, 0);
        check(archive_write_header(zip.get(), entry.get()));
        check(archive_write_data(zip.get(), file.bytes.data(), file.bytes.size()));
    }
    check(archive_write_close(zip.get()));
    std::error_code error;
    std::filesystem::rename(next, path, error);
    if (error)
        throw Failure{Failure::Kind::unavailable, "cannot write " + path.string() + ": " + error.message()};
}

std::map<std::string, std::string> read_zip(const std::filesystem::path& path) {
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown))
        throw Failure{Failure::Kind::unavailable, "there is no file " + path.string()};
    const std::unique_ptr<archive, decltype(&archive_read_free)> zip{archive_read_new(), archive_read_free};
    archive_read_support_format_zip_seekable(zip.get());  // by its directory, without which it is cut short
    if (archive_read_open_filename(zip.get(), path.c_str(), 1 << 16) != ARCHIVE_OK)
        fail(path, "is no ZIP file");
    std::map<std::string, std::string> files;
    std::size_t all = 0;
    const Entry entry{archive_entry_new2(zip.get()), archive_entry_free};
    for (;;) {
        const int code = archive_read_next_header2(zip.get(), entry.get());
        if (code == ARCHIVE_EOF) return files;
        if (code != ARCHIVE_OK) fail(path, "is no ZIP file, or is cut short");
        const char* given = archive_entry_pathname(entry.get());
        const std::string name = given == nullptr ? "" : given;
        if (archive_entry_filetype(entry.get()) == AE_IFDIR) continue;
        if (!stays_inside(name) || archive_entry_filetype(entry.get()) != AE_IFREG)
            fail(path, "has a name that no pack has: " + name);
        auto [it, is_new] = files.try_emplace(name);
        if (!is_new) fail(path, "has two files " + name);
        std::array<char, 1 << 16> piece{};
        for (la_ssize_t got = 0; (got = archive_read_data(zip.get(), piece.data(), piece.size())) != 0;) {
            if (got < 0) fail(path, "is damaged in " + name);
            it->second.append(piece.data(), static_cast<std::size_t>(got));
            all += static_cast<std::size_t>(got);
            if (it->second.size() > file_bytes_max || all > all_bytes_max || files.size() > files_max)
                fail(path, "is larger than any pack: " + name);
        }
    }
}

}  // namespace atranka::pack
