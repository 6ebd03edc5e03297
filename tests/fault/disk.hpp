#pragma once
// A disk that can lose its power: what it holds for certain, and what chance may leave of the rest.
// Shape:  files lie in one folder and are known by their names. Certain is what a file's last sync covered; a
//         name is certain once the folder was synced after it was given or taken. All else is pending. When
//         the power goes, each file keeps of its pending operations what `Loss` says, each file for itself
//         and in any choice (a later write may stay where an earlier one is lost), and of the pending names
//         the first few, as journaled file systems keep them.
// Units:  a sector has 512 bytes and is written whole or not; bytes beside a write are not harmed by it.
// Source: sqlite.org/atomiccommit.html, "Hardware assumptions"; sqlite.org/psow.html.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace atranka::fault {

struct Operation {
    enum class Kind { create, write, truncate, sync, remove, sync_folder } kind;
    std::string file;         // its name; empty where the folder is synced
    std::int64_t offset = 0;  // where a write begins; the size that a file is cut to
    std::string bytes = {};

    std::string text() const;  // "write -wal", for people
};

enum class Loss { all, writes, sectors, last, none };
constexpr int losses = 5;
std::string_view name_of(Loss loss);

class Disk {
public:
    // What is in the folder, all of it certain.
    explicit Disk(const std::filesystem::path& folder);

    void apply(const Operation& operation);
    // Into an empty folder.
    void lose_power(const std::filesystem::path& folder, Loss loss, std::mt19937_64& chance) const;

private:
    struct File {
        std::string certain;
        std::vector<Operation> pending = {};
    };
    struct Naming {
        std::string name;
        std::shared_ptr<File> file;  // null: the name was taken away
    };
    static std::string left_of(const File& file, Loss loss, std::mt19937_64& chance);

    std::map<std::string, std::shared_ptr<File>> now_, certain_;
    std::vector<Naming> pending_;
};

// The regular files of a folder, by name.
std::map<std::string, std::string> files_in(const std::filesystem::path& folder);
void write_file(const std::filesystem::path& file, std::string_view bytes);
std::string read_file(const std::filesystem::path& file);

}  // namespace atranka::fault
