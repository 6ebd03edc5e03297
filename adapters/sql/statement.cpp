#include "adapters/sql/statement.hpp"

#include "engine/kernel/invariant.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

namespace atranka::sql {

namespace {

sqlite_api::sqlite3_stmt* handle(soci::statement& statement) {
    return static_cast<soci::sqlite3_statement_backend*>(statement.get_backend())->stmt_;
}

}  // namespace

Statement::Statement(soci::session& session, const std::string& query, std::size_t arguments,
                     std::string_view columns)
    : session_{session}, query_{query}, letters_{columns}, arguments_(arguments), columns_(columns.size()) {}

void Statement::bind(std::span<const Argument> arguments) {
    invariant(arguments.size() == arguments_.size(), "a statement is given as many arguments as it has");
    std::string kinds;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const Argument& given = arguments[i];
        kinds += given.kind == Argument::Kind::number ? 'n' : 't';
        arguments_[i].text.assign(given.text);
        arguments_[i].number = given.number;
    }
    if (statement_ && kinds == kinds_) return;
    kinds_ = kinds;
    statement_.reset();
    auto statement = std::make_unique<soci::statement>(session_);
    statement->alloc();
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
        Cell& cell = arguments_[i];
        if (kinds_[i] == 'n')
            statement->exchange(soci::use(cell.number));
        else
            statement->exchange(soci::use(cell.text));
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        Cell& cell = columns_[i];
        if (letters_[i] == 'n')
            statement->exchange(soci::into(cell.number));
        else
            statement->exchange(soci::into(cell.text));
    }
    statement->prepare(query_);
    statement->define_and_bind();
    statement_ = std::move(statement);
}

void Statement::start(std::span<const Argument> arguments) {
    bind(arguments);
    statement_->execute(false);
    is_running_ = true;
}

void Statement::run(std::span<const Argument> arguments) {
    bind(arguments);
    is_running_ = true;
    try {
        statement_->execute(true);
    } catch (...) {
        stop();
        throw;
    }
    stop();
}

bool Statement::next() { return statement_->fetch(); }

void Statement::stop() noexcept {
    is_running_ = false;
    // A SELECT that is not read to its end would hold its snapshot and keep the log from being checkpointed.
    if (statement_ && statement_->get_backend() != nullptr && handle(*statement_) != nullptr)
        sqlite_api::sqlite3_reset(handle(*statement_));
}

std::shared_ptr<Statement> Statements::prepared(const std::string& query, std::size_t arguments,
                                                std::string_view columns) {
    auto& known = known_[query];
    if (!known) known = std::make_shared<Statement>(session_, query, arguments, columns);
    if (known->is_running()) return std::make_shared<Statement>(session_, query, arguments, columns);
    return known;
}

Rows Statements::select(const std::string& query, std::string_view columns,
                        std::span<const Argument> arguments) {
    auto statement = prepared(query, arguments.size(), columns);
    statement->start(arguments);
    return Rows{std::move(statement)};
}

void Statements::run(const std::string& query, std::span<const Argument> arguments) {
    prepared(query, arguments.size(), {})->run(arguments);
}

std::int64_t Statements::number(const std::string& query, std::initializer_list<Argument> arguments) {
    Rows rows = select(query, "n", arguments);
    const bool answered = rows.next();
    invariant(answered, "a question for a number has an answer");
    return rows.number(0);
}

}  // namespace atranka::sql
