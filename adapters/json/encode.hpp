#pragma once
// What the codec describes, written at once: the very text of `write(kernel::encode(thing))`, without the
// tree in between.
// Shape:  members in the order of their names; what kernel::is_left_out is left out.

#include "adapters/json/json.hpp"
#include "engine/kernel/codec.hpp"

#include <algorithm>
#include <array>

namespace atranka::json {

void append(std::string& out, const Value& value);  // as `write` does
void append_text(std::string& out, std::string_view text);

template <class T>
void append_encoded(std::string& out, const T& thing);

template <class T>
std::string encoded(const T& thing) {
    std::string out;
    append_encoded(out, thing);
    return out;
}

// Types that spell themselves otherwise go by way of the tree.
template <class T>
struct Encoded {
    static void append(std::string& out, const T& thing) { json::append(out, kernel::encode(thing)); }
};
template <>
struct Encoded<std::string> {
    static void append(std::string& out, const std::string& text) { append_text(out, text); }
};
template <>
struct Encoded<Value> {
    static void append(std::string& out, const Value& value) { json::append(out, value); }
};
template <class Tag>
struct Encoded<Id<Tag>> {
    static void append(std::string& out, const Id<Tag>& id) { append_text(out, id.text); }
};
template <class T>
struct Encoded<std::optional<T>> {
    static void append(std::string& out, const std::optional<T>& one) {
        if (one)
            append_encoded(out, *one);
        else
            out += "null";
    }
};

template <class Items>
void append_list(std::string& out, const Items& items) {
    out += '[';
    bool is_first = true;
    for (const auto& item : items) {
        if (!std::exchange(is_first, false)) out += ',';
        append_encoded(out, item);
    }
    out += ']';
}
template <class T>
struct Encoded<std::vector<T>> {
    static void append(std::string& out, const std::vector<T>& items) { append_list(out, items); }
};
template <class T>
struct Encoded<std::set<T>> {
    static void append(std::string& out, const std::set<T>& items) { append_list(out, items); }
};
template <class K, class T>
struct Encoded<std::map<K, T>> {
    static void append(std::string& out, const std::map<K, T>& items) {
        out += '{';
        bool is_first = true;
        for (const auto& [key, item] : items) {
            if (!std::exchange(is_first, false)) out += ',';
            append_text(out, kernel::Codec<std::map<K, T>>::key(key));
            out += ':';
            append_encoded(out, item);
        }
        out += '}';
    }
};

// Has no spelling of its own.
template <class T>
concept PlainStruct = DescribedStruct<T> && requires {
    typename kernel::Codec<T>::Members;
};

template <PlainStruct T>
struct Encoded<T> {
    static void append(std::string& out, const T& thing) {
        out += '{';
        bool is_first = true;
        for (const auto& [name, write] : members()) {
            const std::size_t before = out.size();
            if (!is_first) out += ',';
            ((out += '"') += name) += "\":";
            const std::size_t begin = out.size();
            write(out, thing);
            if (is_left_out(std::string_view{out}.substr(begin)))
                out.resize(before);
            else
                is_first = false;
        }
        out += '}';
    }

private:
    using Members = typename kernel::Codec<T>::Members;
    using Member = std::pair<std::string_view, void (*)(std::string&, const T&)>;

    static bool is_left_out(std::string_view text) {
        return text == "null" || text == "[]" || text == "{}" || text == "\"\"";
    }
    static const auto& members() {
        static const auto all = [] {
            std::array<Member, boost::mp11::mp_size<Members>::value> sorted;
            std::size_t i = 0;
            boost::mp11::mp_for_each<Members>([&](auto member) {
                using Of = decltype(member);
                sorted[i++] = {member.name, [](std::string& out, const T& thing) {
                                   append_encoded(out, thing.*Of::pointer);
                               }};
            });
            std::ranges::sort(sorted, {}, &Member::first);
            return sorted;
        }();
        return all;
    }
};

template <class T>
void append_encoded(std::string& out, const T& thing) {
    Encoded<T>::append(out, thing);
}

}  // namespace atranka::json
