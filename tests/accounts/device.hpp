#pragma once
// A device with a passkey, as the browser shows it: keys and signatures by OpenSSL, everything else spelled out.

#include "adapters/credentials/passkey.hpp"
#include "adapters/credentials/secrets.hpp"
#include "engine/ledger/hash.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <memory>

namespace atranka::credentials {

class Device {
public:
    enum class Key { es256, eddsa, rs256 };
    explicit Device(std::string of, Key kind = Key::es256) : site{std::move(of)}, kind_{kind} {
        EVP_PKEY* made = kind == Key::es256   ? EVP_EC_gen("P-256")
                         : kind == Key::eddsa ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                                              : EVP_RSA_gen(2048);
        key_.reset(made);
    }

    std::string site, origin = "https://atranka.mita.lt", id = random_bytes(16);
    std::uint8_t flags = 0x05;  // its owner is there, and was recognised
    std::uint32_t uses = 0;
    std::string extra = {};  // within the client data

    std::string name() const { return base64url(id); }
    std::int64_t algorithm() const { return kind_ == Key::es256 ? -7 : kind_ == Key::eddsa ? -8 : -257; }

    std::string client_data(const std::string& type, const std::string& challenge) const {
        return R"({"type":")" + type + R"(","challenge":")" + challenge + R"(","origin":")" + origin + "\"" +
               extra + "}";
    }
    Registration create(const std::string& challenge) const {
        const std::string length{'\0', static_cast<char>(id.size())};
        return {client_data("webauthn.create", challenge),
                data(flags | 0x40) + std::string(16, '\0') + length + id + cose(), algorithm()};
    }
    Assertion get(const std::string& challenge) const {
        Assertion assertion{name(), client_data("webauthn.get", challenge), data(flags), {}};
        assertion.signature = sign(assertion.authenticator_data + digest(assertion.client_data));
        return assertion;
    }
    std::string sign(const std::string& bytes) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                              &EVP_MD_CTX_free};
        EVP_DigestSignInit(context.get(), nullptr, kind_ == Key::eddsa ? nullptr : EVP_sha256(), nullptr,
                           key_.get());
        std::string signature(512, '\0');
        std::size_t size = signature.size();
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
        return signature.substr(0, size);
    }
    static std::string digest(const std::string& text) {
        const ledger::Hash hash = ledger::sha256(text);
        return {hash.begin(), hash.end()};
    }

private:
    std::string data(int all_flags) const {
        std::string bytes = digest(site) + static_cast<char>(all_flags);
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((uses >> shift) & 0xFFU);
        return bytes;
    }
    std::string number(const char* name, std::size_t size) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), name, &value);
        std::string bytes(size, '\0');
        BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size));
        BN_free(value);
        return bytes;
    }
    // RFC 9053: a map in CBOR, keys in canonical order.
    std::string cose() const {
        using namespace std::string_literals;
        if (kind_ == Key::es256)
            return "\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20"s + number(OSSL_PKEY_PARAM_EC_PUB_X, 32) +
                   "\x22\x58\x20"s + number(OSSL_PKEY_PARAM_EC_PUB_Y, 32);
        if (kind_ == Key::rs256)
            return "\xA4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00"s + number(OSSL_PKEY_PARAM_RSA_N, 256) +
                   "\x21\x43"s + number(OSSL_PKEY_PARAM_RSA_E, 3);
        std::string point(32, '\0');
        std::size_t size = point.size();
        EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(point.data()), &size);
        return "\xA4\x01\x01\x03\x27\x20\x06\x21\x58\x20"s + point;
    }

    Key kind_;
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_{nullptr, &EVP_PKEY_free};
};

}  // namespace atranka::credentials
