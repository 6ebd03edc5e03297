#pragma once
// The one executor: load what the command declares, decide, evolve. No storage, no clock: live commands,
// replay, simulation and tests all come through here.

#include "engine/registry/events.hpp"
#include "engine/service/command.hpp"
#include "engine/service/states.hpp"

namespace atranka::service {

using StreamState = std::variant<registry::Person, registry::Organisation, custody::Log, call::State,
                                 question::State, application::State>;

struct Change {
    std::string stream;
    Value::List events;  // encoded
    StreamState after;   // with its new version
};

struct Executed {
    std::string log;
    std::string definition;  // hash under which it was decided; empty in the instance log
    std::vector<Change> changes;
    std::vector<std::pair<std::string, Value>> beside;  // hash and payload of large public facts it brings
    std::optional<registry::PersonalDataErased> erased = {};
};

// `brought`: documents that come with the command (the definition of a drafted call), by hash.
Result<Executed> execute(States& states, const Envelope& envelope);

std::int64_t version_of(const StreamState& state);
Value encode_state(const StreamState& state);
// What kind of stream it is follows from its name.
std::optional<StreamState> decode_state(const std::string& stream, const Value& encoded);
StreamState empty_state(const std::string& stream);
// Applies one entry's events to the stream's state and raises its version; false where an event does not
// decode.
bool evolve(StreamState& state, const Value::List& events);

}  // namespace atranka::service
