#pragma once
// What can be asked of the record's keeper.

#include "engine/custody/state.hpp"

#include <variant>

namespace atranka::custody {

// Heads are signed by another key from now on. A rotation is signed by the former key, unless it is lost.
struct RotateKey {
    static constexpr std::string_view name = "RotateKey";
    std::string former, key;  // public keys, as `atranka key show` prints them
    bool lost = false;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RotateKey, (), (former, key, lost, reason))

// The newest heads of the other logs, and of the chains of who read what.
struct AnchorHeads {
    static constexpr std::string_view name = "AnchorHeads";
    std::map<std::string, AnchoredHead> heads;                // by log
    std::map<std::string, ledger::AccessHead> readings = {};  // by the log beside which they are kept
};
BOOST_DESCRIBE_STRUCT(AnchorHeads, (), (heads, readings))

// Goes on with a log whose newest released head is not in the record: a backup was put back.
struct OpenEpoch {
    static constexpr std::string_view name = "OpenEpoch";
    std::string log;
    std::string released;  // the newest checkpoint that was released, as it was signed
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(OpenEpoch, (), (log, released, reason))

using Command = std::variant<RotateKey, AnchorHeads, OpenEpoch>;

}  // namespace atranka::custody
