#include "adapters/credentials/secrets.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/ledger/hash.hpp"

#include <liboath/oath.h>
#include <sodium.h>
#include <algorithm>
#include <cstdlib>

namespace atranka::credentials {

namespace {

constexpr std::size_t secret_bytes = 32, recovery_bytes = 10, invitation_bytes = 20, recovery_codes = 10;
constexpr int url_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string grouped(const std::string& code) {
    std::string groups;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (i != 0 && i % 4 == 0) groups += '-';
        groups += code[i];
    }
    return groups;
}

}  // namespace

std::string random_bytes(std::size_t count) {
    invariant(sodium_init() >= 0, "the system gives random bytes");
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string new_secret() { return base64url(random_bytes(secret_bytes)); }

std::string new_token() { return std::string{token_prefix} + new_secret(); }

std::string new_invitation() { return grouped(base32(random_bytes(invitation_bytes))); }

std::vector<std::string> new_recovery_codes() {
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < recovery_codes; ++i)
        codes.push_back(grouped(base32(random_bytes(recovery_bytes))));
    return codes;
}

std::string base32(std::string_view bytes) {
    char* encoded = nullptr;
    std::size_t size = 0;
    invariant(oath_base32_encode(bytes.data(), bytes.size(), &encoded, &size) == OATH_OK,
              "bytes have a spelling in base 32");
    std::string text{encoded, size};
    std::free(encoded);
    text.resize(std::min(text.size(), text.find('=')));
    return text;
}

std::string base64url(std::string_view bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), url_variant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), url_variant);
    text.resize(text.find('\0'));
    return text;
}

std::optional<std::string> unbase64url(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, url_variant) != 0)
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

std::string kept(std::string_view secret) { return ledger::hex(ledger::sha256(secret)); }

std::string plain_code(std::string_view typed) {
    std::string plain;
    for (const char c : typed) {
        if (c == '-' || c == ' ') continue;
        plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return plain;
}

std::string kept_code(std::string_view typed) { return kept(plain_code(typed)); }

}  // namespace atranka::credentials
