// What the access ledger promises (engine/service/readings.hpp), asked of SQLite and of memory.

#include "adapters/sql/readings.hpp"
#include "tests/scenario/memory_readings.hpp"

#include <gmock/gmock.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <filesystem>
#include <random>
#include <thread>

namespace atranka {
namespace {

using ledger::Access;
using ledger::AccessKind;
using ledger::ChainedAccess;
using testing::ElementsAre;
using testing::IsEmpty;

class Place {
public:
    virtual ~Place() = default;
    virtual std::unique_ptr<service::Readings> open() = 0;
    virtual std::unique_ptr<service::EventStore> store() = 0;
};

class SqlPlace final : public Place {
public:
    SqlPlace() { std::filesystem::create_directories(folder_); }
    ~SqlPlace() override { std::filesystem::remove_all(folder_); }
    std::unique_ptr<service::Readings> open() override { return std::make_unique<sql::Readings>(file()); }
    std::unique_ptr<service::EventStore> store() override { return sql::open(file()); }
    std::filesystem::path file() const { return folder_ / "record.db"; }

private:
    std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                    ("atranka-readings-" + std::to_string(std::random_device{}()));
};

class MemoryPlace final : public Place {
public:
    std::unique_ptr<service::Readings> open() override {
        return std::make_unique<scenario::MemoryReadings>(record_);
    }
    std::unique_ptr<service::EventStore> store() override {
        return std::make_unique<scenario::MemoryStore>(record_);
    }

private:
    std::shared_ptr<scenario::Record> record_ = std::make_shared<scenario::Record>();
};

struct Kind {
    std::string name;
    std::function<std::unique_ptr<Place>()> make;
};

class AccessLedger : public testing::TestWithParam<Kind> {
protected:
    std::unique_ptr<Place> place = GetParam().make();
    std::unique_ptr<service::Readings> readings = place->open();
};

Access reading(const std::string& call, const std::string& who, const std::string& application,
               std::int64_t at_ms = 0) {
    return {"calls/" + call,
            0,
            0,
            AccessKind::reading,
            who,
            "cli",
            "application/" + application,
            "forms",
            {},
            {},
            Instant{1'795'392'613'123 + at_ms},
            {}};
}

std::vector<std::string> persons(const std::vector<ChainedAccess>& lines) {
    std::vector<std::string> who;
    for (const ChainedAccess& one : lines) who.push_back(one.line.who);
    return who;
}

TEST_P(AccessLedger, HasNothingAtFirst) {
    EXPECT_EQ(readings->head("calls/c"), ledger::AccessHead{});
    EXPECT_THAT(readings->logs(), IsEmpty());
    EXPECT_THAT(readings->range("calls/c", 0, 10), IsEmpty());
    EXPECT_THAT(readings->find({}), IsEmpty());
    EXPECT_EQ(readings->count({}), 0);
    readings->append({});
    EXPECT_EQ(readings->count({}), 0);
}

TEST_P(AccessLedger, KeepsEveryMemberOfALine) {
    Access line = reading("c", "o-1", "a-1");
    line.kind = AccessKind::refusal;
    line.what = "SubmitReview";
    line.rule = "stage_must_allow";
    line.as_of = "calls/c#12";
    line.authenticated = "passkey";
    readings->append({line});
    EXPECT_THAT(readings->range("calls/c", 0, 10), ElementsAre(ChainedAccess{line, ledger::hash_of(line)}));
}

TEST_P(AccessLedger, ChainsEachLogByItself) {
    readings->append({reading("c", "p-1", "a-1"), reading("d", "p-2", "b-1"), reading("c", "p-3", "a-2")});
    place->open()->append({reading("c", "p-4", "a-1")});
    EXPECT_THAT(readings->logs(), ElementsAre("calls/c", "calls/d"));
    for (const auto& [log, size] : {std::pair{"calls/c", 3}, {"calls/d", 1}}) {
        ledger::AccessCheck check{log};
        for (const ChainedAccess& one : readings->range(log, 0, 100)) check(one);
        EXPECT_FALSE(check.fault());
        EXPECT_EQ(check.head().size, size);
        EXPECT_EQ(readings->head(log), check.head());
    }
    EXPECT_THAT(persons(readings->range("calls/c", 1, 1)), ElementsAre("p-3"));
}

TEST_P(AccessLedger, SaysHowManyEntriesTheLogHadAtThatMoment) {
    const auto store = place->store();
    readings->append({reading("c", "p", "a-1")});
    for (int i = 0; i < 2; ++i) {
        service::Batch batch;
        batch.entry.log = "calls/c";
        batch.entry.index = i;
        batch.entry.command_id = std::to_string(i);
        batch.entry.leaf_hash = std::string(64, 'a');
        batch.entry.command_salt = batch.entry.events_salt = std::string(32, 's');
        ASSERT_EQ(store->append(batch), service::Appended::done);
    }
    readings->append({reading("c", "p", "a-1"), reading("d", "p", "b-1")});
    EXPECT_EQ(readings->range("calls/c", 0, 1).at(0).line.size, 0);
    EXPECT_EQ(readings->range("calls/c", 1, 1).at(0).line.size, 2);
    EXPECT_EQ(readings->range("calls/d", 0, 1).at(0).line.size, 0);
}

TEST_P(AccessLedger, IsAskedByWhoWhatAndWhen) {
    Access refused = reading("c", "p-2", "a-1", 3000);
    refused.kind = AccessKind::refusal;
    readings->append({reading("c", "p-1", "a-1"), reading("c", "p-2", "a-2", 1000),
                      reading("d", "p-1", "b-1", 2000), refused});
    const auto start = reading("c", "p", "a").at;
    EXPECT_THAT(persons(readings->find({})), ElementsAre("p-1", "p-2", "p-1", "p-2"));
    EXPECT_THAT(persons(readings->find({.log = "calls/c"})), ElementsAre("p-1", "p-2", "p-2"));
    EXPECT_EQ(readings->count({.who = "p-1"}), 2);
    EXPECT_THAT(persons(readings->find({.object = "application/a-1"})), ElementsAre("p-1", "p-2"));
    EXPECT_THAT(persons(readings->find({.object = "application/a-1", .kind = AccessKind::refusal})),
                ElementsAre("p-2"));
    EXPECT_THAT(persons(readings->find({.since = start.plus_ms(1000), .until = start.plus_ms(3000)})),
                ElementsAre("p-2", "p-1"));
    EXPECT_THAT(persons(readings->find({.from = 1, .count = 2})), ElementsAre("p-2", "p-1"));
    EXPECT_EQ(readings->count({.who = "' OR 1 = 1 --"}), 0);
}

TEST_P(AccessLedger, NotesAnAttemptWhateverWasTyped) {
    readings->append({reading("c", "p-1", "a\xFF"), reading("c", std::string(5'000, 'x'), "a-1")});
    const auto lines = readings->range("calls/c", 0, 10);
    EXPECT_EQ(lines.at(0).line.object, "?");
    EXPECT_EQ(lines.at(1).line.who, "?");
}

TEST_P(AccessLedger, LosesNothingWhereManyReadAtOnce) {
    constexpr int writers = 4, each = 50;
    std::vector<std::thread> threads;
    for (int t = 0; t < writers; ++t)
        threads.emplace_back([&, t] {
            const auto own = t % 2 == 0 ? place->open() : nullptr;  // some share one
            for (int i = 0; i < each; ++i)
                (own ? *own : *readings).append({reading("c", "p-" + std::to_string(t), "a-1")});
        });
    for (std::thread& thread : threads) thread.join();
    ledger::AccessCheck check{"calls/c"};
    for (const ChainedAccess& one : readings->range("calls/c", 0, 1'000)) check(one);
    EXPECT_FALSE(check.fault());
    EXPECT_EQ(check.head().size, writers * each);
}

INSTANTIATE_TEST_SUITE_P(Kinds, AccessLedger,
                         testing::Values(Kind{"Sqlite", [] { return std::make_unique<SqlPlace>(); }},
                                         Kind{"Memory", [] { return std::make_unique<MemoryPlace>(); }}),
                         [](const auto& kind) { return kind.param.name; });

TEST(AccessLedgerInSqlite, RefusesToChangeDropOrRenumber) {
    SqlPlace place;
    place.open()->append({reading("c", "p-1", "a-1"), reading("c", "p-2", "a-1")});
    soci::session session{soci::sqlite3, place.file().string()};
    for (const char* statement :
         {"UPDATE access SET who = 'p-9'", "DELETE FROM access WHERE position = 1",
          "INSERT INTO access SELECT 9, log, 9, size, kind, who, authenticated, object, what, rule, as_of,"
          " at_ms, hash FROM access WHERE position = 0",
          "REPLACE INTO access SELECT seq, log, position, size, kind, 'p-9', authenticated, object, what,"
          " rule, as_of, at_ms, hash FROM access"})
        EXPECT_THROW(session << statement, soci::soci_error) << statement;
    EXPECT_THAT(persons(place.open()->find({})), ElementsAre("p-1", "p-2"));
}

TEST(AccessLedgerInSqlite, ShowsWhatWasChangedBehindTheTriggers) {
    const std::vector<std::pair<std::string, std::int64_t>> changes{
        {"UPDATE access SET who = 'p-9' WHERE position = 1", 1},
        {"UPDATE access SET size = 7 WHERE position = 2", 2},
        {"DELETE FROM access WHERE position = 0", 0},
        {"DELETE FROM access WHERE position = 1; UPDATE access SET position = 1 WHERE position = 2", 1}};
    for (const auto& [change, where] : changes) {
        SqlPlace place;
        place.open()->append(
            {reading("c", "p-1", "a-1"), reading("c", "p-2", "a-1"), reading("c", "p-3", "a-1")});
        {
            soci::session session{soci::sqlite3, place.file().string()};
            for (const char* trigger : {"access_is_not_changed", "access_is_not_deleted"})
                session << std::string{"DROP TRIGGER "} + trigger;
            std::istringstream statements{change};
            for (std::string one; std::getline(statements, one, ';');) session << one;
        }
        ledger::AccessCheck check{"calls/c"};
        for (const ChainedAccess& one : place.open()->range("calls/c", 0, 10)) check(one);
        ASSERT_TRUE(check.fault()) << change;
        EXPECT_EQ(check.fault()->index, where) << change << ": " << check.fault()->what;
    }
}

}  // namespace
}  // namespace atranka
