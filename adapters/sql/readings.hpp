#pragma once
// The access ledger in the SQLite file of the record.
// Shape:  a connection of its own, so that readings are noted while entries are read or written. What is
//         noted survives the end of the program at once, and a power cut with the next entry or anchor: the
//         log of writes is one, and whatever an entry's sync makes durable includes the readings before it.
//         A sync a reading would cost what a command costs; whoever reads cannot cut the power, and no head
//         is anchored before its lines are durable.
// Errors: service::Failure, one sentence without any recorded value, and nothing is noted.
// Source: sqlite.org/pragma.html#pragma_synchronous; LEDGER.md, "Who read what".

#include "adapters/sql/event_store.hpp"
#include "engine/service/readings.hpp"

namespace atranka::sql {

class Readings final : public service::Readings {
public:
    explicit Readings(const std::filesystem::path& path, const Options& options = {});
    ~Readings() override;

    void append(const std::vector<ledger::Access>& lines) override;
    ledger::AccessHead head(const std::string& log) override;
    std::vector<std::string> logs() override;
    std::vector<ledger::ChainedAccess> range(const std::string& log, std::int64_t from,
                                             std::int64_t count) override;
    std::vector<ledger::ChainedAccess> find(const service::AccessQuery& query) override;
    std::int64_t count(const service::AccessQuery& query) override;

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace atranka::sql
