#pragma once
// Whether the newest head that was released of each log still lies outside the database, as it was put there.
// Shape:  FILE.heads/<log>, a signed note. Without it a database of an earlier day is taken for the newest.
// Errors: sentences, each with its mend; none: every log that has entries has its head.

#include "adapters/cli/program.hpp"

namespace atranka::cli {

struct HeadFault {
    std::string log;  // empty: of the folder
    std::string sentence;
};

// That it is there, can be read, is a head of that log, and was signed by this instance's key. Whether the
// record has what it says is Service::checkpoint's to find.
std::vector<HeadFault> faults_of_heads(Program& program);

}  // namespace atranka::cli
