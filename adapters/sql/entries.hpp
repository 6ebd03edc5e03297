#pragma once
// The rows of an entry, written and read verbatim.

#include "adapters/sql/parts.hpp"

namespace atranka::sql {

// The entries that one transaction writes; what the record has before it is asked once.
class Appending {
public:
    Appending(Statements& statements, Keys& keys) : statements_{statements}, keys_{keys} {}
    // False where what the batch looked at has moved on; throws where the entry's place is taken.
    bool write(const service::Batch& batch);

private:
    service::Standing& standing_of(const std::string& log);
    std::int64_t next();
    void write_rows(std::int64_t seq, const service::Entry& entry);

    Statements& statements_;
    Keys& keys_;
    std::map<std::string, service::Standing> standings_;
    std::optional<std::int64_t> newest_;  // number of an entry
    bool keys_are_current_ = false;
};

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

// All that touch the stream beyond that version, oldest first: a few questions, however many they are.
std::vector<service::Entry> entries_of(Statements& statements, Keys& keys, const std::string& stream,
                                       std::int64_t beyond_version);

}  // namespace atranka::sql
