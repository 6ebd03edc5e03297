#include "adapters/credentials/id_token.hpp"

#include "adapters/credentials/secrets.hpp"
#include "adapters/json/json.hpp"
#include "engine/ledger/ed25519.hpp"

#include <cjose/cjose.h>
#include <sodium.h>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace atranka::credentials {

namespace {

constexpr std::int64_t skew_s = 60;
constexpr std::size_t token_bytes_max = 32 * 1024;

struct Algorithm {
    std::string_view name, key_type;
};
constexpr std::array<Algorithm, 4> algorithms{
    {{"RS256", "RSA"}, {"PS256", "RSA"}, {"ES256", "EC"}, {"EdDSA", "OKP"}}};

auto distrusted(std::string why) { return tl::unexpected{Distrusted{Distrust::otherwise, std::move(why)}}; }

std::string text_of(const Value& object, std::string_view name) {
    const Value* found = object.find(name);
    return found != nullptr && found->is_text() ? found->as_text() : std::string{};
}

std::optional<std::int64_t> seconds_of(const Value& object, std::string_view name) {
    constexpr std::int64_t far = 100'000'000'000;
    const Value* found = object.find(name);
    if (found == nullptr || !found->is_int() || found->as_int() < 0 || found->as_int() > far)
        return std::nullopt;
    return found->as_int();
}

std::set<std::string> texts_of(const Value* value) {
    std::set<std::string> texts;
    if (value == nullptr) return texts;
    if (value->is_text()) texts.insert(value->as_text());
    if (value->is_list())
        for (const Value& one : value->as_list())
            if (one.is_text()) texts.insert(one.as_text());
    return texts;
}

std::optional<Value> object_in(std::string_view piece) {
    const auto text = unbase64url(piece);
    if (!text) return std::nullopt;
    auto read = json::parse(*text);
    if (!read || !read->is_object()) return std::nullopt;
    return std::move(*read);
}

bool fits(const Value& key, const Algorithm& algorithm, const std::string& id) {
    const std::string use = text_of(key, "use"), own = text_of(key, "alg");
    return text_of(key, "kty") == algorithm.key_type && (use.empty() || use == "sig") &&
           (own.empty() || own == algorithm.name) && (id.empty() || text_of(key, "kid") == id) &&
           (algorithm.key_type != "EC" || text_of(key, "crv") == "P-256") &&
           (algorithm.key_type != "OKP" || text_of(key, "crv") == "Ed25519");
}

struct Release {
    void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
    void operator()(cjose_jws_t* token) const { cjose_jws_release(token); }
};

// RFC 8037, which cjose does not know.
bool is_signed_by_ed25519(std::string_view token, const Value& key) {
    const std::size_t last = token.rfind('.');
    const auto signature = unbase64url(token.substr(last + 1));
    const auto with = unbase64url(text_of(key, "x"));
    return signature && with && signature->size() == ledger::signature_bytes &&
           with->size() == ledger::public_key_bytes &&
           ledger::is_signed(*with, token.substr(0, last), *signature);
}

bool is_signed(const std::string& token, const Value& key) {
    if (text_of(key, "kty") == "OKP") return is_signed_by_ed25519(token, key);
    constexpr std::size_t rsa_bits_min = 2048;
    const std::string text = json::write(key);
    cjose_err error{};
    const std::unique_ptr<cjose_jwk_t, Release> with{cjose_jwk_import(text.data(), text.size(), &error)};
    const std::unique_ptr<cjose_jws_t, Release> of{cjose_jws_import(token.data(), token.size(), &error)};
    if (!with || !of) return false;
    if (cjose_jwk_get_kty(with.get(), &error) == CJOSE_JWK_KTY_RSA &&
        cjose_jwk_get_keysize(with.get(), &error) < rsa_bits_min)
        return false;
    return cjose_jws_verify(of.get(), with.get(), &error);
}

std::optional<Distrusted> fault_of_signature(const std::string& token, const Value& header,
                                             const Value& keys) {
    const auto no = [](Distrust kind, const char* why) { return Distrusted{kind, why}; };
    const auto* algorithm =
        std::ranges::find(algorithms, std::string_view{text_of(header, "alg")}, &Algorithm::name);
    if (algorithm == algorithms.end())
        return no(Distrust::otherwise, "the token is signed by none of RS256, PS256, ES256 and EdDSA");
    if (header.find("crit") != nullptr || header.find("b64") != nullptr)
        return no(Distrust::otherwise, "the token asks for what is not known here");
    const Value* all = keys.find("keys");
    if (all == nullptr || !all->is_list()) return no(Distrust::unknown_key, "the provider has no keys");
    const Value* fit = nullptr;
    for (const Value& key : all->as_list())
        if (key.is_object() && fits(key, *algorithm, text_of(header, "kid"))) {
            if (fit != nullptr) return no(Distrust::otherwise, "several keys fit the token");
            fit = &key;
        }
    if (fit == nullptr) return no(Distrust::unknown_key, "no key of the provider fits the token");
    if (!is_signed(token, *fit)) return no(Distrust::otherwise, "the token's signature does not hold");
    return std::nullopt;
}

// By the hash that the token's algorithm uses: of Ed25519 that is SHA-512.
std::string half_hash(const std::string& text, bool is_ed25519) {
    std::string hash(crypto_hash_sha512_BYTES, '\0');
    auto* into = reinterpret_cast<unsigned char*>(hash.data());
    const auto* of = reinterpret_cast<const unsigned char*>(text.data());
    hash.resize(is_ed25519 ? crypto_hash_sha512_BYTES : crypto_hash_sha256_BYTES);
    (is_ed25519 ? crypto_hash_sha512 : crypto_hash_sha256)(into, of, text.size());
    return base64url(hash.substr(0, hash.size() / 2));
}

std::string fault_of_claims(const Value& claims, const Wanted& wanted, bool is_ed25519, Instant now) {
    const std::int64_t second = now.ms / 1000;
    if (text_of(claims, "iss") != wanted.issuer) return "the token is another provider's";
    const Value* audience = claims.find("aud");
    const auto audiences = texts_of(audience);
    if (!audiences.contains(wanted.client_id)) return "the token is for another application";
    const std::string party = text_of(claims, "azp");
    if (party != wanted.client_id && (claims.find("azp") != nullptr || audiences.size() > 1))
        return "the token was issued to another application";
    const auto expires = seconds_of(claims, "exp"), issued = seconds_of(claims, "iat");
    if (!expires || !issued) return "the token does not say from when until when it holds";
    if (second >= *expires + skew_s) return "the token is over";
    if (*issued > second + skew_s) return "the token is from the future";
    if (claims.find("nbf") != nullptr) {
        const auto from = seconds_of(claims, "nbf");
        if (!from || *from > second + skew_s) return "the token does not hold yet";
    }
    if (wanted.nonce.empty() || text_of(claims, "nonce") != wanted.nonce)
        return "the token is of another sign-in";
    if (claims.find("at_hash") != nullptr &&
        text_of(claims, "at_hash") != half_hash(wanted.access_token, is_ed25519))
        return "the token came with another access token";
    constexpr std::size_t subject_max = 255;
    const std::string subject = text_of(claims, "sub");
    if (subject.empty() || subject.size() > subject_max) return "the token names nobody";
    return {};
}

}  // namespace

tl::expected<IdToken, Distrusted> trusted(const std::string& token, const Value& keys, const Wanted& wanted,
                                          Instant now) {
    if (token.size() > token_bytes_max) return distrusted("the token is too long");
    const std::size_t first = token.find('.'), last = token.rfind('.');
    if (first == std::string::npos || std::ranges::count(token, '.') != 2)
        return distrusted("the token is no signed token");
    const auto header = object_in(std::string_view{token}.substr(0, first));
    const auto claims = object_in(std::string_view{token}.substr(first + 1, last - first - 1));
    if (!header || !claims) return distrusted("the token cannot be read");
    if (auto fault = fault_of_signature(token, *header, keys)) return tl::unexpected{std::move(*fault)};
    if (auto fault = fault_of_claims(*claims, wanted, text_of(*header, "alg") == "EdDSA", now);
        !fault.empty())
        return distrusted(std::move(fault));
    IdToken said;
    said.subject = text_of(*claims, "sub");
    said.email = text_of(*claims, "email");
    const Value* verified = claims->find("email_verified");
    said.email_is_verified = verified != nullptr && *verified == Value{true};
    if (const auto at = seconds_of(*claims, "auth_time")) said.authenticated = Instant{*at * 1000};
    said.acr = text_of(*claims, "acr");
    said.amr = texts_of(claims->find("amr"));
    if (const Value* groups = claims->find(wanted.groups_claim); groups != nullptr)
        said.groups = texts_of(groups);
    return said;
}

}  // namespace atranka::credentials
