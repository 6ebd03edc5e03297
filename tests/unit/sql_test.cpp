// What is particular to the store on SQLite; what every store promises is asked in tests/contract.

#include "adapters/sql/event_store.hpp"
#include "adapters/sql/migrations.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace atranka {
namespace {

namespace fs = std::filesystem;
using service::Appended;
using service::Failure;
using testing::HasSubstr;

std::string contents(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

service::Batch batch_of(std::int64_t index, const std::string& payload = "{}") {
    service::Batch batch;
    batch.entry.log = "instance";
    batch.entry.index = index;
    batch.entry.command_id = "c-" + std::to_string(index);
    batch.entry.streams = {{"person/p", index + 1}};
    batch.entry.leaf_hash = std::string(64, 'a');
    batch.entry.command_salt = batch.entry.events_salt = std::string(32, 's');
    batch.entry.parts = {{"identity", "p", std::string(32, 's'), payload}};
    batch.entry.beside = {{"hash-" + std::to_string(index), "[]"}};
    return batch;
}

sql::Options options(auto change) {
    sql::Options changed;
    change(changed);
    return changed;
}

class SqlStore : public testing::Test {
protected:
    SqlStore() { fs::create_directories(folder); }
    ~SqlStore() override { fs::remove_all(folder); }

    void record(int entries) {
        sql::EventStore store{path};
        for (int i = 0; i < entries; ++i) ASSERT_EQ(store.append(batch_of(i)), Appended::done);
    }
    void behind_its_back(const std::string& statement) {
        soci::session session{soci::sqlite3, path.string()};
        session << statement;
    }
    void expect_failure(Failure::Kind kind, const std::string& sentence, const std::function<void()>& work) {
        try {
            work();
            FAIL() << "nothing failed, expected: " << sentence;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.kind, kind) << failure.what();
            EXPECT_THAT(failure.what(), HasSubstr(sentence));
            EXPECT_THAT(failure.what(), Not(HasSubstr("\n")));
        }
    }
    void expect_refused(Failure::Kind kind, const std::string& sentence, const sql::Options& options = {}) {
        expect_failure(kind, sentence, [&] { sql::EventStore store{path, options}; });
    }

    // Parts as version 3 of the schema left them: in the open, an identity under whoever entered it.
    void leave_open() {
        for (const char* statement :
             {"DROP TABLE part",
              "DROP TABLE draft",
              "DROP TABLE erasure",
              "DROP TABLE involvement_view",
              "DROP INDEX application_by_total",
              "DROP INDEX application_by_requested",
              "DROP INDEX application_by_submission",
              "ALTER TABLE application_view DROP COLUMN total_key",
              "ALTER TABLE application_view DROP COLUMN requested_key",
              "DROP TABLE access",
              "DROP TABLE account",
              "DROP TABLE session",
              "DROP TABLE token",
              "DROP TABLE invitation",
              "DROP TABLE openid_link",
              "DROP TABLE passkey",
              "DROP TABLE file",
              "CREATE TABLE part (id INTEGER PRIMARY KEY, entry BIGINT NOT NULL REFERENCES entry (seq),"
              " name TEXT NOT NULL, subject TEXT NOT NULL, salt TEXT NOT NULL, payload TEXT NOT NULL)",
              "CREATE INDEX part_of_entry ON part (entry)",
              "CREATE TRIGGER part_is_not_changed BEFORE UPDATE ON part BEGIN SELECT RAISE(ABORT, 'no'); END",
              "CREATE TABLE draft (name TEXT PRIMARY KEY, payload TEXT NOT NULL)"})
            behind_its_back(statement);
    }

    fs::path folder = fs::temp_directory_path() / ("atranka-sql-" + std::to_string(std::random_device{}()));
    fs::path path = folder / "record.db";
};

TEST(Migrations, AreTheFilesInSchemas) {
    std::vector<std::string> files, compiled;
    for (const auto& entry : fs::directory_iterator{source_dir() / "schemas/sql"})
        files.push_back(entry.path().filename());
    for (const auto& migration : sql::migrations) {
        compiled.emplace_back(migration.file);
        EXPECT_EQ(migration.sql, contents(source_dir() / "schemas/sql" / migration.file)) << migration.file;
    }
    EXPECT_THAT(compiled, testing::UnorderedElementsAreArray(files));
    EXPECT_TRUE(std::ranges::is_sorted(compiled));
}

TEST_F(SqlStore, MarksItsFileAsItsOwn) {
    record(1);
    soci::session session{soci::sqlite3, path.string()};
    long long application = 0, version = 0;
    std::string journal;
    session << "PRAGMA application_id", soci::into(application);
    session << "PRAGMA user_version", soci::into(version);
    session << "PRAGMA journal_mode", soci::into(journal);
    EXPECT_EQ(application, 0x4154524B);
    EXPECT_EQ(version, static_cast<long long>(sql::migrations.size()));
    EXPECT_EQ(journal, "wal");
}

TEST_F(SqlStore, RefusesToChangeOrDeleteWhatWasAppended) {
    record(2);
    for (const char* statement :
         {"UPDATE entry SET leaf = 'x' WHERE seq = 1", "DELETE FROM entry WHERE seq = 2",
          "UPDATE touched SET version = 9", "DELETE FROM touched", "UPDATE beside SET payload = 'x'",
          "DELETE FROM beside",
          "INSERT OR REPLACE INTO entry SELECT 1, log, position, command_id, type, at_ms, 'x', leaf_hash, "
          "command,"
          " events FROM entry WHERE seq = 1",
          "INSERT OR REPLACE INTO entry SELECT 3, log, 2, 'c-0', type, at_ms, 'x', leaf_hash, command, events"
          " FROM entry WHERE seq = 1",
          "INSERT OR REPLACE INTO touched VALUES (1, 0, 'person/p', 3)",
          "INSERT OR REPLACE INTO touched VALUES (2, 5, 'person/p', 1)",
          "INSERT OR REPLACE INTO beside VALUES (1, 1, 'other', 'x')",
          "INSERT OR REPLACE INTO beside SELECT 9, 1, hash, 'x' FROM beside", "UPDATE part SET sealed = 'x'",
          "UPDATE opening SET command_salt = 'x'", "UPDATE node SET hash = 'x'", "DELETE FROM node",
          "INSERT OR REPLACE INTO node SELECT log, level, position, 'x' FROM node", "DELETE FROM head",
          "UPDATE head SET size = size - 1"}) {
        try {
            behind_its_back(statement);
            ADD_FAILURE() << statement;
        } catch (const soci::soci_error& error) {
            EXPECT_THAT(
                error.get_error_message(),
                testing::AnyOf(HasSubstr("rises by one"), HasSubstr("is never"), HasSubstr("stays as it is"),
                               HasSubstr("is the next of"), HasSubstr("is there")));
        }
    }
    sql::EventStore store{path};
    EXPECT_EQ(store.entry_of_command("c-0")->leaf, "");
    EXPECT_EQ(store.size("instance"), 2);
}

TEST_F(SqlStore, ReturnsDeletedPartsAsEmptyAndABrokenSaltAsItStands) {
    record(2);
    behind_its_back("DELETE FROM part WHERE entry = 1");
    behind_its_back("DELETE FROM opening WHERE entry = 1");
    behind_its_back("DROP TRIGGER opening_is_not_changed");
    behind_its_back("UPDATE opening SET command_salt = 'no hex' WHERE entry = 2");
    sql::EventStore store{path};
    EXPECT_TRUE(store.entry_of_command("c-0")->parts.empty());
    EXPECT_EQ(store.entry_of_command("c-0")->command_salt, "");
    EXPECT_EQ(store.entry_of_command("c-1")->command_salt, "no hex");
    EXPECT_EQ(store.entry_of_command("c-1")->parts.size(), 1U);
}

TEST_F(SqlStore, BringsAnOlderDatabaseToTheNewestSchema) {
    {
        soci::session session{soci::sqlite3, path.string()};
        auto* db = static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
        const std::string sql = std::string{sql::migrations[0].sql} +
                                "PRAGMA application_id = 1096045131; PRAGMA user_version = 1;";
        ASSERT_EQ(sqlite_api::sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    }
    record(1);
    EXPECT_EQ(sql::EventStore{path}.snapshot("person/p"), std::nullopt);
}

TEST_F(SqlStore, SealsPartsAndDraftsAndErasesThemWithTheirKey) {
    const std::string secret = "Jonas Jonaitis", file = path.string();
    const auto anywhere = [&](const std::string& text) {
        for (const auto& entry : fs::directory_iterator{folder})
            if (contents(entry.path()).find(text) != std::string::npos) return true;
        return false;
    };
    std::string key;
    {
        sql::EventStore store{path};
        ASSERT_EQ(store.append(batch_of(0, "{\"name\":\"" + secret + "\"}")), Appended::done);
        store.save_draft("p", "form", secret);
        EXPECT_THAT(store.entry_of_command("c-0")->parts.front().payload, HasSubstr(secret));
        EXPECT_EQ(store.draft("p", "form"), secret);
        EXPECT_FALSE(anywhere(secret));
        soci::session keys{soci::sqlite3, file + ".keys"};
        keys << "SELECT secret FROM key WHERE category = 'identity'", soci::into(key);
        service::Batch erasing = batch_of(1);
        erasing.entry.parts.clear();
        erasing.erased = service::Erased{"p", {"identity", "application"}};
        ASSERT_EQ(store.append(erasing), Appended::done);
        EXPECT_TRUE(store.entry_of_command("c-0")->parts.empty());
        EXPECT_EQ(store.draft("p", "form"), std::nullopt);
    }
    ASSERT_EQ(key.size(), 64U);
    EXPECT_FALSE(anywhere(key)) << "the key is still in a file";
}

// The power went between the entry and the destruction of the key.
TEST_F(SqlStore, FinishesAnErasureThatWasInterruptedWhenItIsOpened) {
    record(1);
    behind_its_back("INSERT INTO erasure (subject, category, done) VALUES ('p', 'identity', 0)");
    sql::EventStore store{path};
    EXPECT_EQ(store.entry_of_command("c-0")->parts.front().payload, "") << "its key is there";
    soci::session session{soci::sqlite3, path.string()};
    int waiting = -1;
    session << "SELECT count(*) FROM erasure WHERE done = 0", soci::into(waiting);
    EXPECT_EQ(waiting, 0);
    // What is written from now on has a key of its own.
    ASSERT_EQ(store.append(batch_of(1, "{\"new\":1}")), Appended::done);
    EXPECT_EQ(store.entry_of_command("c-1")->parts.front().payload, "{\"new\":1}");
}

TEST_F(SqlStore, SealsWhatAnOlderProgramLeftOpenUnderThePersonItIdentifies) {
    record(1);
    leave_open();
    behind_its_back(
        "INSERT INTO part (entry, name, subject, salt, payload) VALUES (1, 'identity', 'admin',"
        " '7373', '{\"name\":\"Jonas Jonaitis\"}')");
    behind_its_back("DROP TRIGGER entry_is_not_changed");
    behind_its_back("UPDATE entry SET command = '{\"command\":{\"RegisterPerson\":{\"person\":\"p\"}}}'");
    behind_its_back("PRAGMA user_version = 3");
    {
        sql::EventStore store{path};
        const auto parts = store.entry_of_command("c-0")->parts;
        ASSERT_EQ(parts.size(), 1U);
        EXPECT_EQ(parts.front().subject, "p");
        EXPECT_THAT(parts.front().payload, HasSubstr("Jonas Jonaitis"));
    }
    for (const auto& entry : fs::directory_iterator{folder})
        EXPECT_EQ(contents(entry.path()).find("Jonas"), std::string::npos) << entry.path();
}

TEST_F(SqlStore, SaysThatAnotherProgramsDatabaseIsNotOurs) {
    behind_its_back("CREATE TABLE notes (n INTEGER)");
    const std::string before = contents(path);
    expect_refused(Failure::Kind::not_ours, "is not a database of Atranka");
    EXPECT_EQ(contents(path), before);
    EXPECT_FALSE(fs::exists(path.string() + "-wal"));
}

TEST_F(SqlStore, SaysThatATextFileIsNotOurs) {
    std::ofstream{path} << "To whom it may concern: this is a letter.";
    expect_refused(Failure::Kind::not_ours, "is not a database of Atranka");
}

TEST_F(SqlStore, SaysThatAFolderIsNoFile) {
    fs::create_directories(path);
    expect_refused(Failure::Kind::not_ours, "is not a file");
}

// As version 2 of the schema left it.
TEST_F(SqlStore, PlantsTheTreesOfARecordThatHasNone) {
    record(21);
    const auto before = sql::EventStore{path}.standing("instance");
    const auto nodes = sql::EventStore{path}.nodes("instance", 2, 0, 9);
    behind_its_back("DROP TABLE head");
    behind_its_back("DROP TABLE node");
    leave_open();
    behind_its_back("PRAGMA user_version = 2");
    sql::EventStore store{path};
    EXPECT_EQ(store.standing("instance").tree.subtrees(), before.tree.subtrees());
    EXPECT_EQ(store.size("instance"), 21);
    EXPECT_EQ(nodes.size(), 5U);
    EXPECT_EQ(store.nodes("instance", 2, 0, 9), nodes);
}

TEST_F(SqlStore, SaysThatANewerProgramWroteTheDatabase) {
    record(1);
    const std::string known = std::to_string(sql::migrations.size());
    const std::string next = std::to_string(sql::migrations.size() + 1);
    behind_its_back("PRAGMA user_version = " + next);
    expect_refused(Failure::Kind::newer,
                   "newer Atranka (schema " + next + "; this program knows up to " + known + ")");
}

TEST_F(SqlStore, SaysThatAFileIsCutShort) {
    record(20);
    const auto size = fs::file_size(path);
    for (const auto cut : {size - 1, size - 4096, size / 2, std::uintmax_t{4096}}) {
        const fs::path whole = folder / "whole.db";
        fs::copy_file(path, whole, fs::copy_options::overwrite_existing);
        fs::resize_file(path, cut);
        try {
            sql::EventStore store{path};
            ADD_FAILURE() << "opened with " << cut << " of " << size << " bytes";
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.kind, Failure::Kind::corrupt) << cut;
            EXPECT_THAT(failure.what(), HasSubstr("backup")) << cut;
        }
        EXPECT_EQ(fs::file_size(path), cut);
        fs::copy_file(whole, path, fs::copy_options::overwrite_existing);
    }
    fs::resize_file(path, 50);
    expect_refused(Failure::Kind::corrupt, "backup");
    fs::resize_file(path, 10);
    expect_refused(Failure::Kind::not_ours, "is not a database of Atranka");
    fs::resize_file(path, 0);
    expect_refused(Failure::Kind::corrupt, "is empty");
}

TEST_F(SqlStore, SaysThatAFileCanOnlyBeRead) {
    record(1);
    fs::permissions(folder, fs::perms{0555});
    fs::permissions(path, fs::perms{0444});
    const auto user = ::geteuid();
    if (user == 0) {
        ASSERT_EQ(::seteuid(65534), 0);  // root may write everything
    }
    expect_refused(Failure::Kind::read_only, "can only be read");
    ASSERT_EQ(::seteuid(user), 0);
    fs::permissions(folder, fs::perms{0755});
    EXPECT_EQ(sql::EventStore{path}.size("instance"), 1);
}

TEST_F(SqlStore, SaysThatNoRoomIsLeftAndRecordsNothing) {
    sql::EventStore store{path, options([](auto& o) { o.pages_max = 80; })};
    ASSERT_EQ(store.append(batch_of(0)), Appended::done);
    const std::string secret = "{\"name\":\"Jonas Jonaitis\"," + std::string(500'000, ' ') + "}";
    expect_failure(Failure::Kind::full, "no room is left", [&] { store.append(batch_of(1, secret)); });
    EXPECT_EQ(store.size("instance"), 1);
    ASSERT_EQ(store.append(batch_of(1)), Appended::done);
}

TEST_F(SqlStore, SaysNothingOfWhatWasToBeRecordedWhenItFails) {
    sql::EventStore store{path};
    behind_its_back("DROP TABLE part");
    try {
        store.append(batch_of(0, "Jonas Jonaitis"));
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_THAT(failure.what(), HasSubstr("no such table"));
        EXPECT_THAT(failure.what(), Not(HasSubstr("Jonas")));
    }
    EXPECT_EQ(store.size("instance"), 0);
}

TEST_F(SqlStore, SaysThatAnotherProgramHoldsTheDatabase) {
    record(1);
    soci::session other{soci::sqlite3, path.string()};
    other << "BEGIN IMMEDIATE";
    sql::EventStore store{path, options([](auto& o) { o.busy_timeout_ms = 50; })};
    expect_failure(Failure::Kind::unavailable, "in use by another program",
                   [&] { store.append(batch_of(1)); });
    EXPECT_EQ(store.size("instance"), 1);
    other << "ROLLBACK";
    EXPECT_EQ(store.append(batch_of(1)), Appended::done);
}

TEST_F(SqlStore, SaysThatThereIsNoDatabase) {
    expect_refused(Failure::Kind::unavailable, "there is no database at",
                   options([](auto& o) { o.create = false; }));
    EXPECT_FALSE(fs::exists(path));
    path = folder / "missing" / "record.db";
    expect_refused(Failure::Kind::unavailable, "its folder must exist");
}

TEST_F(SqlStore, OpensAPathWithBlanksAndQuotes) {
    path = folder / "my 'own' = \"record\".db";
    record(1);
    EXPECT_TRUE(fs::exists(path));
    EXPECT_EQ(sql::EventStore{path}.size("instance"), 1);
}

}  // namespace
}  // namespace atranka
