#include "adapters/witness/witness.hpp"

#include "engine/ledger/base64.hpp"
#include "engine/ledger/lines.hpp"

#include <algorithm>

namespace atranka::witness {

namespace {

using What = Seen::What;

constexpr int attempts_max = 4;  // another process may show a newer head between two of them
constexpr long accepted = 200, forbidden = 403, not_found = 404, conflict = 409, unprocessable = 422;

std::string request(std::int64_t old, const ledger::Proof& proof, const std::string& checkpoint) {
    std::string body = "old " + std::to_string(old) + "\n";
    for (const ledger::Hash& hash : proof)
        body += ledger::base64({reinterpret_cast<const char*>(hash.data()), hash.size()}) + "\n";
    return body + "\n" + checkpoint;
}

Seen refused(std::string why) { return {What::refused, std::move(why)}; }

Seen fork(std::int64_t size, std::string why) {
    Seen seen{What::fork, std::move(why)};
    seen.size = size;
    return seen;
}

// Lines of signatures, read as those of the head that was shown; of other keys they say nothing here.
Seen cosigned(const Witness& witness, const Shown& shown, const std::string& lines) {
    const auto note = ledger::read_note(shown.checkpoint + lines);
    if (!note) return refused("it answered with what are no signatures: " + note.error());
    const auto before = ledger::read_note(shown.checkpoint);
    if (!before || note->text != before->text) return refused("it answered with what are no signatures");
    switch (ledger::verify(*note, witness.key)) {
        case ledger::Verdict::not_signed:
            return refused("it answered without a signature of the key " + witness.key.text());
        case ledger::Verdict::broken: return refused("its signature does not fit this head and its key");
        case ledger::Verdict::signed_by: break;
    }
    Seen seen{What::cosigned};
    seen.size = shown.head.size;
    seen.at = ledger::cosigned_at(*note, witness.key).value_or(0);
    for (const ledger::Signature& one : note->signatures)
        if (ledger::cosigned_at({note->text, {one}}, witness.key) == seen.at) seen.signature = one;
    return seen;
}

std::optional<std::int64_t> size_of(std::string_view body) {
    if (body.ends_with('\n')) body.remove_suffix(1);
    return ledger::read_count(body);
}

std::string entries(std::int64_t count) {
    return std::to_string(count) + (count == 1 ? " entry" : " entries");
}

}  // namespace

tl::expected<Witness, std::string> read_witness(std::string_view url, std::string_view key) {
    const bool has_scheme = url.starts_with("http://") || url.starts_with("https://");
    const std::string_view host = has_scheme ? url.substr(url.find("//") + 2) : "";
    const bool is_plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; });
    if (host.empty() || host.starts_with('/') || !is_plain)
        return tl::unexpected{std::string{url} + " is no address such as https://witness.example/"};
    auto read = ledger::read_verifier_key(key);
    if (!read) return tl::unexpected{read.error()};
    if (read->type != ledger::type_cosignature)
        return tl::unexpected{"the key of " + read->name +
                              " signs heads of its own: a witness's key is of type 4 (Ed25519 cosignature)"};
    while (url.ends_with('/')) url.remove_suffix(1);
    return Witness{std::string{url}, std::move(*read)};
}

std::string line_of(const Witness& witness) { return witness.url + " " + witness.key.text() + "\n"; }

tl::expected<std::vector<Witness>, std::string> read_witnesses(std::string_view text) {
    std::vector<Witness> witnesses;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        const std::size_t blank = line.find(' ');
        if (blank == std::string_view::npos)
            return tl::unexpected{"line " + std::to_string(number) + " is no address, blank and key"};
        auto witness = read_witness(line.substr(0, blank), line.substr(blank + 1));
        if (!witness) return tl::unexpected{"line " + std::to_string(number) + ": " + witness.error()};
        witnesses.push_back(std::move(*witness));
    }
    return witnesses;
}

Seen show(const Witness& witness, const Shown& shown, std::int64_t known, const Post& post) {
    const std::int64_t size = shown.head.size;
    std::int64_t old = std::min(known, size);
    std::optional<std::int64_t> told;
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        const ledger::Proof proof = old == 0 ? ledger::Proof{} : shown.proof(old);
        const Posted answer = post(witness.url + "/add-checkpoint", request(old, proof, shown.checkpoint));
        if (!answer) return {What::silent, answer.error()};
        if (answer->status == accepted) {
            Seen seen = cosigned(witness, shown, answer->body);
            seen.told = told;
            return seen;
        }
        if (answer->status == unprocessable && old > 0)
            return fork(old, "this log has others as its first " + entries(old));
        if (answer->status == forbidden) return refused("it does not trust the key that signed the head");
        if (answer->status == not_found)
            return refused("it does not know the log " + shown.head.origin +
                           ": whoever runs it has to add its key");
        const auto answered = answer->status == conflict ? size_of(answer->body) : std::nullopt;
        if (!answered) return refused("it answered " + std::to_string(answer->status));
        if (*answered > size)
            return fork(*answered, "this log has " + entries(size) +
                                       ": its database is of an earlier day, or others sign heads of it too");
        if (*answered == old && old == size)
            return fork(old, "this log has others as its first " + entries(old));
        if (*answered == old) return refused("it answered 409 with the size that it was asked with");
        old = *answered;
        told = answered;
    }
    return refused("it says to know another size each time it is asked");
}

}  // namespace atranka::witness
