#pragma once
// Whoever names people whom they may not look up learns by each refusal who is not registered: they may be
// wrong so often, and then wait.
// Shape:  counts by who asks, whatever they named. Safe for any number of threads.
// Units:  20 wrong names an hour; at most 10,000 are counted, and the oldest give way.
// Source: DESIGN.md §8 ("no leak"): the one who is named has to be there, so that the refusal itself stays.

#include "engine/kernel/id.hpp"
#include "engine/kernel/instant.hpp"

#include <map>
#include <mutex>
#include <optional>

namespace atranka::api {

class Guesses {
public:
    // Until when to wait; nothing: go on.
    std::optional<Instant> wait(const PersonId& who, Instant now);
    void wrong(const PersonId& who, Instant now);

private:
    struct Count {
        int wrong = 0;
        Instant since;
    };
    std::mutex mutex_;
    std::map<PersonId, Count> counts_;
};

}  // namespace atranka::api
