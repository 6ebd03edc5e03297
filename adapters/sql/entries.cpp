#include "adapters/sql/entries.hpp"

#include "adapters/sql/tree.hpp"
#include "engine/ledger/hash.hpp"

namespace atranka::sql {

namespace {

using service::Entry;

// A salt that somebody broke is handed on as it stands: the commitment then shows it, and it never passes for
// erased.
std::string salt_of(const std::string& text) { return ledger::unhex(text).value_or(text); }

void write_rows(Statements& statements, Keys& keys, std::int64_t seq, const Entry& entry) {
    statements.run(
        "INSERT INTO entry (seq, log, position, command_id, type, at_ms, leaf, leaf_hash, command, events)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {seq, entry.log, entry.index, entry.command_id, entry.type, entry.at.ms, entry.leaf, entry.leaf_hash,
         entry.command, entry.events});
    const std::string command_salt = ledger::hex(entry.command_salt);
    const std::string events_salt = ledger::hex(entry.events_salt);
    statements.run("INSERT INTO opening (entry, command_salt, events_salt) VALUES (?, ?, ?)",
                   {seq, command_salt, events_salt});
    std::int64_t ordinal = 0;
    for (const service::StreamVersion& one : entry.streams)
        statements.run("INSERT INTO touched (entry, ordinal, stream, version) VALUES (?, ?, ?, ?)",
                       {seq, ordinal++, one.stream, one.version});
    write_parts(statements, keys, seq, entry);
    // Another command may have brought the same document first.
    for (const service::Beside& one : entry.beside)
        statements.run(
            "INSERT INTO beside (entry, hash, payload)"
            " SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM beside WHERE hash = ?2)",
            {seq, one.hash, one.payload});
}

}  // namespace

bool write_entry(Statements& statements, Keys& keys, const service::Batch& batch) {
    for (const service::StreamVersion& read : batch.reads)
        if (statements.number("SELECT coalesce(max(version), 0) FROM touched WHERE stream = ?",
                              {read.stream}) != read.version)
            return false;
    if (!raise(statements, batch)) return false;
    if (batch.erased) erase_parts(statements, *batch.erased);
    write_rows(statements, keys, statements.number("SELECT coalesce(max(seq), 0) + 1 FROM entry"),
               batch.entry);
    return true;
}

Entries::Entries(Statements& statements, Keys& keys, const std::string& condition,
                 std::initializer_list<Argument> arguments)
    : statements_{statements},
      keys_{keys},
      rows_{statements.select("SELECT e.seq, e.log, e.position, e.command_id, e.type, e.at_ms, e.leaf,"
                              " e.leaf_hash, e.command, e.events FROM entry e " +
                                  condition,
                              "ntnttntttt", arguments)} {}

std::optional<Entry> Entries::next() {
    if (!rows_.next()) return std::nullopt;
    const std::int64_t seq = rows_.number(0);
    Entry entry;
    entry.log = rows_.text(1);
    entry.index = rows_.number(2);
    entry.command_id = rows_.text(3);
    entry.type = rows_.text(4);
    entry.at = Instant{rows_.number(5)};
    entry.leaf = rows_.text(6);
    entry.leaf_hash = rows_.text(7);
    entry.command = rows_.text(8);
    entry.events = rows_.text(9);
    Rows streams = statements_.select("SELECT stream, version FROM touched WHERE entry = ? ORDER BY ordinal",
                                      "tn", {seq});
    while (streams.next()) entry.streams.push_back({streams.text(0), streams.number(1)});
    Rows openings =
        statements_.select("SELECT command_salt, events_salt FROM opening WHERE entry = ?", "tt", {seq});
    if (openings.next()) {
        entry.command_salt = salt_of(openings.text(0));
        entry.events_salt = salt_of(openings.text(1));
    }
    entry.parts = read_parts(statements_, keys_, seq, entry.log, entry.index);
    Rows beside =
        statements_.select("SELECT hash, payload FROM beside WHERE entry = ? ORDER BY id", "tt", {seq});
    while (beside.next()) entry.beside.push_back({beside.text(0), beside.text(1)});
    return entry;
}

}  // namespace atranka::sql
