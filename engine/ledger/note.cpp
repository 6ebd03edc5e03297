#include "engine/ledger/note.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/kernel/text.hpp"
#include "engine/ledger/base64.hpp"
#include "engine/ledger/ed25519.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/ledger/lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace atranka::ledger {

namespace {

tl::unexpected<std::string> refused(std::string sentence) {
    return tl::unexpected<std::string>{std::move(sentence)};
}

constexpr std::string_view dash = "\xE2\x80\x94 ";  // U+2014
constexpr std::size_t id_bytes = 4, time_bytes = 8;

// Unicode's White_Space beyond ASCII's blank; the controls among them are refused before.
constexpr std::array<std::string_view, 18> blanks = {" ",
                                                     "\xC2\x85",
                                                     "\xC2\xA0",
                                                     "\xE1\x9A\x80",
                                                     "\xE2\x80\x80",
                                                     "\xE2\x80\x81",
                                                     "\xE2\x80\x82",
                                                     "\xE2\x80\x83",
                                                     "\xE2\x80\x84",
                                                     "\xE2\x80\x85",
                                                     "\xE2\x80\x86",
                                                     "\xE2\x80\x87",
                                                     "\xE2\x80\x88",
                                                     "\xE2\x80\x89",
                                                     "\xE2\x80\x8A",
                                                     "\xE2\x80\xA8",
                                                     "\xE2\x80\xA9",
                                                     "\xE2\x80\xAF"};
constexpr std::array<std::string_view, 2> further_blanks = {"\xE2\x81\x9F", "\xE3\x80\x80"};

std::string big_endian(std::uint64_t number, std::size_t size) {
    std::string bytes(size, '\0');
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, number >>= 8)
        *byte = static_cast<char>(number & 0xFF);
    return bytes;
}

std::uint64_t from_big_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

tl::expected<Signature, std::string> read_signature(std::string_view line) {
    if (!line.starts_with(dash)) return refused("is no signature, which begins with an em dash and a blank");
    line.remove_prefix(dash.size());
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) return refused("has a key's name and no signature");
    const std::string_view name = line.substr(0, blank);
    if (const auto fault = key_name_fault(name)) return refused("has a key's name that " + *fault);
    const auto bytes = unbase64(line.substr(blank + 1));
    if (!bytes) return refused("has a signature that is not base64");
    if (bytes->size() <= id_bytes) return refused("has a signature that is too short");
    return Signature{
        std::string{name},
        static_cast<std::uint32_t>(from_big_endian(std::string_view{*bytes}.substr(0, id_bytes))),
        bytes->substr(id_bytes)};
}

// The time of a type 4 signature that is good.
std::optional<std::int64_t> cosignature_time(std::string_view text, std::string_view key,
                                             std::string_view bytes) {
    if (bytes.size() != time_bytes + signature_bytes) return std::nullopt;
    const std::uint64_t time = from_big_endian(bytes.substr(0, time_bytes));
    if (time > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    const auto seconds = static_cast<std::int64_t>(time);
    if (!is_signed(key, cosigned_text(seconds, text), bytes.substr(time_bytes))) return std::nullopt;
    return seconds;
}

bool is_good(const Note& note, const VerifierKey& key, const Signature& signature) {
    if (key.type == type_ed25519) return is_signed(key.key, note.text, signature.bytes);
    return key.type == type_cosignature && cosignature_time(note.text, key.key, signature.bytes).has_value();
}

}  // namespace

std::optional<std::string> key_name_fault(std::string_view name) {
    if (name.empty()) return "is empty";
    // DEL and U+0080 to U+009F are not forbidden, and a signature of an unknown key is passed over.
    if (utf8_fault(name) || std::ranges::any_of(name, [](char c) { return c >= 0 && c < 0x20; }))
        return "is not UTF-8 without control characters";
    if (name.find_first_of("+\t\n\r") != std::string_view::npos) return "has a plus sign or a line break";
    const auto inside = [&](std::string_view blank) { return name.find(blank) != std::string_view::npos; };
    if (std::ranges::any_of(blanks, inside) || std::ranges::any_of(further_blanks, inside))
        return "has a blank";
    return std::nullopt;
}

tl::expected<Note, std::string> read_note(std::string_view bytes) {
    if (bytes.size() > note_size_max)
        return refused("a signed note has at most 256 KiB, and this one " + std::to_string(bytes.size()) +
                       " bytes");
    if (const auto fault = lines_fault(bytes)) return refused("this is no signed note: " + *fault);
    const std::size_t split = bytes.rfind("\n\n");
    if (split == std::string_view::npos)
        return refused("this is no signed note: no empty line ends its text");
    Note note;
    note.text = bytes.substr(0, split + 1);
    auto number = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(split) + 2, '\n');
    std::string_view rest = bytes.substr(split + 2);
    if (rest.empty()) return refused("the note has no signature");
    for (; const auto line = take_line(rest); ++number) {
        if (note.signatures.size() == note_signatures_max)
            return refused("the note has more than 16 signatures");
        auto signature = read_signature(*line);
        if (!signature)
            return refused("line " + std::to_string(number) + " of the note " + signature.error());
        note.signatures.push_back(std::move(*signature));
    }
    return note;
}

std::string write(const Note& note) {
    invariant(note.text.ends_with('\n') && !lines_fault(note.text),
              "a note's text is lines, each of which ends in a line feed");
    invariant(!note.signatures.empty(), "a note that is written has no signature");
    invariant(note.signatures.size() <= note_signatures_max, "a note has at most 16 signatures");
    std::string bytes = note.text + "\n";
    for (const Signature& signature : note.signatures) {
        invariant(!key_name_fault(signature.name) && !signature.bytes.empty(),
                  "a signature has bytes, and a key's name without a blank");
        bytes.append(dash)
            .append(signature.name)
            .append(" ")
            .append(base64(big_endian(signature.id, id_bytes) + signature.bytes)) += '\n';
    }
    invariant(bytes.size() <= note_size_max, "a signed note has at most 256 KiB");
    return bytes;
}

std::uint32_t VerifierKey::id() const {
    const Hash hash = sha256(name + '\n' + static_cast<char>(type) + key);
    return static_cast<std::uint32_t>(
        from_big_endian({reinterpret_cast<const char*>(hash.data()), id_bytes}));
}

std::string VerifierKey::text() const {
    return name + '+' + hex(big_endian(id(), id_bytes)) + '+' + base64(static_cast<char>(type) + key);
}

tl::expected<VerifierKey, std::string> read_verifier_key(std::string_view text) {
    const std::size_t first = text.find('+');
    const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos)
        return refused("a verifier key is <name>+<id>+<base64>, and this text has no two plus signs");
    VerifierKey key;
    key.name = text.substr(0, first);
    if (const auto fault = key_name_fault(key.name))
        return refused("the verifier key has a name that " + *fault);
    const std::string_view id = text.substr(first + 1, second - first - 1);
    if (!is_hex(id, id_bytes)) return refused("the verifier key's id is not 8 lower-case hex digits");
    const auto bytes = unbase64(text.substr(second + 1));
    if (!bytes || bytes->empty()) return refused("the verifier key's last part is not base64");
    key.type = static_cast<std::uint8_t>(bytes->front());
    if (key.type != type_ed25519 && key.type != type_cosignature)
        return refused("the verifier key is of type " + std::to_string(key.type) +
                       "; types 1 (Ed25519) and 4 (Ed25519 cosignature) are known here");
    key.key = bytes->substr(1);
    if (key.key.size() != public_key_bytes)
        return refused("the verifier key has " + std::to_string(key.key.size()) +
                       " bytes, and an Ed25519 key 32");
    if (hex(big_endian(key.id(), id_bytes)) != id)
        return refused("the verifier key's id is not that of its name and key: it was changed or mistyped");
    return key;
}

std::string cosigned_text(std::int64_t posix_seconds, std::string_view note_text) {
    return "cosignature/v1\ntime " + std::to_string(posix_seconds) + "\n" + std::string{note_text};
}

Verdict verify(const Note& note, const VerifierKey& key) {
    Verdict verdict = Verdict::not_signed;
    const std::uint32_t id = key.id();
    for (const Signature& signature : note.signatures) {
        if (signature.name != key.name || signature.id != id) continue;
        if (!is_good(note, key, signature)) return Verdict::broken;
        verdict = Verdict::signed_by;
    }
    return verdict;
}

std::optional<std::int64_t> cosigned_at(const Note& note, const VerifierKey& key) {
    if (key.type != type_cosignature || verify(note, key) != Verdict::signed_by) return std::nullopt;
    std::optional<std::int64_t> latest;
    const std::uint32_t id = key.id();
    for (const Signature& signature : note.signatures)
        if (signature.name == key.name && signature.id == id)
            latest = std::max(latest, cosignature_time(note.text, key.key, signature.bytes));
    return latest;
}

}  // namespace atranka::ledger
