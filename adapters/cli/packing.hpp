#pragma once
// The evidence of a call gathered from a record that others may go on writing.
// Errors: service::Failure where the record cannot be read, or the archive cannot be written.

#include "adapters/pack/pack.hpp"
#include "engine/service/readings.hpp"

#include <functional>

namespace atranka::cli {

struct Evidence {
    service::EventStore& store;
    service::Readings& readings;
    std::string key;  // the public one, as signed notes spell it
    std::function<std::string(const std::string& log)> checkpoint;
};

// Of one application where one is named.
pack::Pack pack_of(const Evidence& from, const std::string& call, const std::string& application);
// Its archive's bytes.
std::string packed(const Evidence& from, const std::string& call, const std::string& application,
                   Instant now);

}  // namespace atranka::cli
