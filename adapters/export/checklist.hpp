#pragma once
// One award as an auditor goes through it: what was asked for on its way, whether the record shows that it
// was done, and the entries that show it; and the call's money at the moments that mattered.
// Shape:  lines in the order of the definition's steps, then what follows the decision. `not_applicable`
//         where the definition asks for no such thing, or it has not come to pass; a line is never ok because
//         nothing speaks against it.
// Units:  money as exact decimals in the call's currency; instants UTC.
// Source: LEDGER.md, "What an auditor asks for".

#include "adapters/export/telling.hpp"

#include <map>

namespace atranka::exporting {

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
    std::optional<Decimal> kept;                   // for appeals that are upheld
    std::string envelope = {};                     // that pays it, where the call has several
    std::optional<Decimal> left_in_envelope = {};  // by the ranked list
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

// The moments of some applications of a call, gathered while its log is told.
class Dossiers {
public:
    explicit Dossiers(const std::vector<std::string>& applications);
    void add(const Told& told, service::Folded& after, const CallId& call);

    const std::vector<Moment>& of(const std::string& application) const { return moments_.at(application); }
    const std::string& hash(std::int64_t entry) const { return hashes_.at(static_cast<std::size_t>(entry)); }
    // The last entry; -1 where there is none.
    std::int64_t head() const { return static_cast<std::int64_t>(hashes_.size()) - 1; }

private:
    struct List {
        std::int64_t ranked = -1, proposed = -1;
        std::string by;
    };
    void see_lists(const Told& told, const Value::List& events);
    void add_list(const Told& told, Moment& moment) const;

    std::map<std::string, std::vector<Moment>> moments_;
    std::map<std::pair<std::string, std::string>, List> lists_;  // by round and step
    std::vector<std::string> hashes_;                            // of the leaves, by entry
    call::State call_;
};

const char* text_of(Verdict verdict);  // "ok", "not ok", "n.a."

}  // namespace atranka::exporting
