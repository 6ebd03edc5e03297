#pragma once
// Signing in at a provider of identities (OpenID Connect): the code flow with PKCE, of which a browser
// carries two secrets, and this program the rest.
// Shape:  `begin` gives where the browser goes and the secret of its cookie; `end` takes what it came back
//         with. A flow is ended once, in the browser that began it, within ten minutes. What a flow is for is
//         kept here, never in the browser. Safe for any number of threads; four at once talk to the
//         provider.
// Errors: one sentence without any secret. A provider's answer is a value: too long, too slow, not JSON, or
//         told by a redirect, it is refused.
// Source: OpenID Connect Core 1.0, Discovery 1.0 and RP-Initiated Logout 1.0; RFC 6749, 7636 (PKCE), 9207
//         (iss), 9700 (best practice).

#include "adapters/credentials/id_token.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <semaphore>

namespace atranka::credentials {

struct Form {
    std::string body, user, secret;  // "" as user: none shown
};
// The body of a 200, or why there is none. Without a form by GET.
using Fetch = std::function<tl::expected<std::string, std::string>(const std::string& url, const Form* form)>;
tl::expected<std::string, std::string> fetch(const std::string& url, const Form* form);
// https, or http on this very machine.
bool is_allowed_url(const std::string& url);

struct OpenidClient {
    std::string issuer, client_id, client_secret;  // no secret: a public client
    std::set<std::string> scopes;
    std::string groups_claim;
    std::string redirect_uri;
    std::string signed_out_uri = {};  // where the provider sends whoever signed out there, too
};

struct Flow {
    enum class Purpose { sign_in, accept, fresh } purpose = Purpose::sign_in;
    std::string invitation;  // of `accept`
    std::string session;     // of `fresh`: the secret of the session that is to be fresh again
    std::string back;        // a path of ours
};
struct Begun {
    std::string location, browser_secret;
};
struct Returned {
    std::string state, code, error, issuer;  // as the browser was told
    std::string browser_secret;
};
struct Ended {
    Flow flow;
    Instant begun;
    IdToken said;
};
// stranger: no such flow, or of another browser. provider: it could not be asked. refused: it, or we, said
// no.
struct Failed {
    enum class Kind { stranger, provider, refused } kind;
    std::string why;
};

class Openid {
public:
    explicit Openid(OpenidClient client, Fetch fetch = credentials::fetch);
    tl::expected<Begun, Failed> begin(Flow flow, Instant now);
    tl::expected<Ended, Failed> end(const Returned& returned, Instant now);
    // Where a browser goes to sign out at the provider, too; nothing where it offers that nowhere, or cannot
    // be asked.
    std::optional<std::string> sign_out(Instant now);
    const OpenidClient& client() const { return client_; }

private:
    struct Pending {
        Flow flow;
        std::string browser, nonce, verifier;
        Instant begun;
    };
    struct Provider {
        std::string authorization, token, keys, end_session;  // the last may be empty
        bool tells_issuer = false;
        Instant read;
    };
    tl::expected<Provider, Failed> provider(Instant now);
    tl::expected<Value, Failed> keys(const Provider& provider, bool anew, Instant now);
    tl::expected<Value, Failed> asked(const std::string& url, const Form* form);
    std::optional<Pending> take(const Returned& returned, Instant now);

    OpenidClient client_;
    Fetch fetch_;
    std::counting_semaphore<4> talking_{4};
    std::mutex mutex_;
    std::map<std::string, Pending> pending_;  // by the hash of the state
    std::optional<Provider> provider_;
    std::optional<Value> keys_;
    Instant keys_read_;
};

}  // namespace atranka::credentials
