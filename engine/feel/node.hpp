#pragma once
// A parsed expression.

#include "engine/feel/feel.hpp"

namespace atranka::feel {

enum class Op {
    add,
    subtract,
    multiply,
    divide,
    power,
    negate,
    conjunction,
    disjunction,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal
};

struct BuiltIn;

struct Node {
    Node() = default;
    Node(Node&&) = default;
    Node& operator=(Node&&) = default;
    ~Node();  // does not call itself for each operator of a chain

    enum class Kind {
        literal,
        name,
        path,
        filter,
        call,
        unary,
        binary,
        list,
        context,
        range,
        if_,
        for_,
        quantified,
        between,
        in,
        instance_of,
        function,
        test,
        descending_range
    };
    Kind kind = Kind::literal;
    std::size_t offset = 0, length = 0;
    Value literal;
    std::string text;  // a name, a path's last member, a comparison of a test
    Op op = Op::add;
    std::vector<Node> children;      // operands; a call's callee first; iteration domains then the body
    std::vector<std::string> names;  // of arguments, context entries, iteration variables, parameters
    std::vector<Type> types;         // of parameters; the type of an `instance of`
    bool low_included = true, high_included = true;
    bool every = false;  // `every` in place of `some`
    bool external = false;
    int height = 1;                     // of the tree below, a chain of operators counted once
    int depth = 1;                      // of the tree below, each of its operators counted
    const BuiltIn* function = nullptr;  // of a name that is one of the built-in functions'
};

struct Parsed {
    Node root;
    std::optional<Fault> fault;
};
// Operators in a row, "a + b - c * d < e": each the left operand of the next, from the innermost to this one.
std::vector<const Node*> chain_to(const Node& last);
bool holds_anywhere(const Node& root, const std::function<bool(const Node&)>& condition);
// Whether the tree names "?", the value that is tested.
bool names_tested(const Node& node);

Parsed parse(std::string_view source, const Scope& scope);
Parsed parse_tests(std::string_view source, const Scope& scope);
// Digits, with or without a point and a sign, times 10^exponent, rounded half-even to what a decimal holds;
// nullopt where they are none, or too large.
std::optional<Decimal> decimal_of(std::string_view digits, std::int64_t exponent = 0);
// Numbers as decimal128 has them: the largest is below 10^6145, and what is smaller than 10^-6143 has fewer
// digits, the last of them at 10^-6176. nullopt beyond the largest; smaller than the smallest is nothing.
std::optional<Decimal> in_range(const std::optional<Decimal>& d);
std::optional<Decimal> product_of(const Decimal& a, const Decimal& b);
std::optional<Decimal> quotient_of(const Decimal& a, const Decimal& b);

// Multi-word and other names of built-in functions.
const std::set<std::string>& built_in_names();
// Null where there is no built-in of that name.
struct BuiltIn {
    // Parameter names, one list for each way to call it; a last name ending in "..." takes any number, one in
    // "?" may be left out. One that begins with "*" takes any value as it is; of the others, those that are
    // no lists
    // take a list of one for its item.
    std::vector<std::vector<std::string>> signatures;
    std::function<Value(const std::vector<Value>&)> body;
};
const BuiltIn* built_in(const std::string& name);

// Why a quotient has no value.
constexpr std::string_view division_by_zero = "division by zero";
bool is_zero(const Value& value);  // a number or a duration of nothing
// Operators on values; null where they do not apply.
Value arithmetic(Op op, const Value& a, const Value& b);
// Whether a value fits a type; null fits only `any`-less tests of null itself.
bool is_instance(const Value& value, const Type& type);
// Whether every value of the one is a value of the other. Source: DMN 1.5 §10.3.2.9.2.
bool conforms(const Type& type, const Type& to);
// `a in test`: equality, inclusion in a range, membership of a list.
Value matches_test(const Value& value, const Value& test);
// What moments, durations and ranges have by name; empty for everything else.
const std::vector<std::string>& properties_of(Type::Kind kind);
// A property of a date, time, duration or range; null where there is none.
Value property(const Value& value, const std::string& name);
bool has_property(const Value& value, const std::string& name);

// Static types: faults of a strict compilation, and the type of the whole.
Type type_of(const Node& root, const Scope& scope, std::vector<Fault>& faults, std::set<std::string>& names);

// So that no expression exhausts the stack: a chain of operators may be as long as its source, and is walked
// without recursion; everything else nests.
constexpr int depth_max = 200;   // of nesting in the source
constexpr int height_max = 500;  // of the tree
constexpr int chain_max = 500;   // the depth of a strict expression, whose tree the rooms above walk

}  // namespace atranka::feel
