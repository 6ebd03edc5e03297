#include "engine/ledger/base64.hpp"

#include <sodium.h>

namespace atranka::ledger {

namespace {
constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
}

std::string base64(std::string_view bytes) {
    // With room for the zero byte that the library puts at the end.
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), variant);
    text.pop_back();
    return text;
}

std::optional<std::string> unbase64(std::string_view text) {
    std::string bytes(text.size() / 4 * 3, '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, variant) != 0)
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

}  // namespace atranka::ledger
