#pragma once
// What everyone who gave a command holds of it: that it stands in the log, and the means to open what its
// leaf commits to.
// Shape:  a tlog-proof whose extra data is canonical JSON,
//         {"leaf":"<the leaf's bytes>","salts":{"command":"<64 hex>","events":"…","part.form":"…"}}.
//         The leaf's hash is what the proof includes; the extra data itself is trusted for nothing.
// Units:  under 4 KB at 100,000 entries, unless the command touched dozens of streams.
// Source: c2sp.org/tlog-proof; LEDGER.md, format 6.

#include "engine/ledger/leaf.hpp"
#include "engine/ledger/receipt.hpp"
#include "engine/service/ports.hpp"

namespace atranka::service {

std::string receipt_of(const Entry& entry, const ledger::Proof& proof, const std::string& checkpoint);

// What a receipt proves under keys that its reader trusts; a key named like an instance holds for all its
// logs.
struct Checked {
    std::vector<std::string> faults;  // sentences; none: it holds
    ledger::Head head = {};
    std::int64_t index = 0;
    std::optional<ledger::Leaf> leaf = {};
    std::map<std::string, std::string> salts = {};  // 32 bytes each, by the commitment's name
    std::vector<std::string> signed_by = {};        // the keys' names with their ids
    std::vector<std::pair<std::string, std::int64_t>> cosigned = {};  // witness, POSIX seconds
};
Checked check_receipt(std::string_view receipt, const std::vector<ledger::VerifierKey>& keys);
// A checkpoint's head, whoever signed it.
tl::expected<ledger::Head, std::string> head_of(std::string_view checkpoint);
// The signatures of a checkpoint alone, into `signed_by`, `cosigned` and `faults`.
std::optional<ledger::Head> check_checkpoint(std::string_view checkpoint,
                                             const std::vector<ledger::VerifierKey>& keys, Checked& into);

}  // namespace atranka::service
