#include "engine/ledger/receipt.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/ledger/base64.hpp"
#include "engine/ledger/checkpoint.hpp"
#include "engine/ledger/lines.hpp"
#include "engine/ledger/note.hpp"

#include <algorithm>
#include <utility>

namespace atranka::ledger {

namespace {

tl::unexpected<std::string> refused(std::string sentence) {
    return tl::unexpected<std::string>{std::move(sentence)};
}

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ", index_word = "index ";

std::optional<Hash> read_hash(std::string_view line) {
    const auto bytes = unbase64(line);
    Hash hash{};
    if (!bytes || bytes->size() != hash.size()) return std::nullopt;
    std::ranges::transform(*bytes, hash.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    return hash;
}

tl::unexpected<std::string> wrong(std::int64_t line, std::string_view what) {
    return refused("line " + std::to_string(line) + " of the receipt " + std::string{what});
}

}  // namespace

std::string write(const Receipt& receipt) {
    std::string bytes{first_line};
    bytes += '\n';
    if (!receipt.extra.empty()) bytes.append(extra_word).append(base64(receipt.extra)) += '\n';
    bytes.append(index_word).append(std::to_string(receipt.index)) += '\n';
    for (const Hash& hash : receipt.proof)
        bytes.append(base64({reinterpret_cast<const char*>(hash.data()), hash.size()})) += '\n';
    bytes.append("\n").append(receipt.checkpoint);
    // What could not be read back. Hashes and extra data are base64 of whatever they are; the checkpoint's
    // lines are looked at with the rest of it.
    invariant(receipt.index >= 0, "a receipt has an index that is no whole number");
    invariant(receipt.proof.size() <= proof_length_max, "a proof has at most 63 hashes");
    invariant(bytes.size() <= receipt_size_max, "a receipt has at most 512 KiB");
    const auto note = read_note(receipt.checkpoint);
    invariant(note.has_value(), note ? std::string_view{} : std::string_view{note.error()});
    const auto head = read_head(note->text);
    invariant(head.has_value(), head ? std::string_view{} : std::string_view{head.error()});
    return bytes;
}

tl::expected<Receipt, std::string> read_receipt(std::string_view bytes) {
    if (bytes.size() > receipt_size_max)
        return refused("a receipt has at most 512 KiB, and this one " + std::to_string(bytes.size()) +
                       " bytes");
    if (const auto fault = lines_fault(bytes)) return refused("this is no receipt: " + *fault);
    std::string_view rest = bytes;
    if (take_line(rest) != first_line)
        return refused("this is no receipt: its first line is not " + std::string{first_line});
    std::int64_t number = 2;
    auto line = take_line(rest);
    Receipt receipt;
    if (line && line->starts_with(extra_word)) {
        const auto extra = unbase64(line->substr(extra_word.size()));
        if (!extra) return wrong(number, "has extra data that is not base64");
        if (extra->empty()) return wrong(number, "has no extra data: without any, the line is left out");
        receipt.extra = *extra;
        line = take_line(rest);
        ++number;
    }
    if (!line || !line->starts_with(index_word)) return wrong(number, "does not give the entry's index");
    const auto index = read_count(line->substr(index_word.size()));
    if (!index) return wrong(number, "has an index that is no whole number");
    receipt.index = *index;
    for (line = take_line(rest), ++number; line && !line->empty(); line = take_line(rest), ++number) {
        if (receipt.proof.size() == proof_length_max)
            return wrong(number, "is one proof hash too many: 63 are the most");
        const auto hash = read_hash(*line);
        if (!hash) return wrong(number, "is not a hash of 32 bytes in base64");
        receipt.proof.push_back(*hash);
    }
    if (!line) return refused("the receipt ends before its checkpoint");
    receipt.checkpoint = rest;
    const auto note = read_note(rest);
    if (!note) return refused("the receipt's checkpoint cannot be read: " + note.error());
    if (const auto head = read_head(note->text); !head)
        return refused("the receipt's checkpoint cannot be read: " + head.error());
    return receipt;
}

}  // namespace atranka::ledger
