#pragma once
// FEEL, the expression language of DMN: parsed and typed once, evaluated many times.
// Shape:  an Expression is immutable, cheap to copy and safe to share. Evaluation is total: what has no value
//         is null, and the outcome names the first place where a value was lost, so that a strict caller can
//         stop.
// Errors: compile returns every fault it finds, each with its span in the source. Strict compilation refuses
//         unknown names and operands whose types cannot fit; lenient compilation leaves them to be null.
// Source: OMG DMN 1.5, chapter 10.

#include "engine/feel/value.hpp"

#include <map>
#include <set>

namespace atranka::feel {

struct Type {
    enum class Kind {
        any,
        null,
        number,
        string,
        boolean,
        date,
        time,
        date_time,
        days_duration,
        months_duration,
        list,
        context,
        range,
        function
    };
    Kind kind = Kind::any;
    // Of a context; of a list or range the one named "item"; of a string that can be some texts alone, those.
    std::map<std::string, Type> members;

    static Type list_of(Type item) { return {Kind::list, {{"item", std::move(item)}}}; }
    static Type context_of(std::map<std::string, Type> entries) {
        return {Kind::context, std::move(entries)};
    }
    static Type one_of(const std::vector<std::string>& texts);
    const Type* member(std::string_view name) const;
    Type item() const;  // of a list; any where it is not known
    std::string text() const;
};

// What an expression may name.
struct Scope {
    std::map<std::string, Type> names;
    // What stands for the same value wherever it is named, such as a decision table: its type is that of the
    // value, and it is no name that an expression reads.
    std::map<std::string, Value> constants = {};
    std::map<std::string, Type> types = {};  // that were declared, by their names
    // Takes names of types that nobody declared at their word: tNumberList is a list of numbers. Models
    // follow the custom, and an expression may come without its model.
    bool reads_type_names = false;
};

// What is outside of every expression: the engine has neither clock nor zone tables, so both are arguments.
struct Surroundings {
    std::optional<DateTime> now = {};
    // Seconds east of UTC in that zone at that second since 1970; nullopt where there is no such zone.
    std::function<std::optional<int>(const std::string& zone, std::int64_t instant)> offset_at = {};
};

struct Fault {
    std::size_t offset = 0, length = 0;  // bytes in the source
    std::string message;
    std::string nearest;  // a known name that may have been meant
};

// What is of one type or the other: a context has the entries of both, a string can be the texts of either;
// any where they have nothing in common.
Type either(const Type& a, const Type& b);
// The type of a value: of a list the one that all its items have, of a context that of each entry.
Type type_of(const Value& value);
// "list<number>", "context<a: string>", or a type of the scope.
tl::expected<Type, Fault> parse_type(std::string_view text, const Scope& scope);
// The value as one of that type, by the implicit conversions of DMN (to and from a list of one, from a date
// to its midnight in UTC); null where it is none.
Value converted(const Value& value, const Type& type);

struct Outcome {
    Value value;
    std::optional<Fault> null_because;  // the first sub-expression that lost its value
};

enum class Strictness { lenient, strict };

struct Node;
struct Parsed;

class Expression {
public:
    static tl::expected<Expression, std::vector<Fault>> compile(std::string_view source, const Scope& scope,
                                                                Strictness strictness);
    // Unary tests, as a cell of a decision table has them, of the value that the scope names "?": "-", "<
    // 10", "[1..5], 7", "not(\"a\")", "? > 3". The expression is true, false or null.
    static tl::expected<Expression, std::vector<Fault>> compile_tests(std::string_view source,
                                                                      const Scope& scope,
                                                                      Strictness strictness);
    const std::string& source() const;
    // For rooms above that reason about expressions: engine/feel/node.hpp.
    const Node& tree() const;
    const Type& type() const;
    // The names of the scope that it reads.
    const std::set<std::string>& names() const;
    Outcome evaluate(const Context& context) const;
    Outcome evaluate(const Context& context, const Surroundings& surroundings) const;

private:
    struct Compiled;
    static tl::expected<Expression, std::vector<Fault>> compile(Parsed parsed, std::string_view source,
                                                                const Scope& scope, Strictness strictness);
    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace atranka::feel
