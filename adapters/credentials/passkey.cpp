#include "adapters/credentials/passkey.hpp"

#include "adapters/credentials/secrets.hpp"
#include "adapters/json/json.hpp"
#include "engine/ledger/hash.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <memory>
#include <string_view>

namespace atranka::credentials {

namespace {

// Of the flags of authenticator data: its owner was there, and was recognised; the key is in it.
constexpr std::uint8_t present = 0x01, verified = 0x04, key_included = 0x40;
constexpr std::size_t site_hash_bytes = 32, id_bytes_max = 1023;

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string bytes_of(const unsigned char* pointer, std::size_t size) {
    return pointer == nullptr ? std::string{} : std::string{reinterpret_cast<const char*>(pointer), size};
}

std::string raw_sha256(std::string_view text) {
    const ledger::Hash hash = ledger::sha256(text);
    return {hash.begin(), hash.end()};
}

template <class Thing, void (*free)(Thing**)>
struct Freed {
    void operator()(Thing* thing) const { free(&thing); }
};
using Credential = std::unique_ptr<fido_cred_t, Freed<fido_cred_t, fido_cred_free>>;
using Statement = std::unique_ptr<fido_assert_t, Freed<fido_assert_t, fido_assert_free>>;

// The key, as libfido2 wants it for its algorithm.
template <class Key, Key* (*make)(), void (*free)(Key**), int (*fill)(Key*, const void*, std::size_t)>
bool is_signed_by(const fido_assert_t* statement, std::int64_t algorithm, const std::string& public_key) {
    const std::unique_ptr<Key, Freed<Key, free>> key{make()};
    return key != nullptr && fill(key.get(), public_key.data(), public_key.size()) == FIDO_OK &&
           fido_assert_verify(statement, 0, static_cast<int>(algorithm), key.get()) == FIDO_OK;
}

bool is_signed(const fido_assert_t* statement, std::int64_t algorithm, const std::string& public_key) {
    switch (algorithm) {
        case COSE_ES256:
            return is_signed_by<es256_pk_t, es256_pk_new, es256_pk_free, es256_pk_from_ptr>(
                statement, algorithm, public_key);
        case COSE_EDDSA:
            return is_signed_by<eddsa_pk_t, eddsa_pk_new, eddsa_pk_free, eddsa_pk_from_ptr>(
                statement, algorithm, public_key);
        case COSE_RS256:
            return is_signed_by<rs256_pk_t, rs256_pk_new, rs256_pk_free, rs256_pk_from_ptr>(
                statement, algorithm, public_key);
        default: return false;
    }
}

bool is_text(const Value* value, std::string_view text) {
    return value != nullptr && value->is_text() && value->as_text() == text;
}

}  // namespace

std::optional<std::string> challenge_in(const std::string& client_data, Ceremony ceremony, const Site& site) {
    const auto tree = json::parse(client_data);
    if (!tree || !tree->is_object()) return std::nullopt;
    if (!is_text(tree->find("type"), ceremony == Ceremony::create ? "webauthn.create" : "webauthn.get") ||
        !is_text(tree->find("origin"), site.origin))
        return std::nullopt;
    const Value* crossed = tree->find("crossOrigin");
    if (crossed != nullptr && !(*crossed == Value{false})) return std::nullopt;
    const Value* challenge = tree->find("challenge");
    if (challenge == nullptr || !challenge->is_text()) return std::nullopt;
    return challenge->as_text();
}

std::optional<identity::Passkey> registered(const Registration& registration, const Site& site) {
    const std::string& data = registration.authenticator_data;
    if (registration.algorithm != COSE_ES256 && registration.algorithm != COSE_EDDSA &&
        registration.algorithm != COSE_RS256)
        return std::nullopt;
    const Credential credential{fido_cred_new()};
    if (credential == nullptr ||
        fido_cred_set_type(credential.get(), static_cast<int>(registration.algorithm)) != FIDO_OK ||
        fido_cred_set_authdata_raw(credential.get(), raw(data), data.size()) != FIDO_OK)
        return std::nullopt;
    const std::uint8_t wanted = present | verified | key_included;
    if ((fido_cred_flags(credential.get()) & wanted) != wanted) return std::nullopt;
    if (data.substr(0, site_hash_bytes) != raw_sha256(site.id)) return std::nullopt;
    const std::string id = bytes_of(fido_cred_id_ptr(credential.get()), fido_cred_id_len(credential.get()));
    const std::string key =
        bytes_of(fido_cred_pubkey_ptr(credential.get()), fido_cred_pubkey_len(credential.get()));
    if (id.empty() || id.size() > id_bytes_max || key.empty()) return std::nullopt;
    identity::Passkey passkey;
    passkey.id = base64url(id);
    passkey.algorithm = registration.algorithm;
    passkey.public_key = ledger::hex(key);
    passkey.uses = fido_cred_sigcount(credential.get());
    return passkey;
}

std::optional<std::int64_t> asserted(const Assertion& assertion, const identity::Passkey& passkey,
                                     const Site& site) {
    const auto key = ledger::unhex(passkey.public_key);
    const std::string hash = raw_sha256(assertion.client_data);
    const std::string &data = assertion.authenticator_data, &signature = assertion.signature;
    const Statement statement{fido_assert_new()};
    if (!key || assertion.id != passkey.id || statement == nullptr) return std::nullopt;
    fido_assert_t* one = statement.get();
    // The site's hash and both flags are held against these by fido_assert_verify.
    if (fido_assert_set_rp(one, site.id.c_str()) != FIDO_OK || fido_assert_set_count(one, 1) != FIDO_OK ||
        fido_assert_set_clientdata_hash(one, raw(hash), hash.size()) != FIDO_OK ||
        fido_assert_set_up(one, FIDO_OPT_TRUE) != FIDO_OK ||
        fido_assert_set_uv(one, FIDO_OPT_TRUE) != FIDO_OK ||
        fido_assert_set_authdata_raw(one, 0, raw(data), data.size()) != FIDO_OK ||
        fido_assert_set_sig(one, 0, raw(signature), signature.size()) != FIDO_OK ||
        !is_signed(one, passkey.algorithm, *key))
        return std::nullopt;
    const std::int64_t uses = fido_assert_sigcount(one, 0);
    // A count that does not rise is that of a copy (§7.2, step 21); most passkeys do not count.
    if ((uses != 0 || passkey.uses != 0) && uses <= passkey.uses) return std::nullopt;
    return uses;
}

}  // namespace atranka::credentials
