#pragma once
// The record told again: every entry folded, decided again and compared, byte for byte.
// Shape:  entries in the order they were written; state in memory alone. What differs is named by log and
//         index. Events that do not open their commitment are never folded: where the command still says what
//         they were, those are, else the streams of that entry are reported from there on as not checked.
// Source: DESIGN.md §2 ("The unit of the log is an accepted command with its events").

#include "engine/service/execute.hpp"
#include "engine/service/ports.hpp"

#include <functional>

namespace atranka::service {

struct Difference {
    std::string log;
    std::int64_t index = 0;
    std::string
        what;  // "leaf", "events", "order", "head", "tree", "reading": then `index` is that of its line;
               // "snapshot", "view": then `log` is a stream, and `index` the version that its entries give;
               // "keys": once for all parts that are sealed under keys which are missing
    std::string detail;
};

// "calls/c entry 12: events do not open their commitment"
std::string in_words(const Difference& difference);

// A head of a chain of readings that stands in the instance log.
struct AnchoredReadings {
    ledger::AccessHead head;
    std::int64_t index = 0;  // of the entry in which it stands
};

struct Replayed {
    std::map<std::string, ledger::Frontier> trees;  // over the leaves that were read, by log
    std::map<std::string, std::int64_t> commands;   // decided again with the same result, by type
    std::int64_t entries = 0;
    std::int64_t derived = 0;  // decided again with the same result
    std::int64_t erased = 0;   // their inputs are gone: evolved from their events
    std::map<std::int64_t, std::int64_t>
        erased_under;           // parts that are gone, by the instance entry that says so
    std::int64_t anchored = 0;  // heads of other logs that the instance log has
    std::map<std::string, std::vector<AnchoredReadings>> readings;  // by log, smallest first
    std::vector<Difference> differences;
    bool sound() const { return differences.empty(); }
};

// States in memory, folded from entries: replay, readings as of an instant, simulation.
class Folded : public States {
public:
    registry::Person person(const PersonId& id) override;
    registry::Organisation organisation(const OrganisationId& id) override;
    custody::Log log(const std::string& log) override;
    std::vector<InvolvementRow> involvements(const PersonId& person) override;
    call::State call(const CallId& id) override;
    question::State questions(const CallId& call) override;
    application::State application(const ApplicationId& id) override;
    std::vector<std::pair<ApplicationId, std::string>> under_way(const CallId& call,
                                                                 const RoundId& round) override;
    std::shared_ptr<const definition::Definition> definition(const std::string& hash) override;
    std::optional<Value> beside(const std::string& hash) override;
    bool instance_is_new() override;

    // A document that comes with a command, before it is decided.
    void bring(const std::string& hash, Value payload);
    // Applies one entry's events; false where they do not fit.
    bool apply(const Entry& entry, const Value& events);
    // What a person wrote about which applications.
    void involve(const std::vector<InvolvementRow>& rows) { involvements_.insert(rows.begin(), rows.end()); }
    const std::set<InvolvementRow>& involved() const { return involvements_; }
    bool was_brought(const std::string& hash) const { return beside_.contains(hash); }
    // A stream's state as it is now, in place of whatever was folded.
    void put(const std::string& stream, StreamState state);
    const std::map<std::string, StreamState>& streams() const { return streams_; }

private:
    std::map<std::string, StreamState> streams_;
    std::map<std::string, Value> beside_;
    std::map<std::string, std::shared_ptr<const definition::Definition>> definitions_;
    std::set<InvolvementRow> involvements_;
    template <class State>
    State state(const std::string& stream) const;
};

// Entries in the order they were written, wherever they come from; stops when the visitor says false.
using Scan = std::function<void(const std::function<bool(const Entry&)>& visit)>;
Replayed replay(const Scan& scan, const std::function<void(std::int64_t)>& progress = {});
// The same of a store, that its trees are those of its leaves, and what is derived is what the entries give:
// people are shown and commands are decided on it. `progress` is told the number of entries
// now and then. Parts whose keys are missing are not looked into: what they were decided on follows from its
// events, as of what was erased, and the first difference says of how many.
Replayed replay(EventStore& store, const std::function<void(std::int64_t)>& progress = {});
// Makes snapshots and views again from the entries alone, after dropping what there was of them.
void rebuild(EventStore& store);
// The states as of an instant: every entry up to and including it.
void fold_until(EventStore& store, Instant at, Folded& into);

}  // namespace atranka::service
