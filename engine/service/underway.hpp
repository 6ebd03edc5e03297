#pragma once
// Commands that were asked together, on their way from their decision to their answers.
// Shape:  Service decides them, sends the group, writes it and lets it arrive, in this order. Writing may be
//         done on another thread, with a store of its own on the same record, while the next ones are decided
//         over what this group changes; one group is written at a time. A group that does not arrive takes
//         with it what was decided over it: all of that is asked again.

#include "engine/service/service.hpp"
#include "engine/service/stored.hpp"

#include <algorithm>
#include <exception>

namespace atranka::service {

// What is decided and waits to be written, in one transaction.
struct Group {
    std::vector<Batch> batches = {};
    std::map<std::string, Standing> standings = {};  // with what is in `batches`
    std::map<std::string, std::map<std::pair<int, std::int64_t>, ledger::Hash>> nodes =
        {};  // of the newest leaves
    std::set<std::string> besides = {}, ids = {};
    std::vector<Done> done = {};  // one a batch
    bool is_durable = false;
};

struct Underway {
    std::vector<Request> requests;
    std::vector<Envelope> envelopes;
    // Nothing where a command was not taken into the group, or the group did not arrive: it is asked again.
    std::vector<std::optional<Service::Answer>> answers;
    Group group = {};
    std::vector<std::size_t> added = {};                          // which requests the batches are of
    std::vector<std::pair<std::size_t, Rejection>> refused = {};  // until what they rest on is durable
    std::vector<std::size_t> ready = {};  // those that wait for nothing once the group is written
    std::exception_ptr failed = {};       // why it was not written, or not receipted

    bool is_answered() const {
        return std::ranges::all_of(answers, [](const auto& answer) { return answer.has_value(); });
    }
};

// Of a command that others were faster than too often.
Failure too_busy();

}  // namespace atranka::service
