#pragma once
// What is noted of a reading or a refused attempt, and whether the chains of them are whole.
// Errors: what does not fit is a Difference that names the chain's log and the line.
// Source: LEDGER.md, "Who read what".

#include "engine/service/readings.hpp"
#include "engine/service/replay.hpp"

namespace atranka::service {

struct Request;

// Beside the log of the application or call that the command names, where there is such a one; else the
// instance's. Nothing of the command but its name and the object's.
ledger::Access refusal_of(States& states, const Request& request, const Rejection& rejection, Instant at);

struct CheckedReadings {
    std::int64_t lines = 0,
                 anchored = 0;  // that follow from each other; heads that stand in the instance log
    std::optional<Difference> fault;
};
// A chain, part by part from that index on, against the heads of it that the instance log has, smallest
// first. `entries`: how many its log has, beyond which no line can have seen.
using Chain = std::function<std::vector<ledger::ChainedAccess>(std::int64_t from, std::int64_t count)>;
CheckedReadings check_readings(const std::string& log, const Chain& chain,
                               const std::vector<AnchoredReadings>& anchors, std::int64_t entries);
// All chains there are, against what was replayed; faults are added to its differences.
CheckedReadings check_readings(Readings& readings, Replayed& replayed);

}  // namespace atranka::service
