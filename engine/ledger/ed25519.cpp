#include "engine/ledger/ed25519.hpp"

#include "engine/kernel/invariant.hpp"

#include <sodium.h>

namespace atranka::ledger {

namespace {

static_assert(seed_bytes == crypto_sign_ed25519_SEEDBYTES &&
              public_key_bytes == crypto_sign_ed25519_PUBLICKEYBYTES &&
              signature_bytes == crypto_sign_ed25519_BYTES);

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

KeyPair::KeyPair(std::string_view seed) : public_(public_key_bytes, '\0') {
    static_assert(sizeof secret_ == crypto_sign_ed25519_SECRETKEYBYTES);
    invariant(seed.size() == seed_bytes, "the seed of an Ed25519 key has 32 bytes");
    crypto_sign_ed25519_seed_keypair(reinterpret_cast<unsigned char*>(public_.data()), secret_.data(),
                                     raw(seed));
}

KeyPair::~KeyPair() { sodium_memzero(secret_.data(), secret_.size()); }

std::string KeyPair::sign(std::string_view message) const {
    std::string signature(signature_bytes, '\0');
    crypto_sign_ed25519_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, raw(message),
                                 message.size(), secret_.data());
    return signature;
}

std::string public_key_of(std::string_view seed) { return KeyPair{seed}.public_key(); }

std::string sign(std::string_view seed, std::string_view message) { return KeyPair{seed}.sign(message); }

bool is_signed(std::string_view public_key, std::string_view message, std::string_view signature) {
    return public_key.size() == public_key_bytes && signature.size() == signature_bytes &&
           crypto_sign_ed25519_verify_detached(raw(signature), raw(message), message.size(),
                                               raw(public_key)) == 0;
}

}  // namespace atranka::ledger
