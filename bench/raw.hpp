#pragma once
// SQLite with nothing on top: what the record's time is compared with.
// Shape:  the pragmas of the record (adapters/sql): WAL, synchronous=FULL and the rest.
// Errors: std::runtime_error with SQLite's sentence.

#include <cstdint>
#include <filesystem>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace atranka::bench {

class Raw {
public:
    explicit Raw(const std::filesystem::path& file);
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;
    ~Raw();

    void run(const char* sql);
    std::int64_t number(const std::string& query);
    sqlite3_stmt* prepared(const std::string& query);
    // One row of that many bytes in a transaction of its own, durable when it returns. Seconds that it took.
    double insert(std::size_t bytes);
    // Every row of the record's own tables, all its columns, in the order of writing, each row hashed
    // with SHA-256: how many they are. With `parse`, what is JSON in them is parsed.
    std::int64_t read_and_hash(bool parse);

private:
    sqlite3* db_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    void check(int code);
};

// Bytes of all the columns that the newest command wrote: its entry and what belongs to it, the snapshots and
// the rows of the views.
std::size_t bytes_of_newest(const std::filesystem::path& database);

}  // namespace atranka::bench
