#pragma once
// The words of applications in SQLite's full-text index: a file of its own beside the database, `.search`,
// readable by its owner alone.
// Shape:  FTS5, words by Unicode, without case and marks. One that is damaged is begun anew.
// Errors: service::Failure. One belongs to one thread; several, in one process or many, may share a file.
// Source: sqlite.org/fts5.html.

#include "adapters/sql/statement.hpp"
#include "engine/service/texts.hpp"

#include <filesystem>

namespace atranka::sql {

class Texts final : public service::Texts {
public:
    // ":memory:" for one that goes with it.
    explicit Texts(std::filesystem::path file);

    service::Mark mark() override;
    bool put(const std::vector<service::Text>& texts, const service::Mark& from, const service::Mark& to,
             bool scrubbed) override;
    void clear() override;
    std::vector<std::string> find(const service::Terms& terms, const std::string& call,
                                  std::int64_t count) override;
    std::pair<service::Mark, std::vector<std::int64_t>> places(const service::Terms& terms,
                                                               std::int64_t count) override;
    std::pair<service::Mark, std::vector<service::Place>> named(
        const std::vector<std::int64_t>& places) override;
    std::vector<service::Titled> titles(const std::string& call, const std::string& after,
                                        std::int64_t count) override;
    bool fits(const service::Terms& terms, const std::string& words) override;

    static std::filesystem::path beside(std::filesystem::path database) { return database += ".search"; }

private:
    void open();
    void put(const service::Text& text);
    template <class Work>
    void in_transaction(Work work, const char* begin = "BEGIN IMMEDIATE");
    service::Mark read_mark();

    std::filesystem::path file_;
    soci::session session_;
    Statements statements_{session_};
};

}  // namespace atranka::sql
