#include "adapters/pack/pack.hpp"

#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/leaf.hpp"

#include <algorithm>
#include <set>

namespace atranka::pack {

namespace {

using service::Beside;
using service::Entry;
using service::Failure;

constexpr std::string_view logs_folder = "logs/", beside_folder = "beside/", json = ".json";

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
    throw Failure{Failure::Kind::corrupt, file.string() + " is no evidence pack: " + what};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

std::string line_of(const Entry& e) {
    Value streams = Value::object();
    for (const auto& s : e.streams) streams.set(s.stream, s.version);
    Value::List parts;
    for (const auto& part : e.parts)
        parts.push_back(Value::object({{"name", part.name},
                                       {"subject", part.subject},
                                       {"salt", ledger::hex(part.salt)},
                                       {"payload", part.payload}}));
    return ledger::canonical(Value::object({{"index", e.index},
                                            {"id", e.command_id},
                                            {"type", e.type},
                                            {"at", e.at.text()},
                                            {"streams", std::move(streams)},
                                            {"leaf", e.leaf},
                                            {"leaf_hash", e.leaf_hash},
                                            {"command", e.command},
                                            {"command_salt", ledger::hex(e.command_salt)},
                                            {"events", e.events},
                                            {"events_salt", ledger::hex(e.events_salt)},
                                            {"parts", std::move(parts)}}));
}

// Nullopt where a member is missing or is something else.
std::optional<Entry> entry_of(const std::string& log, const std::string& line) {
    const auto tree = ledger::canonical_value(line);
    if (!tree || !tree->is_object()) return std::nullopt;
    bool is_whole = true;
    const auto text = [&](const Value& of, const char* name) {
        const Value* member = of.find(name);
        if (member != nullptr && member->is_text()) return member->as_text();
        is_whole = false;
        return std::string{};
    };
    // A salt that is none is handed on: the commitment then shows it.
    const auto salt = [&](const Value& of, const char* name) {
        const std::string hex = text(of, name);
        return ledger::unhex(hex).value_or(hex);
    };
    Entry e;
    e.log = log;
    const Value* index = tree->find("index");
    if (index == nullptr || !index->is_int()) return std::nullopt;
    e.index = index->as_int();
    e.command_id = text(*tree, "id");
    e.type = text(*tree, "type");
    const auto at = Instant::parse(text(*tree, "at"));
    if (!at) return std::nullopt;
    e.at = *at;
    const Value* streams = tree->find("streams");
    if (streams == nullptr || !streams->is_object()) return std::nullopt;
    for (const auto& [stream, version] : streams->as_object()) {
        if (!version.is_int()) return std::nullopt;
        e.streams.push_back({stream, version.as_int()});
    }
    e.leaf = text(*tree, "leaf");
    e.leaf_hash = text(*tree, "leaf_hash");
    e.command = text(*tree, "command");
    e.command_salt = salt(*tree, "command_salt");
    e.events = text(*tree, "events");
    e.events_salt = salt(*tree, "events_salt");
    const Value* parts = tree->find("parts");
    if (parts == nullptr || !parts->is_list()) return std::nullopt;
    for (const Value& part : parts->as_list()) {
        if (!part.is_object()) return std::nullopt;
        e.parts.push_back(
            {text(part, "name"), text(part, "subject"), salt(part, "salt"), text(part, "payload")});
    }
    return is_whole ? std::optional{std::move(e)} : std::nullopt;
}

// What a leaf names by its hash, and the definition it was decided under.
std::vector<std::string> besides_of(const Entry& entry) {
    std::vector<std::string> hashes;
    if (const auto leaf = ledger::read_leaf(entry.leaf)) {
        for (const auto& [name, hash] : leaf->beside) hashes.push_back(hash);
        if (!leaf->definition.empty()) hashes.push_back(leaf->definition);
    }
    return hashes;
}

}  // namespace

std::vector<Entry> entries_of(service::EventStore& store, const std::map<std::string, std::int64_t>& sizes) {
    std::vector<Entry> entries;
    store.scan([&](const Entry& entry) {
        const auto it = sizes.find(entry.log);
        if (it != sizes.end() && entry.index < it->second) entries.push_back(entry);
        return true;
    });
    // A document that another call brought first lies with that call's entry.
    std::set<std::string> brought;
    for (Entry& entry : entries) {
        for (const Beside& one : entry.beside) brought.insert(one.hash);
        for (const std::string& hash : besides_of(entry))
            if (brought.insert(hash).second)
                if (auto payload = store.beside(hash)) entry.beside.push_back({hash, std::move(*payload)});
    }
    return entries;
}

void write(const Pack& pack, std::vector<File> pages, const std::filesystem::path& file) {
    std::string keys, order;
    for (const std::string& key : pack.keys) keys += key + "\n";
    std::map<std::string, std::string> lines, besides;
    for (const Entry& entry : pack.entries) {
        order += entry.log + "\n";
        lines[entry.log] += line_of(entry) + "\n";
        for (const Beside& one : entry.beside) besides.emplace(one.hash, one.payload);
    }
    std::vector<File> files = std::move(pages);
    files.push_back({"keys.txt", keys});
    files.push_back({"order.txt", order});
    for (const auto& [log, checkpoint] : pack.checkpoints)
        files.push_back({std::string{logs_folder} + log + "/checkpoint", checkpoint});
    for (const auto& [log, text] : lines)
        files.push_back({std::string{logs_folder} + log + "/entries.jsonl", text});
    for (const auto& [hash, payload] : besides)
        files.push_back({std::string{beside_folder} + hash + std::string{json}, payload});
    write_zip(files, file);
}

Pack read(const std::filesystem::path& file) {
    const auto files = read_zip(file);
    const auto text = [&](const std::string& name) -> const std::string& {
        const auto it = files.find(name);
        if (it == files.end()) fail(file, "it has no " + name);
        return it->second;
    };
    Pack pack;
    pack.keys = lines_of(text("keys.txt"));
    std::map<std::string, std::vector<std::string>> lines;
    std::map<std::string, std::size_t> taken;
    std::set<std::string> brought;
    for (const std::string& log : lines_of(text("order.txt"))) {
        const std::string name = std::string{logs_folder} + log + "/entries.jsonl";
        if (!lines.contains(log)) {
            lines.emplace(log, lines_of(text(name)));
            pack.checkpoints.emplace(log, text(std::string{logs_folder} + log + "/checkpoint"));
        }
        const auto& of_log = lines.at(log);
        std::size_t& next = taken[log];
        if (next == of_log.size()) fail(file, "order.txt names more entries of " + log + " than there are");
        auto entry = entry_of(log, of_log[next++]);
        if (!entry) fail(file, name + ":" + std::to_string(next) + " is no entry");
        for (const std::string& hash : besides_of(*entry))
            if (const auto it = files.find(std::string{beside_folder} + hash + std::string{json});
                it != files.end() && brought.insert(hash).second)
                entry->beside.push_back({hash, it->second});
        pack.entries.push_back(std::move(*entry));
    }
    for (const auto& [log, of_log] : lines)
        if (taken[log] != of_log.size())
            fail(file, "order.txt names fewer entries of " + log + " than there are");
    return pack;
}

}  // namespace atranka::pack
