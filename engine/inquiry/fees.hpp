#pragma once
// What an expert did in a call, and what it is paid by its definition.
// Shape:  of whoever asks; of another expert for those who work on the call. In the order of the work's
//         application and step. Work that was taken away or waits to be done again does not count.
// Units:  money in the call's currency, by the call's parameters as they are now.

#include "engine/kernel/codec.hpp"

#include <optional>
#include <string>
#include <vector>

namespace atranka::inquiry {

struct PaidWork {
    std::string application, step;
    std::string work;             // "review", "consensus"
    std::optional<Instant> done;  // of a review: when it was submitted
    Decimal fee;
};
BOOST_DESCRIBE_STRUCT(PaidWork, (), (application, step, work, done, fee))

struct Fees {
    std::string expert, currency;
    bool paid = false;  // the definition declares fees
    std::vector<PaidWork> items;
    Decimal total;
    std::int64_t open = 0;  // reviews that are still to be submitted
};
BOOST_DESCRIBE_STRUCT(Fees, (), (expert, currency, paid, items, total, open))

}  // namespace atranka::inquiry
