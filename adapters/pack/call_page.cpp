#include "adapters/pack/call_page.hpp"

#include "adapters/pack/form_table.hpp"
#include "adapters/pack/html.hpp"
#include "engine/call/decide.hpp"

#include <set>

namespace atranka::pack {

namespace {

Cell entry_cell(std::int64_t index, bool lt) {
    const std::string number = std::to_string(index);
    return Cell::html(link((lt ? "#lt-" : "#en-") + number, number));
}

Cell page_cell(const std::string& application, bool lt) {
    return Cell::html(link("applications/" + application + ".html#" + (lt ? "lt" : "en"), application));
}

std::string file_link(const std::string& hash) { return link(beside_name(hash), beside_name(hash)); }

Cell deed_cell(const Deed& deed, const Dossiers& all, bool lt) {
    const std::string number = std::to_string(deed.index);
    return Cell::html(escaped(deed.actor + ", ") +
                      link((lt ? "#lt-" : "#en-") + number, (lt ? "įrašas " : "entry ") + number) +
                      escaped(", " + clock(all, deed.at)));
}

std::string none(bool lt, const char* en_text, const char* lt_text) {
    return "<p class=\"none\">" + escaped(lt ? lt_text : en_text) + "</p>\n";
}

std::string lines_table(const std::vector<Line>& lines, const Dossiers& all, bool lt) {
    Rows rows{lt ? std::vector<Cell>{"Įrašas", "Kada", "UTC", "Kas padaryta", "Priežastis"}
                 : std::vector<Cell>{"Entry", "When", "UTC", "What was done", "Reason"}};
    for (const Line& line : lines)
        rows.push_back({entry_cell(line.index, lt), clock(all, line.at), utc_of(all, line.at),
                        line.what.in(lt), line.quote.in(lt)});
    return table(rows);
}

std::string deeds_table(const RankedList& list, const Dossiers& all, bool lt) {
    Rows rows{lt ? std::vector<Cell>{"Sąrašas", "Kas (pseudonimas)", "Įrašas", "Kada", "UTC"}
                 : std::vector<Cell>{"The list is", "By (pseudonym)", "Entry", "When", "UTC"}};
    for (const Deed& deed : list.deeds)
        rows.push_back({term(deed.stage).in(lt), deed.actor, entry_cell(deed.index, lt), clock(all, deed.at),
                        utc_of(all, deed.at)});
    return table(rows);
}

bool pays(const RankedList& list) { return list.step->selection->fund.has_value(); }

std::vector<Cell> places_head(const RankedList& list, bool lt) {
    std::vector<Cell> head{lt ? "Vieta" : "Rank", lt ? "Paraiška" : "Application"};
    for (const definition::OrderKey& key : list.step->selection->order)
        if (!key.is_lot) head.push_back(key.source);
    head.push_back(lt ? "Nuo ankstesnės skyrė" : "Put behind the one before by");
    head.push_back(lt ? "Rezultatas" : "Outcome");
    head.push_back(lt ? "Kodėl" : "Why");
    if (!pays(list)) return head;
    if (!list.step->selection->envelopes.empty()) head.push_back(lt ? "Finansuojama iš" : "Paid from");
    head.push_back(lt ? "Suma" : "Amount");
    head.push_back(lt ? "Likutis po jos" : "Left after it");
    return head;
}

std::vector<Cell> place(const RankedList& list, const procedure::Row& row, bool lt) {
    std::vector<Cell> cells{std::to_string(row.rank), page_cell(row.application.text, lt)};
    for (const definition::OrderKey& key : list.step->selection->order)
        if (!key.is_lot) cells.push_back(key_text(row, key.source));
    cells.push_back(row.decided_by == "lot" ? term("lot").in(lt) : row.decided_by);
    cells.push_back(term(row.outcome).in(lt));
    cells.push_back(term(row.reason).in(lt));
    if (!pays(list)) return cells;
    if (!list.step->selection->envelopes.empty()) cells.push_back(row.envelope);
    cells.push_back(money_text(row.amount));
    cells.push_back(money_text(row.left));
    return cells;
}

std::string list_title(const RankedList& list, bool lt) {
    return say("{}, round {}", "{}, etapas {}", {label_of(list.step->title, list.step->name), list.round})
        .in(lt);
}

std::string list_html(const RankedList& list, const Dossiers& all, bool lt) {
    std::string html = subheading(list_title(list, lt)) + deeds_table(list, all, lt);
    html += "<p>" + std::string{lt ? "Failas: " : "File: "} + file_link(list.hash) + "</p>\n";
    if (!list.within.empty()) html += paragraph((lt ? "Riba pagal: " : "The cut by: ") + list.within.in(lt));
    Rows rows{places_head(list, lt)};
    for (const procedure::Row& row : list.rows) rows.push_back(place(list, row, lt));
    html += table(rows);
    if (list.later.empty()) return html;
    return html + paragraph(lt ? "Po to:" : "After that:") + lines_table(list.later, all, lt);
}

std::string amount_head(const Dossiers& all, bool lt) {
    return (lt ? "Suma (" : "Amount (") + all.definition->currency + ")";
}

std::optional<Decimal> budget_of(const Dossiers& all) {
    const Value* budget = all.call.state.parameter({}, "budget");
    return budget == nullptr || !budget->is_text() ? std::nullopt : Decimal::parse(budget->as_text());
}

std::string sums_table(const Dossiers& all, bool lt) {
    Rows rows{{lt ? "Kas" : "What", amount_head(all, lt)}};
    const auto add = [&](const char* en_text, const char* lt_text, const std::optional<Decimal>& amount) {
        if (amount) rows.push_back({lt ? lt_text : en_text, money_text(*amount)});
    };
    const call::State& call = all.call.state;
    const auto budget = budget_of(all);
    add("Budget", "Biudžetas", budget);
    add("Committed: the sum of the entries below", "Paskirstyta: toliau surašytų įrašų suma", call.committed);
    if (budget) add("Budget less what is committed", "Nepaskirstyta biudžeto dalis", call::available(call));
    add("Requested: the sum of the table of applications", "Prašyta: paraiškų lentelės suma",
        sum_of(all, &Dossier::requested));
    const Decimal granted = sum_of(all, &Dossier::granted).value_or(Decimal{0});
    add("Granted: the sum of the table of applications", "Skirta: paraiškų lentelės suma", granted);
    add("Committed less what is granted", "Paskirstyta, bet neskirta", call.committed - granted);
    return table(rows);
}

// What a list gives from one envelope.
struct Share {
    std::size_t places = 0, selected = 0;
    Decimal promised, left;
};

std::map<std::string, Share> shares_of(const RankedList& list) {
    std::map<std::string, Share> shares;
    for (const procedure::Row& row : list.rows) {
        Share& share = shares[row.envelope];
        ++share.places;
        share.left = row.left;
        if (row.outcome != "selected") continue;
        ++share.selected;
        share.promised += row.amount;
    }
    return shares;
}

std::string shares_table(const Dossiers& all, bool lt) {
    Rows rows{lt ? std::vector<Cell>{"Sąrašas", "Finansuojama iš", "Skirstoma pagal", "Paraiškų sąraše",
                                     "Atrinkta", "Joms numatyta", "Likutis po paskutinės vietos"}
                 : std::vector<Cell>{"List", "Paid from", "Shared out by", "On the list", "Selected",
                                     "Promised to them", "Left after the last place"}};
    for (const RankedList& list : all.call.lists)
        if (pays(list))
            for (const auto& [envelope, share] : shares_of(list))
                rows.push_back({list_title(list, lt), envelope.empty() ? "—" : envelope,
                                list.within.empty() ? "—" : list.within.in(lt), std::to_string(share.places),
                                std::to_string(share.selected), money_text(share.promised),
                                money_text(share.left)});
    return rows.size() == 1 ? std::string{} : table(rows);
}

std::string envelopes_table(const Dossiers& all, bool lt) {
    if (all.call.state.envelopes.empty()) return {};
    Rows rows{{lt ? "Finansuojama iš" : "Paid from", lt ? "Paskirstyta" : "Committed"}};
    for (const auto& [envelope, amount] : all.call.state.envelopes)
        rows.push_back({envelope, money_text(amount)});
    return table(rows);
}

Cell applications_cell(const service::Entry& entry, bool lt) {
    constexpr std::string_view of_application = "application/";
    constexpr std::size_t named_max = 3;
    std::set<std::string> names;
    for (const service::StreamVersion& s : entry.streams)
        if (s.stream.starts_with(of_application)) names.insert(s.stream.substr(of_application.size()));
    if (names.size() > named_max) return std::to_string(names.size()) + (lt ? " paraiškų" : " applications");
    std::string html;
    for (const std::string& name : names) html += (html.empty() ? "" : ", ") + page_cell(name, lt).text;
    return Cell::html(html);
}

std::string moves_table(const Dossiers& all, bool lt) {
    Rows rows{lt ? std::vector<Cell>{"Įrašas", "Kada", "UTC", "Kas (pseudonimas)", "Kas padaryta",
                                     "Paraiškos", "Finansuojama iš", amount_head(all, lt),
                                     "Iš viso paskirstyta"}
                 : std::vector<Cell>{"Entry", "When", "UTC", "By (pseudonym)", "What was done",
                                     "Applications", "Paid from", amount_head(all, lt), "Committed then"}};
    for (const MoneyMove& move : all.call.moves)
        rows.push_back({entry_cell(move.entry->index, lt), clock(all, move.entry->at),
                        utc_of(all, move.entry->at), move.actor, command_title(move.entry->type).in(lt),
                        applications_cell(*move.entry, lt), move.envelope.empty() ? "—" : move.envelope,
                        money_text(move.amount), money_text(move.committed)});
    return table(rows);
}

}  // namespace

std::optional<Decimal> sum_of(const Dossiers& all, std::string Dossier::*amount) {
    std::optional<Decimal> sum;
    for (const Dossier& one : all.applications)
        if (const auto parsed = Decimal::parse(one.*amount)) sum = sum.value_or(Decimal{0}) + *parsed;
    return sum;
}

std::string definition_section(const Dossiers& all, bool lt) {
    if (all.call.definitions.empty())
        return none(lt, "The pack has no definition of the call.", "Rinkinyje kvietimo aprašo nėra.");
    Rows rows{lt ? std::vector<Cell>{"Aprašas", "Versija", "SHA-256", "Failas", "Parengė", "Paskelbė",
                                     "Patikros ataskaita (SHA-256)"}
                 : std::vector<Cell>{"Definition", "Version", "SHA-256", "File", "Drafted by", "Published by",
                                     "Report of what was proven (SHA-256)"}};
    for (const DefinitionInForce& one : all.call.definitions)
        rows.push_back({label_of(one.definition->title, one.definition->workflow).in(lt),
                        std::to_string(one.definition->version), one.hash, Cell::html(file_link(one.hash)),
                        deed_cell(one.drafted, all, lt),
                        one.published ? deed_cell(*one.published, all, lt) : Cell{"—"},
                        one.report.empty() ? "—" : one.report});
    if (all.call.changes.empty())
        return table(rows) +
               none(lt, "Nothing of what was set was changed.", "Nustatytos sąlygos nekeistos.");
    return table(rows) + paragraph(lt ? "Sąlygų keitimai:" : "Changes of what was set:") +
           lines_table(all.call.changes, all, lt);
}

std::string lists_section(const Dossiers& all, bool lt) {
    if (all.call.lists.empty()) return none(lt, "No round was ranked.", "Nė vieno etapo eilė nesudaryta.");
    std::string html = paragraph(
        lt ? "Sąrašai, kokie jie patvirtinti; kas paraiškoms atsitiko vėliau, nurodyta po sąrašu ir "
             "jų puslapiuose."
           : "The lists as they were confirmed; what became of an application later stands below "
             "its list and on its page.");
    for (const RankedList& list : all.call.lists) html += list_html(list, all, lt);
    return html;
}

std::string money_section(const Dossiers& all, bool lt) {
    if (!all.definition)
        return none(lt, "The pack has no definition of the call.", "Rinkinyje kvietimo aprašo nėra.");
    std::string html = sums_table(all, lt) + shares_table(all, lt) + envelopes_table(all, lt);
    if (all.call.moves.empty())
        return html + none(lt, "No entry put money aside.", "Nė vienu įrašu lėšos nepaskirstytos.");
    return html +
           paragraph(lt ? "Įrašai, kuriais lėšos paskirstytos arba grįžo:"
                        : "The entries that put money aside, or by which it came back:") +
           moves_table(all, lt);
}

}  // namespace atranka::pack
