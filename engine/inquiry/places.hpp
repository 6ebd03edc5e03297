#pragma once
// The rows of applications that were found by their words lately, by where they stand in the index: what a
// search has in common with the one before is not looked up in the record again.
// Shape:  below access: only those are answered from it who read everything. It follows the record: whatever
//         an entry touched since is read again, and after an erasure everything.
// Units:  rows; at most `rows_max`, then it begins anew.

#include "engine/service/keyed.hpp"
#include "engine/service/texts.hpp"

#include <optional>
#include <unordered_map>

namespace atranka::inquiry {

class Places {
public:
    using Rows = std::vector<const service::KeyedRow*>;
    // Those of all calls that fit, as they stood when the index was last taken on or later; they hold until
    // the next question. Nothing where there are more than `count`, or the index moves on all the time.
    std::optional<Rows> found(const service::Terms& terms, service::Texts& texts, service::EventStore& store,
                              std::int64_t count);

private:
    void follow(const service::Mark& mark, service::EventStore& store);
    void forget(const std::string& application);
    bool look_up(const std::vector<std::int64_t>& places, service::Texts& texts, service::EventStore& store);

    service::Mark mark_;
    std::unordered_map<std::int64_t, service::KeyedRow> rows_;
    std::unordered_multimap<std::string, std::int64_t> of_application_;
};

}  // namespace atranka::inquiry
