#pragma once
// The access ledger in memory, for tests: keeps the contract of service::Readings (tests/contract).
// Shape:  a handle on a `Record`, as MemoryStore is.

#include "tests/scenario/memory_store.hpp"

namespace atranka::scenario {

class MemoryReadings final : public service::Readings {
public:
    explicit MemoryReadings(std::shared_ptr<Record> record) : record_(std::move(record)) {}

    void append(const std::vector<ledger::Access>& lines) override;
    ledger::AccessHead head(const std::string& log) override;
    std::vector<std::string> logs() override;
    std::vector<ledger::ChainedAccess> range(const std::string& log, std::int64_t from,
                                             std::int64_t count) override;
    std::vector<ledger::ChainedAccess> find(const service::AccessQuery& query) override;
    std::int64_t count(const service::AccessQuery& query) override;

private:
    std::shared_ptr<Record> record_;
};

}  // namespace atranka::scenario
