#include "engine/ledger/seal.hpp"

#include "engine/kernel/invariant.hpp"

#include <sodium.h>

namespace atranka::ledger {

namespace {

static_assert(seal_key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES &&
              seal_nonce_bytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES &&
              seal_tag_bytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

}  // namespace

std::string seal(std::string_view key, std::string_view nonce, std::string_view context,
                 std::string_view plaintext) {
    invariant(key.size() == seal_key_bytes && nonce.size() == seal_nonce_bytes,
              "what is sealed is sealed under a key of 32 bytes with a nonce of 24");
    std::string sealed(plaintext.size() + seal_tag_bytes, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(sealed), nullptr, raw(plaintext), plaintext.size(),
                                               raw(context), context.size(), nullptr, raw(nonce), raw(key));
    return sealed;
}

std::optional<std::string> unseal(std::string_view key, std::string_view nonce, std::string_view context,
                                  std::string_view sealed) {
    if (key.size() != seal_key_bytes || nonce.size() != seal_nonce_bytes || sealed.size() < seal_tag_bytes)
        return std::nullopt;
    std::string plaintext(sealed.size() - seal_tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(plaintext), nullptr, nullptr, raw(sealed),
                                                   sealed.size(), raw(context), context.size(), raw(nonce),
                                                   raw(key)) != 0)
        return std::nullopt;
    return plaintext;
}

}  // namespace atranka::ledger
