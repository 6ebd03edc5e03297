#pragma once
// Everything that a pack has about one application, put in order for a person who has to judge it: what was
// received, who checked, declared, read, scored, ranked and decided what, when, and under which entry.
// Shape:  lines by topic, each of one entry, in the order of the record. Told from the pack alone: its
//         entries are folded as replay folds them, and what is not in it is told as withheld or erased.
// Units:  times as the call's calendar has them, with UTC beside; money in the definition's currency.
// Source: LEDGER.md, "What an auditor asks for, in one command"; Reg. (EU) 480/2014 Art. 25(1)(a).

#include "adapters/pack/pack.hpp"
#include "engine/definition/calendar.hpp"
#include "engine/explanation/terms.hpp"
#include "engine/procedure/ranking.hpp"

#include <memory>

namespace atranka::pack {

using explanation::Both, explanation::command_title, explanation::say, explanation::term;

enum class Topic {
    rules,
    received,
    clarifications,
    checks,
    assignments,
    interests,
    reviews,
    result,
    ranking,
    exceptions,
    decision,
    appeals,
    erasures
};

struct Line {
    std::string log;
    std::int64_t index = 0;  // -1: of several entries, named in its table
    Instant at;
    Both what;                             // a sentence
    Both sum;                              // the expression or comparison behind it
    Both quote;                            // what somebody wrote
    std::vector<std::vector<Both>> table;  // its first row names the columns
};

// Who appears in a dossier, under which pseudonym and in which roles.
struct Participant {
    std::string person;
    Both roles;
};

// What somebody did to a definition or a list, and under which entry of the call's log.
struct Deed {
    std::string actor, stage;
    std::int64_t index = 0;
    Instant at;
};

struct DefinitionInForce {
    std::shared_ptr<const definition::Definition> definition;
    std::string hash;
    Deed drafted;
    std::optional<Deed> published;
    std::string report;  // of what was proven of it, by its hash
};

// The list of a round at a step as it was ranked last.
struct RankedList {
    std::string round;
    const definition::Step* step;  // of the definition in `Dossiers`
    std::vector<Deed> deeds;       // that led to it: ranked, proposed, confirmed
    std::string hash;
    Both within;  // what it was cut by, with its numbers
    std::vector<procedure::Row> rows;
    std::vector<Line> later;  // who was selected past it
};

// Money that was put aside, or came back.
struct MoneyMove {
    const service::Entry* entry;
    std::string actor, envelope;
    Decimal amount, committed;  // `committed`: by all entries up to this one
};

// What the pack has about the call as such.
struct CallStory {
    std::vector<DefinitionInForce> definitions;
    std::vector<Line> changes;  // of what was published
    std::vector<RankedList> lists;
    std::vector<MoneyMove> moves;
    call::State state;
};

struct Dossier {
    std::string application, round, lead;
    std::int64_t first = 0, last = 0;  // entries of the call's log that touch it
    Both standing;                     // its outcome, or where it waits
    std::string total, requested, granted;
    std::int64_t rank = 0;
    std::map<Topic, std::vector<Line>> lines;
    std::vector<const service::Entry*> entries;  // all that touch it
    std::vector<Participant> participants;
};

struct Dossiers {
    std::shared_ptr<const definition::Definition> definition;  // null where the pack has none
    std::vector<Dossier> applications;                         // by id
    CallStory call;
};

Dossiers dossiers_of(const Pack& pack, const std::string& call);

// "2026-03-31 23:59:59", as the calendar's zone has it, or UTC.
std::string local_text(const definition::Calendar& calendar, Instant at);
std::string utc_text(Instant at);
// Without its day where that is the local one.
std::string utc_beside(const definition::Calendar& calendar, Instant at);
// By the calendar of the pack's definition; UTC where it has none.
std::string clock(const Dossiers& all, Instant at);
std::string utc_of(const Dossiers& all, Instant at);
std::string key_text(const procedure::Row& row, const std::string& key);

}  // namespace atranka::pack
