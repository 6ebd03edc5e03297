#include "adapters/cli/csv.hpp"

#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::cli {

namespace {

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    tl::expected<Csv, std::vector<CsvFault>> operator()() {
        if (const auto at = utf8_fault(text_)) {
            while (at_ < *at) step();
            fail("this is not valid UTF-8");
            return tl::unexpected{std::move(faults_)};
        }
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
        Csv csv;
        if (at_ == text_.size()) {
            fail("the file is empty: it begins with a line of column names");
            return tl::unexpected{std::move(faults_)};
        }
        for (const Cell& cell : row()) {
            if (cell.text.empty()) fail_at(cell, "a column has a name");
            if (std::ranges::find(csv.header, cell.text) != csv.header.end())
                fail_at(cell, "two columns are called " + cell.text);
            csv.header.push_back(cell.text);
        }
        while (at_ < text_.size()) {
            auto cells = row();
            if (cells.size() != csv.header.size())
                fail_at(cells.front(), "this row has " + std::to_string(cells.size()) +
                                           " cells, the header has " + std::to_string(csv.header.size()));
            for (const Cell& cell : cells)
                if (const auto fault = text_fault(cell.text)) fail_at(cell, *fault);
            csv.rows.push_back(std::move(cells));
        }
        if (!faults_.empty()) return tl::unexpected{std::move(faults_)};
        return csv;
    }

private:
    void fail_at(const Cell& cell, std::string message) {
        faults_.push_back({cell.line, cell.column, std::move(message)});
    }
    void fail(std::string message) { faults_.push_back({line_, column_, std::move(message)}); }
    bool ends() const { return at_ == text_.size(); }
    char here() const { return text_[at_]; }
    bool at_line_end() const {
        return ends() || here() == '\n' || (here() == '\r' && text_.substr(at_).starts_with("\r\n"));
    }
    void step() {
        const char c = text_[at_++];
        if (c == '\n') {
            ++line_;
            column_ = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++column_;
        }
    }
    std::vector<Cell> row() {
        std::vector<Cell> cells{cell()};
        while (!ends() && here() == ',') {
            step();
            cells.push_back(cell());
        }
        while (!at_line_end()) step();  // behind a fault that was told
        if (!ends() && here() == '\r') step();
        if (!ends()) step();
        return cells;
    }
    Cell cell() {
        Cell read{{}, line_, column_};
        if (!ends() && here() == '"') {
            quoted(read);
            return read;
        }
        while (!at_line_end() && here() != ',') {
            if (here() == '"') {
                fail("a quote begins a cell or stands doubled in a quoted one");
                while (!at_line_end() && here() != ',') step();
                return read;
            }
            read.text += here();
            step();
        }
        return read;
    }
    void quoted(Cell& read) {
        step();
        for (;;) {
            if (ends()) {
                fail_at(read, "this quote is never closed");
                return;
            }
            if (here() == '"') {
                step();
                if (ends() || here() != '"') break;
            }
            read.text += here();
            step();
        }
        if (at_line_end() || here() == ',') return;
        fail("behind a closing quote the cell ends");
        while (!at_line_end() && here() != ',') step();
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1, column_ = 1;
    std::vector<CsvFault> faults_;
};

}  // namespace

std::size_t Csv::column(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::find(header, name) - header.begin());
}

tl::expected<Csv, std::vector<CsvFault>> read_csv(std::string_view text) { return Reader{text}(); }

}  // namespace atranka::cli
