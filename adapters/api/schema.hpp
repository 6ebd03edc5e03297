#pragma once
// JSON Schemas of described structs, as engine/kernel/codec.hpp spells them: what is empty is left out.
// Source: JSON Schema 2020-12, as OpenAPI 3.1 uses it.

#include "engine/kernel/codec.hpp"
#include "engine/lifecycle/stage.hpp"

namespace atranka::api {

template <class T>
struct Schema;

template <class T>
Value schema_of() {
    return Schema<T>::value();
}

inline Value type_of(const char* name) { return Value::object({{"type", name}}); }
inline Value text_of(const char* format) { return Value::object({{"type", "string"}, {"format", format}}); }

template <>
struct Schema<bool> {
    static Value value() { return type_of("boolean"); }
};
template <std::integral T>
requires(!std::same_as<T, bool>) struct Schema<T> {
    static Value value() { return type_of("integer"); }
};
template <>
struct Schema<std::string> {
    static Value value() { return type_of("string"); }
};
template <>
struct Schema<Value> {
    static Value value() { return Value::object(); }
};
template <>
struct Schema<Decimal> {
    static Value value() {
        return Value::object({{"type", "string"}, {"pattern", "^-?[0-9]+(\\.[0-9]+)?$"}});
    }
};
template <>
struct Schema<Instant> {
    static Value value() { return text_of("date-time"); }
};
template <class Tag>
struct Schema<Id<Tag>> {
    static Value value() { return type_of("string"); }
};
template <>
struct Schema<lifecycle::Stage> {
    static Value value() { return type_of("string"); }
};
template <class T>
struct Schema<std::optional<T>> : Schema<T> {};
template <class T>
struct Schema<std::vector<T>> {
    static Value value() { return Value::object({{"type", "array"}, {"items", schema_of<T>()}}); }
};
template <class T>
struct Schema<std::set<T>> : Schema<std::vector<T>> {};
template <class K, class T>
struct Schema<std::map<K, T>> {
    static Value value() {
        return Value::object({{"type", "object"}, {"additionalProperties", schema_of<T>()}});
    }
};
template <kernel::DescribedEnum T>
struct Schema<T> {
    static Value value() {
        Value::List names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto one) { names.push_back(one.name); });
        return Value::object({{"type", "string"}, {"enum", std::move(names)}});
    }
};
template <kernel::DescribedStruct T>
struct Schema<T> {
    static Value value() {
        Value properties = Value::object();
        boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
            [&](auto member) {
                using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
                properties.set(member.name, schema_of<Member>());
            });
        return Value::object(
            {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}});
    }
};

Value list_of(Value items);
// An object with these members, of which those are always there.
Value object_of(std::initializer_list<std::pair<const std::string, Value>> members,
                std::initializer_list<const char*> required);

}  // namespace atranka::api
