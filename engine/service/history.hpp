#pragma once
// The record as it stood: at an instant, or right after one entry of one log.
// Shape:  an Extent says which entries count. Up to an instant: those that are not later, whatever their
//         place, since the clocks of two logs may differ. Up to an entry: it and whatever was written before
//         it, in any log, whatever their instants.
//         Past folds a stream from its own entries when it is asked for: what one costs does not grow with
//         the record.
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

// The streams as they stood, for readers. Definitions and large facts are those that states name by their
// hash.
class Past final : public States {
public:
    Past(EventStore& store, States& present, Extent extent);
    registry::Person person(const PersonId& id) override;
    registry::Organisation organisation(const OrganisationId& id) override;
    custody::Log log(const std::string& log) override;
    call::State call(const CallId& id) override;
    question::State questions(const CallId& call) override;
    application::State application(const ApplicationId& id) override;
    std::vector<std::pair<ApplicationId, std::string>> under_way(const CallId& call,
                                                                 const RoundId& round) override;
    // None are known: what somebody wrote about whom is asked to decide, and never to read.
    std::vector<InvolvementRow> involvements(const PersonId& person) override;
    std::shared_ptr<const definition::Definition> definition(const std::string& hash) override;
    std::optional<Value> beside(const std::string& hash) override;
    bool instance_is_new() override;

private:
    template <class State>
    State state(const std::string& stream);

    EventStore& store_;
    States& present_;
    Extent extent_;
    std::map<std::string, StreamState> streams_;
};

}  // namespace atranka::service
