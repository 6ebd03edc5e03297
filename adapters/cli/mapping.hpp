#pragma once
// Which column is which fact: the small file that `call import` is given.
// Shape:  docs in the help of `call import`; a value is a column's name, or a map of column or value with
//         what is
//         changed on the way: lower, replace, words, prefix, in this order.
// Errors: Stop 65 for a mapping that cannot be read; a cell that does not fit is a fault of its row.

#include "adapters/cli/rows.hpp"

#include "engine/definition/node.hpp"

#include <optional>

namespace atranka::cli {

struct Source {
    std::string column;  // empty: a fixed value
    std::string value;
    std::string prefix;
    bool lower = false;
    std::vector<std::pair<std::string, std::string>> replace;
    std::map<std::string, std::string> words;  // where given, every cell is one of them
};

struct ApplicationMap {
    Source id, round, step;
    std::map<std::string, Source> facts, claimed, texts;
    bool repeated = false;  // several rows speak of one application
};

struct ReviewMap {
    Source application, expert, step;
    std::map<std::string, Source> scores, comments;
    bool close = false;  // aggregate once all are in
};

struct Mapping {
    ApplicationMap applications;
    std::optional<ReviewMap> reviews;
};

Mapping read_mapping(const std::string& file);

// One row through the mapping: what the cells say, and where they stand.
class RowReader {
public:
    RowReader(const std::string& file, const Csv& csv, const std::vector<Cell>& row, Faults& faults)
        : file_(file), csv_(csv), row_(row), faults_(faults) {}

    std::string text(const std::string& name, const Source& source);
    // Empty cells are left out.
    Value object(const std::map<std::string, Source>& sources);
    bool fits() const { return fits_; }
    const std::map<std::string, Cell>& from() const { return from_; }

private:
    const std::string& file_;
    const Csv& csv_;
    const std::vector<Cell>& row_;
    Faults& faults_;
    std::map<std::string, Cell> from_;
    bool fits_ = true;
};

}  // namespace atranka::cli
