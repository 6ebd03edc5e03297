#pragma once
// The one tree in which everything that is recorded, imported or exported is spelled: JSON without floating
// point.
// Shape:  null, boolean, 64-bit integer, exact decimal, text, list, object (keys ordered bytewise).
// Errors: `as_*` and `at` on a value of another kind are programming errors and abort; use `find` and `is_*`
//         on input.
// Source: LEDGER.md, format 2 (integers within 2^53-1, money and scores as decimal strings).

#include "engine/kernel/decimal.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace atranka::inline kernel {

class Value {
public:
    using List = std::vector<Value>;
    using Object = std::map<std::string, Value, std::less<>>;

    Value() = default;
    Value(std::nullptr_t) {}
    Value(bool b) : node_{b} {}
    Value(int n) : node_{std::int64_t{n}} {}
    Value(std::int64_t n) : node_{n} {}
    Value(Decimal d) : node_{d} {}
    Value(const char* text) : node_{std::string{text}} {}
    Value(std::string_view text) : node_{std::string{text}} {}
    Value(std::string text) : node_{std::move(text)} {}
    Value(List list) : node_{std::move(list)} {}
    Value(Object object) : node_{std::move(object)} {}

    static Value list(std::initializer_list<Value> items = {}) { return Value{List(items)}; }
    static Value object(std::initializer_list<std::pair<const std::string, Value>> members = {}) {
        return Value{Object(members)};
    }

    bool is_null() const { return std::holds_alternative<std::monostate>(node_); }
    bool is_bool() const { return std::holds_alternative<bool>(node_); }
    bool is_int() const { return std::holds_alternative<std::int64_t>(node_); }
    bool is_decimal() const { return std::holds_alternative<Decimal>(node_); }
    bool is_number() const { return is_int() || is_decimal(); }
    bool is_text() const { return std::holds_alternative<std::string>(node_); }
    bool is_list() const { return std::holds_alternative<List>(node_); }
    bool is_object() const { return std::holds_alternative<Object>(node_); }

    bool as_bool() const;
    std::int64_t as_int() const;
    Decimal as_decimal() const;  // an integer converts
    const std::string& as_text() const;
    const List& as_list() const;
    List& as_list();
    const Object& as_object() const;
    Object& as_object();

    // The member of that name, or null where this is no object or has none.
    const Value* find(std::string_view key) const;
    // The member of that name, which must be there.
    const Value& at(std::string_view key) const;
    // Sets a member; a null value becomes an object first.
    void set(std::string key, Value value);
    void push(Value value);

    friend bool operator==(const Value&, const Value&) = default;

private:
    std::variant<std::monostate, bool, std::int64_t, Decimal, std::string, List, Object> node_;
};

}  // namespace atranka::inline kernel
