#pragma once
// A line of the access ledger: who read what, or was refused what, and when. Readings are no entries of a
// call's log; they are a chain beside it.
// Shape:  one chain a log. A line's hash is SHA-256("atranka/access/v1" 0x00 canonical JSON), and its
//         `previous` is the hash of the line before it: no line is changed, dropped or put between others
//         without all that follow changing too. The newest hash stands in the instance log, hourly.
// Units:  people are pseudonyms, objects ids; no line holds a value that somebody entered.
// Errors: `verify` names the first line that does not fit.
// Source: LEDGER.md, "Who read what".

#include "engine/kernel/codec.hpp"

#include <string>
#include <vector>

namespace atranka::ledger {

BOOST_DEFINE_ENUM_CLASS(AccessKind, reading, refusal)

struct Access {
    std::string log;         // "instance" or "calls/<id>": beside which it is kept
    std::int64_t index = 0;  // dense from 0 in its chain
    std::int64_t size = 0;   // entries of that log at that moment
    AccessKind kind = AccessKind::reading;
    std::string who;            // pseudonym
    std::string authenticated;  // as in a command: "cli", "password", "passkey"
    std::string object;         // "application/a-1", "call/c-2026", "instance"
    std::string what;           // which view of it, or which command was refused
    std::string rule;           // by which it was refused
    std::string as_of;          // where it was looked at as it stood earlier
    Instant at;
    std::string previous;  // hex; empty in the first
    friend bool operator==(const Access&, const Access&) = default;
};
BOOST_DESCRIBE_STRUCT(Access, (),
                      (log, index, size, kind, who, authenticated, object, what, rule, as_of, at, previous))

struct ChainedAccess {
    Access line;
    std::string hash;  // hex
    friend bool operator==(const ChainedAccess&, const ChainedAccess&) = default;
};
BOOST_DESCRIBE_STRUCT(ChainedAccess, (), (line, hash))

// Where a chain stands.
struct AccessHead {
    std::int64_t size = 0;
    std::string hash;  // hex of the newest line's; empty where there is none
    friend bool operator==(const AccessHead&, const AccessHead&) = default;
};
BOOST_DESCRIBE_STRUCT(AccessHead, (), (size, hash))

std::string hash_of(const Access& line);
// The next line of the chain, and the head moves on. Text that could not be recorded (no UTF-8, control
// characters, beyond 200 bytes) is replaced by "?": an attempt is noted whatever was typed.
ChainedAccess chain(AccessHead& head, Access line, std::int64_t size);

struct AccessFault {
    std::int64_t index = 0;
    std::string what;
};
// The first line that does not follow from the one before it.
class AccessCheck {
public:
    explicit AccessCheck(std::string log) : log_(std::move(log)) {}
    // Nothing once a line was found wrong: what follows it cannot be told from it.
    void operator()(const ChainedAccess& next);
    const AccessHead& head() const { return head_; }
    const std::optional<AccessFault>& fault() const { return fault_; }

private:
    std::string log_;
    AccessHead head_;
    std::int64_t size_ = 0;
    std::optional<AccessFault> fault_;
};

}  // namespace atranka::ledger
