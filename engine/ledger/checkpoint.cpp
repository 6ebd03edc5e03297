#include "engine/ledger/checkpoint.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/ledger/base64.hpp"
#include "engine/ledger/ed25519.hpp"
#include "engine/ledger/lines.hpp"

#include <algorithm>
#include <utility>

namespace atranka::ledger {

namespace {

tl::unexpected<std::string> refused(std::string sentence) {
    return tl::unexpected<std::string>{std::move(sentence)};
}

}  // namespace

std::string text_of(const Head& head) {
    invariant(!key_name_fault(head.origin), "a log's origin is text without blanks and plus signs");
    invariant(head.size >= 0, "a tree has no fewer than 0 leaves");
    return head.origin + '\n' + std::to_string(head.size) + '\n' +
           base64({reinterpret_cast<const char*>(head.root.data()), head.root.size()}) + '\n';
}

tl::expected<Head, std::string> read_head(std::string_view note_text) {
    if (const auto fault = lines_fault(note_text)) return refused("this is no checkpoint: " + *fault);
    std::string_view rest = note_text;
    const auto origin = take_line(rest), size = take_line(rest), root = take_line(rest);
    if (!root) return refused("a checkpoint has three lines at least: origin, size and root");
    if (origin->empty()) return refused("the checkpoint's first line names no origin");
    Head head{std::string{*origin}, 0, {}};
    const auto count = read_count(*size);
    if (!count) return refused("the checkpoint's second line is not the tree's size in digits");
    head.size = *count;
    const auto bytes = unbase64(*root);
    if (!bytes || bytes->size() != head.root.size())
        return refused("the checkpoint's third line is not a root hash of 32 bytes in base64");
    std::ranges::transform(*bytes, head.root.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    if (head.size == 0 && head.root != sha256(""))
        return refused("the checkpoint's root is not that of an empty tree, and its size is 0");
    while (const auto extension = take_line(rest))
        if (extension->empty()) return refused("the checkpoint has an empty line");
    return head;
}

Signature sign(const Head& head, const KeyPair& pair) {
    const VerifierKey key{head.origin, type_ed25519, pair.public_key()};
    return {key.name, key.id(), pair.sign(text_of(head))};
}

Signature sign(const Head& head, std::string_view seed) { return sign(head, KeyPair{seed}); }

Signature cosign(const Head& head, const std::string& witness_name, std::string_view seed,
                 std::int64_t posix_seconds) {
    invariant(!key_name_fault(witness_name), "a witness's name is text without blanks and plus signs");
    invariant(posix_seconds >= 0, "a cosignature is of 1970 or later");
    const VerifierKey key{witness_name, type_cosignature, public_key_of(seed)};
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(posix_seconds >> shift & 0xFF);
    return {key.name, key.id(), bytes + sign(seed, cosigned_text(posix_seconds, text_of(head)))};
}

}  // namespace atranka::ledger
