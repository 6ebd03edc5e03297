#include "adapters/cli/table.hpp"

#include "engine/kernel/decimal.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::cli {

std::string Table::text(int indent) const {
    std::vector<std::size_t> widths;
    for (const std::string& cell : head_) widths.push_back(code_points(cell));
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], code_points(row[i]));
    // Numbers stand under one another by their last digit.
    std::vector<bool> numbers;
    for (std::size_t i = 0; i < head_.size(); ++i)
        numbers.push_back(std::ranges::all_of(
            rows_, [&](const auto& row) { return row[i].empty() || Decimal::parse(row[i]).has_value(); }));
    std::string lines;
    const auto write = [&](const std::vector<std::string>& row) {
        std::string line(static_cast<std::size_t>(indent), ' ');
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string room(widths[i] - code_points(row[i]), ' ');
            line += (numbers[i] ? room + row[i] : row[i] + room) + "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        lines += (lines.empty() ? "" : "\n") + line;
    };
    write(head_);
    for (const auto& row : rows_) write(row);
    return lines;
}

}  // namespace atranka::cli
