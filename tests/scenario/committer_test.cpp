// Many writers at once on one file: one wait for the disk serves a group, and each gets its own receipt.

#include "adapters/system/committer.hpp"
#include "adapters/sql/event_store.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/replay.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>
#include <atomic>
#include <filesystem>
#include <random>
#include <thread>

namespace atranka::scenario {
namespace {

namespace fs = std::filesystem;

class Writers : public testing::Test {
protected:
    void SetUp() override {
        fs::create_directories(folder);
        store = std::make_unique<sql::EventStore>(folder / "record.db");
        service = std::make_unique<service::Service>(*store, clock, random, &notary);
        registry::FoundInstance found{{"admin"}, Value::object({{"name", "Admin"}})};
        ASSERT_TRUE(service->handle(request("admin", found)));
    }
    void TearDown() override { fs::remove_all(folder); }

    static service::Request request(const std::string& actor, service::Command command) {
        service::Request made{{actor}, "cli", std::move(command)};
        made.at = at("2026-01-05T08:00:00Z");
        return made;
    }
    static registry::RegisterPerson person(int number) {
        registry::RegisterPerson made;
        made.person = {"p-" + std::to_string(number)};
        made.identity = Value::object({{"name", "Person " + std::to_string(number)}});
        return made;
    }

    fs::path folder =
        fs::temp_directory_path() / ("atranka-writers-" + std::to_string(std::random_device{}()));
    Stopped clock;
    Rehearsed random;
    Rehearsing notary;
    std::unique_ptr<sql::EventStore> store;
    std::unique_ptr<service::Service> service;
};

TEST_F(Writers, AreEachGivenTheReceiptOfTheirOwnCommand) {
    constexpr int writers = 16, commands = 12;
    std::atomic<int> accepted{0}, refused{0}, wrong{0};
    const auto keys = std::vector{notary.key("localhost")};
    {
        system::Committer committer{*service};
        std::vector<std::thread> threads;
        for (int writer = 0; writer < writers; ++writer)
            threads.emplace_back([&, writer] {
                for (int i = 0; i < commands; ++i) {
                    const auto command = person(writer * commands + i);
                    // Every fourth has not the office for it.
                    const auto answer = committer.ask(request(i % 4 == 3 ? "p-0" : "admin", command)).get();
                    if (!answer) {
                        ++refused;
                        continue;
                    }
                    ++accepted;
                    const auto checked = service::check_receipt(answer->receipt, keys);
                    const bool own = checked.faults.empty() && checked.leaf &&
                                     checked.leaf->streams.contains("person/" + command.person.text);
                    if (!own || checked.index != answer->index) ++wrong;
                }
            });
        for (std::thread& thread : threads) thread.join();
    }
    EXPECT_EQ(accepted, writers * commands * 3 / 4);
    EXPECT_EQ(refused, writers * commands / 4);
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(store->size("instance"), accepted + 1);
    EXPECT_TRUE(service::replay(*store).sound());
}

TEST(Budget, IsNotExceededByHeadsWhoConfirmAtOnce) {
    for (int attempt = 0; attempt < 8; ++attempt) {
        Trial t;
        t.open();
        t.arrive("a-1", 200);
        t.close();
        t.must("officer", call::OpenRound{{"c"}, {"r2"}});
        t.must("lead-2", application::StartApplication{{"a-2"}, {"c"}, {"r2"}});
        t.submit("a-2", 200);
        t.pass("a-2");
        t.assign("a-2");
        t.score("a-2", "business", 4);
        t.score("a-2", "academic", 4);
        t.agree("a-2", 4);
        t.wait_until("2026-09-30T15:00:01Z");
        t.must("officer", call::CloseRound{{"c"}, {"r2"}});
        // Each of them fits into 250.00, and not both.
        for (const char* round : {"r1", "r2"}) {
            procedure::RankRound rank = t.rank_command();
            rank.round = {round};
            t.must("officer", rank);
            t.must("officer", procedure::ProposeSelection{{"c"}, {round}, "ranking"});
        }
        std::atomic<int> confirmed{0};
        {
            system::Committer committer{t.world.service};
            std::vector<std::thread> heads;
            for (const char* round : {"r1", "r2"})
                heads.emplace_back([&, round] {
                    service::Request request{
                        {"head"}, "cli", procedure::ConfirmSelection{{"c"}, {round}, "ranking"}};
                    request.at = t.now;
                    if (committer.ask(std::move(request)).get()) ++confirmed;
                });
            for (std::thread& head : heads) head.join();
        }
        EXPECT_EQ(confirmed, 1);
        EXPECT_LE(t.call().committed, Decimal{250});
        EXPECT_TRUE(service::replay(t.world.store).sound());
    }
}

TEST_F(Writers, AllHearOfARecordThatCannotBeWrittenTo) {
    system::Committer committer{*service};
    notary.heads["instance"] = [&] {
        const ledger::Head ahead{"localhost/instance/1", 900, {}};
        return ledger::write(ledger::Note{ledger::text_of(ahead), {notary.sign(ahead)}});
    }();
    service::Service behind{*store, clock, random, &notary};
    system::Committer other{behind};
    std::vector<std::future<Result<service::Done>>> answers;
    for (int i = 0; i < 5; ++i) answers.push_back(other.ask(request("admin", person(i))));
    for (auto& answer : answers) EXPECT_THROW(answer.get(), service::Failure);
    EXPECT_EQ(store->size("instance"), 1);
}

// Decided on one thread and written on another, over what is not on disk yet.
class Overlapping : public testing::Test {
protected:
    // Another process's handle on the record, whose writes come to grief as a test wants it.
    class Store final : public MemoryStore {
    public:
        using MemoryStore::MemoryStore;
        std::function<void(int)> before;  // told how many groups were written
        service::Appended append_all(const std::vector<service::Batch>& batches) override {
            if (before) before(groups_);
            ++groups_;
            return MemoryStore::append_all(batches);
        }

    private:
        int groups_ = 0;
    };

    void SetUp() override { trial.open(); }
    // What somebody new does: enters, begins an application and submits it.
    static std::vector<service::Request> visit(int number) {
        const std::string who = "p-" + std::to_string(number);
        registry::RegisterPerson person;
        person.person = {who};
        person.identity = Value::object({{"name", who}});
        const ApplicationId id{"n-" + std::to_string(number)};
        std::vector<service::Request> made{{{"admin"}, "cli", person},
                                           {{who}, "cli", application::StartApplication{id, {"c"}, {"r1"}}},
                                           {{who}, "cli", application::SubmitForm{id, "note_in", note(100)}}};
        for (service::Request& request : made) {
            request.at = at("2026-01-06T08:00:00Z");
            request.id = who + "-" + std::string{service::name_of(request.command)};
        }
        return made;
    }
    // Each command a second time under its id: it is done once, and both hear of it.
    void let_visit(system::Committer& committer, int writers) {
        std::vector<std::thread> threads;
        for (int writer = 0; writer < writers; ++writer)
            threads.emplace_back([&, writer] {
                for (const service::Request& request : visit(writer)) {
                    auto first = committer.ask(request), second = committer.ask(request);
                    for (auto* asked : {&first, &second}) try {
                            const auto answer = asked->get();
                            if (!answer) ++refused;
                            if (answer && answer->repeated) ++repeated;
                            if (!answer || !service::check_receipt(answer->receipt, keys).faults.empty())
                                continue;
                            ++receipted;
                        } catch (const service::Failure&) {
                            ++failed;
                        }
                }
            });
        for (std::thread& thread : threads) thread.join();
    }
    void expect_sound() {
        EXPECT_TRUE(service::replay(trial.world.store).sound());
        const std::string derived = trial.world.store.derived_bytes();
        service::rebuild(trial.world.store);
        EXPECT_EQ(trial.world.store.derived_bytes(), derived);
    }

    Trial trial;
    std::vector<ledger::VerifierKey> keys{trial.world.notary.key("localhost")};
    std::atomic<int> refused{0}, repeated{0}, receipted{0}, failed{0};
    std::unique_ptr<Store> other = std::make_unique<Store>(trial.world.store.shared());
};

TEST_F(Overlapping, EveryCommandIsDoneOnceAndReceipted) {
    const std::int64_t before = trial.world.store.size("calls/c");
    {
        system::Committer committer{trial.world.service, std::move(other)};
        let_visit(committer, 12);
    }
    EXPECT_EQ(receipted, 12 * 3 * 2);
    EXPECT_EQ(repeated, 12 * 3);
    EXPECT_EQ(trial.world.store.size("calls/c"), before + 12 * 2);
    expect_sound();
}

TEST_F(Overlapping, WhatWasDecidedOverAGroupThatAnotherProcessOvertookIsDecidedAgain) {
    Rehearsed random;
    MemoryStore store{trial.world.store.shared()};
    service::Service process{store, trial.world.clock, random, &trial.world.notary};
    int overtaken = 0;
    other->before = [&](int groups) {
        if (groups % 2 != 0) return;
        for (const service::Request& request : visit(100 + overtaken)) ASSERT_TRUE(process.handle(request));
        ++overtaken;
    };
    {
        system::Committer committer{trial.world.service, std::move(other)};
        let_visit(committer, 12);
    }
    EXPECT_GT(overtaken, 0);
    EXPECT_EQ(receipted, 12 * 3 * 2);
    expect_sound();
}

TEST_F(Overlapping, WhatWasDecidedOverAGroupThatCouldNotBeWrittenIsDecidedAgain) {
    other->before = [](int groups) {
        if (groups % 3 == 1) throw service::Failure{service::Failure::Kind::full, "no room is left"};
    };
    const std::int64_t before = trial.world.store.size("calls/c");
    {
        system::Committer committer{trial.world.service, std::move(other)};
        let_visit(committer, 12);
    }
    EXPECT_GT(failed, 0);
    EXPECT_EQ(receipted + refused + failed, 12 * 3 * 2);
    EXPECT_GT(trial.world.store.size("calls/c"), before);
    expect_sound();
}

}  // namespace
}  // namespace atranka::scenario
