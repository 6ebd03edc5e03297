// What whoever keeps accounts promises (engine/identity/ports.hpp), asked of SQLite and of memory.

#include "tests/accounts/places.hpp"

#include <gmock/gmock.h>
#include <atomic>
#include <fstream>
#include <thread>

namespace atranka::identity {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const PersonId ann{"ann"}, bob{"bob"};
constexpr Instant noon{1'795'392'600'000};

Account account_of(const PersonId& person, const std::string& login) {
    Account account;
    account.person = person;
    account.login = login;
    account.password_hash = "$argon2id$of-" + person.text;
    return account;
}

Session session_of(const PersonId& person, const std::string& id, Instant at = noon) {
    return {id,          person,         Method::password_totp, at, at.plus_ms(1), at.plus_ms(2),
            "192.0.2.7", "Lynx, \"čia\""};
}

class Keeping : public testing::TestWithParam<Kind> {
protected:
    std::unique_ptr<Place> place = GetParam().make();
    std::unique_ptr<Accounts> accounts = place->open();
};

TEST_P(Keeping, AnAccountIsReadBackAsItWasWritten) {
    EXPECT_FALSE(accounts->of_person(ann));
    Account account = account_of(ann, "ann@mita.lt");
    account.totp = Totp{"JBSWY3DPEHPK3PXP", 59'846'420};
    account.pending_secret = "GEZDGNBVGY3TQOJQ";
    account.recovery = {std::string(64, 'a'), std::string(64, 'b')};
    account.disabled = true;
    ASSERT_EQ(accounts->put(account), Written::done);
    account.version = 1;
    EXPECT_EQ(accounts->of_person(ann), account);
    EXPECT_EQ(place->open()->of_login("ann@mita.lt"), account);
    EXPECT_FALSE(accounts->of_login("Ann@mita.lt"));
    ASSERT_EQ(accounts->put(account_of(bob, "")), Written::done);
    EXPECT_FALSE(accounts->of_login(""));
    EXPECT_EQ(accounts->accounts().size(), 2U);
}

TEST_P(Keeping, OfTwoWhoChangeAnAccountAtOnceOneIsTold) {
    ASSERT_EQ(accounts->put(account_of(ann, "ann")), Written::done);
    Account mine = *accounts->of_person(ann), yours = mine;
    mine.recovery = {"one"};
    EXPECT_EQ(accounts->put(mine), Written::done);
    EXPECT_EQ(place->open()->put(yours), Written::conflict);
    EXPECT_THAT(accounts->of_person(ann)->recovery, ElementsAre("one"));
    EXPECT_EQ(accounts->put(account_of(ann, "ann")), Written::conflict);  // as if there were none yet
}

TEST_P(Keeping, ALoginBelongsToOnePerson) {
    ASSERT_EQ(accounts->put(account_of(ann, "ann")), Written::done);
    EXPECT_EQ(accounts->put(account_of(bob, "ann")), Written::login_is_taken);
    EXPECT_FALSE(accounts->of_person(bob));
    EXPECT_EQ(accounts->put(account_of(bob, "")), Written::done);
    EXPECT_EQ(accounts->put(account_of({"cyd"}, "")), Written::done);  // none yet is no name
}

TEST_P(Keeping, ASessionOpensOnlyForTheAccountThatWasLookedAt) {
    ASSERT_EQ(accounts->put(account_of(ann, "ann")), Written::done);
    EXPECT_TRUE(accounts->open(session_of(ann, "s1"), 1));
    EXPECT_EQ(accounts->session("s1"), session_of(ann, "s1"));
    ASSERT_EQ(accounts->put(*accounts->of_person(ann)), Written::done);
    EXPECT_FALSE(accounts->open(session_of(ann, "s2"), 1));
    EXPECT_FALSE(accounts->replace("s1", session_of(ann, "s2"), 1));
    EXPECT_FALSE(accounts->open(session_of(bob, "s2"), 1));
    EXPECT_FALSE(accounts->session("s2"));
    EXPECT_TRUE(accounts->session("s1"));
}

TEST_P(Keeping, ASessionGivesItsPlaceToOneOther) {
    ASSERT_EQ(accounts->put(account_of(ann, "ann")), Written::done);
    ASSERT_EQ(accounts->put(account_of(bob, "bob")), Written::done);
    ASSERT_TRUE(accounts->open(session_of(ann, "s1"), 1));
    EXPECT_FALSE(accounts->replace("s1", session_of(bob, "s2"), 1));
    EXPECT_TRUE(accounts->replace("s1", session_of(ann, "s2"), 1));
    EXPECT_FALSE(accounts->session("s1"));
    EXPECT_FALSE(accounts->replace("s1", session_of(ann, "s3"), 1));
    EXPECT_FALSE(accounts->session("s3"));
}

TEST_P(Keeping, SessionsAreListedSeenAndEndedByTheirOwner) {
    ASSERT_EQ(accounts->put(account_of(ann, "ann")), Written::done);
    ASSERT_EQ(accounts->put(account_of(bob, "bob")), Written::done);
    ASSERT_TRUE(accounts->open(session_of(ann, "s1"), 1));
    ASSERT_TRUE(accounts->open(session_of(ann, "s2", noon.plus_ms(1)), 1));
    ASSERT_TRUE(accounts->open(session_of(bob, "s3"), 1));
    EXPECT_THAT(accounts->sessions(ann),
                ElementsAre(session_of(ann, "s2", noon.plus_ms(1)), session_of(ann, "s1")));
    accounts->seen("s1", noon.plus_ms(minute_ms));
    accounts->seen("s1", noon);  // by another thread, later
    EXPECT_EQ(accounts->session("s1")->last_seen, noon.plus_ms(minute_ms));
    EXPECT_FALSE(accounts->end(bob, "s1"));
    EXPECT_TRUE(accounts->end(ann, "s1"));
    EXPECT_FALSE(accounts->end(ann, "s1"));
    ASSERT_TRUE(accounts->open(session_of(ann, "s4"), 1));
    accounts->end_all(ann, "s4");
    EXPECT_THAT(accounts->sessions(ann), ElementsAre(session_of(ann, "s4")));
    accounts->end_all(ann);
    EXPECT_THAT(accounts->sessions(ann), IsEmpty());
    EXPECT_TRUE(accounts->session("s3"));
}

TEST_P(Keeping, SessionsThatAreOverAreForgotten) {
    ASSERT_EQ(accounts->put(account_of(ann, "ann")), Written::done);
    ASSERT_TRUE(accounts->open(session_of(ann, "s1"), 1));
    ASSERT_TRUE(accounts->open(session_of(ann, "s2", noon.plus_ms(session_whole_ms - 1)), 1));
    EXPECT_TRUE(accounts->session("s1"));
    ASSERT_TRUE(accounts->open(session_of(ann, "s3", noon.plus_ms(session_whole_ms)), 1));
    EXPECT_FALSE(accounts->session("s1"));
    EXPECT_TRUE(accounts->session("s2"));
}

TEST_P(Keeping, APasskeyIsAddedOnceCountsItsUsesAndIsRemovedByItsOwner) {
    const Passkey one{"pk-1", ann, "phone", -7, "04ab", 3, noon};
    EXPECT_TRUE(accounts->add(one));
    EXPECT_FALSE(accounts->add(Passkey{"pk-1", bob, "his", -8, "05", 0, noon}));
    EXPECT_EQ(accounts->passkey("pk-1"), one);
    EXPECT_THAT(accounts->passkeys(ann), ElementsAre(one));
    EXPECT_THAT(accounts->passkeys(bob), IsEmpty());
    EXPECT_TRUE(accounts->used("pk-1", 3, 4));
    EXPECT_FALSE(place->open()->used("pk-1", 3, 5));
    EXPECT_EQ(accounts->passkey("pk-1")->uses, 4);
    EXPECT_FALSE(accounts->remove_passkey(bob, "pk-1"));
    EXPECT_TRUE(accounts->remove_passkey(ann, "pk-1"));
    EXPECT_FALSE(accounts->passkey("pk-1"));
}

TEST_P(Keeping, TokensAreFoundByTheirHashUntilTheyAreRevoked) {
    const Token one{"t-1", "hash-1",       ann, "nightly", {"commands:SubmitReview", "read"},
                    noon,  noon.plus_ms(5)};
    const Token two{"t-2", "hash-2", bob, "his", {"read"}, noon, noon.plus_ms(5)};
    accounts->put(one);
    accounts->put(two);
    EXPECT_EQ(accounts->token_of_hash("hash-1"), one);
    EXPECT_FALSE(accounts->token_of_hash("t-1"));
    EXPECT_THAT(accounts->tokens(ann), ElementsAre(one));
    EXPECT_FALSE(accounts->revoke(bob, "t-1"));
    EXPECT_TRUE(accounts->revoke(ann, "t-1"));
    EXPECT_FALSE(accounts->token_of_hash("hash-1"));
    accounts->revoke_all(bob);
    EXPECT_THAT(accounts->tokens(bob), IsEmpty());
}

TEST_P(Keeping, AnInvitationIsUsedOnceAndOnlyWithTheAccountThatItMakes) {
    const Instant end = noon.plus_ms(invitation_ms);
    ASSERT_EQ(accounts->put(account_of(bob, "bob")), Written::done);
    accounts->put(Invitation{"old", ann, end});
    accounts->put(Invitation{"code", ann, end});
    EXPECT_FALSE(accounts->invitation("old"));
    EXPECT_EQ(accounts->invitation("code"), (Invitation{"code", ann, end}));
    EXPECT_EQ(accounts->accept("code", account_of(ann, "bob"), noon), Written::login_is_taken);
    EXPECT_EQ(accounts->accept("code", account_of({"cyd"}, "cyd"), noon), Written::invitation_is_over);
    EXPECT_EQ(accounts->accept("code", account_of(ann, "ann"), end), Written::invitation_is_over);
    EXPECT_FALSE(accounts->invitation("code")->used);
    EXPECT_EQ(accounts->accept("code", account_of(ann, "ann"), end.plus_ms(-1)), Written::done);
    Account again = *accounts->of_person(ann);
    EXPECT_EQ(accounts->accept("code", again, noon), Written::invitation_is_over);
    EXPECT_EQ(accounts->of_person(ann)->version, 1);
}

TEST_P(Keeping, AnInvitationThatWaitsForAnotherAdministratorIsFoundByItsPersonAndNotUsed) {
    const Invitation waiting{"code", ann, noon, false, {"admin"}};
    accounts->put(waiting);
    EXPECT_EQ(accounts->asked_for(ann), waiting);
    EXPECT_FALSE(accounts->asked_for(bob));
    EXPECT_EQ(accounts->accept("code", account_of(ann, "ann"), noon.plus_ms(-1)),
              Written::invitation_is_over);
    accounts->put(Invitation{"other", ann, noon});
    EXPECT_FALSE(accounts->asked_for(ann));
}

TEST_P(Keeping, AtAProviderAPersonIsOneSubjectAndASubjectOnePerson) {
    const OpenidLink link{"https://one.example", "s-1", ann, "+officer@c-2026 "};
    EXPECT_TRUE(accounts->link(link));
    EXPECT_EQ(accounts->linked("https://one.example", "s-1"), link);
    EXPECT_FALSE(accounts->linked("https://two.example", "s-1"));
    EXPECT_FALSE(accounts->link({"https://one.example", "s-1", bob, {}}));
    EXPECT_FALSE(accounts->link({"https://one.example", "s-2", ann, {}}));
    EXPECT_TRUE(accounts->link({"https://two.example", "s-1", ann, {}}));
    EXPECT_TRUE(accounts->link({"https://one.example", "s-1", ann, {}}));
    EXPECT_EQ(accounts->linked("https://one.example", "s-1")->differences, "");
    EXPECT_EQ(accounts->links().size(), 2U);
    accounts->unlink_all(ann);
    EXPECT_TRUE(accounts->links().empty());
}

TEST_P(Keeping, OfManyWhoAcceptAnInvitationAtOnceOneDoes) {
    accounts->put(Invitation{"code", ann, noon.plus_ms(1)});
    std::atomic<int> done = 0, over = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&, i] {
                const auto own = place->open();
                const Written written = own->accept("code", account_of(ann, "ann" + std::to_string(i)), noon);
                (written == Written::done ? done : over) += 1;
            });
    }
    EXPECT_EQ(done, 1);
    EXPECT_EQ(over, 7);
}

TEST_P(Keeping, OfManyWhoSpendARecoveryCodeAtOnceOneDoes) {
    Account account = account_of(ann, "ann");
    account.recovery = {"code"};
    ASSERT_EQ(accounts->put(account), Written::done);
    Account spent = *accounts->of_person(ann);
    spent.recovery.clear();
    std::atomic<int> done = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] { done += place->open()->put(spent) == Written::done ? 1 : 0; });
    }
    EXPECT_EQ(done, 1);
}

INSTANTIATE_TEST_SUITE_P(Accounts, Keeping, testing::ValuesIn(kinds()),
                         [](const auto& one) { return one.param.name; });

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(AccountsFile, TheSecretOfAnAuthenticatorIsSealed) {
    SqlPlace place;
    Account account = account_of(ann, "ann");
    account.totp = Totp{"JBSWY3DPEHPK3PXP", 1};
    account.pending_secret = "GEZDGNBVGY3TQOJQ";
    ASSERT_EQ(place.open()->put(account), Written::done);
    for (const char* end : {"", "-wal", ".keys", ".keys-wal"}) {
        const std::string bytes = bytes_of(place.file().string() + end);
        EXPECT_EQ(bytes.find("JBSWY3DPEHPK3PXP"), std::string::npos) << end;
        EXPECT_EQ(bytes.find("GEZDGNBVGY3TQOJQ"), std::string::npos) << end;
    }
}

TEST(AccountsFile, ASecretWhoseKeyIsGoneIsNotTheSameAsNone) {
    SqlPlace place;
    Account account = account_of(ann, "ann");
    account.totp = Totp{"JBSWY3DPEHPK3PXP", 1};
    ASSERT_EQ(place.open()->put(account), Written::done);
    for (const char* end : {".keys", ".keys-wal", ".keys-shm"})
        std::filesystem::remove(place.file().string() + end);
    const auto found = place.open()->of_person(ann);
    ASSERT_TRUE(found && found->totp);
    EXPECT_EQ(found->totp->secret, "");
}

}  // namespace
}  // namespace atranka::identity
