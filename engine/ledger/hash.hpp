#pragma once
// The hashes of the log, by OpenSSL.
// Shape:  a Hash is 32 raw bytes; text is lower-case hex. Leaf SHA-256(0x00 ‖ bytes), node SHA-256(0x01 ‖
//         left ‖ right).
// Source: FIPS 180-4; RFC 6962 §2.1; RFC 2104 (HMAC).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atranka::ledger {

using Hash = std::array<std::uint8_t, 32>;

Hash sha256(std::string_view bytes);
Hash hmac_sha256(std::string_view key, std::string_view message);
Hash leaf_hash(std::string_view leaf);
Hash node_hash(const Hash& left, const Hash& right);

std::string hex(std::string_view bytes);
std::string hex(const Hash& hash);
std::optional<std::string> unhex(std::string_view text);  // lower case only: a hash has one spelling
std::optional<Hash> hash_of_hex(std::string_view text);
// Whether the text is that many bytes in lower-case hex.
bool is_hex(std::string_view text, std::size_t bytes);

}  // namespace atranka::ledger
