#pragma once
// Codes of authenticators, by liboath, and how a secret gets into one: as a link, and as a picture of it.
// Shape:  HMAC-SHA-1, six digits, 30 seconds: what every authenticator knows. Secrets are base 32.
// Source: RFC 6238; RFC 4226; Google's "Key URI Format".

#include "engine/kernel/instant.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace atranka::credentials {

std::string new_totp_secret();
// The code of that step; nothing where the secret is none.
std::optional<std::string> totp_code(const std::string& secret, std::int64_t step);
// The step whose code it is, of those that may be taken now.
std::optional<std::int64_t> totp_step(const std::string& secret, std::int64_t last_step,
                                      const std::string& code, Instant now);

std::string otpauth_uri(const std::string& issuer, const std::string& login, const std::string& secret);
// An SVG document, dark modules on white with the margin that readers need.
std::string qr_svg(const std::string& text);

}  // namespace atranka::credentials
