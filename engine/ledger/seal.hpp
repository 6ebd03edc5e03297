#pragma once
// Sealing of what may have to be forgotten: encrypted and authenticated, so that destroying the key
// destroys it.
// Shape:  XChaCha20-Poly1305: the ciphertext, 16 bytes longer than the plaintext. The context is not in
//         it: it says where the sealed bytes belong, and they open under the same context alone.
// Units:  a key has 32 bytes, a nonce 24: random ones do not collide, and each is used once.
// Errors: `seal` with a key or nonce of another size is a broken invariant. `unseal` is nothing
//         whenever it would not give exactly what was sealed.
// Source: draft-irtf-cfrg-xchacha-03; by libsodium, whose portable cipher it is as long as nobody calls
//         sodium_init(): the bytes are the same.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace atranka::ledger {

constexpr std::size_t seal_key_bytes = 32, seal_nonce_bytes = 24, seal_tag_bytes = 16;

std::string seal(std::string_view key, std::string_view nonce, std::string_view context,
                 std::string_view plaintext);
std::optional<std::string> unseal(std::string_view key, std::string_view nonce, std::string_view context,
                                  std::string_view sealed);

}  // namespace atranka::ledger
