#pragma once
// The story told while every operation on the disk is written down; then the power goes after any of them, as
// often as wanted, each time with another choice of what was not synced.
// Shape:  an answer counts from the operation on after which it was given. Released heads are files that nobody
//         syncs: each log's is put back to any version released by then, or none. At every third point the
//         power goes once more while the record is opened and gone on with. At every third command somebody
//         else is reading, so that the log cannot be begun anew.
// Source: sqlite.org/wal.html for what FULL and NORMAL promise.

#include "tests/fault/verify.hpp"

#include "tests/fault/disk.hpp"

namespace atranka::fault {

// What the record is told to wait for. Atranka sets full; the others are the proof that losses and damage are
// seen.
enum class Synchronous { full, normal, off };

struct PowerOptions {
    int points = 200;
    std::uint64_t seed = 1;
    int only = -1;  // this point alone, to look at a fault again
    Synchronous synchronous = Synchronous::full;
};

struct PowerReport {
    std::size_t operations = 0, commands = 0;
    int points = 0, again = 0, points_with_losses = 0, points_damaged = 0, not_begun = 0;
    std::int64_t checked = 0, lost = 0;
    std::map<std::string, int> fell;    // what was the last operation → points
    std::map<std::string, int> losses;  // what was left → points
    std::vector<std::string> faults;    // each with the number of its point
};

PowerReport cut_power(const std::filesystem::path& folder, const PowerOptions& options);

}  // namespace atranka::fault
