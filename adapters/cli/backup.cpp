// A copy of the whole record while it is in use, which was opened and looked through before it counts.

#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/json/json.hpp"
#include "adapters/sql/copy.hpp"
#include "adapters/sql/event_store.hpp"
#include "adapters/system/notary.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/registry/commands.hpp"

#include <fmt/core.h>
#include <sys/stat.h>
#include <algorithm>
#include <map>

namespace atranka::cli {

namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path& file, const char* end) { return fs::path{file} += end; }

// Where a folder is filled before it takes its name; nothing is left of it otherwise.
class Unfinished {
public:
    explicit Unfinished(const fs::path& target) : target_(target), folder_(beside(target, ".unfinished")) {
        std::error_code error;
        if (fs::exists(target, error) && !(fs::is_directory(target, error) && fs::is_empty(target, error)))
            throw Stop{cannot_create,
                       target.string() + " is there already: a backup goes to a folder of its own"};
        fs::remove_all(folder_, error);
        if (::mkdir(folder_.c_str(), S_IRWXU) != 0)
            throw Stop{cannot_create,
                       "cannot make " + folder_.string() + ": its folder must exist and be writable"};
    }
    ~Unfinished() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    const fs::path& folder() const { return folder_; }
    void finish() {
        std::error_code error;
        fs::remove(target_, error);  // where it is empty
        fs::rename(folder_, target_, error);
        if (error) throw Stop{io_error, target_.string() + " cannot be given its name: " + error.message()};
    }

private:
    fs::path target_, folder_;
};

std::int64_t entries_in(service::EventStore& store) {
    std::int64_t sum = 0;
    for (const std::string& log : store.logs()) sum += store.size(log);
    return sum;
}

// Keys are copied after the database: what lies in the copy was sealed before, under a key that was there.
// A key that was destroyed in between is one of an erasure that the copy does not know of: then again.
void copy_both(service::EventStore& live, const fs::path& from, const fs::path& to) {
    constexpr int tries = 5;
    constexpr std::int64_t batch = 1000;
    for (int i = 0; i < tries; ++i) {
        for (const char* end : {"", ".keys"}) fs::remove(beside(to, end));
        sql::copy(from, to);
        if (fs::exists(beside(from, ".keys"))) sql::copy(beside(from, ".keys"), beside(to, ".keys"));
        std::int64_t position = entries_in(*sql::open(to, {.create = false}));
        bool has_erased = false;
        for (auto news = live.written(position, batch); !news.empty(); news = live.written(position, batch)) {
            has_erased = has_erased || std::ranges::any_of(news, [](const service::Written& written) {
                             return written.type == registry::ConfirmErasure::name;
                         });
            position = news.back().position;
        }
        if (!has_erased) return;
    }
    throw Stop{try_again, "somebody's data are being erased again and again: try later"};
}

// Files that people attached never change; those whose row is in the copy were there before it. One that is
// taken away meanwhile belongs to a draft, or was erased.
void copy_files(const fs::path& from, const fs::path& to) {
    std::error_code error;
    for (auto it = fs::recursive_directory_iterator{from, error};
         !error && it != fs::recursive_directory_iterator{}; it.increment(error)) {
        if (it->path().filename() == ".incoming") {  // on its way, and of nobody's form yet
            it.disable_recursion_pending();
            continue;
        }
        const fs::path target = to / fs::relative(it->path(), from);
        std::error_code gone;
        if (it->is_directory(gone))
            fs::create_directories(target);
        else if (!it->path().filename().string().starts_with("quarantine-")) {
            fs::create_directories(target.parent_path());
            if (!fs::copy_file(it->path(), target, gone) && gone != std::errc::no_such_file_or_directory)
                throw Stop{io_error, it->path().string() + " cannot be copied: " + gone.message()};
        }
    }
}

// Every leaf has its hash, and every log the root that stands in its row.
std::map<std::string, ledger::Frontier> looked_through(service::EventStore& copy) {
    std::map<std::string, ledger::Frontier> trees;
    copy.scan([&](const service::Entry& entry) {
        const ledger::Hash leaf = ledger::leaf_hash(entry.leaf);
        if (ledger::hex(leaf) != entry.leaf_hash)
            throw Stop{io_error, "the copy of entry " + std::to_string(entry.index) + " of " + entry.log +
                                     " has another hash: nothing was kept"};
        trees[entry.log].append(leaf);
        return true;
    });
    for (const auto& [log, tree] : trees)
        if (copy.standing(log).tree.root() != tree.root())
            throw Stop{io_error, "the copy of " + log + " has another root: nothing was kept"};
    return trees;
}

int backup(Program& program, const Verb&, const Arguments& arguments) {
    service::EventStore& live = program.store();
    Unfinished unfinished{arguments.text("target")};
    const fs::path from = program.database(), to = unfinished.folder() / from.filename();
    // Heads first: those in a backup may lag its database, and never lead it.
    std::error_code error;
    if (fs::exists(beside(from, ".heads")))
        fs::copy(beside(from, ".heads"), beside(to, ".heads"), fs::copy_options::recursive);
    copy_both(live, from, to);
    copy_files(beside(from, ".files"), beside(to, ".files"));
    if (arguments.is_on("with-key")) {
        const fs::path key = program.notary().key_file();
        fs::copy_file(key, beside(to, ".key"), error);
        if (error)
            throw Stop{io_error, "the signing key " + key.string() + " cannot be copied: " + error.message()};
    }
    for (const char* end : {"", ".keys"})
        if (fs::exists(beside(to, end)))
            for (const std::string& fault : sql::faults_in(beside(to, end)))
                throw Stop{io_error, "the copy is damaged: " + fault};
    Value logs = Value::object();
    {
        const auto copy = sql::open(to, {.create = false});
        for (const auto& [log, tree] : looked_through(*copy))
            logs.set(log, Value::object({{"entries", tree.size()}, {"root", ledger::hex(tree.root())}}));
    }
    const Value told = Value::object({{"database", to.filename().string()},
                                      {"made", program.now().text()},
                                      {"with_key", arguments.is_on("with-key")},
                                      {"bytes", static_cast<std::int64_t>(fs::file_size(to))},
                                      {"logs", logs}});
    write_text((unfinished.folder() / "backup.json").string(), json::write_pretty(told));
    unfinished.finish();
    if (program.json()) {
        program.answer(told);
        return ok;
    }
    for (const auto& [log, head] : logs.as_object())
        program.say(fmt::format("{}: {} entries, root {}", log, head.at("entries").as_int(),
                                head.at("root").as_text()));
    program.say(fmt::format("{} holds {}, opened and looked through", arguments.text("target"),
                            from.filename().string()));
    if (!arguments.is_on("with-key"))
        program.say("the signing key is not in it: keep " + program.notary().key_file().string() +
                    " elsewhere, too");
    return ok;
}

}  // namespace

std::vector<Verb> backup_verbs() {
    return {
        {"",
         "backup",
         "Copy the record while it is in use, open the copy, and look through it: its database, the keys of\n"
         "private parts, and the heads that were released.",
         "atranka backup /var/backups/atranka/2026-11-23",
         {{"target", "FOLDER", "a folder that is not there yet", "", Takes::one, true},
          {"with-key", "--with-key", "the signing key, too: whoever has it signs in the agency's name", "",
           Takes::nothing}},
         backup}};
}

}  // namespace atranka::cli
