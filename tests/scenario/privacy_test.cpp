// Personal data goes, and the record stays whole.

#include "engine/service/privacy.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/replay.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>

namespace atranka::scenario {
namespace {

using namespace registry;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class Erasure : public testing::Test {
protected:
    void SetUp() override {
        trial.world.store.on_write = [&](const service::Batch& b) { batches.push_back(b); };
        trial.open();
        trial.arrive("a-1");
        trial.arrive("a-2", 50, 3);
        trial.select();
        trial.must("admin", GrantRole{{"judge"}, {"*", "data_protection_officer"}});
    }
    // To the end of all that keeps lead-1's and the experts' texts.
    void conclude() {
        for (const char* application : {"a-1", "a-2"}) {
            trial.offer(application);
            trial.must(application == std::string_view{"a-1"} ? "lead-1" : "lead-2",
                       application::AcceptOffer{{application}});
        }
        trial.wait_days(11 * 366);
    }
    void erase(const char* person, std::vector<std::string> categories = {}) {
        trial.must("judge", ProposeErasure{{person}, "GDPR Art. 17(1)(a)", std::move(categories)});
        trial.must("admin", ConfirmErasure{{person}});
    }
    service::Replayed replayed() { return service::replay(trial.world.store); }
    std::int64_t parts_of(const std::string& person) {
        std::int64_t count = 0;
        trial.world.store.scan([&](const service::Entry& e) {
            for (const service::Part& part : e.parts) count += part.subject == person ? 1 : 0;
            return true;
        });
        return count;
    }
    std::string refusal(const Result<service::Done>& done) {
        return done ? "accepted" : std::string{rule_name(done.error().rule)} + ": " + done.error().message;
    }

    Trial trial;
    std::vector<service::Batch> batches;
};

TEST_F(Erasure, LeavesEveryReceiptAndHeadGoodAndIsNamedByReplay) {
    conclude();
    std::vector<std::string> receipts;
    trial.world.store.scan([&](const service::Entry& e) {
        receipts.push_back(trial.world.service.receipt(e));
        return true;
    });
    const std::string derived = trial.world.store.derived_bytes();
    const service::Replayed before = replayed();
    const std::int64_t parts = parts_of("lead-1");
    ASSERT_GT(parts, 1);
    erase("lead-1");
    EXPECT_EQ(parts_of("lead-1"), 0);
    const auto keys = std::vector{trial.world.notary.key("localhost")};
    for (const std::string& receipt : receipts)
        EXPECT_THAT(service::check_receipt(receipt, keys).faults, IsEmpty());
    const service::Replayed after = replayed();
    EXPECT_THAT(after.differences, IsEmpty());
    const std::int64_t under = trial.world.store.size("instance") - 1;
    EXPECT_EQ(after.erased_under, (std::map<std::int64_t, std::int64_t>{{under, parts}}));
    EXPECT_EQ(after.derived + after.erased, before.entries + 2);
    // What is derived is the same but for the person's own stream.
    service::rebuild(trial.world.store);
    EXPECT_NE(trial.world.store.derived_bytes(), derived);
    const auto holds = service::holds_of(trial.world.service.states(), {"lead-1"});
    EXPECT_FALSE(holds.empty()) << "it is still known who took part";
}

TEST_F(Erasure, IsNotTakenForWhatSomebodyDeletedHimself) {
    conclude();
    erase("lead-1", {"application"});
    ASSERT_THAT(replayed().differences, IsEmpty());
    for (service::Entry& entry : trial.world.store.record().entries)
        if (!entry.parts.empty() && entry.type == "SubmitReview") {
            entry.parts.clear();
            break;
        }
    const auto found = replayed().differences;
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found.front().detail, HasSubstr("no entry says that it was erased"));
}

TEST_F(Erasure, CoversWhatWasRecordedBeforeItAndNothingAfter) {
    conclude();
    erase("lead-1", {"identity"});
    RegisterPerson again;
    again.person = {"lead-1"};
    again.identity = Value::object({{"name", "Anew"}});
    trial.must("admin", again);
    ASSERT_THAT(replayed().differences, IsEmpty());
    trial.world.store.record().entries.back().parts.clear();
    EXPECT_THAT(replayed().differences, testing::SizeIs(1));
}

TEST_F(Erasure, ThatLeftSomethingIsReported) {
    conclude();
    const auto kept = trial.world.store.record().entries;
    erase("lead-1", {"application"});
    for (std::size_t i = 0; i < kept.size(); ++i) trial.world.store.record().entries[i].parts = kept[i].parts;
    const auto found = replayed().differences;
    ASSERT_FALSE(found.empty());
    EXPECT_THAT(found.front().detail, HasSubstr("is still there"));
}

TEST_F(Erasure, IsRefusedWhileAMatterIsOpenAndUntilTheRetentionPeriodEndsWithItsBasisAndEnd) {
    const auto ask = [&](std::vector<std::string> categories) {
        return refusal(trial.give("judge", ProposeErasure{{"lead-1"}, "Art. 17", std::move(categories)}));
    };
    EXPECT_THAT(ask({"application"}), HasSubstr("the application a-1 is under way"));
    EXPECT_THAT(ask({"identity"}), HasSubstr("identity is kept without an end yet"));
    trial.offer("a-1");
    trial.must("lead-1", application::AcceptOffer{{"a-1"}});
    const std::string until = trial.now.text().substr(4, 6);
    EXPECT_THAT(ask({"application"}), HasSubstr("retention_must_have_ended: application is kept until 2036"));
    EXPECT_THAT(ask({"application"}), HasSubstr("ten years (a-1)"));
    trial.wait_days(11 * 366);
    EXPECT_EQ(ask({"application"}), "accepted");
}

TEST_F(Erasure, TakesTwoPeopleOfTheRightOffices) {
    conclude();
    EXPECT_THAT(refusal(trial.give("admin", ProposeErasure{{"lead-1"}, "Art. 17", {}})),
                HasSubstr("actor_must_have_the_role"));
    EXPECT_THAT(refusal(trial.give("judge", ProposeErasure{{"lead-1"}, "", {}})),
                HasSubstr("reason_must_be_given"));
    EXPECT_THAT(refusal(trial.give("admin", ConfirmErasure{{"lead-1"}})),
                HasSubstr("proposal_must_be_made_first"));
    trial.must("judge", ProposeErasure{{"lead-1"}, "Art. 17", {}});
    EXPECT_THAT(refusal(trial.give("judge", ConfirmErasure{{"lead-1"}})),
                HasSubstr("second_person_must_confirm"));
    EXPECT_THAT(refusal(trial.give("officer", ConfirmErasure{{"lead-1"}})),
                HasSubstr("actor_must_have_the_role"));
    const std::int64_t parts = parts_of("lead-1");
    trial.must("admin", RefuseErasure{{"lead-1"}, "A court asked for it."});
    EXPECT_EQ(parts_of("lead-1"), parts);
}

TEST_F(Erasure, TellsIdentitiesFromThoseWhoEnteredThem) {
    conclude();
    const std::int64_t of_admin = parts_of("admin");
    EXPECT_EQ(of_admin, 1) << "its own identity alone";
    trial.must("admin", RevokeRole{{"third"}, {"c", "expert"}, "It is over."});
    erase("third", {"identity"});
    EXPECT_EQ(parts_of("admin"), of_admin);
    EXPECT_EQ(parts_of("third"), 0);
}

}  // namespace
}  // namespace atranka::scenario
