#pragma once
// The record of one call, read once: what every alteration is told against.
// Shape:  the entries of the instance log and of the call's own, in the order they were written; of each
//         stream its newest state and every sixteenth, between which the others are folded as they are asked
//         for. A position counts these entries from 0. One thread at a time may ask.
// Errors: an entry whose events cannot be read or folded is a fault, and there is no past.
// Source: DESIGN.md §2 (the unit of the log is an accepted command with its events).

#include "engine/service/execute.hpp"
#include "engine/service/replay.hpp"

#include <tl/expected.hpp>

namespace atranka::simulation {

struct Recorded {
    std::string log;
    std::int64_t index = 0;
    Instant at;
    std::string type;
    std::optional<service::Envelope> envelope;  // none where a form of it is gone
    Value events;                               // {"<stream>": [event, …]}
    ApplicationId application;                  // that the command is about; empty where it is about none
    bool is_of_call = false;  // else of the instance, of how the log is kept, or of questions
    bool touches_call = false;

    // Those it has for the stream; null where it touched it not.
    const Value::List* events_of(const std::string& stream) const;
};

using StatePtr = std::shared_ptr<const service::StreamState>;

struct Unreadable {
    std::string log;
    std::int64_t index = 0;
};

class Past {
public:
    static tl::expected<Past, Unreadable> of(const service::Scan& scan, const CallId& call);

    const CallId& call() const { return call_; }
    const std::string& call_stream() const { return call_stream_; }
    const std::vector<Recorded>& entries() const { return entries_; }
    std::size_t end() const { return entries_.size(); }
    // Under which the call was drafted; null where no entry drafts it.
    const std::shared_ptr<const definition::Definition>& definition() const { return definition_; }
    std::optional<Value> beside(const std::string& hash) const;
    // A stream as it stood before the entry at that position; null where it had no entry yet.
    StatePtr before(const std::string& stream, std::size_t position) const;
    const std::vector<std::string>& applications() const { return applications_; }  // streams
    application::State application_at_end(const std::string& stream) const;

private:
    bool add(const service::Entry& entry);
    void bring(const service::Entry& entry);

    // A stream after so many of the entries that touched it.
    struct Version {
        std::size_t number = 0;
        std::shared_ptr<service::StreamState> state = {};
    };
    struct Stream {
        std::vector<std::size_t> positions;  // of the entries that touched it
        std::vector<StatePtr> kept;          // every sixteenth version
        mutable Version asked;               // for last: whoever reads on reads the next one
    };
    StatePtr version_of(const std::string& name, const Stream& stream, std::size_t number) const;

    CallId call_;
    std::string call_stream_;
    std::vector<Recorded> entries_;
    std::map<std::string, Stream> streams_;
    std::vector<std::string> applications_;
    std::shared_ptr<const definition::Definition> definition_;
    mutable service::Folded folded_;  // States answers whoever may load
};

}  // namespace atranka::simulation
