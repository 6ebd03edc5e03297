#include "adapters/sql/views.hpp"

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
    void add(const std::string& condition, Argument argument) {
        text_ += (arguments_.empty() ? " WHERE " : " AND ") + condition;
        arguments_.push_back(argument);
    }
    const std::string& text() const { return text_; }
    const std::vector<Argument>& arguments() const { return arguments_; }

private:
    std::string text_;
    std::vector<Argument> arguments_;
};

}  // namespace

void put_snapshots(Statements& statements, const std::vector<service::Snapshot>& snapshots) {
    for (const service::Snapshot& one : snapshots)
        statements.run("INSERT OR REPLACE INTO snapshot (stream, version, state) VALUES (?, ?, ?)",
                       {one.stream, one.version, one.state});
}

void put_views(Statements& statements, const service::Views& views) {
    for (const service::ApplicationRow& row : views.applications) {
        const auto deadline = spelled(row.deadline), submitted = spelled(row.submitted);
        statements.run(
            "INSERT OR REPLACE INTO application_view (application, call, round, lead, step, stage, outcome,"
            " deadline, submitted, requested, total, granted, rank, suspended, version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {row.application, row.call, row.round, row.lead, row.step, row.stage, row.outcome, deadline,
             submitted, row.requested, row.total, row.granted, row.rank, std::int64_t{row.suspended ? 1 : 0},
             row.version});
    }
    for (const service::ReviewRow& row : views.reviews) {
        const auto submitted = spelled(row.submitted);
        statements.run(
            "INSERT OR REPLACE INTO review_view (application, step, expert, call, stage, total, submitted)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            {row.application, row.step, row.expert, row.call, row.stage, row.total, submitted});
    }
    for (const service::CallRow& row : views.calls)
        statements.run(
            "INSERT OR REPLACE INTO call_view (call, workflow, definition, stage, budget, committed, version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            {row.call, row.workflow, row.definition, row.stage, row.budget, row.committed, row.version});
    for (const service::PersonRow& row : views.persons)
        statements.run("INSERT OR REPLACE INTO person_view (person, roles, version) VALUES (?, ?, ?)",
                       {row.person, row.roles, row.version});
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
    const std::string due_by = spelled(query.due_by);
    if (query.due_by) where.add("deadline <> '' AND deadline < ?", due_by);
    auto arguments = where.arguments();
    arguments.push_back(query.limit);
    // Those few that are due are found by their deadline and then put in order. The plus hides the column
    // from SQLite, which would rather walk all applications in order.
    const std::string order = query.due_by ? " ORDER BY +application" : " ORDER BY application";
    Rows rows = statements.select(
        "SELECT application, call, round, lead, step, stage, outcome, deadline, submitted,"
        " requested, total, granted, rank, suspended, version FROM application_view" +
            where.text() + order + " LIMIT ?",
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
