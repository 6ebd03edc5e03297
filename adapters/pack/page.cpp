#include "adapters/pack/page.hpp"

#include "adapters/pack/call_page.hpp"
#include "adapters/pack/dossier_page.hpp"
#include "adapters/pack/form_table.hpp"
#include "adapters/pack/html.hpp"
#include "adapters/pack/readings.hpp"
#include "adapters/pack/readme.hpp"
#include "engine/ledger/leaf.hpp"

#include <array>
#include <set>

namespace atranka::pack {

namespace {

struct Words {
    std::string_view code, title, made, heads, log, entries, root, applications, application, round, outcome,
        score, rank, requested, granted, total, each, history, entry, when, what, who, about, streams,
        checking, how, keys, contents, files, none, title_of_one, partial, partial_files, instance_history,
        definition, lists, money, readings;
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
      "Requested (EUR)",
      "Granted (EUR)",
      "Total",
      "Each has a page of its own, with everything that led to its outcome.",
      "Entries of the call's log, in their order",
      "Entry",
      "When",
      "What was done",
      "By (pseudonym)",
      "About",
      "applications and the call",
      "How to check it",
      "Check this file with a program and a key that you did not get from the agency together with it:",
      "The keys that signed the heads, as the agency names them; compare them with what was published "
      "elsewhere:",
      "What is in this archive",
      "README.txt says what each file is; applications/ has a page for each application; "
      "logs/…/entries.jsonl has each entry as it was "
      "recorded, with the salts that open its commitments; "
      "logs/…/checkpoint the signed head; logs/…/readings.jsonl who read what; beside/ the definition of the "
      "call and its ranked lists; order.txt "
      "in "
      "which order the logs were written.",
      "none",
      "Evidence pack of one application:",
      "This archive is about one application. It has every entry of the log that touches that application or "
      "the "
      "call as such, and the entries of the people and organisations who took part. Entries of other "
      "applications "
      "are withheld, and so are the private parts of other people's entries; lists in which the application "
      "stands are whole. Each entry comes with the proof that it is in the log that was signed.",
      "application.json names the application and how far its entries go; logs/…/proofs.jsonl has a proof "
      "for each entry, under the signed head beside it.",
      "Entries of the instance log: people, roles, organisations, erasures",
      "Definition",
      "Ranked lists",
      "Money",
      "Who read what"},
     {"lt",
      "Kvietimo įrodymų rinkinys",
      "Sudarytas",
      "Pasirašytos viršūnės",
      "Žurnalas",
      "Įrašai",
      "Šaknis",
      "Paraiškos",
      "Paraiška",
      "Etapas",
      "Rezultatas",
      "Balas",
      "Vieta",
      "Prašyta (EUR)",
      "Skirta (EUR)",
      "Iš viso",
      "Kiekviena turi savo puslapį: visa, kas lėmė jos rezultatą.",
      "Kvietimo žurnalo įrašai iš eilės",
      "Įrašas",
      "Kada",
      "Kas padaryta",
      "Kas (pseudonimas)",
      "Apie",
      "paraiškų ir kvietimas",
      "Kaip patikrinti",
      "Šį failą patikrinkite programa ir raktu, kuriuos gavote ne kartu su juo iš agentūros:",
      "Raktai, kuriais pasirašytos viršūnės, kaip juos nurodo agentūra; palyginkite su paskelbtais kitur:",
      "Kas yra šiame archyve",
      "README.txt – kas yra kiekvienas failas; applications/ – kiekvienos paraiškos puslapis; "
      "logs/…/entries.jsonl – visi įrašai, kaip jie buvo "
      "užfiksuoti, su druskomis, kurios atveria jų "
      "įsipareigojimus; "
      "logs/…/checkpoint – pasirašyta viršūnė; logs/…/readings.jsonl – kas ką skaitė; beside/ – kvietimo "
      "aprašas ir paraiškų eilės; order.txt – "
      "kokia tvarka "
      "rašyti žurnalai.",
      "nėra",
      "Vienos paraiškos įrodymų rinkinys:",
      "Šis archyvas yra apie vieną paraišką. Jame yra visi žurnalo įrašai, kurie susiję su šia paraiška ar "
      "su pačiu "
      "kvietimu, ir dalyvavusių asmenų bei organizacijų įrašai. Kitų paraiškų įrašai ir kitų asmenų įrašų "
      "privačiosios dalys neteikiami; sąrašai, kuriuose ši paraiška yra, pateikti visi. Prie kiekvieno įrašo "
      "yra "
      "įrodymas, kad jis yra pasirašytame žurnale.",
      "application.json nurodo paraišką ir iki kur siekia jos įrašai; logs/…/proofs.jsonl – kiekvieno įrašo "
      "įrodymas pagal greta esančią pasirašytą viršūnę.",
      "Bendrojo žurnalo įrašai: asmenys, vaidmenys, organizacijos, ištrynimai",
      "Aprašas",
      "Paraiškų eilės",
      "Lėšos",
      "Kas ką skaitė"}}};

std::vector<Cell> texts(std::initializer_list<std::string_view> words) {
    return {words.begin(), words.end()};
}

std::string heads(const Pack& pack, const Words& w) {
    Rows rows{texts({w.log, w.entries, w.root})};
    for (const auto& [log, checkpoint] : pack.checkpoints) {
        std::vector<Cell> lines;
        for (std::size_t begin = 0; lines.size() < 3 && begin < checkpoint.size();) {
            const auto end = std::min(checkpoint.find('\n', begin), checkpoint.size());
            lines.push_back(checkpoint.substr(begin, end - begin));
            begin = end + 1;
        }
        rows.push_back(std::move(lines));
    }
    return table(rows);
}

std::string money_cell(const std::optional<Decimal>& amount) { return amount ? money_text(*amount) : ""; }

std::string applications(const Dossiers& all, const Words& w, bool lt) {
    if (all.applications.empty()) return paragraph(std::string{w.none});
    Rows rows{texts({w.application, w.round, w.outcome, w.score, w.rank, w.requested, w.granted})};
    for (const Dossier& one : all.applications)
        rows.push_back({Cell::html(link("applications/" + one.application + ".html#" + std::string{w.code},
                                        one.application)),
                        one.round, one.standing.in(lt), one.total,
                        one.rank == 0 ? "" : std::to_string(one.rank),
                        money_cell(Decimal::parse(one.requested)), money_cell(Decimal::parse(one.granted))});
    const auto requested = sum_of(all, &Dossier::requested), granted = sum_of(all, &Dossier::granted);
    if (all.applications.size() > 1 && (requested || granted))
        rows.push_back({w.total, "", "", "", "", money_cell(requested), money_cell(granted)});
    return paragraph(std::string{w.each}) + table(rows);
}

std::string history(const Pack& pack, const Dossiers& all, const std::string& log, const Words& w, bool lt) {
    const bool is_instance = log == "instance";
    Rows rows{texts({w.entry, w.when, "UTC", w.who, w.what, w.about})};
    for (const service::Entry& entry : pack.entries) {
        if (entry.log != log) continue;
        const auto leaf = ledger::read_leaf(entry.leaf);
        const std::string number = std::to_string(entry.index);
        std::string about;
        constexpr std::size_t named_max = 3;
        if (entry.streams.size() <= named_max) {
            std::set<std::string> names;  // a store and a pack have them in different orders
            for (const auto& s : entry.streams) names.insert(s.stream.substr(s.stream.find('/') + 1));
            for (const std::string& name : names) about += (about.empty() ? "" : ", ") + name;
        } else {
            about = std::to_string(entry.streams.size()) + " " + std::string{w.streams};
        }
        rows.push_back({Cell::html("<span id=\"" + std::string{w.code} + (is_instance ? "-i" : "-") + number +
                                   "\">" + number + "</span>"),
                        clock(all, entry.at), utc_of(all, entry.at), leaf ? leaf->actor : "?",
                        command_title(entry.type).in(lt), about});
    }
    return table(rows);
}

std::string checking(const Pack& pack, const Words& w) {
    std::string html = paragraph(std::string{w.how}) +
                       "<pre>atranka-verify pack.zip --key agency.pub</pre>\n" +
                       paragraph(std::string{w.keys}) + "<pre>";
    for (const std::string& key : pack.keys) html += escaped(key) + "\n";
    return html + "</pre>\n";
}

std::string contents(const Pack& pack, const Words& w) {
    return paragraph(std::string{w.files}) +
           (pack.is_partial() ? paragraph(std::string{w.partial_files}) : std::string{});
}

struct Section {
    std::string_view name, title;
    std::string html;
};

std::vector<Section> sections(const Pack& pack, const About& about, const Dossiers& all, const Words& w,
                              bool lt) {
    std::vector<Section> list{{"applications", w.applications, applications(all, w, lt)}};
    if (!pack.is_partial()) {
        list.insert(list.begin(), {"definition", w.definition, definition_section(all, lt)});
        list.push_back({"lists", w.lists, lists_section(all, lt)});
        list.push_back({"money", w.money, money_section(all, lt)});
    }
    list.push_back({"checking", w.checking, checking(pack, w)});
    list.push_back({"contents", w.contents, contents(pack, w)});
    list.push_back({"heads", w.heads, heads(pack, w)});
    list.push_back({"history", w.history, history(pack, all, "calls/" + about.call, w, lt)});
    list.push_back({"instance", w.instance_history, history(pack, all, "instance", w, lt)});
    list.push_back({"readings", w.readings, readings_section(pack, all, about.call, lt)});
    return list;
}

std::string index(const Pack& pack, const About& about, const Dossiers& all) {
    std::string html = page_begin(pack.is_partial() ? pack.application + " – " + about.call : about.call, {});
    for (const Words& w : languages) {
        const std::string code{w.code};
        const bool lt = code == "lt";
        html += "<section id=\"" + code + "\" lang=\"" + code + "\">\n<h1>" +
                (pack.is_partial() ? std::string{w.title_of_one} + " " + escaped(pack.application)
                                   : std::string{w.title} + " " + escaped(about.call)) +
                "</h1>\n";
        if (all.definition)
            html += paragraph(label_of(all.definition->title, all.definition->workflow).in(lt) + " [" +
                              about.call + "]");
        if (pack.is_partial()) html += "<p class=\"quote\">" + escaped(w.partial) + "</p>\n";
        html += paragraph(std::string{w.made} + ": " + utc_text(about.made));
        std::string links, body;
        for (const Section& section : sections(pack, about, all, w, lt)) {
            const std::string id = code + "-" + std::string{section.name}, title{section.title};
            links += "<li>" + link("#" + id, title) + "</li>\n";
            body += heading(title, id) + section.html;
        }
        html += "<nav><ol>\n" + links + "</ol></nav>\n" + body + "</section>\n";
    }
    return html + page_end();
}

std::string about_text(Instant made) { return std::to_string(pages_version) + "\n" + made.text() + "\n"; }

}  // namespace

std::vector<File> pages(const Pack& pack, const About& about) {
    const Dossiers all = dossiers_of(pack, about.call);
    std::vector<File> files{{"README.txt", readme(pack, about, all)},
                            {"index.html", index(pack, about, all)}};
    for (const Dossier& one : all.applications)
        files.push_back({"applications/" + one.application + ".html",
                         dossier_page(one, all, about.call, pack.is_partial(), pack.readings)});
    files.push_back({"pages.txt", about_text(about.made)});
    return files;
}

bool are_of_this_version(const Pack& pack) {
    return pack.pages_about.starts_with(std::to_string(pages_version) + "\n");
}

std::optional<About> about_of(const Pack& pack) {
    const std::string& text = pack.pages_about;
    const std::size_t end = text.find('\n');
    if (end == std::string::npos || text.empty()) return std::nullopt;
    const auto made = Instant::parse(std::string_view{text}.substr(end + 1, text.size() - end - 2));
    if (!made || text != about_text(*made)) return std::nullopt;
    constexpr std::string_view of_call = "calls/";
    for (const auto& [log, checkpoint] : pack.checkpoints)
        if (log.starts_with(of_call)) return About{log.substr(of_call.size()), *made};
    return std::nullopt;
}

}  // namespace atranka::pack
