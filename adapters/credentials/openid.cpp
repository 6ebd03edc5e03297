#include "adapters/credentials/openid.hpp"

#include "adapters/credentials/secrets.hpp"
#include "adapters/json/json.hpp"
#include "engine/ledger/hash.hpp"

#include <algorithm>

namespace atranka::credentials {

namespace {

using Kind = Failed::Kind;
constexpr std::int64_t flow_ms = 10 * 60 * 1000, provider_ms = 60 * 60 * 1000, keys_ms = 60 * 60 * 1000,
                       keys_anew_ms = 60 * 1000;
constexpr std::size_t flows_max = 4096;
constexpr int shown_within_s = 12 * 60 * 60;

auto failed(Kind kind, std::string why) { return tl::unexpected{Failed{kind, std::move(why)}}; }

std::string text_of(const Value& object, std::string_view name) {
    const Value* found = object.find(name);
    return found != nullptr && found->is_text() ? found->as_text() : std::string{};
}

std::string escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string all;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
            c == '.' || c == '_' || c == '~')
            all += c;
        else
            all.append(1, '%').append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
    }
    return all;
}

std::string form_of(const std::vector<std::pair<std::string, std::string>>& members) {
    std::string all;
    for (const auto& [name, value] : members)
        all.append(all.empty() ? "" : "&").append(name).append("=").append(escaped(value));
    return all;
}

// An address with that query after whatever it asks already.
std::string asking(const std::string& url, const std::vector<std::pair<std::string, std::string>>& query) {
    return url + (url.find('?') == std::string::npos ? "?" : "&") + form_of(query);
}

std::string challenge_of(const std::string& verifier) {
    const ledger::Hash hash = ledger::sha256(verifier);
    return base64url(std::string{hash.begin(), hash.end()});
}

}  // namespace

bool is_allowed_url(const std::string& url) {
    const bool is_plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c <= '~'; });
    const std::size_t scheme = url.find("://");
    if (!is_plain || scheme == std::string::npos) return false;
    const std::string rest = url.substr(scheme + 3);
    const std::string place = rest.substr(0, rest.find_first_of("/?#"));
    if (place.empty() || place.find_first_of("@\\") != std::string::npos) return false;
    if (url.starts_with("https://")) return true;
    const std::string host = place.substr(0, place.find(':'));
    return url.starts_with("http://") && (host == "127.0.0.1" || host == "localhost");
}

Openid::Openid(OpenidClient client, Fetch fetch) : client_{std::move(client)}, fetch_{std::move(fetch)} {}

tl::expected<Value, Failed> Openid::asked(const std::string& url, const Form* form) {
    if (!talking_.try_acquire())
        return failed(Kind::provider, "too many are signing in at this moment: try again");
    tl::expected<std::string, std::string> text;
    try {
        text = fetch_(url, form);
    } catch (...) {
        talking_.release();
        throw;
    }
    talking_.release();
    if (!text) return failed(Kind::provider, "the provider of identities did not answer: " + text.error());
    auto read = json::parse(*text);
    if (!read || !read->is_object())
        return failed(Kind::provider, "the provider of identities does not answer in JSON");
    return std::move(*read);
}

tl::expected<Openid::Provider, Failed> Openid::provider(Instant now) {
    {
        const std::scoped_lock lock{mutex_};
        if (provider_ && now < provider_->read.plus_ms(provider_ms)) return *provider_;
    }
    std::string base = client_.issuer;
    while (base.ends_with('/')) base.pop_back();
    const auto told = asked(base + "/.well-known/openid-configuration", nullptr);
    if (!told) return tl::unexpected{told.error()};
    if (text_of(*told, "issuer") != client_.issuer)
        return failed(Kind::provider, "the provider of identities calls itself by another name");
    const Value* tells = told->find("authorization_response_iss_parameter_supported");
    Provider found{text_of(*told, "authorization_endpoint"),
                   text_of(*told, "token_endpoint"),
                   text_of(*told, "jwks_uri"),
                   text_of(*told, "end_session_endpoint"),
                   tells != nullptr && *tells == Value{true},
                   now};
    for (const std::string* url : {&found.authorization, &found.token, &found.keys})
        if (!is_allowed_url(*url))
            return failed(Kind::provider, "the provider of identities names a place that is not https");
    if (!is_allowed_url(found.end_session)) found.end_session.clear();
    const std::scoped_lock lock{mutex_};
    provider_ = found;
    return found;
}

tl::expected<Value, Failed> Openid::keys(const Provider& provider, bool anew, Instant now) {
    {
        const std::scoped_lock lock{mutex_};
        if (keys_ && now < keys_read_.plus_ms(anew ? keys_anew_ms : keys_ms)) return *keys_;
    }
    auto told = asked(provider.keys, nullptr);
    if (!told) return told;
    const std::scoped_lock lock{mutex_};
    keys_ = *told;
    keys_read_ = now;
    return told;
}

tl::expected<Begun, Failed> Openid::begin(Flow flow, Instant now) {
    const auto at = provider(now);
    if (!at) return tl::unexpected{at.error()};
    const std::string state = new_secret(), browser = new_secret();
    Pending pending{std::move(flow), kept(browser), new_secret(), new_secret(), now};
    std::string scope = "openid";
    for (const std::string& one : client_.scopes)
        if (one != "openid") scope += " " + one;
    std::vector<std::pair<std::string, std::string>> query{{"response_type", "code"},
                                                           {"client_id", client_.client_id},
                                                           {"scope", scope},
                                                           {"redirect_uri", client_.redirect_uri},
                                                           {"state", state},
                                                           {"nonce", pending.nonce},
                                                           {"code_challenge", challenge_of(pending.verifier)},
                                                           {"code_challenge_method", "S256"}};
    const bool anew = pending.flow.purpose == Flow::Purpose::fresh;
    if (anew) query.emplace_back("prompt", "login");
    query.emplace_back("max_age", std::to_string(anew ? 0 : shown_within_s));
    Begun begun{asking(at->authorization, query), browser};
    const std::scoped_lock lock{mutex_};
    std::erase_if(pending_, [&](const auto& one) { return now >= one.second.begun.plus_ms(flow_ms); });
    if (pending_.size() >= flows_max)
        pending_.erase(
            std::ranges::min_element(pending_, {}, [](const auto& one) { return one.second.begun; }));
    pending_.emplace(kept(state), std::move(pending));
    return begun;
}

// A stranger's browser does not use it up: whoever began it still may end it.
std::optional<Openid::Pending> Openid::take(const Returned& returned, Instant now) {
    const std::scoped_lock lock{mutex_};
    const auto it = pending_.find(kept(returned.state));
    if (it == pending_.end() || it->second.browser != kept(returned.browser_secret)) return std::nullopt;
    Pending pending = std::move(it->second);
    pending_.erase(it);
    if (now >= pending.begun.plus_ms(flow_ms)) return std::nullopt;
    return pending;
}

std::optional<std::string> Openid::sign_out(Instant now) {
    const auto at = provider(now);
    if (!at || at->end_session.empty()) return std::nullopt;
    return asking(at->end_session,
                  {{"client_id", client_.client_id}, {"post_logout_redirect_uri", client_.signed_out_uri}});
}

tl::expected<Ended, Failed> Openid::end(const Returned& returned, Instant now) {
    const auto pending = take(returned, now);
    if (!pending)
        return failed(Kind::stranger, "that sign-in was not begun here, is over or was used: begin anew");
    const auto at = provider(now);
    if (!at) return tl::unexpected{at.error()};
    if (returned.issuer.empty() ? at->tells_issuer : returned.issuer != client_.issuer)
        return failed(Kind::refused, "the answer is another provider's");
    if (!returned.error.empty() || returned.code.empty())
        return failed(Kind::refused, "the provider of identities let nobody in");
    std::vector<std::pair<std::string, std::string>> members{{"grant_type", "authorization_code"},
                                                             {"code", returned.code},
                                                             {"redirect_uri", client_.redirect_uri},
                                                             {"code_verifier", pending->verifier}};
    Form form;
    if (client_.client_secret.empty()) {
        members.emplace_back("client_id", client_.client_id);
    } else {
        form.user = escaped(client_.client_id);
        form.secret = escaped(client_.client_secret);
    }
    form.body = form_of(members);
    const auto told = asked(at->token, &form);
    if (!told) return tl::unexpected{told.error()};
    const Wanted wanted{client_.issuer, client_.client_id, pending->nonce, text_of(*told, "access_token"),
                        client_.groups_claim};
    const std::string token = text_of(*told, "id_token");
    for (const bool anew : {false, true}) {
        const auto known = keys(*at, anew, now);
        if (!known) return tl::unexpected{known.error()};
        auto said = trusted(token, *known, wanted, now);
        if (said) return Ended{pending->flow, pending->begun, std::move(*said)};
        if (anew || said.error().kind != Distrust::unknown_key)
            return failed(Kind::refused, said.error().why);
    }
    return failed(Kind::refused, "no key of the provider fits the token");
}

}  // namespace atranka::credentials
