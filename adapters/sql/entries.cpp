#include "adapters/sql/entries.hpp"

#include "adapters/sql/tree.hpp"
#include "engine/ledger/hash.hpp"

#include <map>

namespace atranka::sql {

namespace {

using service::Entry;

// A salt that somebody broke is handed on as it stands: the commitment then shows it, and it never passes for
// erased.
std::string salt_of(const std::string& text) { return ledger::unhex(text).value_or(text); }

}  // namespace

service::Standing& Appending::standing_of(const std::string& log) {
    const auto known = standings_.find(log);
    return known != standings_.end() ? known->second
                                     : standings_.emplace(log, standing(statements_, log)).first->second;
}

std::int64_t Appending::next() {
    if (!newest_) newest_ = statements_.number("SELECT coalesce(max(seq), 0) FROM entry");
    return ++*newest_;
}

void Appending::write_rows(std::int64_t seq, const Entry& entry) {
    statements_.run(
        "INSERT INTO entry (seq, log, position, command_id, type, at_ms, leaf, leaf_hash, command, events)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {seq, entry.log, entry.index, entry.command_id, entry.type, entry.at.ms, entry.leaf, entry.leaf_hash,
         entry.command, entry.events});
    const std::string command_salt = ledger::hex(entry.command_salt);
    const std::string events_salt = ledger::hex(entry.events_salt);
    statements_.run("INSERT INTO opening (entry, command_salt, events_salt) VALUES (?, ?, ?)",
                    {seq, command_salt, events_salt});
    std::int64_t ordinal = 0;
    for (const service::StreamVersion& one : entry.streams)
        statements_.run("INSERT INTO touched (entry, ordinal, stream, version) VALUES (?, ?, ?, ?)",
                        {seq, ordinal++, one.stream, one.version});
    if (!entry.parts.empty() && !keys_are_current_) {
        forget_destroyed(statements_, keys_);
        keys_are_current_ = true;
    }
    write_parts(statements_, keys_, seq, entry);
    // Another command may have brought the same document first.
    for (const service::Beside& one : entry.beside)
        statements_.run(
            "INSERT INTO beside (entry, hash, payload)"
            " SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM beside WHERE hash = ?2)",
            {seq, one.hash, one.payload});
}

bool Appending::write(const service::Batch& batch) {
    for (const service::StreamVersion& read : batch.reads)
        if (statements_.number("SELECT coalesce(max(version), 0) FROM touched WHERE stream = ?",
                               {read.stream}) != read.version)
            return false;
    if (!raise(statements_, standing_of(batch.entry.log), batch)) return false;
    if (batch.erased) {
        erase_parts(statements_, *batch.erased);
        keys_are_current_ = false;
    }
    write_rows(next(), batch.entry);
    return true;
}

namespace {

constexpr std::string_view columns =
    "e.seq, e.log, e.position, e.command_id, e.type, e.at_ms, e.leaf, e.leaf_hash, e.command, e.events";
constexpr std::string_view letters = "ntnttntttt";

// What stands in its own row.
Entry row_of(const Rows& rows) {
    Entry entry;
    entry.log = rows.text(1);
    entry.index = rows.number(2);
    entry.command_id = rows.text(3);
    entry.type = rows.text(4);
    entry.at = Instant{rows.number(5)};
    entry.leaf = rows.text(6);
    entry.leaf_hash = rows.text(7);
    entry.command = rows.text(8);
    entry.events = rows.text(9);
    return entry;
}

}  // namespace

Entries::Entries(Statements& statements, Keys& keys, const std::string& condition,
                 std::initializer_list<Argument> arguments)
    : statements_{statements},
      keys_{keys},
      rows_{statements.select("SELECT " + std::string{columns} + " FROM entry e " + condition,
                              std::string{letters}, arguments)} {}

std::optional<Entry> Entries::next() {
    if (!rows_.next()) return std::nullopt;
    const std::int64_t seq = rows_.number(0);
    Entry entry = row_of(rows_);
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

std::vector<Entry> entries_of(Statements& statements, Keys& keys, const std::string& stream,
                              std::int64_t beyond_version) {
    std::vector<Entry> found;
    std::map<std::int64_t, std::size_t> place_of;
    const auto each = [&](const std::string& selected, const std::string& joined, const std::string& order,
                          std::string_view kinds, const auto& read) {
        Rows rows = statements.select(
            "SELECT t.entry" + selected + " FROM touched t JOIN " + joined +
                " = t.entry WHERE t.stream = ? AND t.version > ? ORDER BY t.version" + order,
            "n" + std::string{kinds}, {stream, beyond_version});
        while (rows.next()) read(rows);
    };
    // Null for one that was written between two of these questions.
    const auto entry_of = [&](const Rows& rows) -> Entry* {
        const auto place = place_of.find(rows.number(0));
        return place == place_of.end() ? nullptr : &found[place->second];
    };
    each(std::string{columns}.substr(std::string_view{"e.seq"}.size()), "entry e ON e.seq", "",
         letters.substr(1), [&](const Rows& rows) {
             place_of.emplace(rows.number(0), found.size());
             found.push_back(row_of(rows));
         });
    each(", s.stream, s.version", "touched s ON s.entry", ", s.ordinal", "tn", [&](const Rows& rows) {
        if (Entry* entry = entry_of(rows)) entry->streams.push_back({rows.text(1), rows.number(2)});
    });
    each(", o.command_salt, o.events_salt", "opening o ON o.entry", "", "tt", [&](const Rows& rows) {
        Entry* entry = entry_of(rows);
        if (entry == nullptr) return;
        entry->command_salt = salt_of(rows.text(1));
        entry->events_salt = salt_of(rows.text(2));
    });
    each(", p.name, p.subject, p.category, p.salt, p.sealed", "part p ON p.entry", ", p.id", "ttttt",
         [&](const Rows& rows) {
             if (Entry* entry = entry_of(rows))
                 entry->parts.push_back(unsealed_part(keys, entry->log, entry->index, rows, 1));
         });
    each(", b.hash, b.payload", "beside b ON b.entry", ", b.id", "tt", [&](const Rows& rows) {
        if (Entry* entry = entry_of(rows)) entry->beside.push_back({rows.text(1), rows.text(2)});
    });
    return found;
}

}  // namespace atranka::sql
