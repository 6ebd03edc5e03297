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

}  // namespace
}  // namespace atranka::scenario
