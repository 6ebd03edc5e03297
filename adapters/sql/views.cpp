#include "adapters/sql/views.hpp"

#include "adapters/json/json.hpp"
#include "engine/kernel/codec.hpp"

namespace atranka::sql {

namespace {

// Instants are stored as text, empty where there is none: the order of text is the order of time.
std::string spelled(const std::optional<Instant>& instant) {
    return instant ? instant->text() : std::string{};
}
std::optional<Instant> instant(const std::string& text) { return Instant::parse(text); }

// What is asked for, and nothing about the rest: so each question has the index that suits it.
class Where {
public:
    void equal(std::string_view column, const std::string& wanted) {
        if (!wanted.empty()) add(std::string{column} + " = ?", wanted);
    }
    template <class... Arguments>
    void add(const std::string& condition, const Arguments&... arguments) {
        text_ += (arguments_.empty() ? " WHERE " : " AND ") + condition;
        (arguments_.emplace_back(arguments), ...);
    }
    const std::string& text() const { return text_; }
    const std::vector<Argument>& arguments() const { return arguments_; }

private:
    std::string text_;
    std::vector<Argument> arguments_;
};

const char* column_of(service::Order order) {
    switch (order) {
        case service::Order::application: return "application";
        case service::Order::submitted: return "submitted";
        case service::Order::deadline: return "deadline";
        case service::Order::requested: return "requested_key";
        case service::Order::total: return "total_key";
    }
    return "application";
}

// The rows of one view, each under the first few of its columns.
class Table {
public:
    Table(std::string name, std::size_t keys, std::vector<std::string> columns, std::string letters)
        : name_(std::move(name)), columns_(std::move(columns)), letters_(std::move(letters)), keys_(keys) {
        std::string all, marks;
        for (const std::string& column : columns_) {
            all += (all.empty() ? "" : ", ") + column;
            marks += marks.empty() ? "?" : ", ?";
        }
        for (std::size_t i = 0; i < keys_; ++i)
            where_ += (i == 0 ? " WHERE " : " AND ") + columns_[i] + " = ?";
        insert_ = "INSERT INTO " + name_ + " (" + all + ") VALUES (" + marks + ")";
        select_ = "SELECT " + all + " FROM " + name_ + where_;
    }

    // Of a row that is there only what differs is written: an index over a column that stays the same would
    // be a page more to write.
    void put(Statements& statements, std::initializer_list<Argument> row) const {
        const std::span<const Argument> cells{row.begin(), row.size()};
        std::vector<Argument> changed;
        std::string update;
        {
            Rows rows = statements.select(select_, letters_, cells.first(keys_));
            if (!rows.next()) return statements.run(insert_, row);
            for (std::size_t i = keys_; i < cells.size(); ++i) {
                const bool is_same =
                    letters_[i] == 'n' ? rows.number(i) == cells[i].number : rows.text(i) == cells[i].text;
                if (is_same) continue;
                update += (changed.empty() ? " SET " : ", ") + columns_[i] + " = ?";
                changed.push_back(cells[i]);
            }
        }
        if (changed.empty()) return;
        changed.insert(changed.end(), cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(keys_));
        statements.run("UPDATE " + name_ + update + where_, changed);
    }

private:
    std::string name_;
    std::vector<std::string> columns_;
    std::string letters_;
    std::size_t keys_;
    std::string where_, insert_, select_;
};

}  // namespace

void put_snapshots(Statements& statements, const std::vector<service::Snapshot>& snapshots) {
    for (const service::Snapshot& one : snapshots)
        statements.run(
            "INSERT INTO snapshot (stream, version, state) VALUES (?, ?, ?)"
            " ON CONFLICT (stream) DO UPDATE SET version = excluded.version, state = excluded.state",
            {one.stream, one.version, one.state});
}

void put_views(Statements& statements, const service::Views& views) {
    static const Table applications{
        "application_view",
        1,
        {"application", "call", "round", "lead", "step", "stage", "outcome", "deadline", "submitted",
         "requested", "total", "granted", "rank", "suspended", "version", "requested_key", "total_key"},
        "ttttttttttttnnntt"};
    static const Table reviews{"review_view",
                               3,
                               {"application", "step", "expert", "call", "stage", "total", "submitted"},
                               "ttttttt"};
    static const Table calls{"call_view",
                             1,
                             {"call", "workflow", "definition", "stage", "budget", "committed", "version"},
                             "ttttttn"};
    static const Table persons{"person_view", 1, {"person", "roles", "version"}, "ttn"};
    for (const service::ApplicationRow& row : views.applications) {
        const auto deadline = spelled(row.deadline), submitted = spelled(row.submitted);
        const auto requested_key = service::order_key_of_decimal(row.requested);
        const auto total_key = service::order_key_of_decimal(row.total);
        applications.put(statements,
                         {row.application, row.call, row.round, row.lead, row.step, row.stage, row.outcome,
                          deadline, submitted, row.requested, row.total, row.granted, row.rank,
                          std::int64_t{row.suspended ? 1 : 0}, row.version, requested_key, total_key});
    }
    for (const service::ReviewRow& row : views.reviews) {
        const auto submitted = spelled(row.submitted);
        reviews.put(statements,
                    {row.application, row.step, row.expert, row.call, row.stage, row.total, submitted});
    }
    for (const service::CallRow& row : views.calls)
        calls.put(statements, {row.call, row.workflow, row.definition, row.stage, row.budget, row.committed,
                               row.version});
    for (const service::PersonRow& row : views.persons)
        persons.put(statements, {row.person, row.roles, row.version});
    for (const service::InvolvementRow& row : views.involvements)
        statements.run(
            "INSERT OR IGNORE INTO involvement_view (person, application, category) VALUES (?, ?, ?)",
            {row.person, row.application, row.category});
}

void drop_derived(Statements& statements) {
    for (const char* table :
         {"snapshot", "application_view", "review_view", "call_view", "person_view", "involvement_view"})
        statements.run(std::string{"DELETE FROM "} + table);
}

std::vector<service::ApplicationRow> applications(Statements& statements,
                                                  const service::ApplicationQuery& query) {
    Where where;
    where.equal("call", query.call);
    where.equal("round", query.round);
    where.equal("step", query.step);
    where.equal("stage", query.stage);
    where.equal("lead", query.lead);
    where.equal("outcome", query.outcome);
    const std::string due_by = spelled(query.due_by);
    if (query.due_by) where.add("deadline <> '' AND deadline < ?", due_by);
    if (!query.apart_from.empty()) {
        where.add("lead <> ?", query.apart_from);
        where.add("application NOT IN (SELECT application FROM review_view WHERE expert = ?)",
                  query.apart_from);
    }
    const auto from = service::order_key_of_decimal(query.total_from);
    const auto to = service::order_key_of_decimal(query.total_to);
    if (!query.total_from.empty()) where.add("total_key >= ?", from);
    if (!query.total_to.empty()) where.add("total_key <> '' AND total_key <= ?", to);
    const std::string column = column_of(query.order), way = query.descending ? " DESC" : "";
    const std::string beyond = query.descending ? " < " : " > ";
    if (query.after && column == "application") where.add("application" + beyond + "?", query.after->second);
    if (query.after && column != "application")
        where.add("(" + column + ", application)" + beyond + "(?, ?)", query.after->first,
                  query.after->second);
    auto arguments = where.arguments();
    arguments.push_back(query.limit);
    const std::string among = query.among ? json::write(kernel::encode(*query.among)) : std::string{};
    if (query.among) arguments.insert(arguments.begin(), among);
    // Those few that are due, or that were found, are put in order afterwards. The plus hides the column
    // from SQLite, which would rather walk all applications in order.
    std::string order = " ORDER BY " + column + way;
    if (column != "application") order += ", application" + way;
    if (query.due_by || query.among) order.insert(std::string_view{" ORDER BY "}.size(), "+");
    Rows rows = statements.select(
        "SELECT application, call, round, lead, step, stage, outcome, deadline, submitted,"
        " requested, total, granted, rank, suspended, version FROM " +
            std::string{query.among ? "json_each(?)" : "application_view"} +
            // Each of those is looked up; a cross join is not turned round.
            (query.among ? " CROSS JOIN application_view ON application = value" : "") + where.text() +
            order + " LIMIT ?",
        "ttttttttttttnnn", arguments);
    std::vector<service::ApplicationRow> found;
    while (rows.next())
        found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5),
                         rows.text(6), instant(rows.text(7)), instant(rows.text(8)), rows.text(9),
                         rows.text(10), rows.text(11), rows.number(12), rows.number(13) != 0,
                         rows.number(14)});
    return found;
}

std::vector<service::ReviewRow> reviews(Statements& statements, const service::ReviewQuery& query) {
    Where where;
    where.equal("call", query.call);
    where.equal("application", query.application);
    where.equal("step", query.step);
    where.equal("expert", query.expert);
    Rows rows =
        statements.select("SELECT application, call, step, expert, stage, total, submitted FROM review_view" +
                              where.text() + " ORDER BY application, step, expert",
                          "ttttttt", where.arguments());
    std::vector<service::ReviewRow> found;
    while (rows.next())
        found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5),
                         instant(rows.text(6))});
    return found;
}

std::vector<service::CallRow> calls(Statements& statements) {
    Rows rows = statements.select(
        "SELECT call, workflow, definition, stage, budget, committed, version FROM call_view ORDER BY call",
        "ttttttn");
    std::vector<service::CallRow> found;
    while (rows.next())
        found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5),
                         rows.number(6)});
    return found;
}

std::vector<service::PersonRow> persons(Statements& statements) {
    Rows rows = statements.select("SELECT person, roles, version FROM person_view ORDER BY person", "ttn");
    std::vector<service::PersonRow> found;
    while (rows.next()) found.push_back({rows.text(0), rows.text(1), rows.number(2)});
    return found;
}

std::vector<service::InvolvementRow> involvements(Statements& statements, const std::string& person) {
    Where where;
    where.equal("person", person);
    Rows rows = statements.select("SELECT person, application, category FROM involvement_view" +
                                      where.text() + " ORDER BY person, application, category",
                                  "ttt", where.arguments());
    std::vector<service::InvolvementRow> found;
    while (rows.next()) found.push_back({rows.text(0), rows.text(1), rows.text(2)});
    return found;
}

}  // namespace atranka::sql
