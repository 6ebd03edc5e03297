#pragma once
// What is handed out once, and known afterwards by its hash alone.
// Shape:  a session's secret is 43 of base64url (256 bits); a token's is "atr_" and the same; a code that
//         people type is base 32 in groups of four, "K7QF-2MZA-…": 80 bits a recovery code, 160 an
//         invitation. A code is taken in either case, with and without hyphens and blanks.
// Errors: the process ends where the system gives no random bytes (libsodium).
// Source: RFC 4648 §5 and §6; OWASP ASVS 5.0, 7.2.3 (128 bits at least).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atranka::credentials {

inline constexpr std::string_view token_prefix = "atr_";

std::string random_bytes(std::size_t count);
std::string new_secret();
std::string new_token();
std::string new_invitation();
std::vector<std::string> new_recovery_codes();
std::string base32(std::string_view bytes);
std::string base64url(std::string_view bytes);
// Nothing where it is not spelled so, without padding.
std::optional<std::string> unbase64url(std::string_view text);

// SHA-256 in hex, of what was handed out.
std::string kept(std::string_view secret);
std::string kept_code(std::string_view typed);
// Without what people put between its characters, in upper case.
std::string plain_code(std::string_view typed);

}  // namespace atranka::credentials
