#pragma once
// One entry of a log as the tree sees it: what was done to which streams, by whom and under which definition,
// the facts that anyone may know, and commitments to the rest.
// Shape:  a canonical JSON object; `definition`, `public`, `commit` and `beside` are left out where they are
//         empty.
//         {"actor":"p-3","at":"2026-11-23T00:10:13.000Z","authenticated":"cli","commit":{"command":"<64
//         hex>"},
//          "definition":"<64 hex>","index":17,"instance_size":5,"log":"example.org/calls/2026-1/1",
//          "nonce":"<32
//          hex>","public":{…},"semantics":1,"streams":{"application/a-17":4},"type":"SubmitReview"}
// Units:  at most 16 KiB; indexes from 0, stream versions from 1, all within 2^53-1.
// Errors: `fault` says in words why a leaf cannot be recorded; `bytes` of such a leaf aborts. `read_leaf`
//         accepts exactly the bytes that `bytes` gives, and is nullopt for any other.
// Source: LEDGER.md, format 2.

#include "engine/kernel/instant.hpp"
#include "engine/kernel/value.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace atranka::ledger {

constexpr std::size_t leaf_size_max = 16 * 1024;

struct Leaf {
    std::string log;  // origin, with host and epoch
    std::int64_t index = 0;
    std::map<std::string, std::int64_t> streams;  // touched, with the version each has after this entry
    std::int64_t instance_size = 0;  // of the instance log when this was decided: how the registry stood
    std::int64_t semantics = 1;      // version of the deciding code's meaning
    std::string type;                // of the command
    std::string actor;               // pseudonym
    std::string authenticated;       // how: "cli", "password", "passkey", "system"
    Instant at;
    std::string definition;                     // SHA-256; empty in the instance log
    Value::Object facts;                        // "public"
    std::map<std::string, std::string> commit;  // part → commitment
    std::map<std::string, std::string> beside;  // name of a large public fact → its SHA-256
    std::string nonce;                          // 128 random bits: neighbours' hashes must not be guessable

    std::optional<std::string> fault() const;
    std::string bytes() const;
    friend bool operator==(const Leaf&, const Leaf&) = default;
};

std::optional<Leaf> read_leaf(std::string_view bytes);

}  // namespace atranka::ledger
