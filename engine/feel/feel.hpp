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
    std::map<std::string, Type> members;  // of a context; of a list or range the one named "item"

    static Type list_of(Type item) { return {Kind::list, {{"item", std::move(item)}}}; }
    static Type context_of(std::map<std::string, Type> entries) {
        return {Kind::context, std::move(entries)};
    }
    const Type* member(std::string_view name) const;
    Type item() const;  // of a list; any where it is not known
    std::string text() const;
};

// What an expression may name.
struct Scope {
    std::map<std::string, Type> names;
};

struct Fault {
    std::size_t offset = 0, length = 0;  // bytes in the source
    std::string message;
    std::string nearest;  // a known name that may have been meant
};

struct Outcome {
    Value value;
    std::optional<Fault> null_because;  // the first sub-expression that lost its value
};

enum class Strictness { lenient, strict };

struct Node;

class Expression {
public:
    static tl::expected<Expression, std::vector<Fault>> compile(std::string_view source, const Scope& scope,
                                                                Strictness strictness);
    const std::string& source() const;
    const Type& type() const;
    // The names of the scope that it reads.
    const std::set<std::string>& names() const;
    Outcome evaluate(const Context& context) const;

private:
    struct Compiled;
    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace atranka::feel
