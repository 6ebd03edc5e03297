#pragma once
// What waits for one person, over all calls: the tasks that they may do now.
// Shape:  by deadline, none last; musts before mays; then by how long they wait. Titles of the first 100.

#include "engine/inquiry/turn.hpp"

namespace atranka::inquiry {

struct Task {
    Todo task{};
    std::string call, application, round, step, title;
    std::optional<Instant> deadline, since;
    bool late = false;
    std::vector<std::string> commands;  // that do it, of those the viewer may try
    PersonId by;                        // who proposed it
    std::string what;                   // of it: a result, a parameter, an outcome, a person
};
BOOST_DESCRIBE_STRUCT(Task, (),
                      (task, call, application, round, step, title, deadline, since, late, commands, by,
                       what))

}  // namespace atranka::inquiry
