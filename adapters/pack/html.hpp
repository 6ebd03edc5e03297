#pragma once
// What the pages of a pack are made of: text that is escaped, tables that scroll by themselves on a narrow
// screen, and one sheet of styles for paper and screens.
// Shape:  HTML without scripts or anything that is fetched; every value is escaped here and nowhere else.

#include "adapters/pack/terms.hpp"

#include <vector>

namespace atranka::pack {

std::string escaped(std::string_view text);
std::string heading(const std::string& text, const std::string& id = {});
std::string paragraph(const std::string& text);
// `head` names the columns; a cell that is a link already is given in `links` by row and column.
std::string table(const std::vector<std::vector<std::string>>& rows);
std::string link(const std::string& to, const std::string& text);
// A cell that is HTML already.
std::string raw(std::string html);

// From the doctype to the links to the two languages; and the end.
std::string page_begin(const std::string& title, const std::string& above);
std::string page_end();

}  // namespace atranka::pack
