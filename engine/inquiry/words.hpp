#pragma once
// The words by which applications are found.
// Shape:  those of one application are of what its viewer may read: its number, title and forms, and the
//         names of its partners. Those of the index are of what people read who read everything; nobody else
//         is answered from it.
// Units:  `count` entries of the record at a time.
// Errors: none of its own; the record's and the index's Failure.

#include "engine/inquiry/wording.hpp"
#include "engine/service/history.hpp"
#include "engine/service/texts.hpp"

namespace atranka::inquiry {

std::string words_of(const application::State& seen, const Wording& wording, service::States& states);

// Takes in what was written since, at most so many entries. Whether that was all.
bool keep_up(service::Texts& texts, service::EventStore& store, service::States& states, Instant now,
             std::int64_t count);

}  // namespace atranka::inquiry
