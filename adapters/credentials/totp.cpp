#include "adapters/credentials/totp.hpp"

#include "adapters/credentials/secrets.hpp"
#include "engine/identity/rules.hpp"
#include "engine/kernel/invariant.hpp"

#include <liboath/oath.h>
#include <qrencode.h>
#include <sodium.h>
#include <array>
#include <cstdlib>
#include <memory>

namespace atranka::credentials {

namespace {

constexpr std::size_t secret_bytes = 20;  // as long as the hash: RFC 4226 §4
constexpr unsigned digits = 6;
constexpr int quiet_modules = 4;  // ISO/IEC 18004 §6.3.8

std::string escaped(const std::string& text) {
    constexpr std::string_view hex = "0123456789ABCDEF", plain = "-._~";
    std::string escapes;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              plain.find(c) != std::string_view::npos;
        if (is_plain)
            escapes += c;
        else
            escapes += {'%', hex[byte >> 4], hex[byte & 15U]};
    }
    return escapes;
}

}  // namespace

std::string new_totp_secret() { return base32(random_bytes(secret_bytes)); }

std::optional<std::string> totp_code(const std::string& secret, std::int64_t step) {
    if (secret.empty()) return std::nullopt;
    char* raw = nullptr;
    std::size_t size = 0;
    if (oath_base32_decode(secret.data(), secret.size(), &raw, &size) != OATH_OK) return std::nullopt;
    const std::unique_ptr<char, decltype(&std::free)> bytes{raw, &std::free};
    std::array<char, digits + 1> code{};
    if (oath_hotp_generate(bytes.get(), size, static_cast<std::uint64_t>(step), digits, false,
                           OATH_HOTP_DYNAMIC_TRUNCATION, code.data()) != OATH_OK)
        return std::nullopt;
    return std::string{code.data()};
}

std::optional<std::int64_t> totp_step(const std::string& secret, std::int64_t last_step,
                                      const std::string& code, Instant now) {
    std::optional<std::int64_t> found;
    for (const std::int64_t step : identity::acceptable_steps(last_step, now)) {
        const auto wanted = totp_code(secret, step);
        if (wanted && code.size() == digits && sodium_memcmp(wanted->data(), code.data(), digits) == 0)
            found = step;
    }
    return found;
}

std::string otpauth_uri(const std::string& issuer, const std::string& login, const std::string& secret) {
    return "otpauth://totp/" + escaped(issuer) + ":" + escaped(login) + "?secret=" + secret +
           "&issuer=" + escaped(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

std::string qr_svg(const std::string& text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
        QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free};
    invariant(code != nullptr, "a link of an authenticator fits into a QR code");
    const int width = code->width;
    const std::string side = std::to_string(width + 2 * quiet_modules);
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
                      "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side +
                      "H0z\"/><path d=\"";
    for (int y = 0; y < width; ++y)
        for (int x = 0; x < width; ++x)
            if ((code->data[y * width + x] & 1U) != 0)
                svg += "M" + std::to_string(x + quiet_modules) + " " + std::to_string(y + quiet_modules) +
                       "h1v1h-1z";
    return svg + "\"/></svg>\n";
}

}  // namespace atranka::credentials
