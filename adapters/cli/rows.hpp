#pragma once
// Rows of a file as commands: rehearsed together, so that every bad row is named, then given in one
// transaction.

#include "adapters/cli/csv.hpp"
#include "adapters/cli/program.hpp"

#include <map>

namespace atranka::cli {

// A command that a row asks for, and which cell each of its values came from.
struct RowCommand {
    std::string file;
    Cell first;                        // of the row
    std::map<std::string, Cell> from;  // by the last name of the member: "requested", "overall"
    std::string needs;                 // what must have been accepted before: an application's id
    std::string makes;                 // what is missing where this one is refused
    service::Command command;
};

class Faults {
public:
    void add(const std::string& file, const Cell& cell, const std::string& message);
    std::size_t count() const { return count_; }

private:
    std::size_t count_ = 0;  // all are printed as they are found
};

// The file's rows; its faults are added and no row comes back.
Csv read_rows(const std::string& file, Faults& faults);
// Every row that the engine would refuse is added to the faults; nothing is recorded.
void rehearse(Program& program, const std::vector<RowCommand>& commands, bool imported, Faults& faults);
// All of them or none, and what to say about it.
int give_all(Program& program, const Arguments& arguments, std::vector<RowCommand> commands, bool imported,
             Faults& faults, const std::string& what);

}  // namespace atranka::cli
