#pragma once
// What a browser sends of a passkey, verified: that this device has the private half, for this site, for this
// challenge, and that its owner unlocked it. Signatures and what is signed are judged by libfido2.
// Shape:  client data is the JSON that the browser made, bytes as they came; authenticator data is what the
//         device made ("getAuthenticatorData()"). No attestation is asked for: which make a device is, is
//         nobody's business here.
// Errors: what does not hold in every point is nothing; why is not said.
// Source: W3C Web Authentication Level 2, §7.1 and §7.2; algorithms ES256, EdDSA, RS256 (RFC 9053, RFC 8812).

#include "engine/identity/account.hpp"

#include <optional>
#include <string>

namespace atranka::credentials {

// "atranka.mita.lt" and "https://atranka.mita.lt".
struct Site {
    std::string id, origin;
};

// Bytes, as the browser had them.
struct Registration {
    std::string client_data, authenticator_data;
    std::int64_t algorithm = 0;
};
struct Assertion {
    std::string id;  // base64url
    std::string client_data, authenticator_data, signature;
};

// The challenge that the client data answers; nothing where they are none of that kind of that site.
enum class Ceremony { create, get };
std::optional<std::string> challenge_in(const std::string& client_data, Ceremony ceremony, const Site& site);

// A passkey without person, name and instant.
std::optional<identity::Passkey> registered(const Registration& registration, const Site& site);
// How often the device says it was used.
std::optional<std::int64_t> asserted(const Assertion& assertion, const identity::Passkey& passkey,
                                     const Site& site);

}  // namespace atranka::credentials
