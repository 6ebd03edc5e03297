#include "adapters/pack/pack.hpp"

#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/leaf.hpp"
#include "engine/service/record.hpp"

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

// Every text in a tree: where a person or an organisation is named, it is by such a text.
void texts_in(const Value& tree, std::set<std::string>& texts) {
    if (tree.is_text()) texts.insert(tree.as_text());
    if (tree.is_list())
        for (const Value& item : tree.as_list()) texts_in(item, texts);
    if (tree.is_object())
        for (const auto& [name, member] : tree.as_object()) {
            texts.insert(name);
            texts_in(member, texts);
        }
}
void names_in(const Entry& entry, std::set<std::string>& names) {
    for (const std::string* text : {&entry.command, &entry.events})
        if (const auto tree = ledger::canonical_value(*text)) texts_in(*tree, names);
}
void actor_of(const Entry& entry, std::set<std::string>& names) {
    if (const auto leaf = ledger::read_leaf(entry.leaf)) names.insert(leaf->actor);
}

bool is_registry_entry_of(const Entry& entry, const std::set<std::string>& names) {
    return std::ranges::any_of(entry.streams, [&](const service::StreamVersion& s) {
        const std::size_t slash = s.stream.find('/');
        const std::string kind = s.stream.substr(0, slash);
        return (kind == "person" || kind == "organisation") && names.contains(s.stream.substr(slash + 1));
    });
}

constexpr std::string_view instance_log = "instance";

// Which entries of the whole are of the pack: in the instance log, those of everybody who took part, of whom
// these rest on, and so on.
std::vector<bool> chosen(const Pack& whole, const std::string& call, const std::string& application) {
    std::vector<bool> is_chosen(whole.entries.size());
    std::set<std::string> names;
    for (std::size_t i = 0; i < whole.entries.size(); ++i) {
        const Entry& entry = whole.entries[i];
        if (entry.log == instance_log) {
            is_chosen[i] = entry.type == "FoundInstance";
        } else {
            const bool is_own = touches(entry, "application/" + application);
            is_chosen[i] = is_own || touches(entry, "call/" + call) || touches(entry, "log/" + entry.log);
            if (is_own && entry.streams.size() <= 2) names_in(entry, names);
        }
        if (is_chosen[i]) actor_of(entry, names);
    }
    for (bool is_more = true; is_more;) {
        is_more = false;
        for (std::size_t i = 0; i < whole.entries.size(); ++i) {
            const Entry& entry = whole.entries[i];
            if (is_chosen[i] || entry.log != instance_log || !is_registry_entry_of(entry, names)) continue;
            is_chosen[i] = is_more = true;
            names_in(entry, names);
            actor_of(entry, names);
        }
    }
    return is_chosen;
}

std::string proof_line(std::int64_t index, const ledger::Proof& proof) {
    Value::List hashes;
    for (const ledger::Hash& hash : proof) hashes.push_back(ledger::hex(hash));
    return ledger::canonical(Value::object({{"index", index}, {"proof", std::move(hashes)}}));
}

std::optional<ledger::Proof> proof_of(const std::string& line, std::int64_t index) {
    const auto tree = ledger::canonical_value(line);
    const Value* of = tree ? tree->find("index") : nullptr;
    const Value* hashes = tree ? tree->find("proof") : nullptr;
    if (of == nullptr || *of != Value{index} || hashes == nullptr || !hashes->is_list()) return std::nullopt;
    ledger::Proof proof;
    for (const Value& one : hashes->as_list()) {
        const auto hash = one.is_text() ? ledger::hash_of_hex(one.as_text()) : std::nullopt;
        if (!hash) return std::nullopt;
        proof.push_back(*hash);
    }
    return proof;
}

std::string about_text(const Pack& pack) {
    Value versions = Value::object();
    for (const auto& [stream, version] : pack.versions) versions.set(stream, version);
    return ledger::canonical(Value::object(
        {{"application", pack.application}, {"call", pack.call}, {"versions", std::move(versions)}}));
}

bool read_about(const std::string& text, Pack& into) {
    const auto tree = ledger::canonical_value(text);
    const Value* application = tree ? tree->find("application") : nullptr;
    const Value* call = tree ? tree->find("call") : nullptr;
    const Value* versions = tree ? tree->find("versions") : nullptr;
    if (application == nullptr || !application->is_text() || call == nullptr || !call->is_text() ||
        versions == nullptr || !versions->is_object() || !is_id(application->as_text()))
        return false;
    for (const auto& [stream, version] : versions->as_object()) {
        if (!version.is_int()) return false;
        into.versions.emplace(stream, version.as_int());
    }
    into.application = application->as_text();
    into.call = call->as_text();
    return true;
}

constexpr const char* about_name = "application.json";

std::string readings_name(const std::string& log) {
    return std::string{logs_folder} + log + "/readings.jsonl";
}

// In the order of the file, as it spells them.
std::optional<ledger::ChainedAccess> reading_of(const std::string& line) {
    const auto tree = ledger::canonical_value(line);
    auto read = tree ? kernel::decode<ledger::ChainedAccess>(*tree) : std::nullopt;
    if (read && ledger::canonical(kernel::encode(*read)) != line) read.reset();
    return read;
}

// Where a log's lines and order.txt do not agree: the first entry that is not in its place.
std::string first_astray(const Pack& pack, const std::string& log) {
    if (pack.is_partial()) return {};
    std::int64_t expected = 0;
    for (const Entry& entry : pack.entries) {
        if (entry.log != log) continue;
        if (entry.index != expected)
            return "; entry " + std::to_string(entry.index) + " is where entry " + std::to_string(expected) +
                   " belongs";
        ++expected;
    }
    return "; entry " + std::to_string(expected) + " is the first that is there in one of them alone";
}

std::string proofs_name(const std::string& log) { return std::string{logs_folder} + log + "/proofs.jsonl"; }

}  // namespace

std::vector<service::AnchoredReadings> anchored_readings(const Pack& pack, const std::string& log) {
    std::vector<service::AnchoredReadings> anchors;
    for (const Entry& entry : pack.entries) {
        if (entry.log != instance_log || entry.type != custody::AnchorHeads::name) continue;
        const auto recorded = service::envelope_of(entry);
        const auto* anchor =
            recorded ? std::get_if<custody::AnchorHeads>(&recorded->envelope.command) : nullptr;
        if (anchor == nullptr) continue;
        if (const auto it = anchor->readings.find(log); it != anchor->readings.end())
            anchors.push_back({it->second, entry.index});
    }
    return anchors;
}

std::string beside_name(const std::string& hash) {
    return std::string{beside_folder} + hash + std::string{json};
}

bool is_page(std::string_view name) { return name.ends_with(".html") || name == "README.txt"; }

bool touches(const Entry& entry, std::string_view stream) {
    return std::ranges::any_of(entry.streams, [&](const auto& s) { return s.stream == stream; });
}

Pack of_application(Pack whole, const std::string& call, const std::string& application, const Nodes& nodes) {
    const std::vector<bool> is_chosen = chosen(whole, call, application);
    std::map<std::string, std::string> besides;
    std::map<std::string, std::int64_t> sizes;
    for (const Entry& entry : whole.entries) {
        for (const Beside& one : entry.beside) besides.emplace(one.hash, one.payload);
        sizes[entry.log] = std::max(sizes[entry.log], entry.index + 1);
    }
    Pack pack;
    pack.keys = std::move(whole.keys);
    pack.checkpoints = std::move(whole.checkpoints);
    pack.application = application;
    pack.call = call;
    const std::string own = "application/" + application;
    for (ledger::ChainedAccess& one : whole.readings)
        if (one.line.object == own) pack.readings.push_back(std::move(one));
    std::set<std::string> brought;
    for (std::size_t i = 0; i < whole.entries.size(); ++i) {
        if (!is_chosen[i]) continue;
        Entry entry = std::move(whole.entries[i]);
        entry.beside.clear();
        for (const std::string& hash : besides_of(entry))
            if (const auto it = besides.find(hash); it != besides.end() && brought.insert(hash).second)
                entry.beside.push_back({hash, it->second});
        if (!touches(entry, own)) entry.parts.clear();
        for (const service::StreamVersion& s : entry.streams)
            if (!s.stream.starts_with("application/") || s.stream == own) pack.versions[s.stream] = s.version;
        pack.proofs.emplace(
            std::pair{entry.log, entry.index},
            ledger::inclusion(entry.index, sizes.at(entry.log), [&](int level, std::int64_t position) {
                return nodes(entry.log, level, position);
            }));
        pack.entries.push_back(std::move(entry));
    }
    return pack;
}

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
    if (pack.is_partial()) files.push_back({about_name, about_text(pack)});
    for (const auto& [log, checkpoint] : pack.checkpoints)
        files.push_back({std::string{logs_folder} + log + "/checkpoint", checkpoint});
    for (const auto& [log, text] : lines)
        files.push_back({std::string{logs_folder} + log + "/entries.jsonl", text});
    std::map<std::string, std::string> readings;
    for (const ledger::ChainedAccess& one : pack.readings)
        readings[one.line.log] += ledger::canonical(kernel::encode(one)) + "\n";
    for (const auto& [log, text] : readings) files.push_back({readings_name(log), text});
    std::map<std::string, std::string> proofs;
    for (const auto& [of, proof] : pack.proofs) proofs[of.first] += proof_line(of.second, proof) + "\n";
    for (const auto& [log, proof_lines] : proofs) files.push_back({proofs_name(log), proof_lines});
    for (const auto& [hash, payload] : besides) files.push_back({beside_name(hash), payload});
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
    // Only a pack of one application has proofs of its entries.
    const bool has_proofs = std::ranges::any_of(files, [](const auto& one) {
        return one.first.starts_with(logs_folder) && one.first.ends_with("/proofs.jsonl");
    });
    if (has_proofs && !files.contains(about_name)) fail(file, std::string{"it has no "} + about_name);
    if (files.contains(about_name) && !read_about(text(about_name), pack))
        fail(file, std::string{about_name} + " cannot be read");
    std::map<std::string, std::vector<std::string>> proofs;
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
        if (next == of_log.size())
            fail(file,
                 "order.txt names more entries of " + log + " than there are" + first_astray(pack, log));
        auto entry = entry_of(log, of_log[next++]);
        if (!entry) fail(file, name + ":" + std::to_string(next) + " is no entry");
        if (pack.is_partial()) {
            if (!proofs.contains(log)) proofs.emplace(log, lines_of(text(proofs_name(log))));
            auto proof = next <= proofs.at(log).size() ? proof_of(proofs.at(log)[next - 1], entry->index)
                                                       : std::nullopt;
            if (!proof)
                fail(file, proofs_name(log) + ":" + std::to_string(next) + " is no proof of entry " +
                               std::to_string(entry->index));
            if (!pack.proofs.emplace(std::pair{log, entry->index}, std::move(*proof)).second)
                fail(file, name + ": entry " + std::to_string(entry->index) + " comes twice");
        }
        for (const std::string& hash : besides_of(*entry))
            if (const auto it = files.find(beside_name(hash));
                it != files.end() && brought.insert(hash).second)
                entry->beside.push_back({hash, it->second});
        pack.entries.push_back(std::move(*entry));
    }
    for (const auto& [name, bytes] : files)
        if (is_page(name)) pack.pages.emplace(name, bytes);
    if (pack.is_partial() && !pack.checkpoints.contains("calls/" + pack.call))
        fail(file, std::string{about_name} + " is of another call than the entries");
    for (const auto& [log, checkpoint] : pack.checkpoints) {
        const auto it = files.find(readings_name(log));
        if (it == files.end()) continue;
        std::size_t number = 0;
        for (const std::string& line : lines_of(it->second)) {
            auto reading = reading_of(line);
            ++number;
            if (!reading || reading->line.log != log)
                fail(file, it->first + ":" + std::to_string(number) + " is no line of who read what");
            pack.readings.push_back(std::move(*reading));
        }
    }
    if (files.contains("pages.txt")) pack.pages_about = text("pages.txt");
    for (const auto& [log, of_log] : proofs)
        if (of_log.size() != lines.at(log).size())
            fail(file, proofs_name(log) + " has more proofs than there are entries");
    for (const auto& [log, of_log] : lines)
        if (taken[log] != of_log.size())
            fail(file,
                 "order.txt names fewer entries of " + log + " than there are" + first_astray(pack, log));
    return pack;
}

}  // namespace atranka::pack
