#include "adapters/pack/dossier_page.hpp"

#include "adapters/pack/form_table.hpp"
#include "adapters/pack/html.hpp"
#include "adapters/pack/readings.hpp"
#include "engine/ledger/leaf.hpp"

#include <array>

namespace atranka::pack {

namespace {

struct Section {
    Topic topic;
    const char* name;
    Both title, none;
};

const std::vector<Section>& sections() {
    static const std::vector<Section> all{
        {Topic::rules,
         "rules",
         {"The rules that applied", "Galiojusios taisyklės"},
         {"The pack has no entry of the call.", "Rinkinyje nėra kvietimo įrašų."}},
        {Topic::received,
         "received",
         {"The application as received", "Paraiška, kokia gauta"},
         {"Nothing was submitted.", "Nieko nepateikta."}},
        {Topic::clarifications,
         "clarifications",
         {"Clarifications and corrections", "Patikslinimai ir taisymai"},
         {"None was asked for, and nothing was corrected.", "Neprašyta ir netaisyta."}},
        {Topic::checks,
         "checks",
         {"Admissibility and eligibility checks",
          "Administracinės atitikties ir tinkamumo finansuoti patikra"},
         {"No check was made.", "Patikrų nebuvo."}},
        {Topic::assignments,
         "assignments",
         {"Experts: assignments and refusals", "Ekspertai: skyrimai ir atsisakymai"},
         {"No expert was assigned.", "Ekspertų neskirta."}},
        {Topic::interests,
         "interests",
         {"Interests: declared before the application was opened?",
          "Interesai: ar deklaruoti prieš atveriant paraišką?"},
         {"No expert was assigned.", "Ekspertų neskirta."}},
        {Topic::reviews,
         "reviews",
         {"Reviews, every version", "Vertinimai, visos versijos"},
         {"Nobody reviewed it.", "Vertinimų nebuvo."}},
        {Topic::result,
         "result",
         {"Consensus and the result of the reviews", "Bendras sutarimas ir vertinimo rezultatas"},
         {"There was no result.", "Rezultato nebuvo."}},
        {Topic::ranking,
         "ranking",
         {"Ranking and budget", "Eilė ir biudžetas"},
         {"It was in no ranking.", "Į eilę nepateko."}},
        {Topic::exceptions,
         "exceptions",
         {"Overrides and exceptions, with their reasons", "Nukrypimai ir išimtys su priežastimis"},
         {"There was none.", "Nebuvo."}},
        {Topic::decision,
         "decision",
         {"Decision, notice and remedies", "Sprendimas, pranešimas ir teisė skųsti"},
         {"Nothing was decided yet.", "Dar nieko nenuspręsta."}},
        {Topic::appeals,
         "appeals",
         {"Appeals and their outcome", "Skundai ir jų rezultatas"},
         {"Nobody appealed.", "Skundų nebuvo."}},
        {Topic::erasures,
         "erasures",
         {"Personal data that was erased", "Ištrinti asmens duomenys"},
         {"Nothing of this application was erased.", "Iš šios paraiškos nieko neištrinta."}}};
    return all;
}

constexpr bool in_language[] = {false, true};

std::string mark(const Line& line, const Dossiers& all, bool lt) {
    const std::string number = std::to_string(line.index);
    const bool is_instance = line.log == "instance";
    const std::string to =
        std::string{"../index.html#"} + (lt ? "lt-" : "en-") + (is_instance ? "i" : "") + number;
    const std::string label = (lt ? "įrašas " : "entry ") + number + (is_instance ? " (instance)" : "");
    return "<p class=\"mark\"><b>" + link(to, label) + "</b><br> " + escaped(clock(all, line.at)) + "<br> " +
           escaped(utc_of(all, line.at)) + "</p>";
}

Rows rows_in(const Line& line, bool lt) {
    Rows rows;
    for (const auto& row : line.table) {
        rows.emplace_back();
        for (const Both& cell : row) rows.back().push_back(cell.in(lt));
    }
    return rows;
}

std::string line_html(const Line& line, const Dossiers& all, bool lt) {
    if (line.index < 0) return table(rows_in(line, lt));
    std::string html = "<div class=\"line\">" + mark(line, all, lt) + "<div class=\"body\"><p>" +
                       escaped(line.what.in(lt)) + "</p>";
    if (!line.sum.in(lt).empty()) html += "<p class=\"sum\">" + escaped(line.sum.in(lt)) + "</p>";
    if (!line.quote.in(lt).empty())
        html +=
            "<p class=\"quote\">" + escaped((lt ? "„" : "“") + line.quote.in(lt) + (lt ? "“" : "”")) + "</p>";
    return html + table(rows_in(line, lt)) + "</div></div>\n";
}

std::string term_of(const std::string& name, const std::string& value) {
    return "<dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd>\n";
}

std::string money_of(const Dossiers& all, const std::string& text) {
    const auto amount = Decimal::parse(text);
    return amount ? money_text(*amount) + "\u00a0" + (all.definition ? all.definition->currency : "") : text;
}

std::string summary(const Dossier& dossier, const Dossiers& all, const std::string& call, bool lt) {
    std::string html = "<dl>\n";
    html += term_of(lt ? "Kvietimas" : "Call",
                    call + (all.definition ? ", " + all.definition->title.in(lt ? "lt" : "en") : ""));
    html += term_of(lt ? "Etapas" : "Round", dossier.round);
    html += term_of(lt ? "Pareiškėjas (pseudonimas)" : "Applicant (pseudonym)", dossier.lead);
    html += term_of(lt ? "Rezultatas" : "Outcome", dossier.standing.in(lt));
    if (!dossier.total.empty()) html += term_of(lt ? "Balas" : "Score", dossier.total);
    if (dossier.rank != 0) html += term_of(lt ? "Vieta" : "Place", std::to_string(dossier.rank));
    if (!dossier.granted.empty()) html += term_of(lt ? "Skirta" : "Granted", money_of(all, dossier.granted));
    html +=
        term_of(lt ? "Įrašai" : "Entries", std::to_string(dossier.entries.size()) +
                                               (lt ? ", nuo " : ", from ") + std::to_string(dossier.first) +
                                               (lt ? " iki " : " to ") + std::to_string(dossier.last) +
                                               (lt ? ", žurnalas calls/" : " of the log calls/") + call);
    return html + "</dl>\n";
}

std::string entries_table(const Dossier& dossier, const Dossiers& all, bool lt) {
    Rows rows{lt ? std::vector<Cell>{"Įrašas", "Kada", "UTC", "Kas", "Kas padaryta", "Lapo maiša (SHA-256)"}
                 : std::vector<Cell>{"Entry", "When", "UTC", "By", "What was done", "Leaf hash (SHA-256)"}};
    for (const service::Entry* entry : dossier.entries) {
        const auto leaf = ledger::read_leaf(entry->leaf);
        const std::string number = std::to_string(entry->index);
        rows.push_back(
            {Cell::html(link(std::string{"../index.html#"} + (lt ? "lt-" : "en-") + number, number)),
             clock(all, entry->at), utc_of(all, entry->at), leaf ? leaf->actor : "?",
             command_title(entry->type).in(lt), entry->leaf_hash});
    }
    return table(rows);
}

std::string people(const Dossier& dossier, bool lt) {
    Rows rows{lt ? std::vector<Cell>{"Pseudonimas", "Vaidmenys šiame kvietime"}
                 : std::vector<Cell>{"Pseudonym", "Roles in this call"}};
    for (const Participant& one : dossier.participants)
        rows.push_back({one.person, one.roles.empty() ? "—" : one.roles.in(lt)});
    return table(rows);
}

}  // namespace

std::string dossier_page(const Dossier& dossier, const Dossiers& all, const std::string& call, bool is_alone,
                         const std::vector<ledger::ChainedAccess>& readings) {
    std::string html = page_begin(dossier.application + " – " + call,
                                  "<a href=\"../index.html\">← " + escaped(call) + "</a> · ");
    for (const bool lt : in_language) {
        const std::string code = lt ? "lt" : "en";
        std::string contents, body;
        const auto begin = [&](const std::string& name, const std::string& title) {
            const std::string id = code + "-" + name;
            contents += "<li>" + link("#" + id, title) + "</li>\n";
            body += heading(title, id);
        };
        for (const Section& section : sections()) {
            begin(section.name, section.title.in(lt));
            const auto it = dossier.lines.find(section.topic);
            if (it == dossier.lines.end() || it->second.empty())
                body += "<p class=\"none\">" + escaped(section.none.in(lt)) + "</p>\n";
            else
                for (const Line& line : it->second) body += line_html(line, all, lt);
        }
        begin("read", lt ? "Kas ją skaitė" : "Who read it");
        body +=
            paragraph(lt ? "Kiekvieno eksperto pirmasis atvėrimas yra įrašas ir nurodytas aukščiau. Kiti "
                           "skaitymai ir atmesti bandymai nėra žurnalo įrašai: jie surašyti greta žurnalo "
                           "esančioje maišų grandinėje."
                         : "Each expert's first opening is an entry and stands above. Other readings, "
                           "and attempts that were refused, are no entries of the log: they are lines of "
                           "a hash chain beside it.") +
            readings_table(readings, "application/" + dossier.application, all.definition.get(), lt);
        begin("people", lt ? "Kas yra kas" : "Who is who");
        body += people(dossier, lt);
        begin("entries", lt ? "Visi šios paraiškos įrašai" : "Every entry of this application");
        body += entries_table(dossier, all, lt);
        begin("check", lt ? "Kaip patikrinti" : "How to check it");
        body += paragraph(lt ? "Šį puslapį sudarė agentūros programa iš to paties archyvo įrašų. Archyvą "
                               "patikrinkite programa ir "
                               "raktu, kuriuos gavote ne kartu su juo; programa kiekvieną sprendimą priima "
                               "iš naujo ir nurodo pirmą "
                               "klaidingą įrašą. Lapo maišą palyginkite su pareiškėjo ar eksperto turimu "
                               "patvirtinimu (--receipt)."
                             : "This page was made by the agency's program from the entries in the same "
                               "archive. Check the archive "
                               "with a program and a key that you did not get together with it: it makes "
                               "every decision again and "
                               "names the first entry that is wrong. A leaf hash can be compared with the "
                               "receipt that an applicant "
                               "or expert holds (--receipt).");
        body += "<pre>atranka-verify pack.zip --key agency.pub</pre>\n";
        const std::string zone =
            all.definition && !all.definition->calendar.zone.empty() ? all.definition->calendar.zone : "UTC";
        html +=
            "<section id=\"" + code + "\" lang=\"" + code + "\">\n<h1>" +
            (lt ? "Paraiška " : "Application ") + escaped(dossier.application) + "</h1>\n" +
            summary(dossier, all, call, lt) +
            paragraph(lt ? "Laikas: " + zone +
                               "; greta – UTC. Prie kiekvienos eilutės nurodytas žurnalo įrašas. "
                               "Žmonės nurodyti pseudonimais."
                         : "Times are those of " + zone +
                               ", with UTC beside. Each line names its entry of the log. People are named by "
                               "pseudonyms.") +
            (is_alone ? paragraph(
                            lt ? "Kitų paraiškų įrašai ir kitų asmenų įrašų privačiosios dalys šiame archyve "
                                 "neteikiami."
                               : "The entries of other applications, and the private parts of other "
                                 "people's entries, are withheld from this archive.")
                      : std::string{}) +
            "<nav><ol>\n" + contents + "</ol></nav>\n" + body + "</section>\n";
    }
    return html + page_end();
}

}  // namespace atranka::pack
