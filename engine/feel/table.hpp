#pragma once
// Decision tables: rows of tests on inputs, and what follows where a row matches.
// Shape:  a Table is immutable and safe to share. A cell of an input holds unary tests ("< 10", "[1..5], 7",
//         not("a"), ? > 3, - for anything); a cell of an output an expression, which may name the inputs.
// Errors: compile returns every fault with the cell it is in. Evaluation is total: null says why (two rows
//         where one may match, a value that is not among the allowed, no row and no default).
// Source: OMG DMN 1.5, chapter 8.

#include "engine/feel/feel.hpp"

namespace atranka::feel {

// U, A, P, F, R, O, C of the standard.
enum class HitPolicy { unique, any, priority, first, rule_order, output_order, collect };
enum class Aggregator { none, sum, min, max, count };
char letter(HitPolicy policy);
std::string_view symbol(Aggregator aggregator);  // "+", "<", ">", "#", or nothing

struct TableInput {
    std::string name;
    Type type;
    std::string allowed = {};  // unary tests, empty: any value
};
struct TableOutput {
    std::string name;
    Type type;
    std::vector<std::string> values = {};  // allowed, the first before the others for P and O; empty: any
    std::string otherwise = {};            // where no row matches; empty: none
};
struct TableRow {
    std::vector<std::string> tests, results;
    std::string note = {};
};
struct TableText {
    HitPolicy policy = HitPolicy::unique;
    Aggregator aggregator = Aggregator::none;
    std::vector<TableInput> inputs;
    std::vector<TableOutput> outputs;
    std::vector<TableRow> rows;
};

struct TableFault {
    enum class Part { table, allowed, value, otherwise, row, test, result };
    Part part = Part::table;
    std::size_t row = 0, column = 0;  // of the cell, or of the input or output
    Fault fault;
};

// Which rows matched, and what each cell that was looked at said. A row is left at its first test that fails.
struct TableOutcome {
    Value value;
    std::string null_because;                   // where the value is null
    std::vector<std::size_t> matched, counted;  // rows; counted are those whose results are in the value
    std::vector<std::vector<std::optional<bool>>> tests;  // by row and input; nullopt: null, or not looked at
    bool is_default = false;
};

class Table {
public:
    static tl::expected<Table, std::vector<TableFault>> compile(TableText text, const Scope& scope,
                                                                Strictness strictness);
    const TableText& text() const;
    // Of the value: of the output, or a context of the outputs; a list of it for R, O and C.
    const Type& type() const;
    // The tests of one cell, over its input as "?".
    const Expression& test(std::size_t row, std::size_t input) const;
    const Expression& result(std::size_t row, std::size_t output) const;
    TableOutcome evaluate(const std::vector<Value>& inputs) const;
    // The table as a function of its inputs, and its type: what an expression calls.
    Function function() const;
    Type function_type() const;

private:
    struct Compiled;
    TableOutcome evaluated(const std::vector<Value>& inputs) const;
    std::shared_ptr<const Compiled> compiled_;
};

// For people: the table in a frame, and, with an outcome, its rows marked and a sentence on each.
std::string printed(const std::string& title, const Table& table);
std::string traced(const Table& table, const std::vector<Value>& inputs, const TableOutcome& outcome);

}  // namespace atranka::feel
