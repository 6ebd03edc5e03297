#pragma once
// Signed notes, and the keys that they are verified with.
// Shape:  a text that ends in a line feed, an empty line, and 1 to 16 signature lines `— <key name>
//         base64(<key id, 4 bytes, big-endian> ‖ <signature>)`. The text may have empty lines itself:
//         the last one of the note ends it. A verifier key is `<name>+<id in 8 hex
//         digits>+base64(<type> ‖ <key>)`. A key's id is the first four bytes of SHA-256(name ‖ 0x0A ‖
//         type ‖ key).
// Units:  a note has at most 256 KiB; a cosignature's time is in seconds since 1970.
// Errors: what cannot be read is one sentence that names the line. `write` of a note that could not be
//         read back is a broken invariant. `verify` is total; signatures of other keys are passed over,
//         whatever they are.
// Source: C2SP signed-note (https://c2sp.org/signed-note) and, for type 4, tlog-cosignature
//         (https://c2sp.org/tlog-cosignature).

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace atranka::ledger {

constexpr std::size_t note_size_max = 256 * 1024;  // 16 post-quantum signatures of 5 kB and their base64
constexpr std::size_t note_signatures_max = 16;    // what every reader must accept at least

struct Signature {
    std::string name;
    std::uint32_t id = 0;
    std::string bytes;
    friend bool operator==(const Signature&, const Signature&) = default;
};

struct Note {
    std::string text;
    std::vector<Signature> signatures;
    friend bool operator==(const Note&, const Note&) = default;
};

tl::expected<Note, std::string> read_note(std::string_view bytes);
std::string write(const Note& note);

constexpr std::uint8_t type_ed25519 = 1, type_cosignature = 4;

struct VerifierKey {
    std::string name;
    std::uint8_t type = type_ed25519;
    std::string key;  // the public key's 32 bytes

    std::uint32_t id() const;
    std::string text() const;
    friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

tl::expected<VerifierKey, std::string> read_verifier_key(std::string_view text);
// What keeps a name from being that of a key, in words: it is not empty and has neither blanks nor `+`.
std::optional<std::string> key_name_fault(std::string_view name);

enum class Verdict {
    signed_by,   // by this key, and every signature of this key is good
    not_signed,  // by this key
    broken,      // there is a signature in this key's name and id that it did not make
};
Verdict verify(const Note& note, const VerifierKey& key);

// When the witness of this key of type 4 says to have seen the note: the latest, where it signed more than
// once. Nothing where `verify` would not give `signed_by`.
std::optional<std::int64_t> cosigned_at(const Note& note, const VerifierKey& key);
// What a witness signs.
std::string cosigned_text(std::int64_t posix_seconds, std::string_view note_text);

}  // namespace atranka::ledger
