#pragma once
// Entries of the record as a timeline.

#include "adapters/cli/reading.hpp"

namespace atranka::cli {

// Of one stream, or of all where it is empty; those entries that the reader looks at.
int tell_timeline(Program& program, const Reading& reading, const std::string& stream,
                  const std::vector<service::Entry>& entries);
// One entry: when, who, command, events in words.
std::string timeline_text(const service::Entry& entry, const std::string& stream);
Value timeline_tree(const service::Entry& entry);

}  // namespace atranka::cli
