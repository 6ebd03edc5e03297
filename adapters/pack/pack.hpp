#pragma once
// An evidence pack: one archive with everything that is needed to check a call without the agency.
// Shape:  a ZIP file of
//           index.html                 what is in it and how to check it, in English and Lithuanian
//           applications/<id>.html     a page for each application, likewise
//           README.txt                 what each file is, how to check it, and what it does not prove
//           pages.txt                  the version of what these say, and when they were made, a line each
//           keys.txt                   the public keys, a line each
//           logs/<log>/checkpoint      the log's signed head
//           logs/<log>/entries.jsonl   its entries, a line each, in their order; canonical JSON
//           order.txt                  the logs' names, a line an entry, in the order of writing
//           beside/<hash>.json         definitions, ranked lists and other large facts
//           logs/<log>/readings.jsonl  who read what and what was refused to whom: the chain beside the
//                                      call's log, a line each, with its hash
//         for the call's log and `instance`. An entry's line has its leaf, command and events verbatim as
//         text, their salts in hex, and its private parts.
//         A pack of one application has, of both logs, only the entries that touch it, the call as such, or
//         people and organisations who took part, without the private parts of other entries than the
//         application's own; and besides
//           application.json           {"application", "call", "versions": {stream: its last version here}}
//           logs/<log>/proofs.jsonl    a line an entry: {"index", "proof"}, the hashes of its inclusion proof
//                                      under the signed head, leaf's sibling first, in hex
//         and of the readings those of the application.
// Units:  at most 4 GiB unpacked, and 1 GiB a file.
// Errors: service::Failure where the file cannot be read or written, or is no pack: a sentence that names
//         the file in it. Nothing that is read is trusted: what it proves is the business of replay and
//         signatures.
// Source: LEDGER.md, "What an auditor asks for"; Reg. (EU) 480/2014 Art. 25(1)(a).

#include "adapters/pack/zip.hpp"
#include "engine/service/noting.hpp"

#include <filesystem>
#include <map>
#include <optional>

namespace atranka::pack {

struct Pack {
    std::vector<std::string> keys;                   // as they are spelled
    std::map<std::string, std::string> checkpoints;  // by log
    std::vector<service::Entry> entries;             // in the order of writing
    // Of a pack of one application; empty where the pack has the whole call.
    std::string application, call;
    std::map<std::string, std::int64_t> versions;  // of its streams, the last one here
    std::map<std::pair<std::string, std::int64_t>, ledger::Proof> proofs;  // by log and index

    std::vector<ledger::ChainedAccess> readings;  // beside the call's log

    std::map<std::string, std::string> pages;  // as they were read
    std::string pages_about;                   // pages.txt

    bool is_partial() const { return !application.empty(); }
};

// The heads of the chain of readings of that log which the pack's instance log has.
std::vector<service::AnchoredReadings> anchored_readings(const Pack& pack, const std::string& log);

// With the pages for people.
void write(const Pack& pack, std::vector<File> pages, const std::filesystem::path& file);
Pack read(const std::filesystem::path& file);

// So many entries of each log, with all large facts that they or their decisions rest on.
std::vector<service::Entry> entries_of(service::EventStore& store,
                                       const std::map<std::string, std::int64_t>& sizes);

// Of a pack of the whole call what concerns one application, each entry with its proof; `nodes` gives the
// tree's nodes of a log.
using Nodes = std::function<ledger::Hash(const std::string& log, int level, std::int64_t position)>;
Pack of_application(Pack whole, const std::string& call, const std::string& application, const Nodes& nodes);
// Where in the archive what has that hash lies.
std::string beside_name(const std::string& hash);
// Whether a file is for people, who read in it what the entries say.
bool is_page(std::string_view name);
// Whether an entry touches that application.
bool touches(const service::Entry& entry, std::string_view stream);

}  // namespace atranka::pack
