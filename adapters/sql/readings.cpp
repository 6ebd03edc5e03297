#include "adapters/sql/readings.hpp"

#include "adapters/sql/keys.hpp"
#include "adapters/sql/sqlite.hpp"

#include <mutex>

namespace atranka::sql {

namespace {

using ledger::Access;
using ledger::ChainedAccess;

const std::string columns =
    "a.log, a.position, a.size, a.kind, a.who, a.authenticated, a.object, a.what, a.rule, a.as_of, a.at_ms,"
    " a.hash, coalesce((SELECT b.hash FROM access b WHERE b.log = a.log AND b.position = a.position - 1),"
    " '')";
constexpr std::string_view letters = "tnntttttttntt";

std::string name_of(ledger::AccessKind kind) { return boost::describe::enum_to_string(kind, ""); }

std::vector<ChainedAccess> read(Rows rows) {
    std::vector<ChainedAccess> found;
    while (rows.next()) {
        Access line{rows.text(0), rows.number(1), rows.number(2),    {},
                    rows.text(4), rows.text(5),   rows.text(6),      rows.text(7),
                    rows.text(8), rows.text(9),   {rows.number(10)}, rows.text(12)};
        if (!boost::describe::enum_from_string(rows.text(3).c_str(), line.kind))
            throw service::Failure{service::Failure::Kind::corrupt,
                                   "line " + std::to_string(line.index) + " of who read what of " + line.log +
                                       " is neither a reading nor a refusal"};
        found.push_back({std::move(line), rows.text(11)});
    }
    return found;
}

// A query in SQL, with what is bound in it.
struct Condition {
    std::string sql = " WHERE 1 = 1";
    std::vector<Argument> arguments = {};

    Condition(const service::AccessQuery& query, const std::string& kind) {
        const auto add = [&](const std::string& column, const std::string& value) {
            if (value.empty()) return;
            sql += " AND a." + column + " = ?";
            arguments.emplace_back(value);
        };
        add("object", query.object);
        add("who", query.who);
        add("log", query.log);
        add("kind", kind);
        const auto bound = [&](const char* comparison, const std::optional<Instant>& at) {
            if (!at) return;
            sql += std::string{" AND a.at_ms "} + comparison + " ?";
            arguments.emplace_back(at->ms);
        };
        bound(">=", query.since);
        bound("<", query.until);
    }
};

std::string kind_in(const service::AccessQuery& query) {
    return query.kind ? name_of(*query.kind) : std::string{};
}

}  // namespace

struct Readings::Connection {
    std::filesystem::path path;
    std::mutex mutex = {};  // one statement at a time, whichever thread asks
    soci::session session = {};
    Statements statements{session};

    template <class Work>
    auto guarded(Work work) {
        const std::scoped_lock lock{mutex};
        return sql::guarded(session, path, work);
    }
    ledger::AccessHead head(const std::string& log) {
        Rows rows = statements.select(
            "SELECT position, hash FROM access WHERE log = ? ORDER BY position DESC LIMIT 1", "nt", {log});
        if (!rows.next()) return {};
        return {rows.number(0) + 1, rows.text(1)};
    }
    void write(const ChainedAccess& next) {
        const Access& line = next.line;
        const std::string kind = name_of(line.kind);
        statements.run(
            "INSERT INTO access (seq, log, position, size, kind, who, authenticated, object, what, rule,"
            " as_of, at_ms, hash)"
            " VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM access), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {line.log, line.index, line.size, kind, line.who, line.authenticated, line.object, line.what,
             line.rule, line.as_of, line.at.ms, next.hash});
    }
};

Readings::Readings(const std::filesystem::path& path, const Options& options)
    : connection_{std::make_unique<Connection>(path)} {
    Keys keys{path};
    sql::open(connection_->session, path, options, keys);
    connection_->guarded([&] { run_all(connection_->session, "PRAGMA synchronous = NORMAL"); });
}
Readings::~Readings() = default;

void Readings::append(const std::vector<Access>& lines) {
    if (lines.empty()) return;
    connection_->guarded([&] {
        // The write lock first: nobody else adds to a chain until this is written.
        connection_->statements.run("BEGIN IMMEDIATE");
        try {
            std::map<std::string, std::pair<ledger::AccessHead, std::int64_t>> heads;
            for (const Access& line : lines) {
                auto [it, is_first] = heads.try_emplace(line.log);
                if (is_first)
                    it->second = {
                        connection_->head(line.log),
                        connection_->statements.number(
                            "SELECT coalesce((SELECT size FROM head WHERE log = ?), 0)", {line.log})};
                connection_->write(ledger::chain(it->second.first, line, it->second.second));
            }
            connection_->statements.run("COMMIT");
        } catch (...) {
            roll_back(connection_->session);
            throw;
        }
    });
}

ledger::AccessHead Readings::head(const std::string& log) {
    return connection_->guarded([&] { return connection_->head(log); });
}

std::vector<std::string> Readings::logs() {
    return connection_->guarded([&] {
        std::vector<std::string> names;
        Rows rows = connection_->statements.select(
            "SELECT log FROM access WHERE position = 0 GROUP BY log ORDER BY log", "t");
        while (rows.next()) names.push_back(rows.text(0));
        return names;
    });
}

std::vector<ChainedAccess> Readings::range(const std::string& log, std::int64_t from, std::int64_t count) {
    return connection_->guarded([&] {
        return read(connection_->statements.select("SELECT " + columns +
                                                       " FROM access a WHERE a.log = ? AND a.position >= ?"
                                                       " ORDER BY a.position LIMIT ?",
                                                   letters, {log, from, count}));
    });
}

std::vector<ChainedAccess> Readings::find(const service::AccessQuery& query) {
    return connection_->guarded([&] {
        const std::string kind = kind_in(query);
        Condition where{query, kind};
        where.arguments.emplace_back(query.count);
        where.arguments.emplace_back(query.from);
        return read(connection_->statements.select(
            "SELECT " + columns + " FROM access a" + where.sql + " ORDER BY a.seq LIMIT ? OFFSET ?", letters,
            std::span{where.arguments}));
    });
}

std::int64_t Readings::count(const service::AccessQuery& query) {
    return connection_->guarded([&] {
        const std::string kind = kind_in(query);
        const Condition where{query, kind};
        Rows rows = connection_->statements.select("SELECT count(*) FROM access a" + where.sql, "n",
                                                   std::span{where.arguments});
        rows.next();
        return rows.number(0);
    });
}

}  // namespace atranka::sql
