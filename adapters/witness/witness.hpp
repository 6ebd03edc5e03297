#pragma once
// Witnesses: others who keep the newest head of a log that they were shown, and cosign one only where the
// log grew from it. Whoever holds a cosigned head is not shown another log than the witness.
// Shape:  `POST <url>/add-checkpoint` with `old <size>`, the proof of consistency from there, a hash in
//         base64 a line, an empty line, and the checkpoint; answered 200 with signature lines, or 409 with
//         the size that the witness knows. Witnesses are kept as lines `<url> <verifier key>`.
// Units:  an answer has at most 64 KiB; sizes count leaves.
// Errors: what cannot be read is one sentence; whatever a witness answers is a value, and trusted for
//         nothing that its signature does not say.
// Source: C2SP tlog-witness (https://c2sp.org/tlog-witness), tlog-cosignature
//         (https://c2sp.org/tlog-cosignature).

#include "engine/ledger/checkpoint.hpp"
#include "engine/ledger/tree.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace atranka::witness {

struct Witness {
    std::string url;  // without the slash at its end
    ledger::VerifierKey key;
    friend bool operator==(const Witness&, const Witness&) = default;
};

tl::expected<Witness, std::string> read_witness(std::string_view url, std::string_view key);
std::string line_of(const Witness& witness);
// The sentence names the line.
tl::expected<std::vector<Witness>, std::string> read_witnesses(std::string_view text);

struct Answer {
    long status = 0;
    std::string body;
};
// Nobody answered: why, in words.
using Posted = tl::expected<Answer, std::string>;
using Post = std::function<Posted(const std::string& url, const std::string& body)>;
Posted post(const std::string& url, const std::string& body);  // by HTTP

// What came of showing a head to a witness.
struct Seen {
    enum class What {
        cosigned,
        fork,     // it cosigned a head before that is not one of this log: `size` is that head's
        refused,  // it cosigns no head of this log, or answers nonsense
        silent    // it did not answer
    };
    What what = What::silent;
    std::string why = {};                   // in words, where it did not cosign
    std::int64_t size = 0;                  // of the head that it knows now
    std::int64_t at = 0;                    // when it cosigned, POSIX seconds
    std::optional<std::int64_t> told = {};  // the size that it said to know before, where that was another
    ledger::Signature signature = {};       // of this witness on the head, the latest
};

struct Shown {
    ledger::Head head;
    std::string checkpoint;                                 // its signed note
    std::function<ledger::Proof(std::int64_t from)> proof;  // of consistency, to the head
};
// `known` is the size of the newest head that it is known to have cosigned; 0 where there is none.
Seen show(const Witness& witness, const Shown& shown, std::int64_t known, const Post& post);

}  // namespace atranka::witness
