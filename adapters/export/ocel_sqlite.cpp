// The relational form of OCEL 2.0: one table an event or object type beside those that name and relate them.

#include "adapters/export/ocel.hpp"

#include <sqlite3.h>
#include <memory>

namespace atranka::exporting {

namespace {

using service::Failure;

constexpr const char* from_the_beginning = "1970-01-01T00:00:00Z";

// A name as SQL takes it, whatever it is.
std::string quoted(const std::string& name) {
    std::string out = "\"";
    for (const char c : name) out += c == '"' ? "\"\"" : std::string{c};
    return out + "\"";
}

const char* column_of(Type type) {
    switch (type) {
        case Type::text: return "TEXT";
        case Type::time: return "TIMESTAMP";
        case Type::integer: return "INTEGER";
        case Type::number: return "REAL";
        case Type::boolean: return "BOOLEAN";
    }
    return "TEXT";
}

class File {
public:
    explicit File(const std::filesystem::path& path) : path_(path) {
        sqlite3* opened = nullptr;
        const int code =
            sqlite3_open_v2(path.c_str(), &opened,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE, nullptr);
        connection_.reset(opened);
        check(code);
        // A file that is renamed only when it is whole needs no journal of its own.
        run("PRAGMA journal_mode=OFF; PRAGMA synchronous=FULL; BEGIN");
    }

    void run(const std::string& sql) {
        check(sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr));
    }

    // One row; a null is bound where there is no fact.
    void insert(const std::string& table, const std::vector<std::optional<Fact>>& row) {
        sqlite3_stmt* statement = prepared(table, row.size());
        for (std::size_t i = 0; i < row.size(); ++i) check(bind(statement, static_cast<int>(i) + 1, row[i]));
        const int code = sqlite3_step(statement);
        sqlite3_reset(statement);
        if (code != SQLITE_DONE) check(code);
    }
    void insert(const std::string& table, const std::vector<std::string>& row) {
        std::vector<std::optional<Fact>> facts;
        for (const std::string& value : row) facts.push_back(Fact{{}, Type::text, value});
        insert(table, facts);
    }

    void finish() {
        statements_.clear();
        run("COMMIT");
        check(sqlite3_close(connection_.release()));
    }

private:
    struct Close {
        void operator()(sqlite3* c) const { sqlite3_close_v2(c); }
        void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
    };

    void check(int code) {
        if (code == SQLITE_OK) return;
        const std::string why = sqlite3_errstr(code);
        throw Failure{code == SQLITE_FULL ? Failure::Kind::full : Failure::Kind::unavailable,
                      path_.string() + " cannot be written: " + why};
    }

    sqlite3_stmt* prepared(const std::string& table, std::size_t columns) {
        auto& known = statements_[table];
        if (!known) {
            std::string sql = "INSERT INTO " + quoted(table) + " VALUES (?";
            for (std::size_t i = 1; i < columns; ++i) sql += ", ?";
            sqlite3_stmt* made = nullptr;
            check(sqlite3_prepare_v2(connection_.get(), (sql + ")").c_str(), -1, &made, nullptr));
            known.reset(made);
        }
        return known.get();
    }

    static int bind(sqlite3_stmt* statement, int at, const std::optional<Fact>& fact) {
        if (!fact) return sqlite3_bind_null(statement, at);
        if (fact->type == Type::integer) return sqlite3_bind_int64(statement, at, std::stoll(fact->value));
        if (fact->type == Type::boolean)
            return sqlite3_bind_int(statement, at, fact->value == "true" ? 1 : 0);
        // Text in a REAL column is converted by SQLite itself, correctly rounded and in no locale.
        return sqlite3_bind_text(statement, at, fact->value.data(), static_cast<int>(fact->value.size()),
                                 SQLITE_TRANSIENT);
    }

    std::filesystem::path path_;
    std::unique_ptr<sqlite3, Close> connection_;
    std::map<std::string, std::unique_ptr<sqlite3_stmt, Close>> statements_;
};

void make_tables(File& file, const std::string& kind, const std::string& more,
                 const std::map<std::string, std::map<std::string, Type>>& types) {
    const std::string map = kind + "_map_type";
    file.run("CREATE TABLE " + map + " (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL UNIQUE)");
    file.run("CREATE TABLE " + kind + " (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES " +
             map + " (ocel_type))");
    for (const auto& [type, attributes] : types) {
        file.insert(map, std::vector<std::string>{type, type});
        std::string sql = "CREATE TABLE " + quoted(kind + "_" + type) + " (ocel_id TEXT" +
                          (more.empty() ? " PRIMARY KEY" : "") + " REFERENCES " + kind +
                          " (ocel_id), ocel_time TIMESTAMP NOT NULL" + more;
        for (const auto& [name, column] : attributes) sql += ", " + quoted(name) + " " + column_of(column);
        file.run(sql + ")");
    }
}

std::vector<std::optional<Fact>> row_of(const std::map<std::string, Type>& columns,
                                        std::vector<std::optional<Fact>> first,
                                        const std::map<std::string, Fact>& facts) {
    for (const auto& [name, type] : columns) {
        const auto it = facts.find(name);
        first.push_back(it == facts.end() ? std::nullopt : std::optional{it->second});
    }
    return first;
}

Fact plain(std::string value) { return {{}, Type::text, std::move(value)}; }

void write_object(File& file, const Ocel& log, const std::string& id, const OcelObject& object) {
    const auto& columns = log.object_types.at(object.type);
    const std::string table = "object_" + object.type;
    std::map<std::string, Fact> first;
    for (const OcelChange& change : object.attributes)
        if (!change.at) first.insert_or_assign(change.fact.name, change.fact);
    file.insert(table, row_of(columns, {plain(id), plain(from_the_beginning), std::nullopt}, first));
    for (const OcelChange& change : object.attributes)
        if (change.at)
            file.insert(table, row_of(columns, {plain(id), plain(change.at->text()), plain(change.fact.name)},
                                      {{change.fact.name, change.fact}}));
}

}  // namespace

void write_sqlite(const Ocel& log, const std::filesystem::path& path) {
    File file{path};
    make_tables(file, "event", "", log.event_types);
    make_tables(file, "object", ", ocel_changed_field TEXT", log.object_types);
    file.run(
        "CREATE TABLE event_object (ocel_event_id TEXT REFERENCES event (ocel_id), "
        "ocel_object_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT, "
        "PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));"
        "CREATE TABLE object_object (ocel_source_id TEXT REFERENCES object (ocel_id), "
        "ocel_target_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT, "
        "PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier))");
    for (const auto& [id, object] : log.objects) {
        file.insert("object", std::vector<std::string>{id, object.type});
        write_object(file, log, id, object);
    }
    for (const auto& [id, object] : log.objects)
        for (const Relation& to : object.relations)
            file.insert("object_object", std::vector<std::string>{id, to.object, to.qualifier});
    for (const OcelEvent& event : log.events) {
        file.insert("event", std::vector<std::string>{event.id, event.type});
        std::map<std::string, Fact> facts;
        for (const Fact& fact : event.attributes) facts.emplace(fact.name, fact);
        file.insert("event_" + event.type,
                    row_of(log.event_types.at(event.type), {plain(event.id), plain(event.at.text())}, facts));
        for (const Relation& to : event.relations)
            file.insert("event_object", std::vector<std::string>{event.id, to.object, to.qualifier});
    }
    file.finish();
}

}  // namespace atranka::exporting
