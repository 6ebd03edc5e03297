#pragma once
// A selection as it stands: its list as it was ranked or, before that, as it would be ranked now.
// Shape:  rows by rank. What would be ranked leaves the lot out, which is drawn from secrets that are not
//         opened yet: whoever is equal but for it shares a rank, and is cut in the order of their numbers.
// Units:  money in the call's currency.

#include "engine/kernel/codec.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace atranka::inquiry {

struct PlacedRow {
    std::string application, title;
    std::int64_t rank = 0;
    std::map<std::string, std::string> keys;
    std::string decided_by, outcome, reason;
    Decimal amount, left;
    std::string envelope;
};
BOOST_DESCRIBE_STRUCT(PlacedRow, (),
                      (application, title, rank, keys, decided_by, outcome, reason, amount, left, envelope))

struct OnTheWay {
    std::string application, step;
};
BOOST_DESCRIBE_STRUCT(OnTheWay, (), (application, step))

BOOST_DEFINE_ENUM_CLASS(Lot, drawn, not_needed, not_yet)

struct Preview {
    std::string call, round, step, stage, policy;
    bool rehearsed = false;  // nobody ranked it yet
    std::vector<OnTheWay> missing;
    Lot lot{};
    std::string proposed_by;
    std::optional<Decimal> to_share;  // what there is for the list, or the sum it is taken nearest to
    Decimal used;
    std::map<std::string, Decimal> envelopes;  // of what is used, by who pays
    std::vector<PlacedRow> rows;
    std::string because;  // there is no list
};
BOOST_DESCRIBE_STRUCT(Preview, (),
                      (call, round, step, stage, policy, rehearsed, missing, lot, proposed_by, to_share, used,
                       envelopes, rows, because))

}  // namespace atranka::inquiry
