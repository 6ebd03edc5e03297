#pragma once
// The head of a log, as text that is signed, and its signatures.
// Shape:  `<origin>` `<size>` `<root in base64>`, a line each; the note around it is note.hpp's. The
//         log's key has the origin as its name.
// Units:  the size counts leaves; a cosignature's time is in seconds since 1970.
// Errors: `read_head` says in one sentence what is wrong; further lines are opaque and passed over, as
//         the format demands of a reader, while what we write has none. An origin that could not be a
//         key's name, a negative size or time, and a seed of another size are broken invariants.
// Source: C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint), tlog-cosignature
//         (https://c2sp.org/tlog-cosignature).

#include "engine/ledger/ed25519.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/note.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace atranka::ledger {

struct Head {
    std::string origin;
    std::int64_t size = 0;
    Hash root{};
    friend bool operator==(const Head&, const Head&) = default;
};

std::string text_of(const Head& head);
tl::expected<Head, std::string> read_head(std::string_view note_text);

Signature sign(const Head& head, const KeyPair& pair);
Signature sign(const Head& head, std::string_view seed);
Signature cosign(const Head& head, const std::string& witness_name, std::string_view seed,
                 std::int64_t posix_seconds);

}  // namespace atranka::ledger
