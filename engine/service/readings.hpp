#pragma once
// The access ledger as a port: who read what, and what was refused to whom.
// Shape:  one chain a log, each line with the entries that log had at that moment. A line is noted before its
//         answer leaves; refused attempts are noted in the same chains, never in the call's log.
// Errors: an environment that fails throws service::Failure, and whoever wanted to read gets nothing. May be
//         used from several threads; several of them, in one process or many, may share a record.
// Source: LEDGER.md, "Who read what".

#include "engine/ledger/access.hpp"
#include "engine/service/ports.hpp"

namespace atranka::service {

// An empty text, and what is not given, means any.
struct AccessQuery {
    std::string log = {};
    std::string who = {};
    std::string object = {};
    std::optional<ledger::AccessKind> kind = {};
    std::optional<Instant> since = {};  // that instant and later
    std::optional<Instant> until = {};  // before that instant
    std::int64_t from = 0;              // so many are left out, and
    std::int64_t count = -1;            // at most so many are answered; -1: all
};

class Readings {
public:
    virtual ~Readings() = default;
    // In the order given, each as the next of its log's chain: index, size and previous are set here. All or
    // none.
    virtual void append(const std::vector<ledger::Access>& lines) = 0;
    virtual ledger::AccessHead head(const std::string& log) = 0;
    // The logs that have a chain, in order.
    virtual std::vector<std::string> logs() = 0;
    // A chain from that index on, at most so many.
    virtual std::vector<ledger::ChainedAccess> range(const std::string& log, std::int64_t from,
                                                     std::int64_t count) = 0;
    // In the order they were noted.
    virtual std::vector<ledger::ChainedAccess> find(const AccessQuery& query) = 0;
    virtual std::int64_t count(const AccessQuery& query) = 0;
};

}  // namespace atranka::service
