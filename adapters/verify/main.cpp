// atranka-verify PACK --key KEY [--head FILE] [--receipt FILE]: checks an evidence pack without the database,
// the server or the network, and says what it checked, what it could not, and which entry is the first wrong.

#include "adapters/pack/page.hpp"
#include "adapters/verify/partial.hpp"
#include "adapters/verify/report.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/replay.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

namespace atranka::verify {

namespace {

constexpr int sound = 0, usage = 64, unsound = 65, no_input = 66;

constexpr std::string_view instance_log = "instance";

constexpr std::string_view help =
    "usage: atranka-verify PACK --key KEY [--key KEY …] [--head FILE …] [--receipt FILE …]\n"
    "  PACK       an evidence pack of a call or of one application, as `atranka audit pack` writes it\n"
    "  --key      a public key that you have from elsewhere than the pack: its text, or a file with some\n"
    "  --head     an older head of one of the pack's logs, as you kept it: the log must have grown from it\n"
    "  --receipt  a receipt that somebody holds: its entry must be the pack's\n"
    "Exit codes: 0 everything that was checked holds, 65 something does not or this is no evidence pack, "
    "64 the usage is wrong, 66 a file is not there.\n";

struct Asked {
    std::string pack;
    std::vector<std::string> keys, heads, receipts;
};

struct Missing : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string contents(const std::string& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) throw Missing{"cannot read " + file};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::vector<ledger::VerifierKey> keys_of(const std::vector<std::string>& named) {
    std::vector<ledger::VerifierKey> keys;
    for (const std::string& one : named) {
        const bool is_file = std::ifstream{one}.good();
        std::istringstream lines{is_file ? contents(one) : one};
        for (std::string line; std::getline(lines, line);) {
            if (line.empty()) continue;
            auto key = ledger::read_verifier_key(line);
            if (!key) throw Missing{one + ": no public key, and no file of that name: " + key.error()};
            keys.push_back(std::move(*key));
        }
    }
    return keys;
}

// The heads' signatures; the head of each log.
std::map<std::string, ledger::Head> check_heads(const pack::Pack& pack,
                                                const std::vector<ledger::VerifierKey>& keys,
                                                Report& report) {
    std::map<std::string, ledger::Head> heads;
    std::set<std::string> signers;
    for (const auto& [log, checkpoint] : pack.checkpoints) {
        service::Checked checked;
        const auto head = service::check_checkpoint(checkpoint, keys, checked);
        for (const std::string& fault : checked.faults) report.wrong("heads", log + ": " + fault);
        if (head && checked.faults.empty()) heads.emplace(log, *head);
        signers.insert(checked.signed_by.begin(), checked.signed_by.end());
        for (const auto& [witness, at] : checked.cosigned)
            report.checked("heads", log + ": cosigned by " + witness + " on " + Instant{at * 1000}.text());
    }
    std::string names;
    for (const std::string& name : signers) names += (names.empty() ? "" : ", ") + name;
    if (!heads.empty())
        report.checked("heads", plural(static_cast<std::int64_t>(heads.size()), "head", "heads") +
                                    " signed by " + names);
    return heads;
}

std::string without_epoch(const std::string& origin) { return origin.substr(0, origin.rfind('/')); }

// That each head and each leaf is of the log in whose place it lies, and that of the registry there is what a
// leaf says to rest on. A decision may be the same without.
void check_places(const pack::Pack& pack, const std::map<std::string, ledger::Head>& heads, Report& report) {
    for (const auto& [log, head] : heads)
        if (!without_epoch(head.origin).ends_with("/" + log))
            report.wrong("heads", fmt::format("{}: its head is of {}", log, head.origin));
    std::int64_t instance_size = 0;
    bool has_call = false;
    for (const service::Entry& entry : pack.entries) {
        const bool is_instance = entry.log == instance_log;
        if (is_instance) ++instance_size;
        has_call |= !is_instance;
        const auto leaf = ledger::read_leaf(entry.leaf);
        const auto head = heads.find(entry.log);
        if (!leaf || head == heads.end()) continue;  // said elsewhere
        if (without_epoch(leaf->log) != without_epoch(head->second.origin))
            report.wrong("entries", fmt::format("{} entry {}: leaf is of {}, its head of {}", entry.log,
                                                entry.index, leaf->log, head->second.origin));
        if (!pack.is_partial() && leaf->instance_size > instance_size)
            report.wrong("entries",
                         fmt::format("{} entry {}: was decided on {} of the instance, and {} before it",
                                     entry.log, entry.index, plural(leaf->instance_size, "entry", "entries"),
                                     instance_size == 1 ? "1 comes" : fmt::format("{} come", instance_size)));
    }
    if (!has_call) report.wrong("entries", "the pack has no entry of a call");
}

void check_trees(const pack::Pack& pack, const std::map<std::string, ledger::Head>& heads, Report& report) {
    std::map<std::string, ledger::Frontier> trees;
    for (const service::Entry& entry : pack.entries) trees[entry.log].append(ledger::leaf_hash(entry.leaf));
    for (const auto& [log, head] : heads) {
        const ledger::Frontier& tree = trees[log];
        if (tree.size() != head.size)
            report.wrong("entries", fmt::format("{}: the pack has {} entries, the signed head {}", log,
                                                tree.size(), head.size));
        else if (tree.root() != head.root)
            report.wrong("entries", log + ": the leaves do not give the root that was signed");
        else
            report.checked("entries",
                           fmt::format("{}: {} leaves give the root that was signed", log, tree.size()));
    }
}

// The first entry that is not where its log or one of its streams would go on, and the place of that entry.
std::optional<std::pair<std::size_t, service::Difference>> first_gap(const pack::Pack& pack) {
    std::map<std::string, std::int64_t> sizes, versions;
    for (std::size_t i = 0; i < pack.entries.size(); ++i) {
        const service::Entry& entry = pack.entries[i];
        const auto gap = [&](std::string detail) {
            return std::pair{i, service::Difference{entry.log, entry.index, "order", std::move(detail)}};
        };
        if (const std::int64_t expected = sizes[entry.log]++; expected != entry.index)
            return gap(fmt::format("is where entry {} belongs", expected));
        for (const service::StreamVersion& s : entry.streams)
            if (const std::int64_t expected = ++versions[s.stream]; expected != s.version)
                return gap(
                    fmt::format("has version {} of {} where {} belongs", s.version, s.stream, expected));
    }
    return std::nullopt;
}

// What follows a gap rests on what is not there, and cannot be decided again.
service::Replayed replay(const pack::Pack& pack, Report& report) {
    const auto gap = first_gap(pack);
    const std::size_t end = gap ? gap->first : pack.entries.size();
    service::Replayed replayed = service::replay([&](const auto& visit) {
        for (std::size_t i = 0; i < end; ++i)
            if (!visit(pack.entries[i])) return;
    });
    if (gap) {
        replayed.differences.push_back(gap->second);
        report.not_checked("decisions",
                           plural(static_cast<std::int64_t>(pack.entries.size() - end), "entry", "entries") +
                               " from there on: they may rest on what is missing");
    }
    return replayed;
}

void check_decisions(const service::Replayed& replayed, Report& report) {
    std::map<std::string, int> kinds;
    for (const service::Difference& d : replayed.differences) ++kinds[d.what];
    if (replayed.sound()) {
        report.checked("commitments", "everything that is open is what its leaf commits to");
        report.checked("decisions", plural(replayed.derived, "command", "commands") +
                                        " decided again with the same result, byte for byte");
        if (const auto it = replayed.commands.find("RankRound"); it != replayed.commands.end())
            report.checked("rankings", plural(it->second, "ranking", "rankings") + " made again, the same");
    }
    report.wrong_entries(replayed.differences);
    if (replayed.anchored > 0)
        report.checked("anchored", plural(replayed.anchored, "head", "heads") +
                                       " of the call that the instance log has, against its leaves");
    for (const auto& [index, parts] : replayed.erased_under)
        report.not_checked("erased", fmt::format("{}, erased under entry {} of the instance log",
                                                 plural(parts, "private part", "private parts"), index));
    if (replayed.erased > 0)
        report.not_checked("decisions",
                           plural(replayed.erased, "command", "commands") +
                               " whose private parts are not in the pack: they follow from their events");
}

std::string call_log_of(const pack::Pack& pack) {
    for (const auto& [name, checkpoint] : pack.checkpoints)
        if (name != instance_log) return name;
    return {};
}

// The chain of who read what beside the call's log. Of a pack of one application only some lines are there,
// each of which names the one before it by its hash.
void check_readings(const pack::Pack& pack, const std::vector<service::AnchoredReadings>& anchors,
                    Report& report) {
    const std::string log = call_log_of(pack);
    if (pack.is_partial()) {
        const auto fault = fault_in_some(pack.readings, "application/" + pack.application);
        if (fault)
            return report.wrong("readings", fmt::format("{} reading {}: {}", log, fault->index, fault->what));
        report.checked(
            "readings",
            plural(std::ssize(pack.readings), "line", "lines") +
                " of who read the application, each as its hash says; neighbours follow from one another");
        report.not_checked("readings",
                           "whether those that are there are all: a pack of the whole call shows "
                           "their chain");
        return;
    }
    const auto chain = [&](std::int64_t from, std::int64_t count) {
        const auto begin = pack.readings.begin() + std::min(from, std::ssize(pack.readings));
        return std::vector<ledger::ChainedAccess>{
            begin, begin + std::min(count, static_cast<std::int64_t>(pack.readings.end() - begin))};
    };
    const auto checked =
        service::check_readings(log, chain, anchors, std::numeric_limits<std::int64_t>::max());
    if (checked.fault) return report.wrong("readings", service::in_words(*checked.fault));
    report.checked(
        "readings",
        fmt::format("{} of who read what follow from one another; the instance log has {} of them",
                    plural(checked.lines, "line", "lines"), plural(checked.anchored, "head", "heads")));
    const std::int64_t sure = anchors.empty() ? 0 : anchors.back().head.size;
    if (checked.lines > sure)
        report.not_checked("readings", plural(checked.lines - sure, "line is", "lines are") +
                                           " newer than the last head that the instance log has of them");
}

// Leaf hashes of a log, for the tree at any earlier size.
ledger::Frontier tree_at(const pack::Pack& pack, const std::string& log, std::int64_t size) {
    ledger::Frontier tree;
    for (const service::Entry& entry : pack.entries)
        if (entry.log == log && tree.size() < size) tree.append(ledger::leaf_hash(entry.leaf));
    return tree;
}

std::string log_of(const std::string& origin, const pack::Pack& pack) {
    const std::string place = without_epoch(origin);
    for (const auto& [log, checkpoint] : pack.checkpoints)
        if (const auto head = service::head_of(checkpoint); head && without_epoch(head->origin) == place)
            return log;
    return {};
}

// Of a pack of one application the leaves between are withheld: only the same head can be compared.
void check_old_head_of_partial(const std::string& file, const std::string& log, const ledger::Head& then,
                               const pack::Pack& pack, Report& report) {
    const auto now = service::head_of(pack.checkpoints.at(log));
    if (now && then.size > now->size)
        report.wrong("older head", fmt::format("{}: {} had {} entries then, the pack's head has {}", file,
                                               log, then.size, now->size));
    else if (now && then.size == now->size && then.root != now->root)
        report.wrong("older head",
                     fmt::format("{}: {} has another root at {} entries", file, log, then.size));
    else if (now && then.size == now->size)
        report.checked("older head", fmt::format("{}: is the pack's head of {}", file, log));
    else
        report.not_checked(
            "older head", fmt::format("{}: whether {} only grew from {} entries: those of other applications "
                                      "are withheld; a pack of the call shows it",
                                      file, log, then.size));
}

void check_old_head(const std::string& file, const pack::Pack& pack,
                    const std::vector<ledger::VerifierKey>& keys, Report& report) {
    service::Checked checked;
    const auto head = service::check_checkpoint(contents(file), keys, checked);
    for (const std::string& fault : checked.faults) report.wrong("older head", file + ": " + fault);
    if (!head || !checked.faults.empty()) return;
    const std::string log = log_of(head->origin, pack);
    if (pack.is_partial() && !log.empty()) return check_old_head_of_partial(file, log, *head, pack, report);
    const ledger::Frontier then = tree_at(pack, log, head->size);
    if (log.empty())
        report.wrong("older head", file + ": is of " + head->origin + ", which is not in the pack");
    else if (then.size() < head->size)
        report.wrong("older head", fmt::format("{}: {} had {} entries then, the pack has {}", file, log,
                                               head->size, then.size()));
    else if (then.root() != head->root)
        report.wrong("older head", fmt::format("{}: the first {} entries of {} are others than then", file,
                                               head->size, log));
    else
        report.checked("older head", fmt::format("{}: {} only grew from {} entries", file, log, head->size));
}

void check_receipt(const std::string& file, const pack::Pack& pack,
                   const std::vector<ledger::VerifierKey>& keys, Report& report) {
    const service::Checked checked = service::check_receipt(contents(file), keys);
    for (const std::string& fault : checked.faults) report.wrong("receipt", file + ": " + fault);
    if (!checked.faults.empty()) return;
    const std::string log = log_of(checked.head.origin, pack);
    const auto entry = std::ranges::find_if(
        pack.entries, [&](const service::Entry& e) { return e.log == log && e.index == checked.index; });
    if (entry == pack.entries.end() && pack.is_partial() && !log.empty())
        report.not_checked("receipt",
                           fmt::format("{}: entry {} of {} is withheld from a pack of one application", file,
                                       checked.index, log));
    else if (entry == pack.entries.end() || entry->leaf != checked.leaf->bytes())
        report.wrong("receipt", fmt::format("{}: entry {} of {} is another one in the pack", file,
                                            checked.index, checked.head.origin));
    else
        report.checked("receipt", fmt::format("{}: is entry {} of {}", file, checked.index, log));
}

// People read the pages: they must say what the entries say, and nothing else.
void check_pages(const pack::Pack& pack, Report& report) {
    if (pack.pages_about.empty() && !pack.pages.empty())
        return report.wrong("pages", "pages.txt is not there, which says how the pages for people were made");
    if (pack.pages.empty() && pack.pages_about.empty())
        return report.not_checked("pages", "the pages for people: there are none in it");
    if (!pack::are_of_this_version(pack))
        return report.not_checked(
            "pages", "the pages for people: another version of the program made them; they may say anything");
    const auto about = pack::about_of(pack);
    if (!about) return report.wrong("pages", "pages.txt does not say when they were made");
    std::map<std::string, std::string> wanted;
    for (pack::File& page : pack::pages(pack, *about))
        if (pack::is_page(page.name)) wanted.emplace(std::move(page.name), std::move(page.bytes));
    const int before = report.wrongs();
    for (const auto& [name, bytes] : wanted)
        if (const auto it = pack.pages.find(name); it == pack.pages.end())
            report.not_checked("pages", name + ": is not there");
        else if (it->second != bytes)
            report.wrong("pages", name + ": is not what the entries give");
    for (const auto& [name, bytes] : pack.pages)
        if (!wanted.contains(name)) report.wrong("pages", name + ": is of nothing in the entries");
    if (report.wrongs() == before)
        report.checked("pages", plural(static_cast<std::int64_t>(pack.pages.size()), "page", "pages") +
                                    " made again from the entries, the same byte for byte");
}

int run(const Asked& asked) {
    const auto keys = keys_of(asked.keys);
    const pack::Pack pack = pack::read(asked.pack);
    Report report;
    const auto heads = check_heads(pack, keys, report);
    check_places(pack, heads, report);
    std::vector<service::Difference> differences;
    if (pack.is_partial()) {
        differences = check_partial(pack, heads, report);
        check_readings(pack, {}, report);
    } else {
        check_trees(pack, heads, report);
        service::Replayed replayed = replay(pack, report);
        check_decisions(replayed, report);
        check_readings(pack, pack::anchored_readings(pack, call_log_of(pack)), report);
        differences = std::move(replayed.differences);
    }
    if (report.wrongs() == 0)
        check_pages(pack, report);
    else
        report.not_checked("pages", "the pages for people: what they were made from does not hold");
    for (const std::string& file : asked.heads) check_old_head(file, pack, keys, report);
    for (const std::string& file : asked.receipts) check_receipt(file, pack, keys, report);
    if (asked.heads.empty() && asked.receipts.empty())
        report.not_checked(
            "split view",
            "give --head or --receipt: a head or receipt that somebody kept shows whether this is the "
            "same log");
    report.not_checked("truth", "whether what was entered is true is not in any log");
    fmt::print("\n{}: {}\n", asked.pack,
               report.wrongs() == 0  ? "everything that was checked holds"
               : differences.empty() ? "does NOT hold"
                                     : fmt::format("does NOT hold; the first wrong entry is {} entry {}",
                                                   differences.front().log, differences.front().index));
    return report.wrongs() == 0 ? sound : unsound;
}

std::optional<Asked> asked_of(int argc, char** argv) {
    Asked asked;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        auto* list = word == "--key"       ? &asked.keys
                     : word == "--head"    ? &asked.heads
                     : word == "--receipt" ? &asked.receipts
                                           : nullptr;
        if (list != nullptr && i + 1 < argc)
            list->emplace_back(argv[++i]);
        else if (list == nullptr && !word.starts_with("-") && asked.pack.empty())
            asked.pack = word;
        else
            return std::nullopt;
    }
    return asked.pack.empty() || asked.keys.empty() ? std::nullopt : std::optional{asked};
}

}  // namespace

}  // namespace atranka::verify

int main(int argc, char** argv) {
    using namespace atranka::verify;
    if (argc == 2 && std::string_view{argv[1]} == "--help") {
        fmt::print("{}", help);
        return sound;
    }
    const auto asked = asked_of(argc, argv);
    if (!asked) {
        fmt::print(stderr, "{}", help);
        return usage;
    }
    try {
        return run(*asked);
    } catch (const Missing& missing) {
        fmt::print(stderr, "atranka-verify: {}\n", missing.what());
        return no_input;
    } catch (const atranka::service::Failure& failure) {
        fmt::print(stderr, "atranka-verify: {}\n", failure.what());
        return failure.kind == atranka::service::Failure::Kind::unavailable ? no_input : unsound;
    } catch (const std::exception& error) {
        fmt::print(stderr, "atranka-verify: {}\n", error.what());
        return unsound;
    }
}
