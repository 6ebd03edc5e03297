// Coming in, and every way of coming in that must not work: over accounts in memory and in SQLite.

#include "adapters/credentials/desk.hpp"
#include "adapters/credentials/secrets.hpp"
#include "adapters/credentials/totp.hpp"
#include "engine/identity/rules.hpp"
#include "tests/accounts/places.hpp"

#include <gmock/gmock.h>
#include <atomic>
#include <set>
#include <thread>

namespace atranka::credentials {
namespace {

using identity::day_ms;
using identity::hour_ms;
using identity::Method;
using identity::minute_ms;
using identity::second_ms;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Kind = Refusal::Kind;

const PersonId ann{"ann"}, bob{"bob"}, admin{"admin"}, deputy{"deputy"};
const std::string password = "žąsų žąsys uosiuose", other = "kita gera slapta frazė";

class Desks : public testing::TestWithParam<identity::Kind> {
protected:
    Desks() { code = invited(ann); }

    void pass(std::int64_t ms) { now = now.plus_ms(ms); }
    Entered enter() {
        auto entered = desk.accept(code, "Ann@mita.lt", password, home, now);
        EXPECT_TRUE(entered) << entered.error().message;
        return *entered;
    }
    // By as many administrators as it takes.
    std::string invited(const PersonId& person) {
        const auto first = desk.invite(person, admin, now);
        EXPECT_TRUE(first);
        return first->code.empty() ? desk.invite(person, deputy, now)->code : first->code;
    }
    Answer<Entered> log_in(const std::string& typed = password, const std::string& second = {}) {
        return desk.log_in({"ann@mita.lt", typed, second}, home, now);
    }
    // A session with a second factor; the secret of that in `totp`.
    Entered enter_with_totp() {
        Entered entered = enter();
        const auto enrolment = desk.enable_totp(entered.secret, now);
        EXPECT_TRUE(enrolment);
        totp = enrolment->secret;
        recovery = *desk.confirm_totp(entered.secret, code_now(), now);
        pass(30 * second_ms);
        return entered;
    }
    std::string code_now() const { return *totp_code(totp, now.ms / 30'000); }
    static Kind why(const auto& answer) { return answer ? Kind{-1} : answer.error().kind; }

    std::unique_ptr<identity::Place> place = GetParam().make();
    std::unique_ptr<identity::Accounts> accounts = place->open();
    Guards guards;
    Desk desk{*accounts, guards};
    Instant now{1'795'392'600'000};
    Origin home{"192.0.2.7", "Lynx"};
    std::string code, totp;
    std::vector<std::string> recovery;
};

TEST_P(Desks, WhoIsInvitedChoosesLoginAndPasswordAndIsIn) {
    const Entered entered = enter();
    EXPECT_EQ(entered.person, ann);
    const auto present = desk.authenticate(entered.secret, now);
    ASSERT_TRUE(present);
    EXPECT_EQ(present->person, ann);
    EXPECT_EQ(present->authenticated, Method::password);
    EXPECT_TRUE(present->is_fresh);
    const auto again = log_in();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->person, ann);
    EXPECT_EQ(desk.log_in({"ANN@mita.lt", password, {}}, home, now)->person, ann);
}

TEST_P(Desks, WhoIsLinkedByAnInvitationHasNoPasswordAndLosesTheLinkByTheNext) {
    enter();
    const std::string issuer = "https://login.example";
    EXPECT_EQ(desk.accept_linked(invited(ann), issuer, "s-1", home, now).value(), ann);
    EXPECT_FALSE(log_in()) << "the account was set up anew";
    EXPECT_EQ(why(desk.accept_linked(invited(bob), issuer, "s-1", home, now)), Kind::unfit);
    const Instant seen = now.plus_ms(-identity::session_fresh_ms);
    const auto stale = desk.let_in_seen(ann, seen, home, now);
    ASSERT_TRUE(stale);
    EXPECT_FALSE(desk.authenticate(stale->secret, now)->is_fresh);
    const auto early = desk.let_in_seen(ann, now.plus_ms(60'000), home, now);
    EXPECT_FALSE(desk.authenticate(early->secret, now.plus_ms(identity::session_fresh_ms))->is_fresh)
        << "a clock that is ahead gives nothing";
    EXPECT_TRUE(desk.accept(invited(ann), "ann@mita.lt", password, home, now));
    EXPECT_FALSE(accounts->linked(issuer, "s-1"));
}

TEST_P(Desks, AnInvitationIsNotUsedTwice) {
    enter();
    EXPECT_EQ(why(desk.accept(code, "eve@mita.lt", other, home, now)), Kind::invitation_is_over);
    EXPECT_TRUE(log_in());
    EXPECT_FALSE(desk.log_in({"eve@mita.lt", other, {}}, home, now));
}

TEST_P(Desks, AnInvitationTellsOfFewLoginsAndThenHasToWait) {
    enter();
    code = invited(bob);
    for (int i = 0; i < 6; ++i)
        EXPECT_EQ(why(desk.accept(code, "ann@mita.lt", other, home, now)), Kind::login_is_taken) << i;
    const auto answer = desk.accept(code, "bob@mita.lt", other, home, now);
    ASSERT_EQ(why(answer), Kind::wait);
    EXPECT_EQ(answer.error().until, now.plus_ms(second_ms));
    pass(second_ms);
    EXPECT_TRUE(desk.accept(code, "bob@mita.lt", other, home, now));
}

TEST_P(Desks, WhoeverTriesInvitationsFromOnePlaceHasToWait) {
    int waited = 0;
    for (int i = 0; i < 40; ++i)
        waited += why(desk.accept(std::string(1, static_cast<char>('A' + i % 20)) + (i < 20 ? "B" : "C"),
                                  "eve@mita.lt", other, home, now)) == Kind::wait;
    EXPECT_EQ(waited, 40 - 21);
}

TEST_P(Desks, AnInvitationIsOverAfterAWeekAndWhenThereIsANewerOne) {
    const std::string newer = invited(ann);
    EXPECT_EQ(why(desk.accept(code, "ann@mita.lt", password, home, now)), Kind::invitation_is_over);
    pass(7 * day_ms);
    EXPECT_EQ(why(desk.accept(newer, "ann@mita.lt", password, home, now)), Kind::invitation_is_over);
    pass(-1);
    EXPECT_TRUE(desk.accept(newer, "ann@mita.lt", password, home, now));
}

TEST_P(Desks, AnInvitationThatIsMadeUpIsAnsweredLikeOneThatIsOver) {
    enter();
    const auto used = desk.accept(code, "ann@mita.lt", password, home, now);
    const auto invented = desk.accept("AAAA-BBBB", "ann@mita.lt", password, home, now);
    ASSERT_FALSE(used || invented);
    EXPECT_EQ(used.error().message, invented.error().message);
}

TEST_P(Desks, WhatIsChosenBadlyDoesNotUseUpTheInvitation) {
    EXPECT_EQ(why(desk.accept(code, "a b", password, home, now)), Kind::unfit);
    EXPECT_EQ(why(desk.accept(code, "ann@mita.lt", "short", home, now)), Kind::unfit);
    EXPECT_EQ(why(desk.accept(code, "ann@mita.lt", "Password1234", home, now)), Kind::unfit);
    EXPECT_EQ(why(desk.accept(code, "ann@mita.lt", "it is ann@mita.lt", home, now)), Kind::unfit);
    const std::string for_bob = invited(bob);
    enter();
    EXPECT_EQ(why(desk.accept(for_bob, "ann@MITA.lt", other, home, now)), Kind::login_is_taken);
    EXPECT_TRUE(desk.accept(for_bob, "bob@mita.lt", other, home, now));
}

TEST_P(Desks, OneAdministratorAloneInvitesNobodyAnewWhoComesInAlready) {
    enter_with_totp();
    const auto first = desk.invite(ann, admin, now);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->code, "");
    EXPECT_EQ(first->until, now.plus_ms(day_ms));
    EXPECT_EQ(desk.invite(ann, admin, now)->code, "") << "the same one again";
    pass(day_ms);
    EXPECT_EQ(desk.invite(ann, deputy, now)->code, "") << "too late: it is the first to ask now";
    pass(day_ms - 1);
    const auto second = desk.invite(ann, admin, now);
    EXPECT_EQ(second->until, now.plus_ms(7 * day_ms));
    EXPECT_EQ(desk.invite(ann, deputy, now)->code, "") << "two agreed to one invitation";
    EXPECT_EQ(why(desk.accept(second->code, "ann@mita.lt", other, home, now)), Kind::invitation_is_over);
    pass(30 * second_ms);
    EXPECT_TRUE(log_in(password, code_now()));
    code = desk.invite(ann, admin, now)->code;
    ASSERT_TRUE(desk.accept(code, "ann@mita.lt", other, home, now));
    EXPECT_TRUE(log_in(other));
}

TEST_P(Desks, WhoeverComesInByAProviderIsInvitedAnewByTwo) {
    ASSERT_TRUE(desk.accept_linked(code, "https://login.example", "s-1", home, now));
    EXPECT_EQ(desk.invite(ann, admin, now)->code, "");
    EXPECT_TRUE(accounts->linked("https://login.example", "s-1"));
    EXPECT_NE(desk.invite(ann, deputy, now)->code, "");
}

TEST_P(Desks, WhoeverTriesInvitationsThroughAProviderHasToWait) {
    const auto tried = [&](const std::string& typed) {
        return why(desk.accept_linked(typed, "https://login.example", "s-1", home, now));
    };
    int waited = 0;
    for (int i = 0; i < 40; ++i)
        waited += tried(std::string(1, static_cast<char>('A' + i % 20)) + (i < 20 ? "B" : "C")) == Kind::wait;
    EXPECT_EQ(waited, 40 - 21);
    EXPECT_EQ(tried(code), Kind::wait);
    pass(second_ms);
    EXPECT_TRUE(desk.accept_linked(code, "https://login.example", "s-1", home, now));
}

TEST_P(Desks, AnInvitationToAnOldAccountBeginsAnewAndEndsWhatThereWas) {
    const Entered before = enter_with_totp();
    const auto token = desk.create_token(ann, "nightly", {"read"}, 1, now);
    code = invited(ann);
    EXPECT_TRUE(desk.authenticate(before.secret, now));
    ASSERT_TRUE(desk.accept(code, "ann@mita.lt", other, home, now));
    EXPECT_FALSE(desk.authenticate(before.secret, now));
    EXPECT_FALSE(desk.authenticate_token(token->secret, now));
    EXPECT_TRUE(log_in(other));
}

// Enumeration.

TEST_P(Desks, UnknownLoginWrongPasswordAndDisabledAccountAreRefusedInTheSameWordsAfterTheSameWork) {
    enter();
    ASSERT_TRUE(desk.accept(invited(bob), "bob@mita.lt", other, home, now));
    desk.disable(bob);
    invited({"cyd"});  // has no password yet
    std::set<std::string> words;
    std::set<std::int64_t> work;
    for (const auto& [login, typed] : {std::pair<std::string, std::string>{"nobody@mita.lt", password},
                                       {"ann@mita.lt", other},
                                       {"bob@mita.lt", other},
                                       {"bob@mita.lt", password},
                                       {"cyd", ""},
                                       {"no login at all", ""},
                                       {"", ""}}) {
        const auto before = guards.hasher.made();
        const auto answer = desk.log_in({login, typed, {}}, home, now);
        ASSERT_FALSE(answer) << login;
        EXPECT_EQ(answer.error().kind, Kind::refused) << login;
        words.insert(answer.error().message);
        work.insert(guards.hasher.made() - before);
    }
    EXPECT_THAT(words, SizeIs(1));
    EXPECT_EQ(work, std::set<std::int64_t>{1});
}

TEST_P(Desks, AWrongSecondFactorIsRefusedLikeAWrongPassword) {
    enter_with_totp();
    const auto wrong_code = log_in(password, "000000"), wrong_password = log_in(other, code_now());
    ASSERT_FALSE(wrong_code || wrong_password);
    EXPECT_EQ(wrong_code.error().message, wrong_password.error().message);
    EXPECT_EQ(wrong_code.error().kind, wrong_password.error().kind);
    // Nor does a wrong password tell that there is a second factor.
    EXPECT_EQ(why(log_in(other)), Kind::refused);
}

TEST_P(Desks, WhoeverTriesALoginThatDoesNotExistWaitsAsLongAsForOneThatDoes) {
    enter();
    std::vector<std::optional<Instant>> waits[2];
    for (int i = 0; i < 9; ++i)
        for (int which : {0, 1}) {
            const Origin origin{"192.0.2." + std::to_string(20 + which), {}};
            const auto answer =
                desk.log_in({which == 0 ? "ann@mita.lt" : "nobody@mita.lt", other, {}}, origin, now);
            ASSERT_FALSE(answer);
            waits[which].push_back(answer.error().until);
        }
    EXPECT_EQ(waits[0], waits[1]);
    EXPECT_TRUE(waits[0].back());
}

// Floods and guessing.

TEST_P(Desks, AfterFiveFailuresEvenTheRightPasswordHasToWaitAndCostsNoWork) {
    enter();
    for (int i = 0; i < 6; ++i) EXPECT_EQ(why(log_in(other)), Kind::refused) << i;
    const auto before = guards.hasher.made();
    const auto answer = log_in();
    ASSERT_EQ(why(answer), Kind::wait);
    EXPECT_EQ(answer.error().until, now.plus_ms(second_ms));
    EXPECT_EQ(guards.hasher.made(), before);
    pass(second_ms);
    EXPECT_TRUE(log_in());
    EXPECT_TRUE(log_in());
}

TEST_P(Desks, AFloodOfLoginsFromOnePlaceIsHeldOffWithoutWork) {
    std::atomic<int> waited = 0, refused = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                const auto own = place->open();
                Desk at{*own, guards};
                for (int i = 0; i < 25; ++i) {
                    const std::string login = "login-" + std::to_string(t) + "-" + std::to_string(i);
                    const auto answer = at.log_in({login, password, {}}, home, now);
                    (why(answer) == Kind::wait ? waited : refused) += 1;
                }
            });
    }
    EXPECT_EQ(refused, 21);  // 20 are free, and one before the first wait
    EXPECT_EQ(waited, 200 - 21);
    EXPECT_LE(guards.hasher.made(), 21);
    EXPECT_LE(guards.hasher.most_at_once(), 4);
}

TEST_P(Desks, AddressesOfOneNetworkOfIpv6AreOnePlace) {
    for (int i = 0; i < 21; ++i)
        ASSERT_FALSE(
            guards.begin("login" + std::to_string(i), "2001:db8:1:2::" + std::to_string(i + 1), now));
    EXPECT_TRUE(guards.begin("another", "2001:db8:1:2:ffff:ffff:ffff:ffff", now));
    EXPECT_FALSE(guards.begin("another", "2001:db8:1:3::1", now));
    for (int i = 0; i < 21; ++i) ASSERT_FALSE(guards.begin("l" + std::to_string(i), "192.0.2.9", now));
    EXPECT_TRUE(guards.begin("another", "::ffff:192.0.2.9", now));
}

TEST_P(Desks, KnowingThePasswordDoesNotFreeTheGuessingOfCodes) {
    enter_with_totp();
    int tried = 0;
    for (int i = 0; i < 20; ++i) {
        log_in();  // right, without a code
        if (why(log_in(password, std::to_string(100'000 + i))) == Kind::refused) ++tried;
    }
    EXPECT_LE(tried, 3);
}

TEST_P(Desks, WhoeverFindsNoPlaceForHashingIsToldToTryAgainAndNotCharged) {
    Guards impatient;
    Desk at{*accounts, impatient};
    enter();
    std::vector<Hasher::Place> taken;
    for (int i = 0; i < 4; ++i) taken.push_back(*impatient.hasher.place());
    EXPECT_EQ(why(at.log_in({"ann@mita.lt", password, {}}, home, now)), Kind::busy);
    taken.clear();
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(why(at.log_in({"ann@mita.lt", other, {}}, home, now)), Kind::refused) << i;
    EXPECT_TRUE(at.log_in({"ann@mita.lt", password, {}}, home, now));
}

// Second factors.

TEST_P(Desks, ASecondFactorCountsOnceACodeOfItWasShownAndIsAskedForFromThenOn) {
    const Entered entered = enter();
    const auto enrolment = desk.enable_totp(entered.secret, now);
    ASSERT_TRUE(enrolment);
    EXPECT_THAT(enrolment->uri,
                HasSubstr("otpauth://totp/Atranka:ann%40mita.lt?secret=" + enrolment->secret));
    EXPECT_THAT(enrolment->qr_svg, HasSubstr("<svg"));
    EXPECT_TRUE(log_in());
    EXPECT_EQ(why(desk.confirm_totp(entered.secret, "000000", now)), Kind::refused);
    totp = enrolment->secret;
    const auto codes = desk.confirm_totp(entered.secret, code_now(), now);
    ASSERT_TRUE(codes);
    EXPECT_THAT(*codes, SizeIs(10));
    EXPECT_EQ(why(log_in()), Kind::second_factor_needed);
    pass(30 * second_ms);
    const auto both = log_in(password, code_now());
    ASSERT_TRUE(both);
    EXPECT_EQ(both->authenticated, Method::password_totp);
    EXPECT_EQ(desk.authenticate(both->secret, now)->authenticated, Method::password_totp);
}

TEST_P(Desks, TheCodeThatConfirmedASecondFactorDoesNotLogIn) {
    enter_with_totp();
    pass(-30 * second_ms);
    EXPECT_EQ(why(log_in(password, code_now())), Kind::refused);
}

TEST_P(Desks, ACodeOfAnAuthenticatorIsNotTakenTwiceNorOneBeforeIt) {
    enter_with_totp();
    const std::string before = code_now();
    pass(30 * second_ms);
    const std::string once = code_now();
    ASSERT_TRUE(log_in(password, once));
    EXPECT_EQ(why(log_in(password, once)), Kind::refused);
    EXPECT_EQ(why(log_in(password, before)), Kind::refused);
}

TEST_P(Desks, OfManyWhoSendTheSameCodeAtOnceOneIsLetIn) {
    enter_with_totp();
    const std::string once = code_now();
    std::atomic<int> in = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 5; ++i)
            threads.emplace_back([&, i] {
                const auto own = place->open();
                Desk at{*own, guards};
                const Origin origin{"192.0.2." + std::to_string(i), {}};
                in += at.log_in({"ann@mita.lt", password, once}, origin, now) ? 1 : 0;
            });
    }
    EXPECT_EQ(in, 1);
}

TEST_P(Desks, ARecoveryCodeStandsInForTheAuthenticatorOnce) {
    enter_with_totp();
    const auto in = log_in(password, recovery[3]);
    ASSERT_TRUE(in);
    EXPECT_EQ(in->authenticated, Method::password_recovery);
    EXPECT_EQ(why(log_in(password, recovery[3])), Kind::refused);
    std::string typed = plain_code(recovery[4]);
    std::ranges::transform(typed, typed.begin(),
                           [](char c) { return c >= 'A' ? static_cast<char>(c + 32) : c; });
    EXPECT_TRUE(log_in(password, typed));
}

TEST_P(Desks, ASecondFactorIsSetUpOnlyByWhoeverShowedAMomentAgoWhoTheyAre) {
    const Entered entered = enter();
    pass(5 * minute_ms);
    EXPECT_EQ(why(desk.enable_totp(entered.secret, now)), Kind::not_fresh);
    EXPECT_EQ(why(desk.confirm_totp(entered.secret, "000000", now)), Kind::not_fresh);
    EXPECT_EQ(why(desk.enable_totp("made up", now)), Kind::not_signed_in);
}

// Sessions.

TEST_P(Desks, NoSessionIdThatWasThereBeforeLoggingInIsOneAfterIt) {
    const std::string planted = new_secret();
    EXPECT_FALSE(desk.authenticate(planted, now));
    const Entered first = enter();
    const auto second = log_in();
    EXPECT_NE(first.secret, second->secret);
    EXPECT_FALSE(desk.authenticate(planted, now));
}

TEST_P(Desks, ShowingAgainWhoOneIsChangesTheSessionAndEndsTheOneBefore) {
    const Entered before = enter_with_totp();
    pass(10 * minute_ms);
    EXPECT_FALSE(desk.authenticate(before.secret, now)->is_fresh);
    EXPECT_EQ(why(desk.reauthenticate(before.secret, {{}, password, {}}, home, now)),
              Kind::second_factor_needed);
    EXPECT_EQ(why(desk.reauthenticate(before.secret, {{}, other, code_now()}, home, now)), Kind::refused);
    EXPECT_TRUE(desk.authenticate(before.secret, now));
    const auto after = desk.reauthenticate(before.secret, {{}, password, code_now()}, home, now);
    ASSERT_TRUE(after);
    EXPECT_NE(after->secret, before.secret);
    EXPECT_FALSE(desk.authenticate(before.secret, now));
    EXPECT_TRUE(desk.authenticate(after->secret, now)->is_fresh);
    EXPECT_THAT(desk.sessions(ann, now), SizeIs(1));
}

TEST_P(Desks, NobodyShowsWhoTheyAreWithAnothersPassword) {
    const Entered hers = enter();
    ASSERT_TRUE(desk.accept(invited(bob), "bob@mita.lt", other, home, now));
    EXPECT_EQ(why(desk.reauthenticate(hers.secret, {"bob@mita.lt", other, {}}, home, now)), Kind::refused);
    EXPECT_EQ(why(desk.change_password(hers.secret, other, "visai nauja frazė", home, now)), Kind::refused);
}

TEST_P(Desks, ASessionEndsWhenItIsNotUsedAndAfterTwelveHours) {
    const Entered idle = enter();
    pass(29 * minute_ms);
    EXPECT_TRUE(desk.authenticate(idle.secret, now));
    pass(29 * minute_ms);
    EXPECT_TRUE(desk.authenticate(idle.secret, now));
    pass(30 * minute_ms);
    EXPECT_FALSE(desk.authenticate(idle.secret, now));
    const Entered busy = *log_in();
    for (int i = 0; i < 12 * 60 / 20 - 1; ++i) {
        pass(20 * minute_ms);
        ASSERT_TRUE(desk.authenticate(busy.secret, now)) << i;
    }
    pass(20 * minute_ms);
    EXPECT_FALSE(desk.authenticate(busy.secret, now));
}

TEST_P(Desks, SessionsAreListedAndEndedByTheirOwnerAlone) {
    const Entered first = enter();
    pass(second_ms);
    const auto second =
        desk.log_in({"ann@mita.lt", password, {}}, {"2001:db8::1", "Evil\r\nagent\x1b[2J ž"}, now);
    const auto listed = desk.sessions(ann, now);
    ASSERT_THAT(listed, SizeIs(2));
    EXPECT_EQ(listed[0].peer, "2001:db8::1");
    EXPECT_EQ(listed[0].agent, "Evil??agent?[2J ??");
    EXPECT_FALSE(desk.end_session(bob, listed[0].id));
    EXPECT_TRUE(desk.authenticate(second->secret, now));
    EXPECT_TRUE(desk.end_session(ann, listed[0].id));
    EXPECT_FALSE(desk.authenticate(second->secret, now));
    desk.log_out(first.secret);
    EXPECT_FALSE(desk.authenticate(first.secret, now));
    EXPECT_THAT(desk.sessions(ann, now), IsEmpty());
}

TEST_P(Desks, TheIdInTheListOfSessionsOpensNothing) {
    enter();
    EXPECT_FALSE(desk.authenticate(desk.sessions(ann, now).at(0).id, now));
}

TEST_P(Desks, ChangingThePasswordEndsAllOtherSessions) {
    const Entered stolen = enter();
    const Entered mine = *log_in();
    EXPECT_EQ(why(desk.change_password(mine.secret, other, "visai nauja frazė", home, now)), Kind::refused);
    EXPECT_EQ(why(desk.change_password(mine.secret, password, "trumpas", home, now)), Kind::unfit);
    const auto after = desk.change_password(mine.secret, password, other, home, now);
    ASSERT_TRUE(after);
    EXPECT_FALSE(desk.authenticate(stolen.secret, now));
    EXPECT_FALSE(desk.authenticate(mine.secret, now));
    EXPECT_TRUE(desk.authenticate(after->secret, now));
    EXPECT_EQ(why(log_in()), Kind::refused);
    EXPECT_TRUE(log_in(other));
}

TEST_P(Desks, ANewPasswordMakesNoSessionFreshThatHasASecondFactor) {
    const Entered before = enter_with_totp();
    pass(20 * minute_ms);
    const auto after = desk.change_password(before.secret, password, other, home, now);
    ASSERT_TRUE(after);
    EXPECT_FALSE(desk.authenticate(after->secret, now)->is_fresh) << "the code was not asked for again";
    EXPECT_TRUE(desk.reauthenticate(after->secret, {{}, other, code_now()}, home, now));
}

TEST_P(Desks, AnAccountThatIsDisabledIsOutAtOnceAndComesBackWithoutItsSessionsAndTokens) {
    const Entered entered = enter();
    const auto token = desk.create_token(ann, "nightly", {"read"}, 365, now);
    ASSERT_TRUE(desk.authenticate_token(token->secret, now));
    Desk{*place->open(), guards}.disable(ann);
    EXPECT_FALSE(desk.authenticate(entered.secret, now));
    EXPECT_FALSE(desk.authenticate_token(token->secret, now));
    EXPECT_EQ(why(log_in()), Kind::refused);
    EXPECT_EQ(why(desk.reauthenticate(entered.secret, {{}, password, {}}, home, now)), Kind::not_signed_in);
    EXPECT_EQ(why(desk.create_token(ann, "again", {"read"}, 1, now)), Kind::unfit);
    EXPECT_EQ(why(desk.invite(ann, admin, now)), Kind::unfit);
    desk.enable(ann);
    EXPECT_FALSE(desk.authenticate(entered.secret, now));
    EXPECT_FALSE(desk.authenticate_token(token->secret, now));
    EXPECT_TRUE(log_in());
    desk.enable(ann);  // it is: nothing happens
    EXPECT_THAT(desk.sessions(ann, now), SizeIs(1));
}

TEST_P(Desks, AnInvitationDoesNotLetInWhoIsDisabledMeanwhile) {
    desk.disable(ann);
    EXPECT_EQ(why(desk.accept(code, "ann@mita.lt", password, home, now)), Kind::invitation_is_over);
}

// Tokens.

TEST_P(Desks, ATokenIsGoodForItsPersonAndScopesUntilItExpires) {
    const auto token = desk.create_token(ann, "nightly export", {"read", "commands:SubmitReview"}, 30, now);
    ASSERT_TRUE(token);
    EXPECT_THAT(token->secret, testing::StartsWith("atr_"));
    const auto bearer = desk.authenticate_token(token->secret, now);
    ASSERT_TRUE(bearer);
    EXPECT_EQ(bearer->person, ann);
    EXPECT_TRUE(identity::permits(bearer->scopes, "commands:SubmitReview"));
    EXPECT_FALSE(identity::permits(bearer->scopes, "commands:ConfirmAward"));
    pass(30 * day_ms - 1);
    EXPECT_TRUE(desk.authenticate_token(token->secret, now));
    pass(1);
    EXPECT_FALSE(desk.authenticate_token(token->secret, now));
}

TEST_P(Desks, ATokenThatIsRevokedOrMadeUpOrNamedByItsHashIsNone) {
    const auto token = desk.create_token(ann, "nightly", {"read"}, 30, now);
    EXPECT_FALSE(desk.authenticate_token(token->secret.substr(4), now));
    EXPECT_FALSE(desk.authenticate_token(token->secret + "x", now));
    EXPECT_FALSE(desk.authenticate_token(kept(token->secret), now));
    EXPECT_FALSE(desk.authenticate_token("", now));
    EXPECT_FALSE(desk.authenticate(token->secret, now));  // nor a session
    EXPECT_FALSE(accounts->revoke(bob, token->id));
    EXPECT_TRUE(accounts->revoke(ann, token->id));
    EXPECT_FALSE(desk.authenticate_token(token->secret, now));
}

TEST_P(Desks, ATokenHasANameAScopeAndAnEnd) {
    EXPECT_EQ(why(desk.create_token(ann, "", {"read"}, 30, now)), Kind::unfit);
    EXPECT_EQ(why(desk.create_token(ann, "two\nlines", {"read"}, 30, now)), Kind::unfit);
    EXPECT_EQ(why(desk.create_token(ann, "n", {}, 30, now)), Kind::unfit);
    EXPECT_EQ(why(desk.create_token(ann, "n", {"everything"}, 30, now)), Kind::unfit);
    EXPECT_EQ(why(desk.create_token(ann, "n", {"read"}, 0, now)), Kind::unfit);
    EXPECT_EQ(why(desk.create_token(ann, "n", {"read"}, 366, now)), Kind::unfit);
    EXPECT_THAT(accounts->tokens(ann), IsEmpty());
}

TEST_P(Desks, NothingThatIsHandedOutIsKeptAsItIs) {
    const Entered entered = enter_with_totp();
    const auto token = desk.create_token(ann, "nightly", {"read"}, 30, now);
    const auto account = *accounts->of_person(ann);
    for (const std::string& one : account.recovery) EXPECT_THAT(recovery, Not(testing::Contains(one)));
    EXPECT_FALSE(accounts->session(entered.secret));
    EXPECT_FALSE(accounts->token_of_hash(token->secret));
    EXPECT_FALSE(accounts->invitation(code));
    EXPECT_FALSE(accounts->invitation(plain_code(code)));
    EXPECT_THAT(account.password_hash, Not(HasSubstr(password)));
}

INSTANTIATE_TEST_SUITE_P(Accounts, Desks, testing::ValuesIn(identity::kinds()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace atranka::credentials
