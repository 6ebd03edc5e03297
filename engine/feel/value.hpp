#pragma once
// What a FEEL expression evaluates to.
// Shape:  null, number (exact decimal), text, boolean, date, time, date and time, two kinds of duration,
//         list, context (keys in the order they were given), range, function. Values are immutable and cheap
//         to copy.
// Source: DMN 1.5 §10.3.2.

#include "engine/feel/temporal.hpp"
#include "engine/kernel/decimal.hpp"
#include "engine/kernel/value.hpp"

#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

namespace atranka::feel {

class Value;
class Context;
struct Range;
struct Function;
struct Type;

class Value {
public:
    using List = std::vector<Value>;

    Value() = default;
    Value(Decimal number) : node_(number) {}
    Value(int number) : node_(Decimal{number}) {}
    Value(bool boolean) : node_(boolean) {}
    Value(std::string text) : node_(std::make_shared<const std::string>(std::move(text))) {}
    Value(const char* text) : Value(std::string{text}) {}
    Value(Date date) : node_(date) {}
    Value(Time time) : node_(std::make_shared<const Time>(std::move(time))) {}
    Value(DateTime moment) : node_(std::make_shared<const DateTime>(std::move(moment))) {}
    Value(DaysDuration duration) : node_(duration) {}
    Value(MonthsDuration duration) : node_(duration) {}
    Value(Range range);
    Value(Function function);
    static Value list(List items);
    static Value context(Context entries);
    // From their lexical forms; null where there is no such date or moment.
    static Value date(std::string_view text);
    static Value date_and_time(std::string_view text);

    bool is_null() const { return std::holds_alternative<std::monostate>(node_); }
    bool is_number() const { return std::holds_alternative<Decimal>(node_); }
    bool is_boolean() const { return std::holds_alternative<bool>(node_); }
    bool is_text() const { return holds<std::string>(); }
    bool is_list() const { return holds<Nested<List>>(); }
    bool is_context() const { return holds<Nested<Context>>(); }
    bool is_true() const { return is_boolean() && as_boolean(); }

    const Decimal& as_number() const { return std::get<Decimal>(node_); }
    bool as_boolean() const { return std::get<bool>(node_); }
    const std::string& as_text() const { return *std::get<Shared<std::string>>(node_); }
    const List& as_list() const;
    const Context& as_context() const;
    // The value as one of Date, DaysDuration, MonthsDuration, Time, DateTime, Range, Function; null where it
    // is none.
    template <class T>
    const T* as() const {
        if constexpr (std::same_as<T, Date> || std::same_as<T, DaysDuration> ||
                      std::same_as<T, MonthsDuration>) {
            return std::get_if<T>(&node_);
        } else {
            const auto* shared = std::get_if<Shared<T>>(&node_);
            return shared == nullptr ? nullptr : shared->get();
        }
    }
    bool same_kind(const Value& other) const { return node_.index() == other.node_.index(); }
    // How deep values are nested in it: 0 of a number, 1 of a list of numbers.
    int nesting() const;

    // As FEEL would write it: "foo" inside lists and contexts, foo alone. A list, context or range of more
    // than 4,000,000 bytes is cut there, and says so.
    std::string text() const;
    // The same, of any value, cut at so many bytes or a few less: the text, and whether it was cut.
    std::pair<std::string, bool> text_within(std::size_t bytes_max) const;
    std::string_view kind() const;  // "number", "days and time duration", …

private:
    template <class T>
    struct Nested;
    template <class T>
    using Shared = std::shared_ptr<const T>;
    template <class T>
    bool holds() const {
        return std::holds_alternative<Shared<T>>(node_);
    }
    template <class T>
    explicit Value(Shared<T> shared) : node_(std::move(shared)) {}

    std::variant<std::monostate, Decimal, bool, Shared<std::string>, Date, Shared<Time>, Shared<DateTime>,
                 DaysDuration, MonthsDuration, Shared<Nested<List>>, Shared<Nested<Context>>, Shared<Range>,
                 Shared<Function>>
        node_;
};

class Context {
public:
    Context() = default;
    Context(std::initializer_list<std::pair<std::string, Value>> entries) : entries_(entries) {}
    // Keeps what is there under that name.
    void emplace(std::string name, Value value);
    void insert_or_assign(std::string name, Value value);
    const Value* find(std::string_view name) const;
    std::size_t size() const { return entries_.size(); }
    auto begin() const { return entries_.begin(); }
    auto end() const { return entries_.end(); }

private:
    std::vector<std::pair<std::string, Value>> entries_;
};

// Values may be shared and built by expressions: their depth is kept, since what walks them recurses.
template <class T>
struct Value::Nested {
    T value;
    int nesting;
};
inline const Value::List& Value::as_list() const { return std::get<Shared<Nested<List>>>(node_)->value; }
inline const Context& Value::as_context() const { return std::get<Shared<Nested<Context>>>(node_)->value; }

struct Range {
    bool low_included = true, high_included = true;
    Value low, high;         // null: unbounded
    std::string_view unary;  // "<", "<=", ">", ">=", "=", "!=" where written so
    int nesting = 1;         // kept by Value
};

struct Function {
    std::vector<std::string> parameters;
    std::function<Value(const std::vector<Value>&)> body;
    // Of its parameters and result, found when it is asked for; empty where nothing is declared of it.
    std::function<Type()> type = {};
    // Of arguments for which it is null.
    std::function<std::string(const std::vector<Value>&)> why_null = {};
    int nesting = 1;
};

// Three-valued: nullopt where the two cannot be compared.
std::optional<bool> equal(const Value& a, const Value& b);
std::optional<std::partial_ordering> compare(const Value& a, const Value& b);
// Whether the range includes the value; nullopt where they cannot be compared.
std::optional<bool> includes(const Range& range, const Value& value);

// Values may share their parts, so that what is written of a small one may be endless: there is room for so
// many bytes, about, and where it ends the rest of the value is left out and a sentence stands for it.
struct Room {
    std::int64_t bytes = 16'000'000;
};
constexpr std::string_view cut_notice = "cut: the value is too large to be written whole";

// A plain tree (numbers as decimals, anything temporal as text) and back. Where there is no more room the
// sentence is a text.
atranka::Value to_tree(const Value& value);
Value from_tree(const atranka::Value& tree);

// The form {"t": type, "v": value} of the conformance cases: decimal, string, boolean, date, time, dateTime,
// duration as text; list and context nested; nil. Where there is no more room stands {"t": "cut", "v": the
// sentence}.
atranka::Value to_typed(const Value& value);
atranka::Value to_typed(const Value& value, Room& room);
tl::expected<Value, std::string> from_typed(const atranka::Value& typed);

}  // namespace atranka::feel
