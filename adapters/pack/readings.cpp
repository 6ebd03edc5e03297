#include "adapters/pack/readings.hpp"

#include "adapters/pack/html.hpp"

namespace atranka::pack {

namespace {

using ledger::ChainedAccess;

// The command that was refused, or the view that was opened or refused.
std::string deed_of(const ledger::Access& line, bool lt) {
    const std::string what = command_title(line.what).in(lt);
    if (line.kind == ledger::AccessKind::reading) return what;
    return what + (lt ? " – atmesta: " : " – refused: ") + line.rule;
}

Rows head_row(bool lt) {
    return Rows{lt ? std::vector<Cell>{"Eilutė", "Kada", "UTC", "Kas (pseudonimas)", "Prisijungė", "Ką",
                                       "Vaizdas ar veiksmas", "Kokios būklės", "Įrašų tuomet"}
                   : std::vector<Cell>{"Line", "When", "UTC", "By (pseudonym)", "Authenticated", "Of",
                                       "View or attempt", "As of", "Entries then"}};
}

void add_row(Rows& rows, const ledger::Access& line, const definition::Definition* d, bool lt) {
    rows.push_back({std::to_string(line.index), d ? local_text(d->calendar, line.at) : utc_text(line.at),
                    d ? utc_beside(d->calendar, line.at) : utc_text(line.at), line.who, line.authenticated,
                    line.object, deed_of(line, lt), line.as_of, std::to_string(line.size)});
}

std::string head_text(const ledger::AccessHead& head, bool lt) {
    return std::to_string(head.size) + (lt ? " eil., maiša " : " lines, hash ") + head.hash;
}

}  // namespace

std::string readings_table(const std::vector<ChainedAccess>& readings, const std::string& object,
                           const definition::Definition* definition, bool lt) {
    Rows rows = head_row(lt);
    for (const ChainedAccess& one : readings)
        if (one.line.object == object) add_row(rows, one.line, definition, lt);
    if (rows.size() == 1)
        return "<p class=\"none\">" + std::string{lt ? "Niekas neskaitė." : "Nobody read it."} + "</p>\n";
    return table(rows);
}

std::string readings_section(const Pack& pack, const Dossiers& all, const std::string& call, bool lt) {
    if (pack.readings.empty()) return paragraph(lt ? "Niekas nieko neskaitė." : "Nobody read anything.");
    std::string html =
        paragraph(lt ? "Skaitymai ir atmesti bandymai nėra žurnalo įrašai: jie surašyti greta jo esančioje "
                       "maišų grandinėje, kurios viršūnė kas valandą įrašoma į bendrąjį žurnalą. Skaitymai, "
                       "susiję su paraiška, nurodyti jos puslapyje."
                     : "Readings, and attempts that were refused, are no entries of the log: they are "
                       "lines of a hash chain beside it, whose head is put into the instance log hourly. "
                       "Those of an application stand on its page.");
    if (!pack.is_partial()) {
        const ChainedAccess& last = pack.readings.back();
        html += paragraph((lt ? "Grandinės viršūnė: " : "Head of the chain: ") +
                          head_text({last.line.index + 1, last.hash}, lt));
        const auto anchors = anchored_readings(pack, "calls/" + call);
        html += paragraph(anchors.empty() ? std::string{lt ? "Bendrajame žurnale jos viršūnės dar nėra."
                                                           : "The instance log has no head of it yet."}
                                          : (lt ? "Bendrojo žurnalo įraše " : "In the instance log, entry ") +
                                                std::to_string(anchors.back().index) + ": " +
                                                head_text(anchors.back().head, lt));
    }
    Rows rows = head_row(lt);
    for (const ChainedAccess& one : pack.readings)
        if (!one.line.object.starts_with("application/")) add_row(rows, one.line, all.definition.get(), lt);
    return rows.size() == 1 ? html : html + table(rows);
}

}  // namespace atranka::pack
