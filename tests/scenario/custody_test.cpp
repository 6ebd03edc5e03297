// Keys, epochs, anchored heads, and many commands in one transaction.

#include "engine/custody/state.hpp"
#include "engine/ledger/ed25519.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/replay.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>

namespace atranka::scenario {
namespace {

using namespace custody;
using service::Failure;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string other_seed(32, 't');
std::string key_of(const std::string& seed) {
    return ledger::VerifierKey{"localhost", 1, ledger::public_key_of(seed)}.text();
}

template <class Work>
std::string failure_of(Work work) {
    try {
        work();
        return "nothing failed";
    } catch (const Failure& failure) {
        return failure.what();
    }
}

TEST(AKey, ThatWasRotatedIsTheOnlyOneThatSigns) {
    Trial t;
    t.found();
    const std::string first = t.world.notary.key("localhost").text();
    t.must("admin", RotateKey{first, key_of(other_seed), false, "It is time."});
    const auto with_former = t.world.notary.heads.at("instance");
    service::Checked checked;
    EXPECT_TRUE(service::check_checkpoint(with_former, {t.world.notary.key("localhost")}, checked));
    EXPECT_THAT(checked.faults, IsEmpty()) << "the former key signs its own end";
    const auto before = t.world.store.record().entries.size();
    EXPECT_THAT(failure_of([&] {
                    return t.give("admin", registry::GrantRole{{"head"}, {"c", "judge"}});
                }),
                HasSubstr("is not the one that the record names"));
    EXPECT_EQ(t.world.store.record().entries.size(), before);
    t.world.notary.seed = other_seed;
    t.must("admin", registry::GrantRole{{"head"}, {"c", "judge"}});
    EXPECT_TRUE(service::replay(t.world.store).sound());
}

TEST(AKey, ThatIsLostIsFollowedByAnotherWhichSignsThatItWasLost) {
    Trial t;
    t.found();
    const std::string first = t.world.notary.key("localhost").text();
    t.must("admin", RotateKey{first, key_of(other_seed), false, "It is time."});
    const std::string third_seed(32, 'u');
    t.world.notary.seed = third_seed;
    EXPECT_THAT(failure_of([&] {
                    return t.give("admin", registry::GrantRole{{"head"}, {"c", "judge"}});
                }),
                HasSubstr("key rotate --lost"));
    t.must("admin", RotateKey{key_of(other_seed), key_of(third_seed), true, "The disk broke."});
    t.must("admin", registry::GrantRole{{"head"}, {"c", "judge"}});
}

class ABackup : public testing::Test {
protected:
    // Two commands were receipted after the backup was made.
    void SetUp() override {
        trial.open();
        trial.arrive("a-1");
        auto backup = std::make_shared<Record>();
        const Record& now = trial.world.store.record();
        backup->entries = now.entries;
        backup->commands = now.commands;
        backup->versions = now.versions;
        backup->standings = now.standings;
        backup->nodes = now.nodes;
        backup->of_stream = now.of_stream;
        backup->besides = now.besides;
        backup->snapshots = now.snapshots;
        backup->applications = now.applications;
        backup->reviews = now.reviews;
        backup->calls = now.calls;
        backup->persons = now.persons;
        backup->involvements = now.involvements;
        trial.start("a-2");
        trial.submit("a-2", 50);
        lost = trial.world.service.receipt(trial.world.store.record().entries.back());
        store = std::make_unique<MemoryStore>(backup);
        service = std::make_unique<service::Service>(*store, trial.world.clock, trial.world.random,
                                                     &trial.world.notary);
    }
    Result<service::Done> give(const char* actor, service::Command command) {
        service::Request request{{actor}, "cli", std::move(command)};
        request.at = trial.now;
        return service->handle(std::move(request));
    }

    Trial trial;
    std::string lost;
    std::unique_ptr<MemoryStore> store;
    std::unique_ptr<service::Service> service;
};

TEST_F(ABackup, RecordsNothingUntilANewEpochNamesTheHeadThatIsMissing) {
    const application::StartApplication start{{"a-9"}, {"c"}, {"r1"}};
    EXPECT_THAT(failure_of([&] { return give("lead-3", start); }), HasSubstr("log reopen"));
    const auto ahead = service->released_ahead("calls/c");
    ASSERT_TRUE(ahead);
    const std::int64_t size = store->size("calls/c");
    const auto opened = give("admin", OpenEpoch{"calls/c", *ahead, "The disk broke; last night's backup."});
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->index, size);
    ASSERT_TRUE(give("lead-3", start));
    EXPECT_EQ(store->standing("calls/c").origin, "localhost/calls/c/2");
    const auto head = service::head_of(trial.world.notary.heads.at("calls/c"));
    EXPECT_EQ(head->origin, "localhost/calls/c/2");
    EXPECT_EQ(head->size, size + 2);
    const auto keys = std::vector{trial.world.notary.key("localhost")};
    EXPECT_THAT(service::check_receipt(opened->receipt, keys).faults, IsEmpty());
    EXPECT_THAT(service::check_receipt(lost, keys).faults, IsEmpty()) << "what was lost stays provable";
    EXPECT_TRUE(service::replay(*store).sound());
    EXPECT_EQ(service->states().log("calls/c").epoch, 2);
}

TEST_F(ABackup, WhoseEntriesAreGivenAnotherEpochIsReported) {
    ASSERT_TRUE(give("admin", OpenEpoch{"calls/c", *service->released_ahead("calls/c"), "A backup."}));
    for (service::Entry& entry : store->record().entries) {
        if (entry.log != "calls/c" || entry.index != 2) continue;
        auto leaf = ledger::read_leaf(entry.leaf).value();
        leaf.log = "localhost/calls/c/2";
        entry.leaf = leaf.bytes();
        entry.leaf_hash = ledger::hex(ledger::leaf_hash(entry.leaf));
    }
    std::string found;
    for (const auto& d : service::replay(*store).differences) found += d.what + " " + d.detail + "\n";
    EXPECT_THAT(found, HasSubstr("epoch is written in epoch 2, after epoch 1"));
}

TEST(AnAnchoredHead, ShowsALogThatWasCutOrRewrittenEvenWithAllItsHashes) {
    Trial t;
    t.open();
    t.arrive("a-1");
    ASSERT_TRUE(t.world.service.anchor(t.now).value());
    EXPECT_FALSE(t.world.service.anchor(t.now)) << "nothing has grown";
    ASSERT_EQ(service::replay(t.world.store).anchored, 1);
    auto& entries = t.world.store.record().entries;
    const auto last = std::find_if(entries.rbegin(), entries.rend(),
                                   [](const service::Entry& e) { return e.log == "calls/c"; });
    entries.erase(std::next(last).base());
    std::string found;
    for (const auto& d : service::replay([&](const auto& visit) { t.world.store.scan(visit); }).differences)
        found += d.log + " " + d.what + " " + d.detail + "\n";
    EXPECT_THAT(found, HasSubstr("calls/c head of"));
    EXPECT_THAT(found, HasSubstr("that stands in entry"));
}

TEST(ACommand, OfNobodyIsRefused) {
    Trial t;
    t.found();
    const auto answer = t.give("", registry::GrantRole{{"head"}, {"c", "judge"}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(rule_name(answer.error().rule), "command_must_be_well_formed");
    EXPECT_FALSE(t.give("admin", registry::GrantRole{{"head"}, {"c", "judge"}}, ""));
}

TEST(AGroup, IsOneTransactionInWhichEachCommandIsAcceptedOrRefusedByItself) {
    Trial t;
    t.open();
    int transactions = 0;
    std::vector<service::Request> requests;
    const auto ask = [&](const char* actor, service::Command command, const char* id = "") {
        service::Request request{{actor}, "cli", std::move(command), id};
        request.at = t.now;
        requests.push_back(std::move(request));
    };
    ask("lead-1", application::StartApplication{{"a-1"}, {"c"}, {"r1"}}, "one");
    ask("lead-1", application::SubmitForm{{"a-1"}, "note_in", note(50)});  // rests on the first
    ask("lead-2", application::SubmitForm{{"a-1"}, "note_in", note(50)});  // too late, and not hers
    ask("lead-2", application::StartApplication{{"a-2"}, {"c"}, {"r1"}});
    ask("lead-1", application::StartApplication{{"a-1"}, {"c"}, {"r1"}}, "one");  // the same again
    ask("admin", registry::GrantRole{{"judge"}, {"c", "minister"}});              // another log
    const std::int64_t before = t.world.store.size("calls/c");
    t.world.store.on_append = [&] { ++transactions; };
    std::vector<Result<service::Done>> answers;
    for (auto& answer : t.world.service.handle_each(requests)) answers.push_back(std::move(answer).value());
    ASSERT_EQ(answers.size(), 6U);
    EXPECT_EQ(transactions, 1);
    for (const std::size_t accepted : {0U, 1U, 3U, 4U, 5U}) {
        ASSERT_TRUE(answers[accepted]) << accepted << answers[accepted].error().message;
        const auto checked =
            service::check_receipt(answers[accepted]->receipt, {t.world.notary.key("localhost")});
        EXPECT_THAT(checked.faults, IsEmpty()) << accepted;
        EXPECT_EQ(checked.index, answers[accepted]->index);
    }
    EXPECT_TRUE(answers[4]->repeated);
    EXPECT_EQ(rule_name(answers[2].error().rule), "step_must_be_current");
    EXPECT_EQ(t.world.store.size("calls/c"), before + 3);
    EXPECT_EQ(service::head_of(t.world.notary.heads.at("calls/c"))->size, before + 3);
    EXPECT_TRUE(service::replay(t.world.store).sound());
}

TEST(AGroup, WithOneLogBehindIsStillAcceptedInTheOthers) {
    Trial t;
    t.open();
    ledger::Head ahead{t.world.store.standing("calls/c").origin, t.world.store.size("calls/c") + 5, {}};
    t.world.notary.heads["calls/c"] =
        ledger::write(ledger::Note{ledger::text_of(ahead), {t.world.notary.sign(ahead)}});
    service::Service service{t.world.store, t.world.clock, t.world.random, &t.world.notary};
    std::vector<service::Request> requests;
    requests.push_back({{"lead-1"}, "cli", application::StartApplication{{"a-1"}, {"c"}, {"r1"}}, {}, t.now});
    requests.push_back({{"admin"}, "cli", registry::GrantRole{{"judge"}, {"c", "minister"}}, {}, t.now});
    requests.push_back({{"lead-1"}, "cli", registry::GrantRole{{"judge"}, {"c", "minister"}}, {}, t.now});
    const auto answers = service.handle_each(std::move(requests));
    ASSERT_FALSE(answers.at(0));
    EXPECT_EQ(answers[0].error().kind, Failure::Kind::behind);
    ASSERT_TRUE(answers.at(1) && *answers[1]);
    EXPECT_EQ((*answers[1])->log, "instance");
    ASSERT_TRUE(answers.at(2));
    EXPECT_EQ((*answers[2]).error().rule, Rule::actor_must_have_the_role);
    EXPECT_TRUE(service::replay(t.world.store).sound());
}

}  // namespace
}  // namespace atranka::scenario
