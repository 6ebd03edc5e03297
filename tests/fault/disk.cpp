#include "tests/fault/disk.hpp"

#include "engine/kernel/invariant.hpp"

#include <array>
#include <fstream>
#include <sstream>

namespace atranka::fault {

namespace {

namespace fs = std::filesystem;
using Kind = Operation::Kind;

constexpr std::int64_t sector = 512;

bool heads(std::mt19937_64& chance) { return chance() % 2 == 0; }

void write_at(std::string& content, std::int64_t offset, std::string_view bytes) {
    const auto from = static_cast<std::size_t>(offset);
    if (content.size() < from + bytes.size()) content.resize(from + bytes.size(), '\0');
    content.replace(from, bytes.size(), bytes);
}

void redo(std::string& content, const Operation& operation) {
    if (operation.kind == Kind::truncate)
        content.resize(static_cast<std::size_t>(operation.offset), '\0');
    else
        write_at(content, operation.offset, operation.bytes);
}

// Of the sectors that a write touches, those that chance keeps.
void redo_torn(std::string& content, const Operation& write, std::mt19937_64& chance) {
    const auto end = write.offset + static_cast<std::int64_t>(write.bytes.size());
    for (std::int64_t from = write.offset; from < end;) {
        const std::int64_t to = std::min(end, (from / sector + 1) * sector);
        if (heads(chance))
            write_at(content, from,
                     std::string_view{write.bytes}.substr(static_cast<std::size_t>(from - write.offset),
                                                          static_cast<std::size_t>(to - from)));
        from = to;
    }
}

}  // namespace

std::string Operation::text() const {
    static constexpr std::array<const char*, 6> kinds{"create", "write",  "truncate",
                                                      "sync",   "remove", "sync folder"};
    const auto end = file.rfind('-');
    const std::string which = file.empty()               ? ""
                              : end == std::string::npos ? " database"
                                                         : " " + file.substr(end);
    return kinds[static_cast<std::size_t>(kind)] + which;
}

std::string_view name_of(Loss loss) {
    static constexpr std::array<std::string_view, losses> names{"all that was pending is lost",
                                                                "whole writes are lost", "sectors are lost",
                                                                "the last write is torn", "nothing is lost"};
    return names[static_cast<std::size_t>(loss)];
}

std::map<std::string, std::string> files_in(const fs::path& folder) {
    std::map<std::string, std::string> found;
    for (const auto& one : fs::directory_iterator{folder})
        if (one.is_regular_file()) found[one.path().filename()] = read_file(one.path());
    return found;
}

void write_file(const fs::path& file, std::string_view bytes) {
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out << bytes;
    out.flush();
    invariant(out.good(), "the file system of the tests has room");
}

std::string read_file(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

Disk::Disk(const fs::path& folder) {
    for (auto& [name, content] : files_in(folder)) now_[name] = std::make_shared<File>(File{content});
    certain_ = now_;
}

void Disk::apply(const Operation& operation) {
    switch (operation.kind) {
        case Kind::create:
            now_[operation.file] = std::make_shared<File>();
            pending_.push_back({operation.file, now_.at(operation.file)});
            break;
        case Kind::remove:
            now_.erase(operation.file);
            pending_.push_back({operation.file, nullptr});
            break;
        case Kind::sync_folder:
            certain_ = now_;
            pending_.clear();
            break;
        case Kind::sync: {
            File& file = *now_.at(operation.file);
            for (const Operation& one : file.pending) redo(file.certain, one);
            file.pending.clear();
            break;
        }
        case Kind::write:
        case Kind::truncate: now_.at(operation.file)->pending.push_back(operation); break;
    }
}

std::string Disk::left_of(const File& file, Loss loss, std::mt19937_64& chance) {
    std::string content = file.certain;
    for (const Operation& one : file.pending) {
        const bool is_last = &one == &file.pending.back();
        const bool may_tear =
            one.kind == Kind::write && (loss == Loss::sectors || (loss == Loss::last && is_last));
        if (loss == Loss::all) continue;
        if (may_tear)
            redo_torn(content, one, chance);
        else if ((loss != Loss::writes && loss != Loss::sectors) || heads(chance))
            redo(content, one);
    }
    return content;
}

void Disk::lose_power(const fs::path& folder, Loss loss, std::mt19937_64& chance) const {
    auto names = certain_;
    const std::size_t kept = loss == Loss::all                          ? 0
                             : loss == Loss::none || loss == Loss::last ? pending_.size()
                                                                        : chance() % (pending_.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) {
        if (pending_[i].file)
            names[pending_[i].name] = pending_[i].file;
        else
            names.erase(pending_[i].name);
    }
    for (const auto& [name, file] : names) write_file(folder / name, left_of(*file, loss, chance));
}

}  // namespace atranka::fault
