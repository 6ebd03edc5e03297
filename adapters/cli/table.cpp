#include "adapters/cli/table.hpp"

#include "adapters/cli/wording.hpp"
#include "engine/kernel/decimal.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::cli {

std::string Table::text(int indent) const {
    struct Column {
        std::size_t at = 0, width = 0;
        bool is_number = true;
    };
    std::vector<Column> columns;
    for (std::size_t i = 0; i < head_.size(); ++i) {
        Column column{i, code_points(head_[i])};
        bool is_empty = !rows_.empty();
        for (const auto& row : rows_) {
            column.width = std::max(column.width, code_points(row[i]));
            is_empty = is_empty && row[i].empty();
            column.is_number = column.is_number && (row[i].empty() || Decimal::parse(row[i]).has_value());
        }
        if (!is_empty) columns.push_back(column);
    }
    std::string lines;
    const auto write = [&](const std::vector<std::string>& row) {
        std::string line(static_cast<std::size_t>(indent), ' ');
        for (const Column& column : columns) {
            if (column.at == columns.back().at && !column.is_number) {
                line = wrapped(line, row[column.at], code_points(line));
                break;
            }
            const std::string& cell = row[column.at];
            const std::string room(column.width - code_points(cell), ' ');
            line += (column.is_number ? room + cell : cell + room) + "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        lines += (lines.empty() ? "" : "\n") + line;
    };
    if (std::ranges::any_of(head_, [](const auto& name) { return !name.empty(); })) write(head_);
    for (const auto& row : rows_) write(row);
    return lines;
}

}  // namespace atranka::cli
