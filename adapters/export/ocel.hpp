#pragma once
// A call as an object-centric event log: OCEL 2.0, in JSON and as a relational (SQLite) file.
// Shape:  one event an entry of the call's log, of the type of its command, related to every object that it
//         touched, each relation with its qualifier. Object types: call, round, selection (a ranked list),
//         application, check, review, assignment (expert × application × step), appeal, person
//         (pseudonym), organisation. A panel is not an object of its own: the record has the experts of a
//         review, who sign its consensus. What an object had when it first appeared is valid from
//         1970-01-01T00:00:00Z, as the standard has it for first values; each later change from its entry's
//         instant.
// Units:  values keep the spelling of the record ("15500.00") in JSON, under the type that their event or
//         object type declares; SQLite stores integers, floats, booleans as 0 and 1, and the rest as text.
// Errors: telling.hpp's Fault where an entry is not what its leaf says; service::Failure where a file cannot
//         be written. The same record gives the same bytes, in either form.
// Source: OCEL 2.0 (ocel-standard.org); LEDGER.md, "For other tools".

#include "adapters/export/telling.hpp"

#include <filesystem>
#include <map>

namespace atranka::exporting {

struct Relation {
    std::string object, qualifier;
    friend auto operator<=>(const Relation&, const Relation&) = default;
};

struct OcelEvent {
    std::string id, type;
    Instant at;
    std::vector<Fact> attributes;
    std::set<Relation> relations;
};

struct OcelChange {
    std::optional<Instant> at;  // none: from the beginning
    Fact fact;
};

struct OcelObject {
    std::string type;
    std::vector<OcelChange> attributes;  // in the order they were recorded
    std::set<Relation> relations;
};

struct Ocel {
    std::vector<OcelEvent> events;
    std::map<std::string, OcelObject> objects;
    // By type, the attributes that occur, in the order of their names.
    std::map<std::string, std::map<std::string, Type>> event_types, object_types;
};

tl::expected<Ocel, Fault> ocel_of(service::EventStore& store, const CallId& call);

// One element a line.
std::string json_of(const Ocel& log);
// Makes the file, which must not be there.
void write_sqlite(const Ocel& log, const std::filesystem::path& file);

}  // namespace atranka::exporting
