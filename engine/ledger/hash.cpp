#include "engine/ledger/hash.hpp"

#include "engine/kernel/invariant.hpp"

#include <openssl/evp.h>
#include <algorithm>

namespace atranka::ledger {

namespace {

std::string_view bytes_of(const Hash& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

int nibble(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

}  // namespace

Hash sha256(std::string_view bytes) {
    // EVP_sha256() would look the algorithm up again each time.
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    Hash hash{};
    unsigned size = 0;
    invariant(algorithm != nullptr &&
                  EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size, algorithm, nullptr) == 1 &&
                  size == hash.size(),
              "SHA-256 is there and gives 32 bytes");
    return hash;
}

// RFC 2104 over the digest above: OpenSSL's HMAC() looks its algorithm up at each call, which takes longer
// than to
// hash a command.
Hash hmac_sha256(std::string_view key, std::string_view message) {
    constexpr std::size_t block_bytes = 64;
    const Hash hashed_key = key.size() > block_bytes ? sha256(key) : Hash{};
    std::string block{key.size() > block_bytes ? bytes_of(hashed_key) : key};
    block.resize(block_bytes, '\0');
    const auto padded = [&](char pad, std::string_view rest) {
        std::string bytes;
        bytes.reserve(block_bytes + rest.size());
        for (const char c : block) bytes += static_cast<char>(c ^ pad);
        return sha256(bytes.append(rest));
    };
    const Hash inner = padded('\x36', message);
    return padded('\x5c', bytes_of(inner));
}

Hash leaf_hash(std::string_view leaf) { return sha256(std::string(1, '\x00').append(leaf)); }

Hash node_hash(const Hash& left, const Hash& right) {
    // On the stack: a proof is verified in as many of these as it has hashes.
    std::array<char, 1 + 2 * sizeof(Hash)> bytes{};
    bytes[0] = '\x01';
    const auto right_at = std::ranges::copy(bytes_of(left), bytes.begin() + 1).out;
    std::ranges::copy(bytes_of(right), right_at);
    return sha256({bytes.data(), bytes.size()});
}

std::string hex(std::string_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text(bytes.size() * 2, '0');
    char* to = text.data();
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 0xF];
    }
    return text;
}

std::string hex(const Hash& hash) { return hex(bytes_of(hash)); }

std::optional<std::string> unhex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = nibble(text[i]), low = nibble(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::optional<Hash> hash_of_hex(std::string_view text) {
    const auto bytes = unhex(text);
    Hash hash{};
    if (!bytes || bytes->size() != hash.size()) return std::nullopt;
    std::ranges::copy(*bytes, hash.begin());
    return hash;
}

bool is_hex(std::string_view text, std::size_t bytes) {
    return text.size() == bytes * 2 && std::ranges::all_of(text, [](char c) { return nibble(c) >= 0; });
}

}  // namespace atranka::ledger
