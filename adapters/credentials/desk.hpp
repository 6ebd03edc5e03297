#pragma once
// The desk at which people come in: invitations, logging in, sessions, second factors, tokens.
// Shape:  one a thread, over accounts of its own; Guards are shared by all. Secrets go out once, in the
//         answer. A session's secret changes whenever somebody shows anew who they are.
// Errors: a Refusal says what may be known: whoever has no account, a wrong password, a wrong code or an
//         account that is disabled is refused in the same words after the same work.
// Source: OWASP ASVS 5.0, chapters 6 and 7; DESIGN.md §1.

#include "adapters/credentials/guards.hpp"
#include "engine/identity/ports.hpp"

#include <tl/expected.hpp>

namespace atranka::credentials {

struct Refusal {
    enum class Kind {
        refused,               // no such login with such a password and code
        wait,                  // until `until`
        busy,                  // all places for hashing are taken: in a moment
        second_factor_needed,  // the password is right
        not_signed_in,
        not_fresh,  // signed in, but too long ago for this
        unfit,      // what was chosen: the message says why
        login_is_taken,
        invitation_is_over  // or never was one
    } kind;
    std::string message;
    std::optional<Instant> until = {};
};
template <class T>
using Answer = tl::expected<T, Refusal>;

// Where a request comes from, for the owner's list of sessions and for waiting.
struct Origin {
    std::string peer, agent;
};
struct Proof {
    std::string login, password;
    std::string code;  // of the authenticator, or a recovery code; empty: none was typed
};
// Somebody who just came in.
struct Entered {
    std::string secret;
    PersonId person;
    identity::Method authenticated;
};
struct Present {
    PersonId person;
    identity::Method authenticated;
    bool is_fresh;
    std::string session;  // its id
};
struct Bearer {
    PersonId person;
    std::set<std::string> scopes;
};
struct Enrolment {
    std::string secret, uri, qr_svg;
};
struct IssuedToken {
    std::string id, secret;
    Instant expires;
};

// The code of a link. Empty: another administrator has to ask for it, too, until then.
struct Invited {
    std::string code;
    Instant until;
};

class Desk {
public:
    Desk(identity::Accounts& accounts, Guards& guards, std::string issuer = "Atranka");

    // Whoever comes in already sets the account up anew with it, without authenticator, passkeys, sessions
    // and tokens: for them two administrators ask within a day, and the second one is given the code.
    // Trying is throttled by code and by place, as logging in is.
    Answer<Invited> invite(const PersonId& person, const PersonId& administrator, Instant now);
    Answer<Entered> accept(const std::string& code, const std::string& login, const std::string& password,
                           const Origin& origin, Instant now);

    // Whoever was shown to be that person by other means than a password. In place of a session, if one is
    // named.
    Answer<Entered> let_in(const PersonId& person, identity::Method method, const Origin& origin, Instant now,
                           const std::string& instead_of = {});
    // By a provider, who saw them at that moment: since then, and no later, the session is fresh.
    Answer<Entered> let_in_seen(const PersonId& person, Instant seen, const Origin& origin, Instant now,
                                const std::string& instead_of = {});
    // The invitation is used up by whom a provider knows; there is no password then. Links them. Throttled
    // as `accept` is.
    Answer<PersonId> accept_linked(const std::string& code, const std::string& issuer,
                                   const std::string& subject, const Origin& origin, Instant now);
    Answer<Entered> log_in(const Proof& proof, const Origin& origin, Instant now);
    // Nothing where the session is over or its account disabled. Counts as use of the session.
    std::optional<Present> authenticate(const std::string& secret, Instant now);
    std::optional<Bearer> authenticate_token(const std::string& bearer, Instant now);
    // A fresh session in place of this one. Its person is known: the proof's login does not count.
    Answer<Entered> reauthenticate(const std::string& secret, const Proof& proof, const Origin& origin,
                                   Instant now);
    void log_out(const std::string& secret);

    std::vector<identity::Session> sessions(const PersonId& person, Instant now);
    bool end_session(const PersonId& person, const std::string& id);

    // Both ask for a fresh session. The secret counts once a code of it was shown; the answer to that are the
    // recovery codes.
    Answer<Enrolment> enable_totp(const std::string& secret, Instant now);
    Answer<std::vector<std::string>> confirm_totp(const std::string& secret, const std::string& code,
                                                  Instant now);
    // Ends all other sessions of the person, and begins a new one in place of this one.
    Answer<Entered> change_password(const std::string& secret, const std::string& old_password,
                                    const std::string& password, const Origin& origin, Instant now);

    // Out at once: sessions and tokens are gone, and do not come back with the account.
    void disable(const PersonId& person);
    void enable(const PersonId& person);

    Answer<IssuedToken> create_token(const PersonId& person, const std::string& name,
                                     const std::set<std::string>& scopes, int days, Instant now);

private:
    struct Known;
    Answer<Entered> begun(const identity::Session& session, const std::string& secret,
                          const std::string& instead_of);
    bool comes_in(const PersonId& person);
    void clear(const PersonId& person);
    Answer<Known> known(const std::string& secret, Instant now);
    Answer<Known> known_and_fresh(const std::string& secret, Instant now);
    // The account that the proof is of; `factors`: whether a second one is asked for where there is one.
    enum class Factors { all, password_alone };
    struct Shown;
    Answer<Shown> shown(const Proof& proof, const Origin& origin, Factors factors, Instant now);
    bool spend(identity::Account& account, const std::string& code, identity::Method& method, Instant now);
    void set_disabled(const PersonId& person, bool is_disabled);

    identity::Accounts& accounts_;
    Guards& guards_;
    std::string issuer_;
};

}  // namespace atranka::credentials
