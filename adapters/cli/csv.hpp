#pragma once
// Comma-separated values, read strictly.
// Shape:  a header of distinct names, then rows of as many cells; a byte order mark before the header is
//         skipped.
// Units:  lines and columns from 1; a column counts code points.
// Errors: every fault of the file, where it stands: quotes that do not close or begin in the middle, too
//         few or too many
//         cells, invalid UTF-8, control characters.
// Source: RFC 4180, with LF as well as CRLF.

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace atranka::cli {

struct Cell {
    std::string text;
    int line = 1, column = 1;
};

struct CsvFault {
    int line = 1, column = 1;
    std::string message;
};

struct Csv {
    std::vector<std::string> header;
    std::vector<std::vector<Cell>> rows;
    // The place of a column; header.size() where there is none.
    std::size_t column(std::string_view name) const;
};

tl::expected<Csv, std::vector<CsvFault>> read_csv(std::string_view text);

}  // namespace atranka::cli
