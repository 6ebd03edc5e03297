#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/cli/witness.hpp"
#include "adapters/cli/words.hpp"
#include "adapters/export/tiles.hpp"
#include "adapters/json/json.hpp"
#include "adapters/system/notary.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/commitment.hpp"
#include "engine/service/acting.hpp"
#include "engine/service/noting.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/record.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <filesystem>

namespace atranka::cli {

namespace {

namespace fs = std::filesystem;

const Option key_option{
    "key", "--key",     "a public key, or a file with some, a line each: as `atranka key show` prints it",
    "KEY", Takes::each, true};
const Option witness_option{"witness", "--witness", "the public key of a witness, or a file with some", "KEY",
                            Takes::each};

// Public keys by their text or from files.
std::vector<ledger::VerifierKey> keys_of(const Arguments& arguments) {
    std::vector<ledger::VerifierKey> keys;
    std::vector<std::string> named = arguments.all("key");
    for (const std::string& witness : arguments.all("witness")) named.push_back(witness);
    for (const std::string& one : named) {
        std::error_code unknown;
        const bool is_file = fs::exists(one, unknown);
        const std::string text = is_file ? read_text(one) : one;
        for (std::size_t begin = 0, line = 1; begin < text.size(); ++line) {
            const auto end = std::min(text.find('\n', begin), text.size());
            const std::string spelled = text.substr(begin, end - begin);
            begin = end + 1;
            if (spelled.empty()) continue;
            auto key = ledger::read_verifier_key(spelled);
            if (!key)
                throw Stop{bad_data, (is_file ? one + ":" + std::to_string(line) : "--key " + one) +
                                         ": no public key, and no file of that name: " + key.error()};
            keys.push_back(std::move(*key));
        }
    }
    return keys;
}

std::string instant_of_posix(std::int64_t posix_seconds) { return Instant{posix_seconds * 1000}.text(); }

std::string names_of(const std::map<std::string, std::string>& salts) {
    std::string names;
    for (const auto& [name, salt] : salts) names += (names.empty() ? "" : ", ") + name;
    return names.empty() ? "none" : names;
}

// The payload that a part is said to have, checked against what the leaf commits to.
void open_parts(const Arguments& arguments, service::Checked& checked, Value::Object& opened) {
    for (const std::string& one : arguments.all("open")) {
        const auto equals = one.find('=');
        if (equals == std::string::npos) throw Stop{usage, "--open is PART=FILE, not " + one};
        const std::string part = one.substr(0, equals);
        std::string payload = read_text(one.substr(equals + 1));
        while (payload.ends_with('\n')) payload.pop_back();
        // However the JSON is laid out: what was committed to is its canonical bytes.
        if (const auto tree = json::parse(payload)) payload = ledger::canonical(*tree);
        const auto salt = checked.salts.find(part);
        const bool fits = salt != checked.salts.end() && checked.leaf &&
                          checked.leaf->commit.contains(part) &&
                          ledger::opens(checked.leaf->commit.at(part), salt->second, part, payload);
        if (salt == checked.salts.end())
            checked.faults.push_back("it has no part " + part + "; its parts: " + names_of(checked.salts));
        else if (!fits)
            checked.faults.push_back("the text of " + part + " is not what the entry commits to");
        opened.insert_or_assign(part, fits);
    }
}

int verify(Program& program, const Verb&, const Arguments& arguments) {
    const std::string file = arguments.text("file");
    service::Checked checked = service::check_receipt(read_text(file), keys_of(arguments));
    Value::Object opened;
    open_parts(arguments, checked, opened);
    const bool holds = checked.faults.empty();
    if (program.json()) {
        Value answer = Value::object({{"holds", holds}});
        Value::List faults;
        for (const std::string& fault : checked.faults) faults.emplace_back(fault);
        answer.set("faults", std::move(faults));
        if (holds) {
            answer.set("log", checked.head.origin);
            answer.set("index", checked.index);
            answer.set("size", checked.head.size);
            answer.set("type", checked.leaf->type);
            answer.set("actor", checked.leaf->actor);
            answer.set("at", checked.leaf->at.text());
            answer.set("signed_by", checked.signed_by.front());
            answer.set("opened", Value{opened});
            Value::List witnesses;
            for (const auto& [name, at] : checked.cosigned)
                witnesses.push_back(Value::object({{"witness", name}, {"at", instant_of_posix(at)}}));
            answer.set("cosigned", std::move(witnesses));
        }
        program.answer(answer);
        return holds ? ok : bad_data;
    }
    if (!holds) {
        program.say(file + " does NOT hold:");
        for (const std::string& fault : checked.faults) program.say("  " + fault);
        return bad_data;
    }
    const ledger::Leaf& leaf = *checked.leaf;
    program.say((file == "-" ? "The receipt" : file) + " holds. It proves that");
    program.say(fmt::format("  {} of {}", leaf.type, leaf.at.text()));
    program.say(fmt::format("  was given by {} (authenticated by: {})", leaf.actor, leaf.authenticated));
    std::string streams;
    for (const auto& [stream, version] : leaf.streams) streams += (streams.empty() ? "" : ", ") + stream;
    program.say(
        fmt::format("  and concerns {}{}", streams, leaf.beside.contains("streams") ? " and others" : ""));
    program.say(fmt::format("  and is entry {} of the log {}", leaf.index, leaf.log));
    program.say(fmt::format("  under a head of {} entries that {} has signed.", checked.head.size,
                            checked.signed_by.front()));
    if (!leaf.definition.empty()) program.say("It was decided under the definition " + leaf.definition + ".");
    program.say(
        "It lets its holder show what was said, each with its exact text: " + names_of(checked.salts) + ".");
    for (const auto& [part, fits] : opened)
        program.say("The text of " + part + " is what the entry commits to.");
    for (const auto& [name, at] : checked.cosigned)
        program.say("The witness " + name + " saw this head, and that it only added to earlier ones, on " +
                    instant_of_posix(at) + ".");
    if (checked.cosigned.empty())
        program.say(
            "It does not prove that others are shown the same log: no witness that you trust has cosigned "
            "this head.");
    return ok;
}

service::Entry entry_at(Program& program, const std::string& place) {
    const auto mark = place.find('#');
    const std::string log = place.substr(0, mark);
    std::optional<service::Entry> found;
    if (mark == std::string::npos) {
        found = program.store().entry_of_command(place);
    } else {
        program.store().scan([&](const service::Entry& entry) {
            if (entry.log == log && std::to_string(entry.index) == place.substr(mark + 1)) found = entry;
            return !found;
        });
    }
    if (!found)
        throw Stop{no_input, "no entry " + place +
                                 ": name it LOG#INDEX, such as calls/c-2026#17, or by the id "
                                 "of its command"};
    return *std::move(found);
}

// Whoever gave the command, and auditors.
int show_receipt(Program& program, const Verb&, const Arguments& arguments) {
    const service::Entry entry = entry_at(program, arguments.text("entry"));
    const registry::Person reader = service::acting(program.service().states(), program.actor());
    const auto leaf = ledger::read_leaf(entry.leaf);
    const bool own = leaf && leaf->actor == program.actor().text;
    if (!own && !reader.has_role("*", "auditor", program.now()))
        throw Stop{no_permission, "a receipt is for whoever gave the command, and for auditors"};
    auto parts = ledger::read_receipt(program.service().receipt(entry)).value();
    parts.checkpoint = cosigned(arguments, entry.log, parts.checkpoint);
    const std::string receipt = ledger::write(parts);
    refuse_existing(arguments.text("out"));
    if (arguments.has("out"))
        write_text(arguments.text("out"), receipt);
    else
        fmt::print("{}", receipt);
    return ok;
}

std::string log_of(Program& program, const Arguments& arguments) {
    return existing_log(program, arguments.text("log"));
}

int head(Program& program, const Verb&, const Arguments& arguments) {
    const std::string log = log_of(program, arguments);
    fmt::print("{}", cosigned(arguments, log, program.service().checkpoint(log)));
    return ok;
}

int tiles(Program& program, const Verb&, const Arguments& arguments) {
    const std::string log = log_of(program, arguments);
    const bool with_leaves = arguments.is_on("entries");
    if (with_leaves) {
        const registry::Person reader = service::acting(program.service().states(), program.actor());
        if (!reader.has_role("*", "auditor", program.now()))
            throw Stop{no_permission,
                       "leaves are for auditors of all calls; without --entries anyone may have the tiles"};
    }
    const exporting::Tiles written = exporting::write_tiles(
        program.store(), log, program.service().checkpoint(log), arguments.text("folder"), with_leaves);
    program.say(fmt::format("{}: {} files written, {} were there already", arguments.text("folder"),
                            written.written, written.kept));
    return ok;
}

// The chain of who read what, against every head of it that the instance log has.
std::optional<std::string> fault_of_readings(Program& program, const std::string& log) {
    std::vector<service::AnchoredReadings> anchors;
    program.store().scan([&](const service::Entry& entry) {
        if (entry.log != "instance" || entry.type != custody::AnchorHeads::name) return true;
        const auto recorded = service::envelope_of(entry);
        const auto* anchor =
            recorded ? std::get_if<custody::AnchorHeads>(&recorded->envelope.command) : nullptr;
        if (anchor == nullptr) return true;
        if (const auto it = anchor->readings.find(log); it != anchor->readings.end())
            anchors.push_back({it->second, entry.index});
        return true;
    });
    const auto checked = service::check_readings(
        log,
        [&](std::int64_t from, std::int64_t count) { return program.readings().range(log, from, count); },
        anchors, program.store().size(log));
    return checked.fault ? std::optional{service::in_words(*checked.fault)} : std::nullopt;
}

int check(Program& program, const Verb&, const Arguments& arguments) {
    const std::string folder = arguments.text("folder");
    exporting::CheckedTiles checked = exporting::check_tiles(folder, keys_of(arguments));
    if (arguments.has("log"))
        for (std::string& fault :
             exporting::compare_tiles(program.store(), log_of(program, arguments), folder))
            checked.faults.push_back(std::move(fault));
    if (arguments.has("log"))
        if (auto fault = fault_of_readings(program, log_of(program, arguments)))
            checked.faults.push_back(std::move(*fault));
    for (const std::string& fault : checked.faults) program.say(fault);
    for (const std::string& stray : checked.strays) program.say(stray);
    if (!checked.faults.empty()) return bad_data;
    program.say(fmt::format("{}: {} tiles of {} entries of {} give the root that {} has signed; {}{}", folder,
                            checked.tiles, checked.head->size, checked.head->origin,
                            checked.signed_by.front(),
                            checked.leaves == 0 ? "the leaves are not among them"
                                                : fmt::format("{} leaves have their hashes", checked.leaves),
                            arguments.has("log") ? "; the record has the same" : ""));
    return ok;
}

}  // namespace

std::vector<Verb> log_verbs() {
    return {{"receipt",
             "verify",
             "Check a receipt without the database, and say what it proves.",
             "atranka receipt verify submitted.tlog-proof --key mita.pub\n"
             "  atranka receipt verify submitted.tlog-proof --key mita.pub --open part.form=form.json",
             {{"file", "FILE", "the receipt, - for standard input", "FILE", Takes::one, true},
              key_option,
              witness_option,
              {"open", "--open", "check that this file is the text of that part", "PART=FILE", Takes::each}},
             verify},
            {"receipt",
             "show",
             "The receipt of a command you gave, under the newest head.",
             "atranka receipt show calls/c-2026#17 --as e-1 --out e-1.tlog-proof",
             {{"entry", "ENTRY", "LOG#INDEX, or the command's id", "ENTRY", Takes::one, true},
              {"out", "--out", "into this file", "FILE"}},
             show_receipt},
            {"log",
             "head",
             "The newest head of a log, signed, with the witnesses' cosignatures.",
             "atranka log head instance\n  atranka log head c-2026",
             {{"log", "LOG", "instance, or the call", "LOG", Takes::one, true}},
             head},
            {"log",
             "tiles",
             "A log as static files (C2SP tlog-tiles) that anyone can fetch and check.",
             "atranka log tiles public/c-2026 --log c-2026",
             {{"folder", "FOLDER", "where they go", "FOLDER", Takes::one, true},
              {"log", "--log", "instance, or the call", "LOG", Takes::one, true},
              {"entries", "--entries", "the leaves too: for auditors, never public", "", Takes::nothing}},
             tiles},
            {"log",
             "check",
             "Check a folder of tiles against its signed head, and against the record.",
             "atranka log check public/c-2026 --key mita.pub\n"
             "  atranka log check public/c-2026 --key mita.pub --log c-2026",
             {{"folder", "FOLDER", "the tiles", "FOLDER", Takes::one, true},
              key_option,
              {"log", "--log", "compare with this log of the database", "LOG"}},
             check}};
}

}  // namespace atranka::cli
