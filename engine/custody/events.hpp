#pragma once
// What happened to a log as such. Frozen once released: add a new one, never change one.

#include "engine/custody/state.hpp"

#include <variant>

namespace atranka::custody {

struct KeyRotated {
    static constexpr std::string_view name = "KeyRotated";
    std::string former, key;
    bool lost = false;
};
BOOST_DESCRIBE_STRUCT(KeyRotated, (), (former, key, lost))

struct HeadsAnchored {
    static constexpr std::string_view name = "HeadsAnchored";
    std::map<std::string, AnchoredHead> heads;
    Instant at;
    std::map<std::string, ledger::AccessHead> readings = {};
};
BOOST_DESCRIBE_STRUCT(HeadsAnchored, (), (heads, at, readings))

struct EpochOpened {
    static constexpr std::string_view name = "EpochOpened";
    std::int64_t epoch = 0;
    AnchoredHead released;  // what is missing lies between this entry and that head
};
BOOST_DESCRIBE_STRUCT(EpochOpened, (), (epoch, released))

using Event = std::variant<KeyRotated, HeadsAnchored, EpochOpened>;

void evolve(Log& log, const Event& event);

}  // namespace atranka::custody
