#include "engine/ledger/base64.hpp"

#include <sodium.h>
#include <cstdint>

namespace atranka::ledger {

namespace {
constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
}

// By a table. The library's way, which takes the same time for whatever bytes, takes longer than deciding the
// command whose receipt is spelled; and all that is spelled so is to be read by others, but for the one line
// of a key's file.
std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text((bytes.size() + 2) / 3 * 4, '=');
    char* to = text.data();
    const auto put = [&](std::uint32_t three, int count) {
        for (int i = 0; i < count; ++i) *to++ = digits[three >> (18 - 6 * i) & 63];
    };
    const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(bytes[i])}; };
    std::size_t from = 0;
    for (; from + 3 <= bytes.size(); from += 3)
        put(byte(from) << 16 | byte(from + 1) << 8 | byte(from + 2), 4);
    if (bytes.size() - from == 2) put(byte(from) << 16 | byte(from + 1) << 8, 3);
    if (bytes.size() - from == 1) put(byte(from) << 16, 2);
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
