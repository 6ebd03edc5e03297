// The rules of sessions, tokens, invitations, passwords and waiting.

#include "engine/identity/rules.hpp"
#include "engine/identity/throttle.hpp"

#include <gmock/gmock.h>

namespace atranka::identity {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

constexpr Instant noon{1'795'392'600'000};

class Never final : public Breached {
public:
    bool contains(const std::string& password) const override { return password == "known to everyone"; }
};

Session session_at(Instant at) { return {"s", {"ann"}, Method::password, at, at, at, {}, {}}; }

TEST(Identity, ASessionIsOverAfterHalfAnHourWithoutUse) {
    Session session = session_at(noon);
    session.last_seen = noon.plus_ms(hour_ms);
    EXPECT_TRUE(is_open(session, noon.plus_ms(hour_ms + 30 * minute_ms - 1)));
    EXPECT_FALSE(is_open(session, noon.plus_ms(hour_ms + 30 * minute_ms)));
}

TEST(Identity, ASessionIsOverAfterTwelveHoursHoweverMuchItIsUsed) {
    Session session = session_at(noon);
    session.last_seen = noon.plus_ms(12 * hour_ms - 1);
    EXPECT_TRUE(is_open(session, noon.plus_ms(12 * hour_ms - 1)));
    EXPECT_FALSE(is_open(session, noon.plus_ms(12 * hour_ms)));
}

TEST(Identity, ASessionIsFreshForFiveMinutes) {
    Session session = session_at(noon);
    session.last_seen = noon.plus_ms(hour_ms);  // being used does not make it fresh
    EXPECT_TRUE(is_fresh(session, noon.plus_ms(5 * minute_ms - 1)));
    EXPECT_FALSE(is_fresh(session, noon.plus_ms(5 * minute_ms)));
}

TEST(Identity, AnInvitationIsOpenUntilItIsUsedOrExpires) {
    Invitation invitation{"code", {"ann"}, noon};
    EXPECT_TRUE(is_open(invitation, noon.plus_ms(-1)));
    EXPECT_FALSE(is_open(invitation, noon));
    invitation.used = true;
    EXPECT_FALSE(is_open(invitation, noon.plus_ms(-1)));
    invitation.used = false;
    invitation.asked_by = {"admin"};
    EXPECT_FALSE(is_open(invitation, noon.plus_ms(-1))) << "another administrator has not asked yet";
}

TEST(Identity, ATokenPermitsItsScopesAndNothingElse) {
    EXPECT_TRUE(permits({"read"}, "read"));
    EXPECT_FALSE(permits({"read"}, "commands:SubmitReview"));
    EXPECT_TRUE(permits({"commands"}, "commands:SubmitReview"));
    EXPECT_FALSE(permits({"commands"}, "read"));
    EXPECT_TRUE(permits({"commands:SubmitReview"}, "commands:SubmitReview"));
    EXPECT_FALSE(permits({"commands:SubmitReview"}, "commands:ConfirmAward"));
    EXPECT_FALSE(permits({"commands:SubmitReview"}, "commands"));
    EXPECT_FALSE(permits({}, "read"));
}

TEST(Identity, AScopeIsReadingOrCommandsOrOneCommand) {
    for (const char* scope : {"read", "commands", "commands:SubmitReview"})
        EXPECT_TRUE(is_scope(scope)) << scope;
    for (const char* scope : {"", "write", "commands:", "commands:a b", "commands:a\n", "Read", "*"})
        EXPECT_FALSE(is_scope(scope)) << scope;
}

TEST(Identity, ALoginIsKeptInLowerCaseAndHasNoLetterThatLooksLikeAnother) {
    EXPECT_THAT(login_of("Ona.Kazlauskiene@MITA.lt"), Optional(std::string{"ona.kazlauskiene@mita.lt"}));
    for (const char* typed : {"", "ab", "ona k", "оna@mita.lt", "ona\n", "ona\"", "ona/../x"})
        EXPECT_FALSE(login_of(typed)) << typed;
    EXPECT_FALSE(login_of(std::string(255, 'a')));
    EXPECT_FALSE(login_of(std::string("ona\0root", 8)));
}

TEST(Identity, APasswordHasTwelveTo256CharactersOfAnyKind) {
    const Never never;
    const auto fault = [&](const std::string& password) {
        return password_fault(password, "ona@mita.lt", never).value_or("");
    };
    std::string longest;
    for (int i = 0; i < 256; ++i) longest += "ž";
    EXPECT_EQ(fault("žąsų žąsys u"), "");
    EXPECT_THAT(fault("žąsų žąsys "), HasSubstr("12 characters at least"));
    EXPECT_EQ(fault(longest), "");
    EXPECT_THAT(fault(longest + "ž"), HasSubstr("256 characters at most"));
    EXPECT_THAT(fault("mano ONA@mita.LT 7"), HasSubstr("does not contain the login"));
    EXPECT_THAT(fault("Fionapasswort"), HasSubstr("does not contain the login"));
    EXPECT_THAT(fault("known to everyone"), HasSubstr("lists that attackers try"));
    EXPECT_THAT(fault("twelve bytes\xFF"), HasSubstr("UTF-8"));
    EXPECT_THAT(fault(std::string("twelve bytes\0and more", 21)), HasSubstr("UTF-8"));
}

TEST(Identity, ACodeIsTakenOfThisHalfMinuteAndItsNeighboursAndNeverTwice) {
    constexpr std::int64_t step = noon.ms / 30'000;
    EXPECT_THAT(acceptable_steps(-1, noon), ElementsAre(step - 1, step, step + 1));
    EXPECT_THAT(acceptable_steps(step - 1, noon), ElementsAre(step, step + 1));
    EXPECT_THAT(acceptable_steps(step, noon), ElementsAre(step + 1));
    EXPECT_THAT(acceptable_steps(step + 1, noon), ElementsAre());
    EXPECT_THAT(acceptable_steps(-1, Instant{0}), ElementsAre(0, 1));
}

TEST(Identity, AMethodIsReadBackFromItsName) {
    for (const Method method :
         {Method::password, Method::password_totp, Method::password_recovery, Method::passkey})
        EXPECT_EQ(method_of(name_of(method)), method);
    EXPECT_FALSE(method_of("none"));
}

// So many tries from where the wait is awaited each time; the waits in between.
std::vector<std::int64_t> waits(Throttle& throttle, const std::string& login, const std::string& peer,
                                int tries) {
    std::vector<std::int64_t> waited;
    Instant now = noon;
    for (int i = 0; i < tries; ++i) {
        const auto until = throttle.begin(login, peer, now);
        if (!until) {
            waited.push_back(0);
            continue;
        }
        waited.push_back((until->ms - now.ms) / second_ms);
        now = *until;
        EXPECT_FALSE(throttle.begin(login, peer, now));
    }
    return waited;
}

TEST(Throttling, TheWaitDoublesWithEachFailureAndHasAnEnd) {
    Throttle throttle;
    EXPECT_THAT(waits(throttle, "ann", "p", 16),
                ElementsAre(0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300));
}

TEST(Throttling, APlaceThatTriesManyLoginsHasToWaitToo) {
    Throttle throttle;
    for (int i = 0; i < 21; ++i) EXPECT_FALSE(throttle.begin("login" + std::to_string(i), "p", noon)) << i;
    EXPECT_EQ(throttle.begin("another", "p", noon), noon.plus_ms(second_ms));
    EXPECT_FALSE(throttle.begin("another", "elsewhere", noon));
}

TEST(Throttling, ALoginThatIsTriedFromManyPlacesHasToWaitToo) {
    Throttle throttle;
    for (int i = 0; i < 6; ++i) EXPECT_FALSE(throttle.begin("ann", "p" + std::to_string(i), noon)) << i;
    EXPECT_EQ(throttle.begin("ann", "another", noon), noon.plus_ms(second_ms));
}

TEST(Throttling, AGoodAccountDoesNotFreeAPlaceToTryOthers) {
    Throttle throttle;
    for (int i = 0; i < 21; ++i) {
        ASSERT_FALSE(throttle.begin("login" + std::to_string(i), "p", noon)) << i;
        if (i == 20) break;
        ASSERT_FALSE(throttle.begin("mine", "p", noon)) << i;
        throttle.succeeded("mine", "p");
    }
    EXPECT_TRUE(throttle.begin("another", "p", noon));
}

TEST(Throttling, AfterASuccessOrAQuietDayALoginBeginsAnew) {
    Throttle throttle;
    for (int i = 0; i < 6; ++i) ASSERT_FALSE(throttle.begin("ann", "p" + std::to_string(i), noon));
    throttle.succeeded("ann", "p5");
    EXPECT_FALSE(throttle.begin("ann", "q", noon));
    for (int i = 0; i < 5; ++i) ASSERT_FALSE(throttle.begin("ann", "r" + std::to_string(i), noon));
    ASSERT_TRUE(throttle.begin("ann", "s", noon));
    EXPECT_FALSE(throttle.begin("ann", "s", noon.plus_ms(day_ms)));
    EXPECT_FALSE(throttle.begin("ann", "s", noon.plus_ms(day_ms)));
}

TEST(Throttling, ATryThatNobodyLookedAtIsNotCounted) {
    Throttle throttle;
    for (int i = 0; i < 50; ++i) {
        ASSERT_FALSE(throttle.begin("ann", "p", noon)) << i;
        throttle.take_back("ann", "p");
    }
    EXPECT_EQ(throttle.names(), 0U);
}

TEST(Throttling, AFloodOfNamesIsForgottenBeforeWhoeverFailedOften) {
    Throttle throttle{100};
    for (int i = 0; i < 6; ++i) ASSERT_FALSE(throttle.begin("ann", "p" + std::to_string(i), noon));
    for (int i = 0; i < 10'000; ++i) {
        throttle.begin("login" + std::to_string(i), "peer" + std::to_string(i), noon);
        ASSERT_LE(throttle.names(), 100U);
    }
    EXPECT_TRUE(throttle.begin("ann", "q", noon));
}

}  // namespace
}  // namespace atranka::identity
