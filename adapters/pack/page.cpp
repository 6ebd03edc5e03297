#include "adapters/pack/page.hpp"

#include "engine/ledger/leaf.hpp"

#include <array>

namespace atranka::pack {

namespace {

struct Words {
    std::string_view code, title, made, heads, log, entries, root, applications, application, round, outcome,
        score, rank, granted, under_way, history, entry, when, what, who, checking, how, keys, contents,
        files, none;
};

constexpr std::array<Words, 2> languages{
    {{"en",
      "Evidence pack of the call",
      "Made",
      "Signed heads",
      "Log",
      "Entries",
      "Root",
      "Applications",
      "Application",
      "Round",
      "Outcome",
      "Score",
      "Rank",
      "Granted (EUR)",
      "under way",
      "Every entry of the call, in its order",
      "Entry",
      "When (UTC)",
      "What was done",
      "By (pseudonym)",
      "How to check it",
      "Check this file with a program and a key that you did not get from the agency together with it:",
      "The keys that signed the heads, as the agency names them; compare them with what was published "
      "elsewhere:",
      "What is in this archive",
      "logs/…/entries.jsonl has every entry as it was recorded, with the salts that open its commitments; "
      "logs/…/checkpoint the signed head; beside/ the definition of the call and its ranked lists; order.txt "
      "in "
      "which order the logs were written.",
      "none"},
     {"lt",
      "Kvietimo įrodymų rinkinys",
      "Sudarytas",
      "Pasirašytos galvos",
      "Žurnalas",
      "Įrašai",
      "Šaknis",
      "Paraiškos",
      "Paraiška",
      "Etapas",
      "Rezultatas",
      "Balas",
      "Vieta",
      "Skirta (EUR)",
      "nagrinėjama",
      "Visi kvietimo įrašai iš eilės",
      "Įrašas",
      "Kada (UTC)",
      "Kas padaryta",
      "Kas (pseudonimas)",
      "Kaip patikrinti",
      "Šį failą patikrinkite programa ir raktu, kuriuos gavote ne kartu su juo iš agentūros:",
      "Raktai, kuriais pasirašytos galvos, kaip juos nurodo agentūra; palyginkite su paskelbtais kitur:",
      "Kas yra šiame archyve",
      "logs/…/entries.jsonl – visi įrašai, kaip jie buvo užfiksuoti, su druskomis, kurios atveria jų "
      "įsipareigojimus; "
      "logs/…/checkpoint – pasirašyta galva; beside/ – kvietimo aprašas ir reitingavimo sąrašai; order.txt – "
      "kokia tvarka "
      "rašyti žurnalai.",
      "nėra"}}};

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&': html += "&amp;"; break;
            case '<': html += "&lt;"; break;
            case '>': html += "&gt;"; break;
            case '"': html += "&quot;"; break;
            default: html += c;
        }
    }
    return html;
}

std::string row(const std::vector<std::string>& cells, std::string_view tag = "td") {
    std::string html = "<tr>";
    for (const std::string& cell : cells)
        html += "<" + std::string{tag} + ">" + escaped(cell) + "</" + std::string{tag} + ">";
    return html + "</tr>\n";
}

std::string heading(std::string_view text) { return "<h2>" + escaped(text) + "</h2>\n"; }

// 2026-03-31 20:59
std::string minute(Instant at) {
    std::string text = at.text().substr(0, 16);
    text[10] = ' ';
    return text;
}

std::string texts(std::initializer_list<std::string_view> words, std::string_view tag) {
    std::vector<std::string> cells;
    for (const std::string_view word : words) cells.emplace_back(word);
    return row(cells, tag);
}

std::string heads(const Pack& pack, const Words& w) {
    std::string html = heading(w.heads) + "<table>\n" + texts({w.log, w.entries, w.root}, "th");
    for (const auto& [log, checkpoint] : pack.checkpoints) {
        std::vector<std::string> lines;
        for (std::size_t begin = 0; lines.size() < 3 && begin < checkpoint.size();) {
            const auto end = std::min(checkpoint.find('\n', begin), checkpoint.size());
            lines.push_back(checkpoint.substr(begin, end - begin));
            begin = end + 1;
        }
        html += row(lines);
    }
    return html + "</table>\n";
}

std::string applications(const About& about, const Words& w) {
    std::string html = heading(w.applications);
    if (about.applications.empty()) return html + "<p>" + std::string{w.none} + "</p>\n";
    html += "<table>\n" + texts({w.application, w.round, w.outcome, w.score, w.rank, w.granted}, "th");
    for (const service::ApplicationRow& a : about.applications)
        html += row({a.application, a.round,
                     a.outcome.empty() ? a.step + " (" + std::string{w.under_way} + ")" : a.outcome, a.total,
                     a.rank == 0 ? "" : std::to_string(a.rank), a.granted});
    return html + "</table>\n";
}

std::string history(const Pack& pack, const std::string& log, const Words& w) {
    std::string html = heading(w.history) + "<table>\n" + texts({w.entry, w.when, w.what, w.who}, "th");
    for (const service::Entry& entry : pack.entries) {
        if (entry.log != log) continue;
        const auto leaf = ledger::read_leaf(entry.leaf);
        std::string streams;
        if (entry.streams.size() <= 3)
            for (const auto& s : entry.streams) streams += " " + s.stream;
        html += row(
            {std::to_string(entry.index), minute(entry.at), entry.type + streams, leaf ? leaf->actor : "?"});
    }
    return html + "</table>\n";
}

}  // namespace

std::string page(const Pack& pack, const About& about) {
    std::string html =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        escaped(about.call) +
        "</title>\n<style>\n"
        "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#0b0c0c}\n"
        "table{border-collapse:collapse;display:block;overflow-x:auto}\n"
        "td,th{border-bottom:1px solid #b1b4b6;padding:.2rem 1rem .2rem "
        "0;text-align:left;vertical-align:top}\n"
        "pre{background:#f3f2f1;padding:1rem;overflow-x:auto}\n"
        "</style>\n</head>\n<body>\n<p><a href=\"#en\" lang=\"en\">English</a> · <a href=\"#lt\" "
        "lang=\"lt\">Lietuvių"
        "</a></p>\n";
    for (const Words& w : languages) {
        const std::string code{w.code};
        html += "<section id=\"" + code + "\" lang=\"" + code + "\">\n<h1>" + std::string{w.title} + " " +
                escaped(about.call) + "</h1>\n<p>" + std::string{w.made} + ": " + minute(about.made) +
                " UTC</p>\n" + heading(w.checking) + "<p>" + std::string{w.how} +
                "</p>\n<pre>atranka-verify pack.zip --key agency.pub</pre>\n<p>" + std::string{w.keys} +
                "</p>\n<pre>";
        for (const std::string& key : pack.keys) html += escaped(key) + "\n";
        html += "</pre>\n" + heading(w.contents) + "<p>" + std::string{w.files} + "</p>\n" + heads(pack, w) +
                applications(about, w) + history(pack, "calls/" + about.call, w) + "</section>\n";
    }
    return html + "</body>\n</html>\n";
}

}  // namespace atranka::pack
