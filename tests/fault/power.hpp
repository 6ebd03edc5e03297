#pragma once
// The story told while every operation on the disk is written down; then the power goes after any of them, as
// often as wanted, each time with another choice of what was not synced.
// Shape:  an answer counts from the operation on after which it was given. Released heads are files that nobody
//         syncs: each log's is put back to any version released by then, or none. At every third point the
//         power goes once more while the record is opened and gone on with. At every third command somebody
//         else is reading, so that the log cannot be begun anew. After an erasure no file has a trace of the
//         keys that it destroyed.
// Source: sqlite.org/wal.html for what FULL and NORMAL promise.

#include "tests/fault/telling.hpp"

namespace atranka::fault {

struct PowerOptions {
    int points = 200;
    std::uint64_t seed = 1;
    int only = -1;  // this point alone, to look at a fault again
    Synchronous synchronous = Synchronous::full;
};

struct PowerReport {
    std::size_t operations = 0, commands = 0;
    int points = 0, again = 0, points_with_losses = 0, points_damaged = 0, not_begun = 0;
    int in_custody = 0;  // points while data were erased and the key was rotated
    int erased = 0;      // records that had an erasure, whose files were looked through for its keys
    int reopened = 0;    // records whose logs had to be reopened once more
    std::int64_t checked = 0, lost = 0;
    std::map<std::string, int> fell;    // what was the last operation → points
    std::map<std::string, int> losses;  // what was left → points
    std::vector<std::string> faults;    // each with the number of its point
};

PowerReport cut_power(const std::filesystem::path& folder, const PowerOptions& options);
// An older database was put back, and the power goes while its logs are reopened and gone on with.
PowerReport cut_power_reopening(const std::filesystem::path& folder, const PowerOptions& options);

}  // namespace atranka::fault
