// What is believed of a provider of identities: its tokens, signed here with keys made here, at times given here.
#include "adapters/credentials/openid.hpp"
#include "adapters/credentials/secrets.hpp"
#include "adapters/json/json.hpp"
#include "engine/ledger/ed25519.hpp"

#include <cjose/cjose.h>
#include <gtest/gtest.h>
#include <cstdlib>

namespace atranka::credentials {
namespace {

constexpr std::int64_t noon = 1'795'435'200;
const Instant now{noon * 1000};

struct Key {
    explicit Key(const char* kind) {
        cjose_err error{};
        jwk = std::string{kind} == "EC" ? cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error)
                                        : cjose_jwk_create_RSA_random(2048, nullptr, 0, &error);
        cjose_jwk_set_kid(jwk, kind, 2 + (*kind == 'R' ? 1U : 0U), &error);
    }
    ~Key() { cjose_jwk_release(jwk); }
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    Value published() const {
        cjose_err error{};
        char* text = cjose_jwk_to_json(jwk, false, &error);
        Value value = *json::parse(text);
        std::free(text);
        return value;
    }
    std::string signs(const Value& claims, const char* algorithm, const std::string& id) const {
        cjose_err error{};
        cjose_header_t* header = cjose_header_new(&error);
        cjose_header_set(header, "alg", algorithm, &error);
        if (!id.empty()) cjose_header_set(header, "kid", id.c_str(), &error);
        const std::string text = json::write(claims);
        auto* jws = cjose_jws_sign(jwk, header, reinterpret_cast<const std::uint8_t*>(text.data()),
                                   text.size(), &error);
        const char* compact = nullptr;
        cjose_jws_export(jws, &compact, &error);
        std::string token = compact;
        cjose_jws_release(jws);
        cjose_header_release(header);
        return token;
    }
    cjose_jwk_t* jwk = nullptr;
};

class IdTokens : public testing::Test {
protected:
    static void SetUpTestSuite() {
        rsa = new Key{"RSA"};
        ec = new Key{"EC"};
    }
    static void TearDownTestSuite() {
        delete rsa;
        delete ec;
    }
    static Value keys() {
        return Value::object({{"keys", Value::list({rsa->published(), ec->published()})}});
    }
    static Value claims() {
        return Value::object({{"iss", "https://login.example"},
                              {"aud", "atranka"},
                              {"sub", "s-1"},
                              {"nonce", "n"},
                              {"iat", noon},
                              {"exp", noon + 300},
                              {"auth_time", noon - 5},
                              {"groups", Value::list({"officers"})}});
    }
    static Value with(const char* name, Value value) {
        Value changed = claims();
        changed.set(name, std::move(value));
        return changed;
    }
    static Value without(const char* name) {
        Value changed = claims();
        changed.as_object().erase(name);
        return changed;
    }
    static std::string said(const std::string& token, Instant at = now) {
        const auto read =
            trusted(token, keys(), {"https://login.example", "atranka", "n", "access", "groups"}, at);
        return read ? "believed" : read.error().why;
    }
    static std::string of(const Value& value, Instant at = now) {
        return said(rsa->signs(value, "RS256", "RSA"), at);
    }
    static inline Key *rsa = nullptr, *ec = nullptr;
};

TEST_F(IdTokens, OfThreeAlgorithmsOfCjoseAreBelievedWithWhatTheySay) {
    EXPECT_EQ(said(rsa->signs(claims(), "RS256", "RSA")), "believed");
    EXPECT_EQ(said(rsa->signs(claims(), "PS256", "RSA")), "believed");
    EXPECT_EQ(said(ec->signs(claims(), "ES256", "EC")), "believed");
    const auto read = trusted(rsa->signs(claims(), "RS256", "RSA"), keys(),
                              {"https://login.example", "atranka", "n", "", "groups"}, now);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->subject, "s-1");
    EXPECT_EQ(read->authenticated, Instant{(noon - 5) * 1000});
    EXPECT_EQ(read->groups, std::set<std::string>{"officers"});
    EXPECT_FALSE(read->email_is_verified);
}

// The private key, its public half and the token are those of RFC 8037, appendix A.4: but for its payload.
TEST_F(IdTokens, SignedByEd25519AreBelieved) {
    const std::string seed = *unbase64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    const Value published = Value::object({{"kty", "OKP"},
                                           {"crv", "Ed25519"},
                                           {"kid", "ed"},
                                           {"x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}});
    const auto said = [&](const Value& claims, const Value& key, const std::string& by) {
        const std::string signing =
            base64url(R"({"alg":"EdDSA","kid":"ed"})") + "." + base64url(json::write(claims));
        const std::string token = signing + "." + base64url(ledger::sign(by, signing));
        const auto read = trusted(token, Value::object({{"keys", Value::list({key})}}),
                                  {"https://login.example", "atranka", "n", "access", "groups"}, now);
        return read ? "believed" : read.error().why;
    };
    EXPECT_EQ(said(claims(), published, seed), "believed");
    EXPECT_EQ(said(claims(), published, std::string(32, 's')), "the token's signature does not hold");
    Value other = published;
    other.set("crv", "Ed448");
    EXPECT_EQ(said(claims(), other, seed), "no key of the provider fits the token");
    Value cut = published;
    cut.set("x", "11qYAYKxCrfVS_7TyWQHOg");
    EXPECT_EQ(said(claims(), cut, seed), "the token's signature does not hold");
    EXPECT_EQ(said(with("aud", "other"), published, seed), "the token is for another application");
}

TEST_F(IdTokens, SignedByEd25519HashTheAccessTokenBySha512) {
    const std::string seed(32, 's');
    const Value key =
        Value::object({{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", base64url(ledger::public_key_of(seed))}});
    const auto said = [&](const std::string& half) {
        const std::string signing =
            base64url(R"({"alg":"EdDSA"})") + "." + base64url(json::write(with("at_hash", half)));
        const auto read = trusted(signing + "." + base64url(ledger::sign(seed, signing)),
                                  Value::object({{"keys", Value::list({key})}}),
                                  {"https://login.example", "atranka", "n", "access", "groups"}, now);
        return read ? "believed" : read.error().why;
    };
    EXPECT_EQ(said("kyd4-h3ZoV2sH212kLKbcOnCBajStKQ38Ae_bfT-PFI"), "believed");
    EXPECT_EQ(said("oFYf1knNtrqnhAVfBRuteQ"), "the token came with another access token");
}

TEST_F(IdTokens, OfOtherAlgorithmsKeysAndSignaturesAreNot) {
    const std::string good = rsa->signs(claims(), "RS256", "RSA");
    const std::string body = good.substr(good.find('.'), good.rfind('.') - good.find('.'));
    EXPECT_EQ(said(base64url(R"({"alg":"none"})") + body + "."),
              "the token is signed by none of RS256, PS256, ES256 and EdDSA");
    EXPECT_EQ(said(base64url(R"({"alg":"HS256","kid":"RSA"})") + body + ".AAAA"),
              "the token is signed by none of RS256, PS256, ES256 and EdDSA");
    EXPECT_EQ(said(base64url(R"({"alg":"RS256","kid":"RSA","crit":["b64"],"b64":false})") + body + ".AAAA"),
              "the token asks for what is not known here");
    EXPECT_EQ(said(base64url(R"({"alg":"ES256","kid":"RSA"})") + body + ".AAAA"),
              "no key of the provider fits the token");
    EXPECT_EQ(said(rsa->signs(claims(), "RS512", "RSA")),
              "the token is signed by none of RS256, PS256, ES256 and EdDSA");
    const Key other{"RSA"};
    EXPECT_EQ(said(other.signs(claims(), "RS256", "RSA")), "the token's signature does not hold");
    EXPECT_EQ(said(other.signs(claims(), "RS256", "another")), "no key of the provider fits the token");
    std::string changed = good;
    changed[good.find('.') + 20] = changed[good.find('.') + 20] == 'A' ? 'B' : 'A';
    EXPECT_NE(said(changed), "believed");
    EXPECT_EQ(said(good + ".x"), "the token is no signed token");
}

TEST_F(IdTokens, OfAnotherProviderApplicationOrSignInAreNot) {
    EXPECT_EQ(of(with("iss", "https://login.example/")), "the token is another provider's");
    EXPECT_EQ(of(with("aud", "other")), "the token is for another application");
    EXPECT_EQ(of(with("aud", Value::list({"other"}))), "the token is for another application");
    EXPECT_EQ(of(with("aud", Value::list({"atranka", "other"}))),
              "the token was issued to another application");
    EXPECT_EQ(of(with("azp", "other")), "the token was issued to another application");
    EXPECT_EQ(of(with("azp", "atranka")), "believed");
    EXPECT_EQ(of(with("nonce", "m")), "the token is of another sign-in");
    EXPECT_EQ(of(without("nonce")), "the token is of another sign-in");
    EXPECT_EQ(of(without("sub")), "the token names nobody");
    EXPECT_EQ(of(with("at_hash", "AAAA")), "the token came with another access token");
    // SHA-256("access"), its left half.
    EXPECT_EQ(of(with("at_hash", "oFYf1knNtrqnhAVfBRuteQ")), "believed");
}

TEST_F(IdTokens, AreBelievedWithinTheirTimeAndAMinute) {
    EXPECT_EQ(of(claims(), Instant{(noon + 359) * 1000}), "believed");
    EXPECT_EQ(of(claims(), Instant{(noon + 360) * 1000}), "the token is over");
    EXPECT_EQ(of(claims(), Instant{(noon - 60) * 1000}), "believed");
    EXPECT_EQ(of(claims(), Instant{(noon - 61) * 1000}), "the token is from the future");
    EXPECT_EQ(of(with("nbf", noon + 61)), "the token does not hold yet");
    EXPECT_EQ(of(with("nbf", noon + 60)), "believed");
    for (const char* needed : {"exp", "iat"})
        EXPECT_EQ(of(without(needed)), "the token does not say from when until when it holds");
}

// A provider whose answers are told here.
class Flows : public testing::Test {
protected:
    std::map<std::string, std::string> answers{
        {"https://login.example/.well-known/openid-configuration",
         R"({"issuer":"https://login.example","authorization_endpoint":"https://login.example/a",)"
         R"("token_endpoint":"https://login.example/t","jwks_uri":"https://login.example/k"})"},
        {"https://login.example/k", R"({"keys":[]})"},
        {"https://login.example/t", R"({"access_token":"a","id_token":"x"})"}};
    std::map<std::string, int> asked;
    Openid openid{{"https://login.example", "atranka", "", {"email"}, "groups", "https://us.example/cb"},
                  [this](const std::string& url, const Form*) -> tl::expected<std::string, std::string> {
                      ++asked[url];
                      return answers.at(url);
                  }};
    static std::string state_in(const std::string& location) {
        const std::size_t at = location.find("state=") + 6;
        return location.substr(at, location.find('&', at) - at);
    }
};

TEST_F(Flows, AreEndedOnceInTheBrowserThatBeganThemWithinTenMinutes) {
    const auto begun = openid.begin({}, now);
    ASSERT_TRUE(begun);
    EXPECT_NE(begun->location.find("code_challenge_method=S256"), std::string::npos);
    const std::string state = state_in(begun->location);
    const auto kind = [&](const std::string& of, const std::string& browser, Instant at) {
        return openid.end({of, "c", "", "", browser}, at).error().kind;
    };
    EXPECT_EQ(kind("other", begun->browser_secret, now), Failed::Kind::stranger);
    EXPECT_EQ(kind(state, "other", now), Failed::Kind::stranger);
    EXPECT_EQ(kind(state, "", now), Failed::Kind::stranger);
    EXPECT_EQ(kind(state, begun->browser_secret, now), Failed::Kind::refused) << "its token is none";
    EXPECT_EQ(kind(state, begun->browser_secret, now), Failed::Kind::stranger) << "used";
    const auto late = openid.begin({}, now);
    EXPECT_EQ(kind(state_in(late->location), late->browser_secret, now.plus_ms(600'000)),
              Failed::Kind::stranger);
}

TEST_F(Flows, RefuseAProviderOfAnotherNameOrPlace) {
    auto& told = answers["https://login.example/.well-known/openid-configuration"];
    const std::string right = told;
    told.replace(told.find("https://login.example"), 21, "https://other.example");
    EXPECT_EQ(openid.begin({}, now).error().kind, Failed::Kind::provider);
    told = right;
    told.replace(told.find("https://login.example/t"), 23, "http://login.example/t");
    EXPECT_EQ(openid.begin({}, now).error().kind, Failed::Kind::provider);
    told = right;
    const auto begun = openid.begin({}, now);
    ASSERT_TRUE(begun);
    const auto ended =
        openid.end({state_in(begun->location), "c", "", "https://other.example", begun->browser_secret}, now);
    EXPECT_EQ(ended.error().why, "the answer is another provider's");
    EXPECT_EQ(asked["https://login.example/t"], 0) << "no code goes anywhere";
}

TEST_F(Flows, AskForKeysAnewOnceAMinute) {
    const Key key{"RSA"};
    answers["https://login.example/t"] =
        json::write(Value::object({{"id_token", key.signs(Value::object({}), "RS256", "RSA")}}));
    for (int i = 0; i < 5; ++i) {
        const auto begun = openid.begin({}, now);
        EXPECT_EQ(
            openid.end({state_in(begun->location), "c", "", "", begun->browser_secret}, now).error().why,
            "no key of the provider fits the token");
    }
    EXPECT_EQ(asked["https://login.example/k"], 1);
    const Instant later = now.plus_ms(60'000);
    const auto begun = openid.begin({}, later);
    (void)openid.end({state_in(begun->location), "c", "", "", begun->browser_secret}, later);
    EXPECT_EQ(asked["https://login.example/k"], 2);
}

TEST_F(Flows, LeadToTheProviderToSignOutWhereItOffersThat) {
    auto& told = answers["https://login.example/.well-known/openid-configuration"];
    const auto offering = [&](const std::string& place) {
        std::string all = told;
        all.insert(1, R"("end_session_endpoint":")" + place + "\",");
        Openid other{
            {"https://login.example",
             "atranka",
             "",
             {},
             "groups",
             "https://us.example/cb",
             "https://us.example/"},
            [all](const std::string&, const Form*) -> tl::expected<std::string, std::string> { return all; }};
        return other.sign_out(now);
    };
    EXPECT_EQ(
        offering("https://login.example/out"),
        "https://login.example/out?client_id=atranka&post_logout_redirect_uri=https%3A%2F%2Fus.example%2F");
    EXPECT_EQ(offering("http://login.example/out"), std::nullopt) << "no https";
    EXPECT_EQ(openid.sign_out(now), std::nullopt) << "it offers nothing of that";
}

TEST(Addresses, AreHttpsOrOfThisMachine) {
    for (const char* good : {"https://a.example/x", "http://127.0.0.1:80/x", "http://localhost"})
        EXPECT_TRUE(is_allowed_url(good)) << good;
    for (const char* bad : {"http://a.example", "http://localhost@a.example/", "http://127.0.0.1.a.example/",
                            "file:///etc/passwd", "https://a@b/", "https://", "https://a b", "a"})
        EXPECT_FALSE(is_allowed_url(bad)) << bad;
}

}  // namespace
}  // namespace atranka::credentials
