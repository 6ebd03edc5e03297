#pragma once
// SOCI's statements, prepared once: what is bound lives beside the statement (SOCI keeps references, and
// binding a temporary is a use after free), and rows are read to their end or given back.
// Shape:  columns are spelled one letter each: t text, n 64-bit number; nothing is null.
// Units:  text is UTF-8 without zero bytes; what is binary is bound as hex.
// Errors: SOCI's exceptions, whose text holds bound values; sqlite.hpp turns them into a Failure.

#include <soci/soci.h>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace atranka::sql {

struct Argument {
    enum class Kind { text, number } kind;
    std::string_view text = {};
    long long number = 0;

    Argument(std::string_view t) : kind{Kind::text}, text{t} {}
    Argument(const std::string& t) : Argument{std::string_view{t}} {}
    Argument(const char* t) : Argument{std::string_view{t}} {}
    Argument(std::int64_t n) : kind{Kind::number}, number{n} {}
};

class Statement {
public:
    Statement(soci::session& session, const std::string& query, std::size_t arguments,
              std::string_view columns);

    void start(std::span<const Argument> arguments);
    void run(std::span<const Argument> arguments);
    bool next();
    void stop() noexcept;
    bool is_running() const { return is_running_; }

    const std::string& text(std::size_t column) const { return columns_[column].text; }
    std::int64_t number(std::size_t column) const { return columns_[column].number; }

private:
    struct Cell {
        std::string text = {};
        long long number = 0;
    };
    void bind(std::span<const Argument> arguments);

    soci::session& session_;
    std::string query_, letters_;
    std::deque<Cell> arguments_, columns_;
    std::string kinds_;  // as which SOCI has bound the arguments
    std::unique_ptr<soci::statement> statement_;
    bool is_running_ = false;
};

// The rows of one run; gives the statement back when it goes.
class Rows {
public:
    explicit Rows(std::shared_ptr<Statement> statement) : statement_{std::move(statement)} {}
    Rows(Rows&&) = default;
    ~Rows() {
        if (statement_) statement_->stop();
    }

    bool next() { return statement_->next(); }
    const std::string& text(std::size_t column) const { return statement_->text(column); }
    std::int64_t number(std::size_t column) const { return statement_->number(column); }

private:
    std::shared_ptr<Statement> statement_;
};

// Prepared statements by their text; one that is running is not taken twice.
class Statements {
public:
    explicit Statements(soci::session& session) : session_{session} {}

    Rows select(const std::string& query, std::string_view columns, std::span<const Argument> arguments);
    Rows select(const std::string& query, std::string_view columns,
                std::initializer_list<Argument> arguments = {}) {
        return select(query, columns, std::span{arguments.begin(), arguments.size()});
    }
    void run(const std::string& query, std::span<const Argument> arguments);
    void run(const std::string& query, std::initializer_list<Argument> arguments = {}) {
        run(query, std::span{arguments.begin(), arguments.size()});
    }
    // The one number that the query answers.
    std::int64_t number(const std::string& query, std::initializer_list<Argument> arguments = {});

private:
    std::shared_ptr<Statement> prepared(const std::string& query, std::size_t arguments,
                                        std::string_view columns);

    soci::session& session_;
    std::unordered_map<std::string, std::shared_ptr<Statement>> known_;
};

}  // namespace atranka::sql
