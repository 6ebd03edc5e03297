#pragma once
// Disks that fail, disks that are full and memory that runs out, at any call while commands are given.
// Shape:  one run an n: the n-th call fails, once or from there on; the command must end with a Failure that
//         blames neither the record nor its reader (std::bad_alloc, where the program's own memory runs out); the trouble goes away, the same process gives the command
//         again, and the record is verified with every answer that was given.
// Errors: a command that failed may be in the record all the same: it was not answered for.

#include "tests/fault/verify.hpp"

namespace atranka::fault {

// The program's own memory is short once: where it stays short, SOCI's destructors end the process.
enum class Trouble { disk_once, disk_lasting, full, memory_once, memory_lasting, heap_once };
constexpr int troubles = 6;
std::string_view name_of(Trouble trouble);

// What is going on meanwhile: a new record is made, a call takes applications, a person's data are erased, the key
// that signs is replaced.
enum class While { founding, a_call, erasing, rotating };
constexpr int whiles = 4;
std::string_view name_of(While what);

struct TroubleOptions {
    Trouble trouble{};
    While what = While::a_call;
    int runs = 100;  // spread over all calls; no more than there are
    std::uint64_t seed = 1;
    std::int64_t only = 0;  // this n alone
};

struct TroubleReport {
    std::int64_t calls = 0;  // that could fail
    int runs = 0, failed = 0, unnoticed = 0, begun_anew = 0, recorded_all_the_same = 0;
    std::int64_t checked = 0;
    std::map<std::string, int> said;  // what the failures said → how often
    std::vector<std::string> faults;
};

// take_over_memory (memory.hpp) comes first.
TroubleReport make_trouble(const std::filesystem::path& folder, const TroubleOptions& options);

}  // namespace atranka::fault
