#pragma once
// How the record itself is kept: which key signs its heads, in which epoch a log is written, and which heads
// of other logs stand in the instance log.
// Shape:  one stream a log ("log/instance", "log/calls/2026-1"). Keys and anchored heads are in the instance
//         log's; an epoch is its own log's.
// Units:  an epoch counts from 1; it is the last part of an origin.
// Source: LEDGER.md, formats 1, 5 and 9.

#include "engine/ledger/access.hpp"

namespace atranka::custody {

// The head of a log, as another log names it: nobody can rewrite the one without the other.
struct AnchoredHead {
    std::string origin;
    std::int64_t size = 0;
    std::string root;  // hex
    friend bool operator==(const AnchoredHead&, const AnchoredHead&) = default;
};
BOOST_DESCRIBE_STRUCT(AnchoredHead, (), (origin, size, root))

struct Log {
    std::string key;  // public, by which its heads are signed; empty: never changed
    std::int64_t epoch = 1;
    std::map<std::string, AnchoredHead> heads;  // the newest, by log
    std::optional<Instant> anchored;            // when they were last
    std::int64_t version = 0;
    std::map<std::string, ledger::AccessHead> readings = {};  // the newest, by log
};
BOOST_DESCRIBE_STRUCT(Log, (), (key, epoch, heads, anchored, version, readings))

// "mita.lt/calls/2026-1/2": the epoch is 2, the place "mita.lt/calls/2026-1". 0 and all of it where it is no
// origin.
std::int64_t epoch_of(std::string_view origin);
std::string_view place_of(std::string_view origin);

}  // namespace atranka::custody
