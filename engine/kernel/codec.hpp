#pragma once
// Between described structs (BOOST_DESCRIBE_STRUCT / BOOST_DESCRIBE_ENUM) and the recorded tree, both ways.
// Shape:  a struct is an object of its members by name; an empty optional, list, map or text is left out and
//         read back as empty; an enum is its name; an instant, day, decimal and id is text.
// Errors: `decode` throws nothing: a tree that does not fit is nullopt. Recorded trees always fit, because
//         only `encode` made them; what a person typed is read by the form reader instead, which names every
//         problem.

#include "engine/kernel/id.hpp"
#include "engine/kernel/instant.hpp"
#include "engine/kernel/value.hpp"

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace atranka::inline kernel {

template <class T>
concept DescribedStruct = boost::describe::has_describe_members<T>::value && !std::is_enum_v<T>;
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
struct Codec;  // specialise for types that spell themselves otherwise

template <class T>
Value encode(const T& thing) {
    return Codec<T>::encode(thing);
}
template <class T>
std::optional<T> decode(const Value& value) {
    return Codec<T>::decode(value);
}

template <>
struct Codec<bool> {
    static Value encode(bool b) { return b; }
    static std::optional<bool> decode(const Value& v) {
        return v.is_bool() ? std::optional{v.as_bool()} : std::nullopt;
    }
};
template <std::integral T>
requires(!std::same_as<T, bool>) struct Codec<T> {
    static Value encode(T n) { return static_cast<std::int64_t>(n); }
    static std::optional<T> decode(const Value& v) {
        if (!v.is_int() || !std::in_range<T>(v.as_int())) return std::nullopt;
        return static_cast<T>(v.as_int());
    }
};
template <>
struct Codec<std::string> {
    static Value encode(const std::string& s) { return s; }
    static std::optional<std::string> decode(const Value& v) {
        return v.is_text() ? std::optional{v.as_text()} : std::nullopt;
    }
};
template <>
struct Codec<Value> {
    static Value encode(const Value& v) { return v; }
    static std::optional<Value> decode(const Value& v) { return v; }
};
template <>
struct Codec<Decimal> {
    static Value encode(const Decimal& d) { return d.text(); }
    static std::optional<Decimal> decode(const Value& v) {
        return v.is_text() ? Decimal::parse(v.as_text()) : std::nullopt;
    }
};
template <>
struct Codec<Instant> {
    static Value encode(Instant i) { return i.text(); }
    static std::optional<Instant> decode(const Value& v) {
        return v.is_text() ? Instant::parse(v.as_text()) : std::nullopt;
    }
};
template <class Tag>
struct Codec<Id<Tag>> {
    static Value encode(const Id<Tag>& id) { return id.text; }
    static std::optional<Id<Tag>> decode(const Value& v) {
        return v.is_text() ? std::optional{Id<Tag>{v.as_text()}} : std::nullopt;
    }
};
template <class T>
struct Codec<std::optional<T>> {
    static Value encode(const std::optional<T>& o) { return o ? kernel::encode(*o) : Value{}; }
    static std::optional<std::optional<T>> decode(const Value& v) {
        if (v.is_null()) return std::optional<T>{};
        auto inner = kernel::decode<T>(v);
        // Said in full: optional{optional} would be a copy, and what does not fit would read as empty.
        if (!inner) return std::nullopt;
        return std::optional<std::optional<T>>{std::in_place, std::move(*inner)};
    }
};
template <class T>
struct Codec<std::vector<T>> {
    static Value encode(const std::vector<T>& items) {
        Value::List list;
        list.reserve(items.size());
        for (const T& item : items) list.push_back(kernel::encode(item));
        return list;
    }
    static std::optional<std::vector<T>> decode(const Value& v) {
        if (v.is_null()) return std::vector<T>{};
        if (!v.is_list()) return std::nullopt;
        std::vector<T> items;
        items.reserve(v.as_list().size());
        for (const Value& item : v.as_list()) {
            auto one = kernel::decode<T>(item);
            if (!one) return std::nullopt;
            items.push_back(std::move(*one));
        }
        return items;
    }
};
template <class T>
struct Codec<std::set<T>> {
    static Value encode(const std::set<T>& items) {
        return kernel::encode(std::vector<T>(items.begin(), items.end()));
    }
    static std::optional<std::set<T>> decode(const Value& v) {
        auto items = kernel::decode<std::vector<T>>(v);
        if (!items) return std::nullopt;
        return std::set<T>(items->begin(), items->end());
    }
};
template <class K, class T>
struct Codec<std::map<K, T>> {
    static std::string key(const std::string& k) { return k; }
    template <class Tag>
    static std::string key(const Id<Tag>& k) {
        return k.text;
    }
    static Value encode(const std::map<K, T>& items) {
        Value::Object object;
        for (const auto& [k, item] : items) object.emplace(key(k), kernel::encode(item));
        return object;
    }
    static std::optional<std::map<K, T>> decode(const Value& v) {
        if (v.is_null()) return std::map<K, T>{};
        if (!v.is_object()) return std::nullopt;
        std::map<K, T> items;
        for (const auto& [k, item] : v.as_object()) {
            auto one = kernel::decode<T>(item);
            if (!one) return std::nullopt;
            items.emplace(K{k}, std::move(*one));
        }
        return items;
    }
};

template <DescribedEnum T>
struct Codec<T> {
    static Value encode(T e) { return boost::describe::enum_to_string(e, "?"); }
    static std::optional<T> decode(const Value& v) {
        T e{};
        if (!v.is_text() || !boost::describe::enum_from_string(v.as_text().c_str(), e)) return std::nullopt;
        // What stands behind a zero byte was not looked at.
        if (v.as_text() != boost::describe::enum_to_string(e, "")) return std::nullopt;
        return e;
    }
};

// Left out of an object when empty, so that a later, optional member changes no recorded byte.
inline bool is_left_out(const Value& v) {
    return v.is_null() || (v.is_list() && v.as_list().empty()) || (v.is_object() && v.as_object().empty()) ||
           (v.is_text() && v.as_text().empty());
}

template <DescribedStruct T>
struct Codec<T> {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public>;

    static Value encode(const T& thing) {
        Value::Object object;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            Value v = kernel::encode(thing.*member.pointer);
            if (!is_left_out(v)) object.emplace(member.name, std::move(v));
        });
        return object;
    }
    static std::optional<T> decode(const Value& v) {
        if (!v.is_object()) return std::nullopt;
        T thing{};
        bool fits = true;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            const Value* found = v.find(member.name);
            if (!fits || found == nullptr) return;
            using Member = std::remove_cvref_t<decltype(thing.*member.pointer)>;
            auto one = kernel::decode<Member>(*found);
            if (one)
                thing.*member.pointer = std::move(*one);
            else
                fits = false;
        });
        return fits ? std::optional{std::move(thing)} : std::nullopt;
    }
};

// A variant of described structs is one of them under its type's name, from `kind_names` beside the variant:
// {"ReviewSubmitted": {…}}.
template <class... Ts>
struct Codec<std::variant<Ts...>> {
    using Variant = std::variant<Ts...>;
    static Value encode(const Variant& variant) {
        return std::visit(
            [](const auto& one) {
                using One = std::remove_cvref_t<decltype(one)>;
                return Value::object({{std::string{One::name}, kernel::encode(one)}});
            },
            variant);
    }
    static std::optional<Variant> decode(const Value& v) {
        if (!v.is_object() || v.as_object().size() != 1) return std::nullopt;
        const auto& [name, body] = *v.as_object().begin();
        std::optional<Variant> found;
        (void)((Ts::name == name ? (take<Ts>(body, found), true) : false) || ...);
        return found;
    }

private:
    template <class One>
    static void take(const Value& body, std::optional<Variant>& found) {
        if (auto one = kernel::decode<One>(body)) found.emplace(std::move(*one));
    }
};

}  // namespace atranka::inline kernel
