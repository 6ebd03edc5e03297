#pragma once
// Who may come in, and by what: an account a person, its sessions, tokens and invitations.
// Shape:  beside the record, never in it: people are pseudonyms there. Of every secret that is handed out
//         (session, token, invitation, recovery code) only the SHA-256 in lower-case hex is kept: they are
//         random, so that it tells nothing. A password is kept as its argon2id text.
// Units:  a step of TOTP is 30 seconds since 1970.
// Source: OWASP ASVS 5.0, chapters 6 and 7; RFC 6238.

#include "engine/kernel/codec.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace atranka::identity {

struct Totp {
    std::string secret;           // base 32, as authenticators take it
    std::int64_t last_step = -1;  // whose code was accepted last: none up to it is accepted again
    friend bool operator==(const Totp&, const Totp&) = default;
};
BOOST_DESCRIBE_STRUCT(Totp, (), (secret, last_step))

struct Account {
    PersonId person;
    std::string login;          // empty until an invitation was accepted
    std::string password_hash;  // empty until then, too: no password fits
    std::optional<Totp> totp;
    std::string pending_secret;         // of a TOTP that is shown and not confirmed yet
    std::vector<std::string> recovery;  // codes that stand in for a lost authenticator, each once
    bool disabled = false;
    std::int64_t version = 0;  // how often it was written; 0: never
    friend bool operator==(const Account&, const Account&) = default;
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (person, login, password_hash, totp, pending_secret, recovery, disabled, version))

// By what somebody showed who they are.
enum class Method { password, password_totp, password_recovery, passkey, openid };
BOOST_DESCRIBE_ENUM(Method, password, password_totp, password_recovery, passkey, openid)

struct Session {
    std::string id;
    PersonId person;
    Method authenticated = Method::password;
    Instant created, last_seen, fresh_at;
    std::string peer, agent;  // for its owner's list: from where, with what
    friend bool operator==(const Session&, const Session&) = default;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, person, authenticated, created, last_seen, fresh_at, peer, agent))

// A key pair in somebody's device, of which this is the public half.
struct Passkey {
    std::string id;  // base64url, as the device names it
    PersonId person;
    std::string name;
    std::int64_t algorithm = 0;  // COSE: -7 ES256, -8 EdDSA, -257 RS256
    std::string public_key;      // hex
    std::int64_t uses = 0;       // as the device counts them; 0 where it does not
    Instant created;
    friend bool operator==(const Passkey&, const Passkey&) = default;
};
BOOST_DESCRIBE_STRUCT(Passkey, (), (id, person, name, algorithm, public_key, uses, created))

// That a provider of identities knows this person, and as whom.
struct OpenidLink {
    std::string issuer, subject;
    PersonId person;
    std::string differences;  // between the roles recorded here and those the provider last told: for people
    friend bool operator==(const OpenidLink&, const OpenidLink&) = default;
};
BOOST_DESCRIBE_STRUCT(OpenidLink, (), (issuer, subject, person, differences))

struct Token {
    std::string id, hash;
    PersonId person;
    std::string name;
    std::set<std::string> scopes;
    Instant created, expires;
    friend bool operator==(const Token&, const Token&) = default;
};
BOOST_DESCRIBE_STRUCT(Token, (), (id, hash, person, name, scopes, created, expires))

struct Invitation {
    std::string code;
    PersonId person;
    Instant expires;
    bool used = false;
    PersonId asked_by = {};  // who asked for it and waits for another administrator; nobody: it is to be used
    friend bool operator==(const Invitation&, const Invitation&) = default;
};
BOOST_DESCRIBE_STRUCT(Invitation, (), (code, person, expires, used, asked_by))

}  // namespace atranka::identity
