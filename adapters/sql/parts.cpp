#include "adapters/sql/parts.hpp"

#include "adapters/sql/accounts.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/service/privacy.hpp"

#include <algorithm>

namespace atranka::sql {

namespace {

// A salt that somebody broke is handed on as it stands: the commitment then shows it, and it never passes for
// erased.
std::string salt_of(const std::string& text) { return ledger::unhex(text).value_or(text); }

void insert(Statements& statements, Keys& keys, std::int64_t seq, const std::string& place,
            const service::Part& part) {
    const std::string category{service::category_of(part.name)};
    const std::string salt = ledger::hex(part.salt);
    const std::string sealed = keys.seal(part.subject, category, place, part.payload, has_parts(statements));
    statements.run(
        "INSERT INTO part (entry, name, subject, category, salt, sealed) VALUES (?, ?, ?, ?, ?, ?)",
        {seq, part.name, part.subject, category, salt, sealed});
}

// Whom a recorded command entered; older programs kept an identity as of whoever entered it.
std::string person_of(const std::string& recorded) {
    const auto tree = ledger::canonical_value(recorded);
    const Value* command = tree ? tree->find("command") : nullptr;
    if (command == nullptr || !command->is_object()) return {};
    for (const auto& [name, members] : command->as_object())
        if (const Value* person = members.find("person"); person != nullptr && person->is_text())
            return person->as_text();
    return {};
}

}  // namespace

std::function<bool()> has_parts(Statements& statements) {
    return [&] { return statements.number("SELECT EXISTS (SELECT 1 FROM part)") == 1; };
}

void forget_destroyed(Statements& statements, Keys& keys) {
    if (has_keys_to_destroy(statements)) destroy_keys(statements, keys);
    keys.forget_before(statements.number("SELECT coalesce(max(id), 0) FROM erasure"));
}

std::string place_of(const std::string& log, std::int64_t index, const std::string& name) {
    return log + "\n" + std::to_string(index) + "\n" + name;
}

void write_parts(Statements& statements, Keys& keys, std::int64_t seq, const service::Entry& entry) {
    for (const service::Part& part : entry.parts)
        insert(statements, keys, seq, place_of(entry.log, entry.index, part.name), part);
}

std::vector<service::Part> read_parts(Statements& statements, Keys& keys, std::int64_t seq,
                                      const std::string& log, std::int64_t index) {
    std::vector<service::Part> parts;
    Rows rows = statements.select(
        "SELECT name, subject, category, salt, sealed FROM part WHERE entry = ? ORDER BY id", "ttttt", {seq});
    while (rows.next()) parts.push_back(unsealed_part(keys, log, index, rows, 0));
    return parts;
}

service::Part unsealed_part(Keys& keys, const std::string& log, std::int64_t index, const Rows& rows,
                            std::size_t first) {
    const std::string& name = rows.text(first);
    const std::string& subject = rows.text(first + 1);
    // What cannot be unsealed is empty, which opens no commitment.
    auto payload =
        keys.unseal(subject, rows.text(first + 2), place_of(log, index, name), rows.text(first + 4));
    return {name, subject, salt_of(rows.text(first + 3)), std::move(payload).value_or("")};
}

std::vector<service::KeptRow> kept_parts(Statements& statements, Keys& keys) {
    std::vector<service::KeptRow> kept;
    Rows rows = statements.select(
        "SELECT subject, category, count(*), EXISTS (SELECT 1 FROM erasure e"
        " WHERE e.subject = part.subject AND e.category = part.category)"
        " FROM part GROUP BY subject, category ORDER BY subject, category",
        "ttnn");
    while (rows.next()) {
        const bool was_erased = rows.number(3) == 1;
        kept.push_back({rows.text(0), rows.text(1), rows.number(2),
                        !was_erased && !keys.has(rows.text(0), rows.text(1))});
    }
    return kept;
}

void put_draft(Statements& statements, Keys& keys, const std::string& person, const std::string& name,
               const std::string& text) {
    forget_destroyed(statements, keys);
    const std::string sealed = keys.seal(person, "application", name, text, has_parts(statements));
    statements.run("INSERT OR REPLACE INTO draft (person, name, sealed) VALUES (?, ?, ?)",
                   {person, name, sealed});
}

std::optional<std::string> get_draft(Statements& statements, Keys& keys, const std::string& person,
                                     const std::string& name) {
    Rows rows =
        statements.select("SELECT sealed FROM draft WHERE person = ? AND name = ?", "t", {person, name});
    return rows.next() ? keys.unseal(person, "application", name, rows.text(0)) : std::nullopt;
}

void erase_parts(Statements& statements, const service::Erased& erased) {
    for (const std::string& category : erased.categories) {
        statements.run("DELETE FROM part WHERE subject = ? AND category = ?", {erased.subject, category});
        statements.run("INSERT INTO erasure (subject, category, done) VALUES (?, ?, 0)",
                       {erased.subject, category});
    }
    if (std::ranges::find(erased.categories, "application") != erased.categories.end()) {
        statements.run("DELETE FROM draft WHERE person = ?", {erased.subject});
        statements.run("DELETE FROM file WHERE person = ?", {erased.subject});
    }
    if (std::ranges::find(erased.categories, "identity") != erased.categories.end())
        erase_account(statements, erased.subject);
}

bool has_keys_to_destroy(Statements& statements) {
    return statements.number("SELECT EXISTS (SELECT 1 FROM erasure WHERE done = 0)") == 1;
}

void destroy_keys(Statements& statements, Keys& keys) {
    std::vector<std::pair<std::string, std::string>> owners;
    {
        Rows rows =
            statements.select("SELECT subject, category FROM erasure WHERE done = 0 ORDER BY id", "tt");
        while (rows.next()) owners.emplace_back(rows.text(0), rows.text(1));
    }
    for (const auto& [subject, category] : owners) {
        keys.destroy(subject, category);
        // What was sealed under it is of no use to anybody any more.
        std::error_code unknown;
        if (category == "application" && is_id(subject))
            std::filesystem::remove_all(keys.files_of(subject), unknown);
    }
    statements.run("UPDATE erasure SET done = 1 WHERE done = 0");
}

void seal_all(Statements& statements, Keys& keys) {
    {
        Rows rows = statements.select(
            "SELECT e.seq, e.log, e.position, p.name, p.subject, p.salt, p.payload, e.command"
            " FROM part_unsealed p JOIN entry e ON e.seq = p.entry ORDER BY p.id",
            "ntnttttt");
        while (rows.next()) {
            insert(statements, keys, rows.number(0), place_of(rows.text(1), rows.number(2), rows.text(3)),
                   {rows.text(3), rows.text(3) == "identity" ? person_of(rows.text(7)) : rows.text(4),
                    salt_of(rows.text(5)), rows.text(6)});
            const std::string category{service::category_of(rows.text(3))};
            statements.run(
                "INSERT OR IGNORE INTO involvement_view (person, application, category)"
                " SELECT ?, substr(stream, 13), ? FROM touched WHERE entry = ? AND stream LIKE "
                "'application/%'",
                {rows.text(4), category, rows.number(0)});
        }
        // Drafts are of whoever leads the application: form/<application>/<step>.
        Rows drafts = statements.select(
            "SELECT a.lead, d.name, d.payload FROM draft_unsealed d JOIN application_view a"
            " ON d.name LIKE 'form/' || a.application || '/%' ORDER BY d.name",
            "ttt");
        while (drafts.next()) {
            const std::string sealed = keys.seal(drafts.text(0), "application", drafts.text(1),
                                                 drafts.text(2), has_parts(statements));
            statements.run("INSERT INTO draft (person, name, sealed) VALUES (?, ?, ?)",
                           {drafts.text(0), drafts.text(1), sealed});
        }
    }
    statements.run("DROP TABLE part_unsealed");
    statements.run("DROP TABLE draft_unsealed");
}

}  // namespace atranka::sql
