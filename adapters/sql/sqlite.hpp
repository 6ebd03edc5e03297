#pragma once
// What is particular to SQLite: opening a file that is ours and whole, durably, and saying in one sentence
// what failed.
// Shape:  application_id is "ATRK", user_version the number of migrations taken.
// Errors: service::Failure, whose sentence names the file and holds no bound value.
// Source: sqlite.org/pragma.html; LEDGER.md, "Facts measured" (why synchronous=FULL).

#include "adapters/sql/event_store.hpp"

#include <soci/soci.h>
#include <filesystem>
#include <string>

namespace atranka::sql {

class Keys;

// Opens, checks, sets up and brings to the newest schema.
void open(soci::session& session, const std::filesystem::path& path, const Options& options, Keys& keys);

// Throws the Failure for what SOCI threw.
[[noreturn]] void fail(soci::session& session, const std::filesystem::path& path,
                       const soci::soci_error& error);
// Runs `work`, turning whatever the database throws into a Failure.
template <class Work>
auto guarded(soci::session& session, const std::filesystem::path& path, Work work) {
    try {
        return work();
    } catch (const soci::soci_error& error) {
        fail(session, path, error);
    }
}
// As many statements as there are in the text.
void run_all(soci::session& session, const std::string& sql);
// Whether a statement failed because its row's place is taken: a key, or a number that is not the next of its
// sequence.
bool is_taken(const soci::soci_error& error);
// Undoes the transaction; where SQLite has done so already, nothing.
void roll_back(soci::session& session);

}  // namespace atranka::sql
