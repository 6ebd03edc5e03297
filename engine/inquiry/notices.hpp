#pragma once
// What waits to be told to applicants: the queue of letters and notices to serve, for those who work on a
// call.
// Shape:  the longest waiting first. Titles and names of the first five hundred.

#include "engine/kernel/codec.hpp"

#include <optional>
#include <string>
#include <vector>

namespace atranka::inquiry {

struct Notice {
    std::string application, round, title;
    std::string kind;           // "outcome", or the kind of the step that begins: "offer", "submission"
    std::string step, outcome;  // of which it is told
    PersonId lead;              // who is told
    std::string name;
    std::optional<Instant> since;
    std::optional<Instant> answer_by;  // their time, if it were served now; none where nothing begins with it
    bool letter = false;               // the definition says what it reads
    bool may_serve = false;
};
BOOST_DESCRIBE_STRUCT(Notice, (),
                      (application, round, title, kind, step, outcome, lead, name, since, answer_by, letter,
                       may_serve))

}  // namespace atranka::inquiry
