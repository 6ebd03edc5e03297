#include "adapters/sql/accounts.hpp"

#include "adapters/sql/parts.hpp"
#include "adapters/sql/sqlite.hpp"
#include "engine/identity/rules.hpp"

#include <algorithm>

namespace atranka::sql {

using identity::Account;
using identity::Invitation;
using identity::OpenidLink;
using identity::Passkey;
using identity::Session;
using identity::Token;
using identity::Written;

namespace {

constexpr std::string_view account_columns =
    "person, login, password_hash, totp_sealed, totp_step, pending_sealed, recovery, disabled, version";
constexpr std::string_view session_columns =
    "id, person, authenticated, created_ms, seen_ms, fresh_ms, peer, agent";
constexpr std::string_view passkey_columns = "id, person, name, algorithm, public_key, uses, created_ms";
constexpr std::string_view token_columns = "id, hash, person, name, scopes, created_ms, expires_ms";
constexpr std::string_view invitation_columns = "code, person, expires_ms, used, asked_by";

std::string selected(std::string_view columns, std::string_view rest) {
    return "SELECT " + std::string{columns} + " FROM " + std::string{rest};
}

template <class Words>
std::string joined(const Words& words) {
    std::string text;
    for (const std::string& word : words) text += word + ' ';
    return text;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t from = 0, to = 0; (to = text.find(' ', from)) != std::string::npos; from = to + 1)
        words.push_back(text.substr(from, to - from));
    return words;
}

Session session_of(const Rows& rows) {
    return {rows.text(0),
            {rows.text(1)},
            identity::method_of(rows.text(2)).value_or(identity::Method::password),
            {rows.number(3)},
            {rows.number(4)},
            {rows.number(5)},
            rows.text(6),
            rows.text(7)};
}

Passkey passkey_of(const Rows& rows) {
    return {rows.text(0), {rows.text(1)}, rows.text(2),    rows.number(3),
            rows.text(4), rows.number(5), {rows.number(6)}};
}

Token token_of(const Rows& rows) {
    const auto scopes = split(rows.text(4));
    return {rows.text(0),     rows.text(1),    {rows.text(2)}, rows.text(3), {scopes.begin(), scopes.end()},
            {rows.number(5)}, {rows.number(6)}};
}

Invitation invitation_of(const Rows& rows) {
    return {rows.text(0), {rows.text(1)}, {rows.number(2)}, rows.number(3) != 0, {rows.text(4)}};
}

// The places to which the sealed texts are bound.
constexpr const char *totp_place = "account/totp", *pending_place = "account/pending";
constexpr const char* category = "identity";

}  // namespace

struct Accounts::Connection {
    explicit Connection(std::filesystem::path file) : path{std::move(file)} {}

    std::filesystem::path path;
    soci::session session = {};
    Statements statements{session};
    Keys keys{path};

    template <class Work>
    auto reading(Work work) {
        return guarded(session, path, work);
    }

    // The write lock is taken at once: what is looked at first stays so until it is written.
    template <class Work>
    auto writing(Work work) {
        return guarded(session, path, [&] {
            run_all(session, "BEGIN IMMEDIATE");
            try {
                const auto result = work();
                run_all(session, "COMMIT");
                return result;
            } catch (...) {
                roll_back(session);
                throw;
            }
        });
    }

    bool has_changed() { return statements.number("SELECT changes()") > 0; }

    std::string sealed(const std::string& person, const char* place, const std::string& secret) {
        if (secret.empty()) return {};
        if (has_keys_to_destroy(statements)) destroy_keys(statements, keys);
        keys.forget_before(statements.number("SELECT coalesce(max(id), 0) FROM erasure"));
        // Whoever was registered with a name has a key; of others this makes the first.
        return keys.seal(person, category, place, secret, [&] {
            return statements.number("SELECT EXISTS (SELECT 1 FROM part) OR EXISTS (SELECT 1 FROM draft)") ==
                   1;
        });
    }

    Account account_of(const Rows& rows) {
        Account account;
        account.person = {rows.text(0)};
        account.login = rows.text(1);
        account.password_hash = rows.text(2);
        if (!rows.text(3).empty())
            account.totp = identity::Totp{
                keys.unseal(rows.text(0), category, totp_place, rows.text(3)).value_or(""), rows.number(4)};
        if (!rows.text(5).empty())
            account.pending_secret =
                keys.unseal(rows.text(0), category, pending_place, rows.text(5)).value_or("");
        account.recovery = split(rows.text(6));
        account.disabled = rows.number(7) != 0;
        account.version = rows.number(8);
        return account;
    }

    std::optional<Account> account(std::string_view condition, const std::string& value) {
        return reading([&]() -> std::optional<Account> {
            Rows rows = statements.select(
                selected(account_columns, "account WHERE " + std::string{condition}), "ttttnttnn", {value});
            return rows.next() ? std::optional{account_of(rows)} : std::nullopt;
        });
    }

    bool is_at(const PersonId& person, std::int64_t version) {
        return statements.number("SELECT coalesce((SELECT version FROM account WHERE person = ?), 0)",
                                 {person.text}) == version;
    }

    Written write(const Account& account) {
        const std::string& person = account.person.text;
        if (!is_at(account.person, account.version)) return Written::conflict;
        if (!account.login.empty() &&
            statements.number("SELECT EXISTS (SELECT 1 FROM account WHERE login = ? AND person <> ?)",
                              {account.login, person}) == 1)
            return Written::login_is_taken;
        const std::string totp = account.totp ? sealed(person, totp_place, account.totp->secret) : "";
        const std::string pending = sealed(person, pending_place, account.pending_secret);
        statements.run("INSERT OR REPLACE INTO account (" + std::string{account_columns} +
                           ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       {person, account.login, account.password_hash, totp,
                        account.totp ? account.totp->last_step : std::int64_t{-1}, pending,
                        joined(account.recovery), std::int64_t{account.disabled}, account.version + 1});
        return Written::done;
    }

    void insert(const Session& one) {
        statements.run("DELETE FROM session WHERE created_ms <= ?",
                       {one.created.ms - identity::session_whole_ms});
        statements.run(
            "INSERT INTO session (" + std::string{session_columns} + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            {one.id, one.person.text, identity::name_of(one.authenticated), one.created.ms, one.last_seen.ms,
             one.fresh_at.ms, one.peer, one.agent});
    }
};

Accounts::Accounts(const std::filesystem::path& path, Options options)
    : connection_{std::make_unique<Connection>(path)} {
    sql::open(connection_->session, path, options, connection_->keys);
}

Accounts::~Accounts() = default;

std::optional<Account> Accounts::of_person(const PersonId& person) {
    return connection_->account("person = ?", person.text);
}

std::optional<Account> Accounts::of_login(const std::string& login) {
    return connection_->account("login = ? AND login <> ''", login);
}

std::vector<Account> Accounts::accounts() {
    return connection_->reading([&] {
        std::vector<Account> found;
        Rows rows =
            connection_->statements.select(selected(account_columns, "account ORDER BY person"), "ttttnttnn");
        while (rows.next()) found.push_back(connection_->account_of(rows));
        return found;
    });
}

Written Accounts::put(const Account& account) {
    return connection_->writing([&] { return connection_->write(account); });
}

bool Accounts::open(const Session& session, std::int64_t account_version) {
    return connection_->writing([&] {
        if (!connection_->is_at(session.person, account_version)) return false;
        connection_->insert(session);
        return true;
    });
}

bool Accounts::replace(const std::string& id, const Session& session, std::int64_t account_version) {
    return connection_->writing([&] {
        if (!connection_->is_at(session.person, account_version)) return false;
        connection_->statements.run("DELETE FROM session WHERE id = ? AND person = ?",
                                    {id, session.person.text});
        if (!connection_->has_changed()) return false;
        connection_->insert(session);
        return true;
    });
}

std::optional<Session> Accounts::session(const std::string& id) {
    return connection_->reading([&]() -> std::optional<Session> {
        Rows rows = connection_->statements.select(selected(session_columns, "session WHERE id = ?"),
                                                   "tttnnntt", {id});
        return rows.next() ? std::optional{session_of(rows)} : std::nullopt;
    });
}

std::vector<Session> Accounts::sessions(const PersonId& person) {
    return connection_->reading([&] {
        std::vector<Session> found;
        Rows rows = connection_->statements.select(
            selected(session_columns, "session WHERE person = ? ORDER BY created_ms DESC, id"), "tttnnntt",
            {person.text});
        while (rows.next()) found.push_back(session_of(rows));
        return found;
    });
}

void Accounts::seen(const std::string& id, Instant now) {
    connection_->reading([&] {
        connection_->statements.run("UPDATE session SET seen_ms = max(seen_ms, ?) WHERE id = ?",
                                    {now.ms, id});
    });
}

bool Accounts::end(const PersonId& person, const std::string& id) {
    return connection_->writing([&] {
        connection_->statements.run("DELETE FROM session WHERE id = ? AND person = ?", {id, person.text});
        return connection_->has_changed();
    });
}

void Accounts::end_all(const PersonId& person, const std::string& except) {
    connection_->reading([&] {
        connection_->statements.run("DELETE FROM session WHERE person = ? AND id <> ?",
                                    {person.text, except});
    });
}

bool Accounts::add(const Passkey& passkey) {
    return connection_->writing([&] {
        connection_->statements.run("INSERT OR IGNORE INTO passkey (" + std::string{passkey_columns} +
                                        ") VALUES (?, ?, ?, ?, ?, ?, ?)",
                                    {passkey.id, passkey.person.text, passkey.name, passkey.algorithm,
                                     passkey.public_key, passkey.uses, passkey.created.ms});
        return connection_->has_changed();
    });
}

std::optional<Passkey> Accounts::passkey(const std::string& id) {
    return connection_->reading([&]() -> std::optional<Passkey> {
        Rows rows = connection_->statements.select(selected(passkey_columns, "passkey WHERE id = ?"),
                                                   "tttntnn", {id});
        return rows.next() ? std::optional{passkey_of(rows)} : std::nullopt;
    });
}

std::vector<Passkey> Accounts::passkeys(const PersonId& person) {
    return connection_->reading([&] {
        std::vector<Passkey> found;
        Rows rows = connection_->statements.select(
            selected(passkey_columns, "passkey WHERE person = ? ORDER BY id"), "tttntnn", {person.text});
        while (rows.next()) found.push_back(passkey_of(rows));
        return found;
    });
}

bool Accounts::used(const std::string& id, std::int64_t before, std::int64_t uses) {
    return connection_->writing([&] {
        connection_->statements.run("UPDATE passkey SET uses = ? WHERE id = ? AND uses = ?",
                                    {uses, id, before});
        return connection_->has_changed();
    });
}

bool Accounts::remove_passkey(const PersonId& person, const std::string& id) {
    return connection_->writing([&] {
        connection_->statements.run("DELETE FROM passkey WHERE id = ? AND person = ?", {id, person.text});
        return connection_->has_changed();
    });
}

bool Accounts::link(const OpenidLink& link) {
    return connection_->writing([&] {
        const bool is_other = connection_->statements.number(
                                  "SELECT EXISTS (SELECT 1 FROM openid_link WHERE issuer = ? AND"
                                  " (subject = ?) <> (person = ?))",
                                  {link.issuer, link.subject, link.person.text}) == 1;
        if (is_other) return false;
        connection_->statements.run(
            "INSERT OR REPLACE INTO openid_link (issuer, subject, person, differences) VALUES (?, ?, ?, ?)",
            {link.issuer, link.subject, link.person.text, link.differences});
        return true;
    });
}

std::optional<OpenidLink> Accounts::linked(const std::string& issuer, const std::string& subject) {
    return connection_->reading([&]() -> std::optional<OpenidLink> {
        Rows rows = connection_->statements.select(
            "SELECT issuer, subject, person, differences FROM openid_link WHERE issuer = ? AND subject = ?",
            "tttt", {issuer, subject});
        if (!rows.next()) return std::nullopt;
        return OpenidLink{rows.text(0), rows.text(1), {rows.text(2)}, rows.text(3)};
    });
}

std::vector<OpenidLink> Accounts::links() {
    return connection_->reading([&] {
        std::vector<OpenidLink> found;
        Rows rows = connection_->statements.select(
            "SELECT issuer, subject, person, differences FROM openid_link ORDER BY person, issuer", "tttt");
        while (rows.next()) found.push_back({rows.text(0), rows.text(1), {rows.text(2)}, rows.text(3)});
        return found;
    });
}

void Accounts::unlink_all(const PersonId& person) {
    connection_->reading(
        [&] { connection_->statements.run("DELETE FROM openid_link WHERE person = ?", {person.text}); });
}

void Accounts::put(const Token& token) {
    connection_->reading([&] {
        connection_->statements.run(
            "INSERT INTO token (" + std::string{token_columns} + ") VALUES (?, ?, ?, ?, ?, ?, ?)",
            {token.id, token.hash, token.person.text, token.name, joined(token.scopes), token.created.ms,
             token.expires.ms});
    });
}

std::optional<Token> Accounts::token_of_hash(const std::string& hash) {
    return connection_->reading([&]() -> std::optional<Token> {
        Rows rows = connection_->statements.select(selected(token_columns, "token WHERE hash = ?"), "tttttnn",
                                                   {hash});
        return rows.next() ? std::optional{token_of(rows)} : std::nullopt;
    });
}

std::vector<Token> Accounts::tokens(const PersonId& person) {
    return connection_->reading([&] {
        std::vector<Token> found;
        Rows rows = connection_->statements.select(
            selected(token_columns, "token WHERE person = ? ORDER BY id"), "tttttnn", {person.text});
        while (rows.next()) found.push_back(token_of(rows));
        return found;
    });
}

bool Accounts::revoke(const PersonId& person, const std::string& id) {
    return connection_->writing([&] {
        connection_->statements.run("DELETE FROM token WHERE id = ? AND person = ?", {id, person.text});
        return connection_->has_changed();
    });
}

void Accounts::revoke_all(const PersonId& person) {
    connection_->reading(
        [&] { connection_->statements.run("DELETE FROM token WHERE person = ?", {person.text}); });
}

void Accounts::put(const Invitation& invitation) {
    connection_->writing([&] {
        connection_->statements.run("DELETE FROM invitation WHERE person = ?", {invitation.person.text});
        connection_->statements.run(
            "INSERT INTO invitation (" + std::string{invitation_columns} + ") VALUES (?, ?, ?, ?, ?)",
            {invitation.code, invitation.person.text, invitation.expires.ms, std::int64_t{invitation.used},
             invitation.asked_by.text});
        return true;
    });
}

std::optional<Invitation> Accounts::invitation(const std::string& code) {
    return connection_->reading([&]() -> std::optional<Invitation> {
        Rows rows = connection_->statements.select(selected(invitation_columns, "invitation WHERE code = ?"),
                                                   "ttnnt", {code});
        return rows.next() ? std::optional{invitation_of(rows)} : std::nullopt;
    });
}

std::optional<Invitation> Accounts::asked_for(const PersonId& person) {
    return connection_->reading([&]() -> std::optional<Invitation> {
        Rows rows = connection_->statements.select(
            selected(invitation_columns, "invitation WHERE person = ? AND asked_by <> ''"), "ttnnt",
            {person.text});
        return rows.next() ? std::optional{invitation_of(rows)} : std::nullopt;
    });
}

Written Accounts::accept(const std::string& code, const Account& account, Instant now) {
    return connection_->writing([&] {
        const bool is_open = connection_->statements.number(
                                 "SELECT EXISTS (SELECT 1 FROM invitation WHERE code = ? AND"
                                 " person = ? AND used = 0 AND asked_by = '' AND expires_ms > ?)",
                                 {code, account.person.text, now.ms}) == 1;
        if (!is_open) return Written::invitation_is_over;
        const Written written = connection_->write(account);
        if (written == Written::done)
            connection_->statements.run("UPDATE invitation SET used = 1 WHERE code = ?", {code});
        return written;
    });
}

void erase_account(Statements& statements, const std::string& person) {
    for (const char* table : {"account", "session", "passkey", "openid_link", "token", "invitation"})
        statements.run("DELETE FROM " + std::string{table} + " WHERE person = ?", {person});
}

}  // namespace atranka::sql
