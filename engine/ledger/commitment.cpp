#include "engine/ledger/commitment.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/ledger/hash.hpp"

namespace atranka::ledger {

std::string commitment(std::string_view salt, std::string_view part, std::string_view payload) {
    invariant(salt.size() == salt_bytes, "a commitment's salt has 32 bytes");
    invariant(part.find('\0') == std::string_view::npos, "a part's name has no zero byte, which ends it");
    std::string message{"atranka/commit/v1"};
    message.append(1, '\0').append(part).append(1, '\0').append(payload);
    return hex(hmac_sha256(salt, message));
}

bool opens(std::string_view committed, std::string_view salt, std::string_view part,
           std::string_view payload) {
    return salt.size() == salt_bytes && part.find('\0') == std::string_view::npos &&
           commitment(salt, part, payload) == committed;
}

}  // namespace atranka::ledger
