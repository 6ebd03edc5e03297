// Passkeys: what a device shows, and every way of showing something else.

#include "adapters/credentials/passkey_desk.hpp"
#include "engine/identity/rules.hpp"
#include "tests/accounts/device.hpp"
#include "tests/accounts/places.hpp"

#include <gmock/gmock.h>

namespace atranka::credentials {
namespace {

using identity::Method;
using identity::minute_ms;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = Refusal::Kind;

const Site here{"atranka.mita.lt", "https://atranka.mita.lt"};
const PersonId ann{"ann"}, bob{"bob"};
const std::string password = "žąsų žąsys uosiuose";

class Passkeys : public testing::TestWithParam<identity::Kind> {
protected:
    // By as many administrators as it takes.
    Entered enter(const PersonId& person) {
        auto invited = desk.invite(person, {"admin"}, now);
        if (invited && invited->code.empty()) invited = desk.invite(person, {"deputy"}, now);
        EXPECT_TRUE(invited);
        auto entered = desk.accept(invited->code, person.text + "@mita.lt", password, home, now);
        EXPECT_TRUE(entered) << entered.error().message;
        return *entered;
    }
    Answer<std::string> add(const Entered& who, const Device& device) {
        return keys.add(who.secret, device.create(keys.offer(who.secret, now)->challenge), "phone", now);
    }
    Answer<Entered> log_in(const Device& device) {
        return keys.log_in(device.get(keys.challenge(now)), home, now);
    }
    static Kind why(const auto& answer) { return answer ? Kind{-1} : answer.error().kind; }

    std::unique_ptr<identity::Place> place = GetParam().make();
    std::unique_ptr<identity::Accounts> accounts = place->open();
    Guards guards;
    Desk desk{*accounts, guards};
    Challenges challenges;
    PasskeyDesk keys{*accounts, desk, challenges, here};
    Instant now{1'795'392'600'000};
    Origin home{"192.0.2.7", "Lynx"};
    Entered hers = enter(ann);
    Device phone{here.id};
};

TEST_P(Passkeys, ADeviceLetsItsOwnerInByEachAlgorithm) {
    for (const auto kind : {Device::Key::es256, Device::Key::eddsa, Device::Key::rs256}) {
        const Device device{here.id, kind};
        ASSERT_TRUE(add(hers, device)) << device.algorithm();
        const auto in = log_in(device);
        ASSERT_TRUE(in) << device.algorithm();
        EXPECT_EQ(in->person, ann);
        EXPECT_EQ(in->authenticated, Method::passkey);
        EXPECT_EQ(desk.authenticate(in->secret, now)->authenticated, Method::passkey);
    }
    EXPECT_THAT(keys.passkeys(ann), SizeIs(3));
    EXPECT_THAT(keys.offer(hers.secret, now)->known, SizeIs(3));
}

TEST_P(Passkeys, AnAnswerIsGoodForOneChallengeOnceAndForFiveMinutes) {
    ASSERT_TRUE(add(hers, phone));
    const Assertion once = phone.get(keys.challenge(now));
    ASSERT_TRUE(keys.log_in(once, home, now));
    EXPECT_EQ(why(keys.log_in(once, home, now)), Kind::refused);
    EXPECT_EQ(why(keys.log_in(phone.get(new_secret()), home, now)), Kind::refused);
    const Assertion late = phone.get(keys.challenge(now));
    EXPECT_EQ(why(keys.log_in(late, home, now.plus_ms(5 * minute_ms))), Kind::refused);
    EXPECT_EQ(why(keys.log_in(late, home, now)), Kind::refused);  // it was taken
    const Assertion last = phone.get(keys.challenge(now));
    EXPECT_TRUE(keys.log_in(last, home, now.plus_ms(5 * minute_ms - 1)));
}

TEST_P(Passkeys, AnyByteThatIsChangedIsRefused) {
    ASSERT_TRUE(add(hers, phone));
    Assertion right = phone.get(keys.challenge(now));
    for (std::size_t i = 0; i < right.authenticator_data.size(); ++i) {
        Assertion changed = phone.get(keys.challenge(now));
        changed.authenticator_data[i] = static_cast<char>(changed.authenticator_data[i] ^ 0x01);
        EXPECT_FALSE(keys.log_in(changed, home, now)) << i;
    }
    for (std::size_t i = 0; i < right.signature.size(); ++i) {
        Assertion changed = phone.get(keys.challenge(now));
        changed.signature[i % changed.signature.size()] ^= 0x01;
        EXPECT_FALSE(keys.log_in(changed, home, now)) << i;
    }
    Assertion changed = phone.get(keys.challenge(now));
    changed.client_data += " ";
    EXPECT_FALSE(keys.log_in(changed, home, now));
    EXPECT_TRUE(keys.log_in(right, home, now));
}

TEST_P(Passkeys, AnotherSiteOriginOrCeremonyIsRefused) {
    ASSERT_TRUE(add(hers, phone));
    Device elsewhere{"evil.example"};
    EXPECT_FALSE(add(hers, elsewhere));
    phone.site = "evil.example";
    EXPECT_FALSE(log_in(phone));
    phone.site = here.id;
    for (const char* origin : {"https://evil.example", "http://atranka.mita.lt",
                               "https://atranka.mita.lt.evil.example", "https://atranka.mita.lt:8443", ""}) {
        phone.origin = origin;
        EXPECT_FALSE(log_in(phone)) << origin;
    }
    phone.origin = here.origin;
    phone.extra = R"(,"crossOrigin":true)";
    EXPECT_FALSE(log_in(phone));
    phone.extra = R"(,"crossOrigin":false,"other_keys_can_be_added_here":"…")";
    EXPECT_TRUE(log_in(phone));
    phone.extra = R"(,"origin":"https://atranka.mita.lt")";  // twice
    EXPECT_FALSE(log_in(phone));
    phone.extra = {};
    // A challenge of adding does not let anybody in, nor the other way round.
    EXPECT_FALSE(keys.log_in(phone.get(keys.offer(hers.secret, now)->challenge), home, now));
    const Device second{here.id};
    EXPECT_FALSE(keys.add(hers.secret, second.create(keys.challenge(now)), "x", now));
    Assertion mixed = second.get(keys.challenge(now));
    mixed.client_data = second.client_data("webauthn.create", keys.challenge(now));
    EXPECT_FALSE(keys.log_in(mixed, home, now));
}

TEST_P(Passkeys, ADeviceThatDidNotRecogniseItsOwnerIsRefused) {
    for (const std::uint8_t flags : std::initializer_list<std::uint8_t>{0x00, 0x01, 0x04}) {
        Device careless{here.id};
        careless.flags = flags;
        EXPECT_FALSE(add(hers, careless)) << int{flags};
    }
    ASSERT_TRUE(add(hers, phone));
    for (const std::uint8_t flags : std::initializer_list<std::uint8_t>{0x00, 0x01, 0x04}) {
        phone.flags = flags;
        EXPECT_FALSE(log_in(phone)) << int{flags};
    }
}

TEST_P(Passkeys, ACopyOfADeviceIsFoundByItsCount) {
    phone.uses = 7;
    ASSERT_TRUE(add(hers, phone));
    EXPECT_FALSE(log_in(phone));
    phone.uses = 9;
    EXPECT_TRUE(log_in(phone));
    for (const std::uint32_t uses : {9U, 8U, 0U}) {
        phone.uses = uses;
        EXPECT_FALSE(log_in(phone)) << uses;
    }
    phone.uses = 10;
    EXPECT_TRUE(log_in(phone));
}

TEST_P(Passkeys, WithAnothersKeyOrAnotherDevicesIdNobodyComesIn) {
    ASSERT_TRUE(add(hers, phone));
    Device forged{here.id};
    EXPECT_FALSE(log_in(forged));
    forged.id = phone.id;
    EXPECT_FALSE(log_in(forged));
    // Nor is somebody else's passkey taken over by adding it again.
    const Entered his = enter(bob);
    EXPECT_FALSE(add(his, forged));
    EXPECT_FALSE(log_in(forged));
    EXPECT_EQ(log_in(phone)->person, ann);
}

TEST_P(Passkeys, AChallengeOfAddingIsForTheSessionThatAskedForIt) {
    const Entered his = enter(bob);
    const std::string challenge = keys.offer(hers.secret, now)->challenge;
    EXPECT_EQ(why(keys.add(his.secret, phone.create(challenge), "phone", now)), Kind::refused);
    EXPECT_THAT(keys.passkeys(bob), IsEmpty());
}

TEST_P(Passkeys, AreAddedOnlyByWhoeverShowedAMomentAgoWhoTheyAre) {
    const std::string challenge = keys.offer(hers.secret, now)->challenge;
    EXPECT_EQ(why(keys.add(hers.secret, phone.create(challenge), "two\nlines", now)), Kind::unfit);
    now = now.plus_ms(5 * minute_ms);
    EXPECT_EQ(why(keys.offer(hers.secret, now)), Kind::not_fresh);
    EXPECT_EQ(why(keys.add(hers.secret, phone.create(challenge), "phone", now)), Kind::not_fresh);
    EXPECT_EQ(why(keys.offer("made up", now)), Kind::not_signed_in);
}

TEST_P(Passkeys, ShowingAgainByPasskeyChangesTheSessionOfItsOwnerAlone) {
    ASSERT_TRUE(add(hers, phone));
    const Entered his = enter(bob);
    now = now.plus_ms(10 * minute_ms);
    EXPECT_EQ(why(keys.reauthenticate(his.secret, phone.get(keys.challenge(now)), home, now)), Kind::refused);
    const auto after = keys.reauthenticate(hers.secret, phone.get(keys.challenge(now)), home, now);
    ASSERT_TRUE(after);
    EXPECT_NE(after->secret, hers.secret);
    EXPECT_FALSE(desk.authenticate(hers.secret, now));
    EXPECT_TRUE(desk.authenticate(after->secret, now)->is_fresh);
}

TEST_P(Passkeys, ADisabledAccountOrARemovedPasskeyOrANewInvitationLetsNobodyIn) {
    ASSERT_TRUE(add(hers, phone));
    desk.disable(ann);
    EXPECT_EQ(why(log_in(phone)), Kind::refused);
    desk.enable(ann);
    EXPECT_TRUE(log_in(phone));
    EXPECT_FALSE(keys.remove(bob, phone.name()));
    EXPECT_TRUE(keys.remove(ann, phone.name()));
    EXPECT_FALSE(log_in(phone));
    ASSERT_TRUE(add(*desk.log_in({"ann@mita.lt", password, {}}, home, now), phone));
    enter(ann);
    EXPECT_FALSE(log_in(phone));
}

TEST_P(Passkeys, WhatIsNoAnswerOfABrowserIsRefused) {
    ASSERT_TRUE(add(hers, phone));
    const std::string challenge = keys.offer(hers.secret, now)->challenge;
    Registration broken = phone.create(challenge);
    for (std::size_t size = 0; size < broken.authenticator_data.size(); size += 7) {
        const Registration cut{broken.client_data, broken.authenticator_data.substr(0, size), -7};
        EXPECT_FALSE(registered(cut, here)) << size;
    }
    for (const std::int64_t algorithm : {-8L, -257L, -35L, 0L, 7L, 4'294'967'289L}) {
        broken.algorithm = algorithm;
        EXPECT_FALSE(registered(broken, here)) << algorithm;
    }
    for (const char* text : {"", "{}", "[]", "null", "{\"type\":\"webauthn.get\"}", "\xFF",
                             R"({"type":"webauthn.get","origin":"https://atranka.mita.lt","challenge":1})"}) {
        Assertion nonsense = phone.get(challenge);
        nonsense.client_data = text;
        EXPECT_FALSE(keys.log_in(nonsense, home, now)) << text;
    }
    Assertion empty;
    EXPECT_FALSE(keys.log_in(empty, home, now));
}

TEST(PasskeyChallenges, AFloodOfThemIsBoundedAndTheNewestAreKept) {
    Challenges challenges{100};
    const Instant now{1'000'000};
    const std::string first = challenges.begin(Ceremony::get, {}, now);
    std::string last;
    for (int i = 0; i < 1'000; ++i) {
        last = challenges.begin(Ceremony::get, {}, now);
        ASSERT_LE(challenges.count(), 100U);
    }
    EXPECT_FALSE(challenges.take(first, Ceremony::get, {}, now));
    EXPECT_TRUE(challenges.take(last, Ceremony::get, {}, now));
}

INSTANTIATE_TEST_SUITE_P(Accounts, Passkeys, testing::ValuesIn(identity::kinds()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace atranka::credentials
