#pragma once
// Ed25519 signatures, by libsodium.
// Shape:  raw bytes throughout. A signature depends on the seed and the message alone.
// Errors: a seed of another size is a broken invariant. `is_signed` is total: a key or a signature of
//         another size, a key of small order and every spelling but the canonical one are false.
// Source: RFC 8032 §5.1. sodium_init() is not called: it opens the system's random source and picks faster
//         ciphers, and neither signing nor verifying uses them.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace atranka::ledger {

constexpr std::size_t seed_bytes = 32, public_key_bytes = 32, signature_bytes = 64;

// What a seed gives, kept for whoever signs often; the secret half is overwritten when it goes.
class KeyPair {
public:
    explicit KeyPair(std::string_view seed);
    KeyPair(const KeyPair&) = delete;
    KeyPair& operator=(const KeyPair&) = delete;
    ~KeyPair();

    const std::string& public_key() const { return public_; }
    std::string sign(std::string_view message) const;

private:
    std::string public_;
    std::array<unsigned char, 64> secret_{};
};

std::string public_key_of(std::string_view seed);
std::string sign(std::string_view seed, std::string_view message);
bool is_signed(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace atranka::ledger
