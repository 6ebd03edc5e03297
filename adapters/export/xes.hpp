#pragma once
// A call as an XES log for process-mining tools: one trace an application.
// Shape:  a trace's events are the entries that touched the application, in their order; an entry that
//         touched many (a selection) stands in the trace of each, with what it meant for that one. Extensions
//         concept, lifecycle, time and org; every event is a `complete`, for the record has facts, not spans.
// Units:  an exact amount is a float as XES has them, in the spelling of the record.
// Errors: telling.hpp's Fault where an entry is not what its leaf says. The same record gives the same bytes.
// Source: IEEE 1849-2016; xes-standard.org.

#include "adapters/export/telling.hpp"

namespace atranka::exporting {

struct Xes {
    std::string text;
    std::int64_t traces = 0, events = 0;
};

tl::expected<Xes, Fault> xes_of(service::EventStore& store, const CallId& call);

}  // namespace atranka::exporting
