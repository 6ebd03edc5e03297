#pragma once
// Where accounts are kept.
// Shape:  what is read and written back carries its version, so that of two at once one is told: a code of
//         TOTP or of recovery is spent once, however many send it at the same moment.
// Errors: an environment that fails throws from the adapter. One instance belongs to one thread; several may
//         share what they keep.

#include "engine/identity/account.hpp"

namespace atranka::identity {

// conflict: it was written since it was read.
enum class Written { done, conflict, login_is_taken, invitation_is_over };

class Accounts {
public:
    virtual ~Accounts() = default;

    virtual std::optional<Account> of_person(const PersonId& person) = 0;
    virtual std::optional<Account> of_login(const std::string& login) = 0;
    virtual std::vector<Account> accounts() = 0;  // by person
    // `account.version` is that which was read; what is kept has the next one.
    virtual Written put(const Account& account) = 0;

    // False where the account was written since that version: who was let in then may not be let in now.
    // Sessions that are over by then are forgotten.
    virtual bool open(const Session& session, std::int64_t account_version) = 0;
    // The same, in place of a session that goes with it; false, too, where that one is there no more.
    virtual bool replace(const std::string& id, const Session& session, std::int64_t account_version) = 0;
    virtual std::optional<Session> session(const std::string& id) = 0;
    virtual std::vector<Session> sessions(const PersonId& person) = 0;  // the newest first
    virtual void seen(const std::string& id, Instant now) = 0;
    // Only where it is that person's.
    virtual bool end(const PersonId& person, const std::string& id) = 0;
    virtual void end_all(const PersonId& person, const std::string& except = {}) = 0;

    // False where one of that id is there.
    virtual bool add(const Passkey& passkey) = 0;
    virtual std::optional<Passkey> passkey(const std::string& id) = 0;
    virtual std::vector<Passkey> passkeys(const PersonId& person) = 0;  // by id
    // False where it was used since.
    virtual bool used(const std::string& id, std::int64_t before, std::int64_t uses) = 0;
    virtual bool remove_passkey(const PersonId& person, const std::string& id) = 0;

    // Written anew where it is that person's already; false where that subject, or that person at that
    // issuer, is linked otherwise.
    virtual bool link(const OpenidLink& link) = 0;
    virtual std::optional<OpenidLink> linked(const std::string& issuer, const std::string& subject) = 0;
    virtual std::vector<OpenidLink> links() = 0;  // by person
    virtual void unlink_all(const PersonId& person) = 0;

    virtual void put(const Token& token) = 0;
    virtual std::optional<Token> token_of_hash(const std::string& hash) = 0;
    virtual std::vector<Token> tokens(const PersonId& person) = 0;  // by id
    virtual bool revoke(const PersonId& person, const std::string& id) = 0;
    virtual void revoke_all(const PersonId& person) = 0;

    // In place of the person's earlier ones.
    virtual void put(const Invitation& invitation) = 0;
    virtual std::optional<Invitation> invitation(const std::string& code) = 0;
    // The person's, where somebody asked for it and it waits for another administrator.
    virtual std::optional<Invitation> asked_for(const PersonId& person) = 0;
    // Uses it up and writes the account, both or neither: invitation_is_over where it is not open.
    virtual Written accept(const std::string& code, const Account& account, Instant now) = 0;
};

}  // namespace atranka::identity
