#pragma once
// What the pages of a pack are made of: text that is escaped, tables that scroll by themselves on a narrow
// screen, and one sheet of styles for paper and screens.
// Shape:  HTML without scripts or anything that is fetched; every value is escaped here and nowhere else.

#include "engine/explanation/terms.hpp"

#include <vector>

namespace atranka::pack {

using explanation::Both, explanation::command_title, explanation::say, explanation::term;

std::string escaped(std::string_view text);
std::string heading(const std::string& text, const std::string& id = {});
std::string subheading(const std::string& text);
std::string paragraph(const std::string& text);

// Text that is escaped, or HTML of our own making.
struct Cell {
    std::string text;
    bool is_html = false;

    Cell(std::string plain) : text(std::move(plain)) {}
    Cell(std::string_view plain) : text(plain) {}
    Cell(const char* plain) : text(plain) {}
    static Cell html(std::string html);
};
using Rows = std::vector<std::vector<Cell>>;
std::string table(const Rows& rows);  // the first row names the columns
std::string link(const std::string& to, const std::string& text);

// From the doctype to the links to the two languages; and the end.
std::string page_begin(const std::string& title, const std::string& above);
std::string page_end();

}  // namespace atranka::pack
