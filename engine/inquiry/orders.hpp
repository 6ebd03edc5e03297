#pragma once
// What the deciding authority has before it, and what it decided by which order, for those who work on a
// call.
// Shape:  by rank; where nothing was ranked, by application.
// Units:  money in the call's currency. `amount` is what was put aside for it, or was granted.

#include "engine/kernel/codec.hpp"

#include <optional>
#include <string>
#include <vector>

namespace atranka::inquiry {

struct AwardLine {
    std::string application, round, step, title;
    std::vector<std::string> organisations;
    PersonId lead;
    std::int64_t rank = 0;
    std::string total, requested;
    Decimal amount;
    std::string standing;            // "pending", "proposed", "granted", "refused"
    std::string order, annex;        // of what is proposed or decided
    bool granted = false;            // what is proposed
    PersonId by;                     // who proposed it
    std::optional<Instant> decided;  // when the last of them gave their word
    std::optional<Instant> deadline;
    std::vector<std::string> commands;  // that the viewer may try on it, of those that decide
};
BOOST_DESCRIBE_STRUCT(AwardLine, (),
                      (application, round, step, title, organisations, lead, rank, total, requested, amount,
                       standing, order, annex, granted, by, decided, deadline, commands))

struct Awards {
    std::string currency;
    std::vector<std::string> sent_back_to;  // steps to which a list may be sent back; none: it may not
    std::vector<AwardLine> items;
};
BOOST_DESCRIBE_STRUCT(Awards, (), (currency, sent_back_to, items))

}  // namespace atranka::inquiry
