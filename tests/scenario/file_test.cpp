// A record in a database file that somebody changed behind the engine's back.

#include "adapters/sql/event_store.hpp"
#include "engine/service/replay.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <filesystem>
#include <random>

namespace atranka::scenario {
namespace {

// A trial up to the ranking, written to a file.
class AFile : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_);
        Trial trial;
        std::vector<service::Batch> batches;
        trial.world.store.on_write = [&](const service::Batch& batch) { batches.push_back(batch); };
        trial.open();
        trial.arrive("a-1");
        trial.select();
        sql::EventStore store{file_};
        ASSERT_EQ(store.append_all(batches), service::Appended::done);
        ASSERT_EQ(sqlite3_open(file_.c_str(), &db_), SQLITE_OK);
    }
    void TearDown() override {
        sqlite3_close(db_);
        std::filesystem::remove_all(folder_);
    }
    // Empty where it was done.
    std::string run(const std::string& statement) {
        char* message = nullptr;
        sqlite3_exec(db_, statement.c_str(), nullptr, nullptr, &message);
        std::string said = message == nullptr ? "" : message;
        sqlite3_free(message);
        return said;
    }
    std::string value(const std::string& query) {
        std::string text;
        sqlite3_exec(
            db_, query.c_str(),
            [](void* to, int, char** columns, char**) {
                *static_cast<std::string*>(to) = columns[0] == nullptr ? "" : columns[0];
                return 0;
            },
            &text, nullptr);
        return text;
    }
    service::Replayed replayed() {
        sql::EventStore store{file_};
        return service::replay(store);
    }

private:
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("atranka-file-" + std::to_string(std::random_device{}()));
    std::string file_ = folder_ / "record.db";
    sqlite3* db_ = nullptr;
};

struct Place {
    std::string table, column, key;
    bool is_number = false;
};

TEST_F(AFile, RefusesAChangeOfWhatWasAppendedAndIsFoundOutWhereItsTriggersAreGone) {
    ASSERT_TRUE(replayed().sound());
    for (const char* table : {"entry", "touched", "beside", "part", "opening"})
        EXPECT_NE(run("UPDATE " + std::string{table} + " SET " +
                      (std::string{table} == "opening"   ? "events_salt = ''"
                       : std::string{table} == "touched" ? "stream = ''"
                       : std::string{table} == "entry"   ? "leaf = ''"
                       : std::string{table} == "part"    ? "sealed = ''"
                                                         : "payload = ''")),
                  "")
            << table;
    const std::string triggers =
        value("SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_master WHERE type = 'trigger'");
    ASSERT_EQ(run(triggers), "");
    const std::vector<Place> places{{"entry", "leaf", "seq = 30"},
                                    {"entry", "leaf_hash", "seq = 31"},
                                    {"entry", "command", "seq = 3"},
                                    {"entry", "events", "seq = 43"},
                                    {"entry", "type", "seq = 12"},
                                    {"entry", "command_id", "seq = 40"},
                                    {"entry", "at_ms", "seq = 41", true},
                                    {"entry", "log", "seq = 45"},
                                    {"touched", "stream", "entry = 20"},
                                    {"touched", "version", "entry = 44", true},
                                    {"beside", "hash", "id = 1"},
                                    {"beside", "payload", "id = 2"},
                                    {"part", "name", "id = 1"},
                                    {"part", "subject", "id = 2"},
                                    {"part", "salt", "id = 3"},
                                    {"part", "sealed", "id = 4"},
                                    {"part", "category", "id = 5"},
                                    {"opening", "command_salt", "entry = 9"},
                                    {"opening", "events_salt", "entry = 33"}};
    for (const Place& place : places) {
        const std::string where = " WHERE " + place.key;
        const std::string before = value("SELECT " + place.column + " FROM " + place.table + where);
        ASSERT_NE(before, "") << place.table << "." << place.column;
        std::string after = before;
        char& byte = after[after.size() / 2];
        byte = byte == '1' ? '2' : '1';
        if (place.is_number) after = before + "9";
        const auto set = [&](std::string text) {
            for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2)
                text.insert(at, 1, '\'');
            return run("UPDATE " + place.table + " SET " + place.column + " = " +
                       (place.is_number ? text : "'" + text + "'") + where);
        };
        ASSERT_EQ(set(after), "") << place.table << "." << place.column;
        EXPECT_FALSE(replayed().sound()) << place.table << "." << place.column;
        ASSERT_EQ(set(before), "");
    }
    EXPECT_TRUE(replayed().sound());
}

TEST_F(AFile, HasItsViewsAgainFromItsEntries) {
    const auto bytes = [&] {
        std::string all;
        for (const char* table : {"snapshot", "application_view", "review_view", "call_view", "person_view"})
            all += table + value("SELECT count(*) FROM " + std::string{table});
        all += value(
            "SELECT group_concat(stream || version || state) FROM (SELECT * FROM snapshot ORDER BY stream)");
        all += value("SELECT group_concat(step || stage || rank || total || version) FROM application_view");
        return all;
    };
    const std::string before = bytes();
    ASSERT_GT(before.size(), 3'000U);
    {
        sql::EventStore store{value("SELECT file FROM pragma_database_list")};
        store.drop_derived();
        service::rebuild(store);
    }
    EXPECT_EQ(bytes(), before);
}

}  // namespace
}  // namespace atranka::scenario
