#pragma once
// Files that forms name: whether they were uploaded, and which are still named.
// Shape:  a live command is asked; replay is not, since what was accepted is in the record.

#include "engine/service/command.hpp"
#include "engine/service/ports.hpp"
#include "engine/service/states.hpp"

namespace atranka::service {

// The files of the form that a command brings, by their fields; the form itself is decided on elsewhere.
std::vector<std::pair<std::string, Value>> attachments_of(States& states, const Command& command);
// Refuses by attachment_must_be_uploaded; without blobs, every file.
Result<void> refuse_unless_uploaded(States& states, Blobs* blobs, const Command& command);
// Those of the hashes that no form of the application ever named, and no draft of its lead names.
std::vector<std::string> unnamed_of(std::vector<std::string> hashes, EventStore& store, States& states,
                                    const std::string& application);

}  // namespace atranka::service
