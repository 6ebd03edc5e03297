#include "engine/ledger/ed25519.hpp"

#include "engine/kernel/invariant.hpp"

#include <sodium.h>
#include <array>

namespace atranka::ledger {

namespace {

static_assert(seed_bytes == crypto_sign_ed25519_SEEDBYTES &&
              public_key_bytes == crypto_sign_ed25519_PUBLICKEYBYTES &&
              signature_bytes == crypto_sign_ed25519_BYTES);

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

// The secret half is overwritten when it goes.
class KeyPair {
public:
    explicit KeyPair(std::string_view seed) {
        invariant(seed.size() == seed_bytes, "the seed of an Ed25519 key has 32 bytes");
        crypto_sign_ed25519_seed_keypair(public_.data(), secret_.data(), raw(seed));
    }
    KeyPair(const KeyPair&) = delete;
    KeyPair& operator=(const KeyPair&) = delete;
    ~KeyPair() { sodium_memzero(secret_.data(), secret_.size()); }

    std::string public_key() const { return {public_.begin(), public_.end()}; }
    std::string sign(std::string_view message) const {
        std::string signature(signature_bytes, '\0');
        crypto_sign_ed25519_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                                     raw(message), message.size(), secret_.data());
        return signature;
    }

private:
    std::array<unsigned char, public_key_bytes> public_{};
    std::array<unsigned char, crypto_sign_ed25519_SECRETKEYBYTES> secret_{};
};

}  // namespace

std::string public_key_of(std::string_view seed) { return KeyPair{seed}.public_key(); }

std::string sign(std::string_view seed, std::string_view message) { return KeyPair{seed}.sign(message); }

bool is_signed(std::string_view public_key, std::string_view message, std::string_view signature) {
    return public_key.size() == public_key_bytes && signature.size() == signature_bytes &&
           crypto_sign_ed25519_verify_detached(raw(signature), raw(message), message.size(),
                                               raw(public_key)) == 0;
}

}  // namespace atranka::ledger
