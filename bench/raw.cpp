#include "bench/raw.hpp"

#include "engine/ledger/canonical.hpp"

#include "bench/harness.hpp"

#include <openssl/evp.h>
#include <sqlite3.h>
#include <array>
#include <stdexcept>

namespace atranka::bench {

void Raw::check(int code) {
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        throw std::runtime_error(std::string{"SQLite: "} + sqlite3_errmsg(db_));
}

Raw::Raw(const std::filesystem::path& file) {
    check(sqlite3_open(file.c_str(), &db_));
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA secure_delete = ON; PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF;"
        "PRAGMA cell_size_check = ON; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000");
    if (number("PRAGMA synchronous") != 2) throw std::runtime_error("SQLite is not synchronous");
}

Raw::~Raw() {
    sqlite3_finalize(insert_);
    sqlite3_close(db_);
}

void Raw::run(const char* sql) { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }

sqlite3_stmt* Raw::prepared(const std::string& query) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(db_, query.c_str(), -1, &statement, nullptr));
    return statement;
}

std::int64_t Raw::number(const std::string& query) {
    sqlite3_stmt* statement = prepared(query);
    check(sqlite3_step(statement));
    const std::int64_t n = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return n;
}

double Raw::insert(std::size_t bytes) {
    if (insert_ == nullptr) {
        run("CREATE TABLE IF NOT EXISTS row (seq INTEGER PRIMARY KEY, payload TEXT NOT NULL)");
        insert_ = prepared("INSERT INTO row (payload) VALUES (?)");
    }
    const std::string payload(bytes, 'x');
    return seconds([&] {
        run("BEGIN IMMEDIATE");
        check(sqlite3_bind_text(insert_, 1, payload.data(), static_cast<int>(payload.size()), SQLITE_STATIC));
        check(sqlite3_step(insert_));
        check(sqlite3_reset(insert_));
        run("COMMIT");
    });
}

std::int64_t Raw::read_and_hash(bool parse) {
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::array<unsigned char, 32> hash{};
    std::int64_t rows = 0;
    for (const char* query : {"SELECT * FROM entry ORDER BY seq", "SELECT * FROM opening ORDER BY entry",
                              "SELECT * FROM touched ORDER BY entry, ordinal",
                              "SELECT * FROM part ORDER BY id", "SELECT * FROM beside ORDER BY id"}) {
        sqlite3_stmt* statement = prepared(query);
        int code = 0;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
            EVP_DigestInit_ex2(context, sha256, nullptr);
            for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                const std::string_view text{reinterpret_cast<const char*>(sqlite3_column_text(statement, i)),
                                            static_cast<std::size_t>(sqlite3_column_bytes(statement, i))};
                EVP_DigestUpdate(context, text.data(), text.size());
                if (parse && text.starts_with('{') && !ledger::canonical_value(text))
                    throw std::runtime_error("a row is not JSON");
            }
            EVP_DigestFinal_ex(context, hash.data(), nullptr);
            ++rows;
        }
        check(code);
        sqlite3_finalize(statement);
    }
    EVP_MD_CTX_free(context);
    return rows;
}

std::size_t bytes_of_newest(const std::filesystem::path& database) {
    Raw raw{database};
    const auto sum = [&](const std::string& table, const std::string& where) {
        std::string columns;
        sqlite3_stmt* all = raw.prepared("SELECT * FROM " + table + " LIMIT 0");
        for (int i = 0; i < sqlite3_column_count(all); ++i)
            columns += std::string{i == 0 ? "" : " + "} + "length(CAST(" + sqlite3_column_name(all, i) +
                       " AS BLOB))";
        sqlite3_finalize(all);
        return raw.number("SELECT coalesce(sum(" + columns + "), 0) FROM " + table + " WHERE " + where);
    };
    const std::string newest = "(SELECT max(seq) FROM entry)";
    const std::string streams = "(SELECT stream FROM touched WHERE entry = " + newest + ")";
    std::int64_t bytes = sum("entry", "seq = " + newest);
    for (const char* table : {"opening", "touched", "part", "beside"})
        bytes += sum(table, "entry = " + newest);
    bytes += sum("snapshot", "stream IN " + streams);
    for (const char* table : {"application_view", "review_view"})
        bytes += sum(table, "'application/' || application IN " + streams);
    bytes += sum("call_view", "'call/' || call IN " + streams);
    return static_cast<std::size_t>(bytes);
}

}  // namespace atranka::bench
