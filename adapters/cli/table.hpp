#pragma once
// Columns for people: as wide as their widest cell, counted in code points; an empty column is left out,
// numbers
// stand under one another by their last digit, and a head of empty names is not written.

#include <string>
#include <vector>

namespace atranka::cli {

class Table {
public:
    explicit Table(std::vector<std::string> head) : head_(std::move(head)) {}
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    bool empty() const { return rows_.empty(); }
    // Its lines; each begins with `indent` blanks.
    std::string text(int indent = 0) const;

private:
    std::vector<std::string> head_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace atranka::cli
