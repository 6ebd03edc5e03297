#pragma once
// What a provider of identities says of somebody: its ID token, believed where its signature and its members
// hold.
// Shape:  a JWS in three pieces, signed with RS256, PS256 or ES256 by one of the provider's published keys.
//         Neither `none` nor a shared secret (HS…) is known here, and no key comes with the token.
// Units:  members in POSIX seconds; a clock may be 60 seconds off.
// Errors: one sentence without any of the token. Time is an argument.
// Source: OpenID Connect Core 1.0 §3.1.3.7; RFC 7515, RFC 7517, RFC 8725; the signatures by Debian's cjose.

#include "engine/kernel/instant.hpp"
#include "engine/kernel/value.hpp"

#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>

namespace atranka::credentials {

struct IdToken {
    std::string subject, email;
    bool email_is_verified = false;
    std::optional<Instant> authenticated;  // auth_time
    std::string acr;
    std::set<std::string> amr;
    std::optional<std::set<std::string>> groups;  // nothing where the claim is not there
};

// What a token has to say.
struct Wanted {
    std::string issuer, client_id, nonce;
    std::string access_token;  // for at_hash, where there is one
    std::string groups_claim;
};

enum class Distrust { unknown_key, otherwise };
struct Distrusted {
    Distrust kind;
    std::string why;
};

// `keys`: the provider's JWK set.
tl::expected<IdToken, Distrusted> trusted(const std::string& token, const Value& keys, const Wanted& wanted,
                                          Instant now);

}  // namespace atranka::credentials
