#include "tests/scenario/memory_readings.hpp"

#include <algorithm>

namespace atranka::scenario {

using ledger::ChainedAccess;
using Lock = std::scoped_lock<std::recursive_mutex>;

namespace {

bool fits(const service::AccessQuery& query, const ledger::Access& line) {
    const auto is = [](const std::string& wanted, const std::string& value) {
        return wanted.empty() || wanted == value;
    };
    return is(query.log, line.log) && is(query.who, line.who) && is(query.object, line.object) &&
           (!query.kind || *query.kind == line.kind) && (!query.since || line.at >= *query.since) &&
           (!query.until || line.at < *query.until);
}

}  // namespace

void MemoryReadings::append(const std::vector<ledger::Access>& lines) {
    const Lock lock{record_->mutex};
    for (const ledger::Access& line : lines) {
        ledger::AccessHead now = head(line.log);
        record_->accesses.push_back(ledger::chain(now, line, MemoryStore{record_}.size(line.log)));
    }
}

ledger::AccessHead MemoryReadings::head(const std::string& log) {
    const Lock lock{record_->mutex};
    for (auto it = record_->accesses.rbegin(); it != record_->accesses.rend(); ++it)
        if (it->line.log == log) return {it->line.index + 1, it->hash};
    return {};
}

std::vector<std::string> MemoryReadings::logs() {
    const Lock lock{record_->mutex};
    std::set<std::string> names;
    for (const ChainedAccess& one : record_->accesses) names.insert(one.line.log);
    return {names.begin(), names.end()};
}

std::vector<ChainedAccess> MemoryReadings::range(const std::string& log, std::int64_t from,
                                                 std::int64_t count) {
    const Lock lock{record_->mutex};
    std::vector<ChainedAccess> found;
    for (const ChainedAccess& one : record_->accesses)
        if (one.line.log == log && one.line.index >= from && std::ssize(found) < count) found.push_back(one);
    return found;
}

std::vector<ChainedAccess> MemoryReadings::find(const service::AccessQuery& query) {
    const Lock lock{record_->mutex};
    std::vector<ChainedAccess> found;
    std::int64_t skipped = 0;
    for (const ChainedAccess& one : record_->accesses) {
        if (!fits(query, one.line) || skipped++ < query.from) continue;
        if (query.count >= 0 && std::ssize(found) >= query.count) break;
        found.push_back(one);
    }
    return found;
}

std::int64_t MemoryReadings::count(const service::AccessQuery& query) {
    const Lock lock{record_->mutex};
    return std::ranges::count_if(record_->accesses,
                                 [&](const ChainedAccess& one) { return fits(query, one.line); });
}

}  // namespace atranka::scenario
