#include "adapters/cli/table.hpp"

#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::cli {

std::string Table::text(int indent) const {
    std::vector<std::size_t> widths;
    for (const std::string& cell : head_) widths.push_back(code_points(cell));
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], code_points(row[i]));
    std::string lines;
    const auto write = [&](const std::vector<std::string>& row) {
        std::string line(static_cast<std::size_t>(indent), ' ');
        for (std::size_t i = 0; i < row.size(); ++i)
            line += row[i] + std::string(widths[i] - code_points(row[i]) + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        lines += (lines.empty() ? "" : "\n") + line;
    };
    write(head_);
    for (const auto& row : rows_) write(row);
    return lines;
}

}  // namespace atranka::cli
