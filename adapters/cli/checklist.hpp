#pragma once
// One award as an auditor goes through it: what was asked for on its way, whether the record shows that it
// was done, and the entries that show it; and the call's money at the moments that mattered.
// Shape:  lines in the order of the definition's steps, then what follows the decision. `not_applicable`
//         where the definition asks for no such thing, or it has not come to pass; a line is never ok because
//         nothing speaks against it.
// Units:  money as exact decimals in the call's currency; instants UTC.
// Source: LEDGER.md, "What an auditor asks for".

#include "adapters/export/telling.hpp"

namespace atranka::cli {

enum class Verdict { ok, not_ok, not_applicable };

struct Line {
    std::string what;
    Verdict verdict = Verdict::not_applicable;
    std::string detail;
    std::set<std::int64_t> entries;  // of the call's log
};

// The call's money as one entry left it.
struct BudgetLine {
    std::string when;
    std::int64_t entry = 0;
    Decimal budget, before, award, left;
    std::optional<Decimal> kept;  // for appeals that are upheld
};

struct Checklist {
    std::string application, step;  // step: of the decision
    Decimal amount;
    std::string order;
    Instant decided;
    std::vector<Line> lines;
    std::vector<BudgetLine> budget;
    std::int64_t count(Verdict verdict) const;
};

// What happened to one application at one entry.
struct Moment {
    std::int64_t entry = 0;
    std::string type, actor;
    Instant at;
    Value::List events;
    application::State before, after;
    call::State call_before, call_after;
    bool reasoned = false;  // the entry has a private part with the reason
    // Of the list that the application was placed on: who ranked and who proposed it, and where.
    std::int64_t ranked_at = -1, proposed_at = -1;
    std::string proposed_by;
    Decimal ahead = 0;  // what the same entry gave to those placed ahead on that list
};

// `beside` gives the large public fact of that hash.
Checklist checklist_of(const definition::Definition& definition, const std::vector<Moment>& moments,
                       const std::function<std::optional<std::string>(const std::string&)>& beside);

const char* text_of(Verdict verdict);  // "ok", "not ok", "n.a."

}  // namespace atranka::cli
