#include "engine/kernel/value.hpp"

#include "engine/kernel/invariant.hpp"

namespace atranka::inline kernel {

bool Value::as_bool() const {
    invariant(is_bool(), "a value read as boolean is one");
    return std::get<bool>(node_);
}
std::int64_t Value::as_int() const {
    invariant(is_int(), "a value read as integer is one");
    return std::get<std::int64_t>(node_);
}
Decimal Value::as_decimal() const {
    if (is_int()) return Decimal{std::get<std::int64_t>(node_)};
    invariant(is_decimal(), "a value read as number is one");
    return std::get<Decimal>(node_);
}
const std::string& Value::as_text() const {
    invariant(is_text(), "a value read as text is one");
    return std::get<std::string>(node_);
}
const Value::List& Value::as_list() const {
    invariant(is_list(), "a value read as list is one");
    return std::get<List>(node_);
}
Value::List& Value::as_list() {
    invariant(is_list(), "a value read as list is one");
    return std::get<List>(node_);
}
const Value::Object& Value::as_object() const {
    invariant(is_object(), "a value read as object is one");
    return std::get<Object>(node_);
}
Value::Object& Value::as_object() {
    invariant(is_object(), "a value read as object is one");
    return std::get<Object>(node_);
}

const Value* Value::find(std::string_view key) const {
    const auto* object = std::get_if<Object>(&node_);
    if (object == nullptr) return nullptr;
    const auto it = object->find(key);
    return it == object->end() ? nullptr : &it->second;
}

const Value& Value::at(std::string_view key) const {
    const Value* value = find(key);
    invariant(value != nullptr, "a member that is read by name is there");
    return *value;
}

void Value::set(std::string key, Value value) {
    if (is_null()) node_ = Object{};
    as_object().insert_or_assign(std::move(key), std::move(value));
}

void Value::push(Value value) {
    if (is_null()) node_ = List{};
    as_list().push_back(std::move(value));
}

}  // namespace atranka::inline kernel
