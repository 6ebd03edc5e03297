#include "adapters/system/ids.hpp"

namespace atranka::system {

namespace {

constexpr std::size_t id_bytes = 10, nonce_bytes = 16;

}  // namespace

std::string new_id(service::Random& random, std::string_view prefix) {
    constexpr char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
    std::string id{prefix};
    id += '-';
    unsigned pending = 0;
    int bits = 0;
    for (const char c : random.bytes(id_bytes)) {
        pending = (pending << 8) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) id += letters[(pending >> (bits - 5)) & 31U];
    }
    return id;
}

std::string new_nonce(service::Random& random) {
    constexpr char digits[] = "0123456789abcdef";
    std::string nonce;
    for (const char c : random.bytes(nonce_bytes)) {
        const auto byte = static_cast<unsigned char>(c);
        nonce += digits[byte >> 4];
        nonce += digits[byte & 15U];
    }
    return nonce;
}

}  // namespace atranka::system
