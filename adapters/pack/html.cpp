#include "adapters/pack/html.hpp"

namespace atranka::pack {

namespace {

// "1 632 000.00" stands on one line.
bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789., \u00a0-") == std::string::npos;
}

std::string cell_html(const Cell& cell, const char* tag) {
    const bool is_figure = !cell.is_html && is_number(cell.text);
    return std::string{"<"} + tag + (is_figure ? " class=\"number\">" : ">") +
           (cell.is_html ? cell.text : escaped(cell.text)) + "</" + tag + ">";
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&': html += "&amp;"; break;
            case '<': html += "&lt;"; break;
            case '>': html += "&gt;"; break;
            case '"': html += "&quot;"; break;
            case '\n': html += "<br>"; break;
            default: html += c;
        }
    }
    return html;
}

std::string heading(const std::string& text, const std::string& id) {
    return (id.empty() ? "<h2>" : "<h2 id=\"" + id + "\">") + escaped(text) + "</h2>\n";
}

std::string subheading(const std::string& text) { return "<h3>" + escaped(text) + "</h3>\n"; }

std::string paragraph(const std::string& text) { return "<p>" + escaped(text) + "</p>\n"; }

std::string table(const Rows& rows) {
    if (rows.empty()) return {};
    std::string html = "<div class=\"wide\"><table>\n<thead><tr>";
    for (const Cell& cell : rows.front()) html += cell_html(cell, "th");
    html += "</tr></thead>\n<tbody>\n";
    for (std::size_t i = 1; i < rows.size(); ++i) {
        html += "<tr>";
        for (const Cell& cell : rows[i]) html += cell_html(cell, "td");
        html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
}

std::string link(const std::string& to, const std::string& text) {
    return "<a href=\"" + escaped(to) + "\">" + escaped(text) + "</a>";
}

Cell Cell::html(std::string html) {
    Cell cell{std::move(html)};
    cell.is_html = true;
    return cell;
}

std::string page_begin(const std::string& title, const std::string& above) {
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           escaped(title) +
           "</title>\n<style>\n"
           "body{font:16px/1.5 sans-serif;max-width:64rem;margin:1.5rem auto;padding:0 1rem;color:#0b0c0c}\n"
           "h1{font-size:1.7rem;line-height:1.2;margin:1.5rem 0 .5rem}\n"
           "h2{font-size:1.2rem;margin:2rem 0 .5rem;padding-top:.5rem;border-top:2px solid #0b0c0c}\n"
           "h3{font-size:1rem;margin:1.5rem 0 .3rem}\n"
           ".wide{overflow-x:auto}\n"
           "table{border-collapse:collapse;font-size:.9rem;margin:.3rem 0}\n"
           "td,th{border-bottom:1px solid #b1b4b6;padding:.25rem .9rem .25rem 0;text-align:left;"
           "vertical-align:top}\n"
           "td{overflow-wrap:anywhere;min-width:5rem}.number{white-space:nowrap;min-width:0}\n"
           "pre{background:#f3f2f1;padding:1rem;overflow-x:auto}\n"
           "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.5rem;margin:0}\n"
           "dt{color:#505a5f}dd{margin:0;font-weight:bold;overflow-wrap:anywhere}\n"
           ".line{display:grid;grid-template-columns:11rem 1fr;gap:0 1rem;padding:.4rem 0;"
           "border-bottom:1px solid #d5d7d8}\n"
           ".line p{margin:0;overflow-wrap:anywhere}\n"
           ".mark{font-size:.85rem;color:#505a5f}.mark b{color:#0b0c0c}\n"
           ".body{min-width:0}\n"
           ".line .sum{font-family:monospace;font-size:.85rem;color:#383f43}\n"
           ".quote{border-left:4px solid #b1b4b6;padding-left:.7rem;margin:.3rem "
           "0;white-space:pre-line}\n"
           ".none{color:#505a5f}\n"
           "nav ol{columns:2;font-size:.9rem}\n"
           "@media(max-width:40rem){.line,dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}"
           "nav ol{columns:1}.mark br{display:none}}\n"
           "@media "
           "print{nav,.top{display:none}.line,tr{break-inside:avoid}section+section{break-before:page}}\n"
           "</style>\n</head>\n<body>\n<p class=\"top\">" +
           above + "<a href=\"#en\" lang=\"en\">English</a> · <a href=\"#lt\" lang=\"lt\">Lietuvių</a></p>\n";
}

std::string page_end() { return "</body>\n</html>\n"; }

}  // namespace atranka::pack
