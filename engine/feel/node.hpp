#pragma once
// A parsed expression. Inside this room only.

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

struct Node {
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
};

struct Parsed {
    Node root;
    std::optional<Fault> fault;
};

Parsed parse(std::string_view source, const Scope& scope);

// Multi-word and other names of built-in functions.
const std::set<std::string>& built_in_names();
// Null where there is no built-in of that name.
struct BuiltIn {
    // Parameter names, one list for each way to call it; a last name ending in "..." takes any number.
    std::vector<std::vector<std::string>> signatures;
    std::function<Value(const std::vector<Value>&)> body;
};
const BuiltIn* built_in(const std::string& name);

// Operators on values; null where they do not apply.
Value arithmetic(Op op, const Value& a, const Value& b);
// Whether a value fits a type; null fits only `any`-less tests of null itself.
bool is_instance(const Value& value, const Type& type);
// `a in test`: equality, inclusion in a range, membership of a list.
Value matches_test(const Value& value, const Value& test);
// A property of a date, time, duration or range; null where there is none.
Value property(const Value& value, const std::string& name);
bool has_property(const Value& value, const std::string& name);

// Static types: faults of a strict compilation, and the type of the whole.
Type type_of(const Node& root, const Scope& scope, std::vector<Fault>& faults, std::set<std::string>& names);

constexpr int depth_max = 200;                // of nesting, so that no expression exhausts the stack
constexpr std::size_t items_max = 1'000'000;  // of a list that an expression makes

}  // namespace atranka::feel
