#pragma once
// Who asks over HTTP, and what they ask of their account: between the API and the credentials' desk.
// Shape:  a session is the cookie __Host-atranka; a token comes as Authorization: Bearer. A request that a
//         cookie speaks for and that changes something has to come from our own pages: its Origin, scheme and
//         all, or Sec-Fetch-Site must say so, and its body is JSON, which no form can send.
// Errors: as problems; who cannot be signed in is told why only as far as that tells nothing of others.
// Source: OWASP ASVS 5.0, 3.3 (cookies), 3.5 (cross-site requests), 6 and 7; RFC 6265, RFC 6750.

#include "adapters/api/world.hpp"
#include "adapters/cli/openid_settings.hpp"
#include "adapters/credentials/passkey_desk.hpp"

#include <filesystem>
#include <mutex>

namespace atranka::cli {

// What the record grants of the roles that a provider's groups stand for.
struct RoleKeeper {
    // To that person themselves, in that call or in all.
    std::function<bool(const PersonId&, const OpenidRole&)> holds;
    // Grants or takes it away by an entry; false where that is not for groups to do.
    std::function<bool(const PersonId&, const OpenidRole&, bool is_granted, Instant now)> follow;
};

class SignIn {
public:
    // `origin`: under which people reach it, as a browser spells it: "https://atranka.example".
    SignIn(std::filesystem::path database, const std::filesystem::path& leaked_passwords,
           const std::string& origin);
    ~SignIn();
    // Before anybody is answered.
    void use(OpenidSettings settings, RoleKeeper roles);
    // Pages are ours under that origin alone, however a request names its host.
    void only_from_origin() { is_of_origin_alone_ = true; }
    // Of whom a second factor is demanded. Whoever came in without one may set one up, and nothing else.
    void demand(std::function<bool(const PersonId&, Instant now)> of);

    tl::expected<api::Caller, api::TurnedAway> who(const api::Request& request);
    // `may_invite`: whether the caller is an administrator of the instance.
    api::Response answer(api::AccountAction action, const Value& members, const api::Request& request,
                         const api::Caller& caller,
                         const std::function<bool(const PersonId& who, const PersonId& whom)>& may_invite);

private:
    struct Counter;
    class Lent;
    struct Provider;
    bool is_our_own(const api::Request& request) const;
    bool is_strong(identity::Method method) const;
    api::Response begin_openid(const Value& members, const api::Request& request);
    api::Response end_openid(const api::Request& request);
    api::Response end_openid(const credentials::Ended& ended, const api::Request& request);
    std::filesystem::path database_;
    credentials::Guards guards_;
    credentials::Challenges challenges_;
    credentials::Site site_;
    bool is_of_origin_alone_ = false;
    std::unique_ptr<Provider> provider_;                         // none: not offered
    std::function<bool(const PersonId&, Instant now)> demands_;  // none: of nobody
    std::mutex mutex_;
    std::vector<std::unique_ptr<Counter>> counters_;  // where nobody stands
};

}  // namespace atranka::cli
