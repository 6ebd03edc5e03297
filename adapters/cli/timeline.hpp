#pragma once
// Entries of the record as a timeline.

#include "adapters/cli/program.hpp"

namespace atranka::cli {

// Of one stream, or of all where it is empty; up to the instant where `until` says so.
int tell_timeline(Program& program, const std::string& stream, const std::vector<service::Entry>& entries,
                  Instant instant, bool until);
// One entry: when, who, command, events in words.
std::string timeline_text(const service::Entry& entry, const std::string& stream);
Value timeline_tree(const service::Entry& entry);

}  // namespace atranka::cli
