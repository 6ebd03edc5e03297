#include "adapters/sql/texts.hpp"

#include "adapters/json/json.hpp"
#include "adapters/sql/sqlite.hpp"
#include "engine/kernel/codec.hpp"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

namespace atranka::sql {

namespace {

using service::Failure;
using service::Mark;
using service::Term;
using service::Terms;
namespace fs = std::filesystem;

// An index of another shape is dropped; it is made of the record again.
constexpr std::int64_t shape = 2;
const std::string drop =
    "DROP TABLE IF EXISTS mark; DROP TABLE IF EXISTS text; DROP TABLE IF EXISTS words; PRAGMA user_version "
    "= " +
    std::to_string(shape);
constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS mark (id INTEGER PRIMARY KEY, position BIGINT NOT NULL, leaf_hash TEXT NOT "
    "NULL);"
    "CREATE TABLE IF NOT EXISTS text (id INTEGER PRIMARY KEY, application TEXT NOT NULL UNIQUE, call TEXT "
    "NOT NULL, title TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS text_of_call ON text (call, application);"
    "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (body, tokenize = 'unicode61 remove_diacritics 2');"
    "CREATE VIRTUAL TABLE temp.one USING fts5 (body, tokenize = 'unicode61 remove_diacritics 2');";

// Its own spelling of a search, every word quoted, so that nothing that was typed is an operator of it.
std::string expression_of(const Terms& terms) {
    const auto spelled = [](const Term& term) {
        std::string quoted = "\"";
        for (const char c : term.text) quoted += c == '"' ? "\"\"" : std::string(1, c);
        return quoted + '"' + (term.is_beginning ? " *" : "");
    };
    std::string wanted, unwanted;
    for (const Term& term : terms)
        if (term.is_unwanted)
            unwanted += " NOT " + spelled(term);
        else
            wanted += (wanted.empty() ? "" : " AND ") + spelled(term);
    return "(" + wanted + ")" + unwanted;
}

}  // namespace

Texts::Texts(fs::path file) : file_(std::move(file)) {
    try {
        guarded(session_, file_, [&] { open(); });
    } catch (const Failure& failure) {
        if (failure.kind != Failure::Kind::corrupt && failure.kind != Failure::Kind::not_ours) throw;
        session_.close();
        for (const char* end : {"", "-wal", "-shm"}) fs::remove(file_.string() + end);
        guarded(session_, file_, [&] { open(); });
    }
}

void Texts::open() {
    // Made here where it is new: SQLite would let others read it.
    const int made = file_ == ":memory:"
                         ? -1
                         : ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made >= 0) ::close(made);
    session_.open(soci::sqlite3, file_.string());
    constexpr int busy_timeout_ms = 10'000;
    auto* connection = static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_;
    sqlite_api::sqlite3_extended_result_codes(connection, 1);
    sqlite_api::sqlite3_busy_timeout(connection, busy_timeout_ms);
    run_all(session_,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;"
            "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192");
    if (statements_.number("PRAGMA user_version") != shape) run_all(session_, drop);
    run_all(session_, schema);
}

template <class Work>
void Texts::in_transaction(Work work, const char* begin) {
    guarded(session_, file_, [&] {
        run_all(session_, begin);
        try {
            work();
            run_all(session_, "COMMIT");
        } catch (...) {
            roll_back(session_);
            throw;
        }
    });
}

Mark Texts::read_mark() {
    Rows rows = statements_.select("SELECT position, leaf_hash FROM mark", "nt");
    return rows.next() ? Mark{rows.number(0), rows.text(1)} : Mark{};
}

Mark Texts::mark() {
    return guarded(session_, file_, [&] { return read_mark(); });
}

void Texts::put(const service::Text& text) {
    statements_.run("DELETE FROM words WHERE rowid = (SELECT id FROM text WHERE application = ?)",
                    {text.application});
    statements_.run("DELETE FROM text WHERE application = ?", {text.application});
    if (text.words.empty()) return;
    statements_.run("INSERT INTO text (application, call, title) VALUES (?, ?, ?)",
                    {text.application, text.call, text.title});
    statements_.run("INSERT INTO words (rowid, body) VALUES ((SELECT id FROM text WHERE application = ?), ?)",
                    {text.application, text.words});
}

bool Texts::put(const std::vector<service::Text>& texts, const Mark& from, const Mark& to, bool scrubbed) {
    bool is_next = false;
    in_transaction([&] {
        is_next = read_mark() == from;
        if (!is_next) return;
        for (const service::Text& text : texts) put(text);
        // What was deleted stays in older segments of the index until they are merged.
        if (scrubbed) statements_.run("INSERT INTO words (words) VALUES ('optimize')");
        statements_.run("INSERT OR REPLACE INTO mark (id, position, leaf_hash) VALUES (1, ?, ?)",
                        {to.position, to.leaf_hash});
    });
    if (scrubbed)
        guarded(session_, file_, [&] {
            // Answers 1 while others read.
            if (statements_.number("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
                throw Failure{Failure::Kind::unavailable, "the words of what was erased are still in " +
                                                              file_.string() +
                                                              "-wal, since another program reads it"};
        });
    return is_next;
}

void Texts::clear() {
    in_transaction([&] {
        for (const char* table : {"words", "text", "mark"})
            statements_.run(std::string{"DELETE FROM "} + table);
        statements_.run("INSERT INTO words (words) VALUES ('optimize')");
    });
}

std::vector<std::string> Texts::find(const Terms& terms, const std::string& call, std::int64_t count) {
    const std::string expression = expression_of(terms);
    return guarded(session_, file_, [&] {
        std::vector<std::string> found;
        Rows rows = statements_.select(
            "SELECT t.application FROM words w JOIN text t ON t.id = w.rowid WHERE w.body MATCH ?"
            " AND t.call = ? LIMIT ?",
            "t", {expression, call, count});
        while (rows.next()) found.push_back(rows.text(0));
        return found;
    });
}

std::pair<Mark, std::vector<std::int64_t>> Texts::places(const Terms& terms, std::int64_t count) {
    const std::string expression = expression_of(terms);
    std::pair<Mark, std::vector<std::int64_t>> found;
    in_transaction(
        [&] {
            found.first = read_mark();
            Rows rows = statements_.select("SELECT rowid FROM words WHERE body MATCH ? LIMIT ?", "n",
                                           {expression, count});
            while (rows.next()) found.second.push_back(rows.number(0));
        },
        "BEGIN");
    return found;
}

std::pair<Mark, std::vector<service::Place>> Texts::named(const std::vector<std::int64_t>& places) {
    const std::string numbers = json::write(kernel::encode(places));
    std::pair<Mark, std::vector<service::Place>> found;
    in_transaction(
        [&] {
            found.first = read_mark();
            Rows rows = statements_.select(
                "SELECT t.id, t.application, t.call FROM json_each(?) j CROSS JOIN text t ON t.id = j.value",
                "ntt", {numbers});
            while (rows.next()) found.second.push_back({rows.number(0), rows.text(1), rows.text(2)});
        },
        "BEGIN");
    return found;
}

std::vector<service::Titled> Texts::titles(const std::string& call, const std::string& after,
                                           std::int64_t count) {
    return guarded(session_, file_, [&] {
        Rows rows = statements_.select(
            "SELECT application, title FROM text WHERE call = ? AND application > ? ORDER BY application "
            "LIMIT ?",
            "tt", {call, after, count});
        std::vector<service::Titled> found;
        while (rows.next()) found.push_back({rows.text(0), rows.text(1)});
        return found;
    });
}

bool Texts::fits(const Terms& terms, const std::string& words) {
    const std::string expression = expression_of(terms);
    return guarded(session_, file_, [&] {
        statements_.run("DELETE FROM temp.one");
        statements_.run("INSERT INTO temp.one (body) VALUES (?)", {words});
        return statements_.number("SELECT count(*) FROM temp.one WHERE one MATCH ?", {expression}) != 0;
    });
}

}  // namespace atranka::sql
