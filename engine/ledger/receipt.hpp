#pragma once
// A receipt: offline proof that a log has an entry, which its holder keeps as a file (`.tlog-proof`).
// Shape:  `c2sp.org/tlog-proof@v1`, `extra <base64>` where there is any, `index <n>`, the hashes of the
//         inclusion proof in base64, leaf's sibling first, a line each; an empty line; the checkpoint's
//         signed note, verbatim.
// Units:  the index counts leaves from 0; at most 63 hashes and 512 KiB.
// Errors: what cannot be read is one sentence that names the line. Read is the form alone, the
//         checkpoint's too: whether the signatures and the proof hold is asked of note.hpp and
//         tree.hpp. The extra bytes are signed by nobody. `write` of a receipt that could not be read
//         back is a broken invariant.
// Source: C2SP tlog-proof (https://c2sp.org/tlog-proof).

#include "engine/ledger/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace atranka::ledger {

constexpr std::size_t receipt_size_max = 512 * 1024;
constexpr std::size_t proof_length_max = 63;  // of a tree whose size fits 63 bits

struct Receipt {
    std::int64_t index = 0;
    Proof proof;
    std::string extra;  // raw bytes; may be empty
    std::string checkpoint;
    friend bool operator==(const Receipt&, const Receipt&) = default;
};

std::string write(const Receipt& receipt);
tl::expected<Receipt, std::string> read_receipt(std::string_view bytes);

}  // namespace atranka::ledger
