#pragma once
// Whether a record kept what it answered for: asked of the file as it lies there, without the shim.
// Shape:  lost: answers whose entry is not in the record, or is another; unsound: everything else that should
//         not be: a damaged file, a gap, a hash, a decision that replay does not confirm, half a transaction,
//         a record that does not go on.

#include "tests/fault/session.hpp"

namespace atranka::fault {

// What somebody holds of an accepted command.
struct Kept {
    std::string command_id, log;
    std::int64_t index = 0;
    std::string leaf_hash, receipt;
};
std::vector<Kept> kept_of(const std::vector<service::Done>& done);

struct Verdict {
    bool is_there = false;   // the record opened; where nothing was answered for, it may say that it cannot
    bool is_erased = false;  // the erasure is recorded
    std::string said = {};   // what it said, if it did not open
    std::int64_t checked = 0;
    std::vector<std::string> lost = {}, unsound = {};
    bool sound() const { return lost.empty() && unsound.empty(); }
};

// `may_be_behind`: a backup was put back, and not every log has gone on yet.
Verdict verify(const Place& place, const std::vector<Kept>& kept, bool may_be_behind = false);
// Gives the story from that step on, as somebody does who had no answer to it, and verifies once more.
Verdict go_on(const Place& place, std::vector<Kept> kept, std::size_t step, std::size_t steps);

}  // namespace atranka::fault
