#pragma once
// Accounts in the SQLite file of the record, through a connection of their own.
// Shape:  the tables of schemas/sql/007_accounts.sql. The secret of an authenticator is sealed under its
//         person's key of the category "identity": when that is erased, the account goes with it.
// Errors: service::Failure, one sentence without any value. A secret that cannot be unsealed is read as one
//         that no code fits, never as none.

#include "adapters/sql/event_store.hpp"
#include "engine/identity/ports.hpp"

namespace atranka::sql {

class Statements;

class Accounts final : public identity::Accounts {
public:
    // There has to be a database.
    explicit Accounts(const std::filesystem::path& path, Options options = {.create = false});
    ~Accounts() override;

    std::optional<identity::Account> of_person(const PersonId& person) override;
    std::optional<identity::Account> of_login(const std::string& login) override;
    std::vector<identity::Account> accounts() override;
    identity::Written put(const identity::Account& account) override;

    bool open(const identity::Session& session, std::int64_t account_version) override;
    bool replace(const std::string& id, const identity::Session& session,
                 std::int64_t account_version) override;
    std::optional<identity::Session> session(const std::string& id) override;
    std::vector<identity::Session> sessions(const PersonId& person) override;
    void seen(const std::string& id, Instant now) override;
    bool end(const PersonId& person, const std::string& id) override;
    void end_all(const PersonId& person, const std::string& except) override;

    bool add(const identity::Passkey& passkey) override;
    std::optional<identity::Passkey> passkey(const std::string& id) override;
    std::vector<identity::Passkey> passkeys(const PersonId& person) override;
    bool used(const std::string& id, std::int64_t before, std::int64_t uses) override;
    bool remove_passkey(const PersonId& person, const std::string& id) override;

    bool link(const identity::OpenidLink& link) override;
    std::optional<identity::OpenidLink> linked(const std::string& issuer,
                                               const std::string& subject) override;
    std::vector<identity::OpenidLink> links() override;
    void unlink_all(const PersonId& person) override;

    void put(const identity::Token& token) override;
    std::optional<identity::Token> token_of_hash(const std::string& hash) override;
    std::vector<identity::Token> tokens(const PersonId& person) override;
    bool revoke(const PersonId& person, const std::string& id) override;
    void revoke_all(const PersonId& person) override;

    void put(const identity::Invitation& invitation) override;
    std::optional<identity::Invitation> invitation(const std::string& code) override;
    std::optional<identity::Invitation> asked_for(const PersonId& person) override;
    identity::Written accept(const std::string& code, const identity::Account& account, Instant now) override;

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

// Whatever of a person lies here, within the transaction that erases their identity.
void erase_account(Statements& statements, const std::string& person);

}  // namespace atranka::sql
