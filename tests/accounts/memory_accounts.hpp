#pragma once
// Accounts in memory: what several threads share under one lock, each through an instance of its own.

#include "engine/identity/ports.hpp"
#include "engine/identity/rules.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

namespace atranka::identity {

struct Kept {
    std::mutex mutex = {};
    std::map<PersonId, Account> accounts = {};
    std::map<std::string, Session> sessions = {};
    std::map<std::string, Passkey> passkeys = {};
    std::map<std::pair<std::string, std::string>, OpenidLink> links = {};
    std::map<std::string, Token> tokens = {};
    std::map<std::string, Invitation> invitations = {};
};

class MemoryAccounts final : public Accounts {
public:
    explicit MemoryAccounts(std::shared_ptr<Kept> kept) : kept_{std::move(kept)} {}

    std::optional<Account> of_person(const PersonId& person) override {
        const std::lock_guard lock{kept_->mutex};
        return found(kept_->accounts, person);
    }
    std::optional<Account> of_login(const std::string& login) override {
        const std::lock_guard lock{kept_->mutex};
        for (const auto& [person, account] : kept_->accounts)
            if (!login.empty() && account.login == login) return account;
        return std::nullopt;
    }
    std::vector<Account> accounts() override {
        const std::lock_guard lock{kept_->mutex};
        std::vector<Account> all;
        for (const auto& [person, account] : kept_->accounts) all.push_back(account);
        return all;
    }
    Written put(const Account& account) override {
        const std::lock_guard lock{kept_->mutex};
        return write(account);
    }

    bool open(const Session& session, std::int64_t account_version) override {
        const std::lock_guard lock{kept_->mutex};
        if (version_of(session.person) != account_version) return false;
        insert(session);
        return true;
    }
    bool replace(const std::string& id, const Session& session, std::int64_t account_version) override {
        const std::lock_guard lock{kept_->mutex};
        const auto it = kept_->sessions.find(id);
        if (version_of(session.person) != account_version || it == kept_->sessions.end() ||
            it->second.person != session.person)
            return false;
        kept_->sessions.erase(it);
        insert(session);
        return true;
    }
    std::optional<Session> session(const std::string& id) override {
        const std::lock_guard lock{kept_->mutex};
        return found(kept_->sessions, id);
    }
    std::vector<Session> sessions(const PersonId& person) override {
        const std::lock_guard lock{kept_->mutex};
        std::vector<Session> all = of(kept_->sessions, person);
        std::ranges::stable_sort(all,
                                 [](const Session& a, const Session& b) { return b.created < a.created; });
        return all;
    }
    void seen(const std::string& id, Instant now) override {
        const std::lock_guard lock{kept_->mutex};
        if (const auto it = kept_->sessions.find(id); it != kept_->sessions.end())
            it->second.last_seen = std::max(it->second.last_seen, now);
    }
    bool end(const PersonId& person, const std::string& id) override {
        const std::lock_guard lock{kept_->mutex};
        return erased(kept_->sessions, person, id);
    }
    void end_all(const PersonId& person, const std::string& except) override {
        const std::lock_guard lock{kept_->mutex};
        std::erase_if(kept_->sessions,
                      [&](const auto& one) { return one.second.person == person && one.first != except; });
    }

    bool link(const OpenidLink& link) override {
        const std::lock_guard lock{kept_->mutex};
        for (const auto& [key, one] : kept_->links)
            if (one.issuer == link.issuer && (one.subject == link.subject) != (one.person == link.person))
                return false;
        kept_->links[{link.issuer, link.subject}] = link;
        return true;
    }
    std::optional<OpenidLink> linked(const std::string& issuer, const std::string& subject) override {
        const std::lock_guard lock{kept_->mutex};
        return found(kept_->links, std::pair{issuer, subject});
    }
    std::vector<OpenidLink> links() override {
        const std::lock_guard lock{kept_->mutex};
        std::vector<OpenidLink> all;
        for (const auto& [key, one] : kept_->links) all.push_back(one);
        std::ranges::stable_sort(all, {}, &OpenidLink::person);
        return all;
    }
    void unlink_all(const PersonId& person) override {
        const std::lock_guard lock{kept_->mutex};
        std::erase_if(kept_->links, [&](const auto& one) { return one.second.person == person; });
    }

    bool add(const Passkey& passkey) override {
        const std::lock_guard lock{kept_->mutex};
        return kept_->passkeys.emplace(passkey.id, passkey).second;
    }
    std::optional<Passkey> passkey(const std::string& id) override {
        const std::lock_guard lock{kept_->mutex};
        return found(kept_->passkeys, id);
    }
    std::vector<Passkey> passkeys(const PersonId& person) override {
        const std::lock_guard lock{kept_->mutex};
        return of(kept_->passkeys, person);
    }
    bool used(const std::string& id, std::int64_t before, std::int64_t uses) override {
        const std::lock_guard lock{kept_->mutex};
        const auto it = kept_->passkeys.find(id);
        if (it == kept_->passkeys.end() || it->second.uses != before) return false;
        it->second.uses = uses;
        return true;
    }
    bool remove_passkey(const PersonId& person, const std::string& id) override {
        const std::lock_guard lock{kept_->mutex};
        return erased(kept_->passkeys, person, id);
    }

    void put(const Token& token) override {
        const std::lock_guard lock{kept_->mutex};
        kept_->tokens[token.id] = token;
    }
    std::optional<Token> token_of_hash(const std::string& hash) override {
        const std::lock_guard lock{kept_->mutex};
        for (const auto& [id, token] : kept_->tokens)
            if (token.hash == hash) return token;
        return std::nullopt;
    }
    std::vector<Token> tokens(const PersonId& person) override {
        const std::lock_guard lock{kept_->mutex};
        return of(kept_->tokens, person);
    }
    bool revoke(const PersonId& person, const std::string& id) override {
        const std::lock_guard lock{kept_->mutex};
        return erased(kept_->tokens, person, id);
    }
    void revoke_all(const PersonId& person) override {
        const std::lock_guard lock{kept_->mutex};
        std::erase_if(kept_->tokens, [&](const auto& one) { return one.second.person == person; });
    }

    void put(const Invitation& invitation) override {
        const std::lock_guard lock{kept_->mutex};
        std::erase_if(kept_->invitations,
                      [&](const auto& one) { return one.second.person == invitation.person; });
        kept_->invitations[invitation.code] = invitation;
    }
    std::optional<Invitation> invitation(const std::string& code) override {
        const std::lock_guard lock{kept_->mutex};
        return found(kept_->invitations, code);
    }
    std::optional<Invitation> asked_for(const PersonId& person) override {
        const std::lock_guard lock{kept_->mutex};
        for (const auto& [code, one] : kept_->invitations)
            if (one.person == person && !one.asked_by.empty()) return one;
        return std::nullopt;
    }
    Written accept(const std::string& code, const Account& account, Instant now) override {
        const std::lock_guard lock{kept_->mutex};
        const auto it = kept_->invitations.find(code);
        if (it == kept_->invitations.end() || it->second.person != account.person ||
            !is_open(it->second, now))
            return Written::invitation_is_over;
        const Written written = write(account);
        if (written == Written::done) it->second.used = true;
        return written;
    }

private:
    template <class Map>
    static std::optional<typename Map::mapped_type> found(const Map& map, const typename Map::key_type& key) {
        const auto it = map.find(key);
        return it == map.end() ? std::nullopt : std::optional{it->second};
    }
    template <class Map>
    static std::vector<typename Map::mapped_type> of(const Map& map, const PersonId& person) {
        std::vector<typename Map::mapped_type> all;
        for (const auto& [id, one] : map)
            if (one.person == person) all.push_back(one);
        return all;
    }
    template <class Map>
    static bool erased(Map& map, const PersonId& person, const std::string& id) {
        const auto it = map.find(id);
        if (it == map.end() || it->second.person != person) return false;
        map.erase(it);
        return true;
    }
    std::int64_t version_of(const PersonId& person) const {
        const auto it = kept_->accounts.find(person);
        return it == kept_->accounts.end() ? 0 : it->second.version;
    }
    Written write(const Account& account) {
        if (version_of(account.person) != account.version) return Written::conflict;
        for (const auto& [person, other] : kept_->accounts)
            if (!account.login.empty() && other.login == account.login && person != account.person)
                return Written::login_is_taken;
        Account& kept = kept_->accounts[account.person] = account;
        ++kept.version;
        return Written::done;
    }
    void insert(const Session& session) {
        std::erase_if(kept_->sessions, [&](const auto& one) {
            return one.second.created.ms <= session.created.ms - session_whole_ms;
        });
        kept_->sessions[session.id] = session;
    }

    std::shared_ptr<Kept> kept_;
};

}  // namespace atranka::identity
