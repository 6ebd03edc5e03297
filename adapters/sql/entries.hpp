#pragma once
// The rows of an entry, written and read verbatim.

#include "adapters/sql/parts.hpp"

namespace atranka::sql {

// False where what the batch looked at has moved on; throws where the entry's place in the record is taken.
bool write_entry(Statements& statements, Keys& keys, const service::Batch& batch);

// Entries, each read as it is asked for. They are `entry e` in the condition, which may join further tables.
class Entries {
public:
    Entries(Statements& statements, Keys& keys, const std::string& condition,
            std::initializer_list<Argument> arguments = {});
    std::optional<service::Entry> next();

private:
    Statements& statements_;
    Keys& keys_;
    Rows rows_;
};

}  // namespace atranka::sql
