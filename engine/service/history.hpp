#pragma once
// The record as it stood: at an instant, or right after one entry of one log.
// Shape:  an Extent says which entries count. Up to an instant: those that are not later, whatever their
//         place, since the clocks of two logs may differ. Up to an entry: it and whatever was written before
//         it, in any log, whatever their instants.
// Errors: a log that is not there, or an entry that it has not, is an answer that says what there is.
// Source: DESIGN.md §2 (one log a call beside the instance log).

#include "engine/service/replay.hpp"

#include <tl/expected.hpp>

namespace atranka::service {

struct EntryPoint {
    std::string log;
    std::int64_t index = 0;
};
using Point = std::variant<Instant, EntryPoint>;

class Extent {
public:
    static Extent until(Instant at);
    // `sizes`: of each log so many entries from its first.
    static Extent of(std::map<std::string, std::int64_t> sizes, Instant at);
    bool holds(const Entry& entry) const;
    // By which something is late in that record.
    Instant moment() const { return moment_; }

private:
    Instant moment_;
    std::optional<std::map<std::string, std::int64_t>> sizes_;
};

struct NoPoint {
    std::vector<std::string> logs;  // that there are; empty where the log is there
    std::int64_t size = 0;          // of the log that is there
};

tl::expected<Extent, NoPoint> extent_of(EventStore& store, const Point& point);
// Entries that count, in the order they were written.
void scan_within(EventStore& store, const Extent& extent, const std::function<void(const Entry&)>& visit);
void fold_within(EventStore& store, const Extent& extent, Folded& into);

}  // namespace atranka::service
