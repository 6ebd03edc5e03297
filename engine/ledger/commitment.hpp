#pragma once
// What a leaf says of a private part: enough to prove later what it was, nothing from which to guess it.
// Shape:  HMAC-SHA-256(salt, "atranka/commit/v1" 0x00 part 0x00 payload), in hex. The payload is canonical
//         JSON, the salt 32 random bytes kept with it; once both are destroyed, the commitment says nothing
//         to anyone.
// Errors: a salt of another size and a part's name with a zero byte are broken invariants.
// Source: LEDGER.md, format 4.

#include <string>
#include <string_view>

namespace atranka::ledger {

constexpr std::size_t salt_bytes = 32;

std::string commitment(std::string_view salt, std::string_view part, std::string_view payload);
// Whether salt and payload are what was committed to; for what was read back, and so may be anything.
bool opens(std::string_view committed, std::string_view salt, std::string_view part,
           std::string_view payload);

}  // namespace atranka::ledger
