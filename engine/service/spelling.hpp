#pragma once
// Canonical text of described structs without the tree that the codec makes of them: a state is spelled with
// every command that changes it.
// Shape:  the bytes of ledger::canonical(kernel::encode(thing)), for whatever thing the codec encodes.
// Source: engine/kernel/codec.hpp; RFC 8785 (members in the order of their names).

#include "engine/kernel/codec.hpp"
#include "engine/ledger/canonical.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace atranka::service {

// Whatever has no way of its own below.
template <class T>
struct Spelling {
    static void write(std::string& out, const T& thing) { out += ledger::canonical(kernel::encode(thing)); }
};

template <class T>
void spell(std::string& out, const T& thing) {
    Spelling<T>::write(out, thing);
}

// Text that is spelled as it is, and sorts as its bytes do.
inline bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7F' && c != '"' && c != '\\'; });
}

template <>
struct Spelling<std::string> {
    static void write(std::string& out, const std::string& text) {
        if (is_plain(text))
            (out += '"').append(text) += '"';
        else
            out += ledger::canonical(Value{text});
    }
};
template <class Tag>
struct Spelling<Id<Tag>> {
    static void write(std::string& out, const Id<Tag>& id) { spell(out, id.text); }
};
template <>
struct Spelling<Decimal> {
    static void write(std::string& out, const Decimal& d) { (out += '"').append(d.text()) += '"'; }
};
template <>
struct Spelling<Instant> {
    static void write(std::string& out, Instant i) { (out += '"').append(i.text()) += '"'; }
};
template <class T>
struct Spelling<std::optional<T>> {
    static void write(std::string& out, const std::optional<T>& o) {
        if (o)
            spell(out, *o);
        else
            out += "null";
    }
};

template <class Items>
void spell_list(std::string& out, const Items& items) {
    out += '[';
    bool is_first = true;
    for (const auto& item : items) {
        if (!is_first) out += ',';
        is_first = false;
        spell(out, item);
    }
    out += ']';
}
template <class T>
struct Spelling<std::vector<T>> {
    static void write(std::string& out, const std::vector<T>& items) { spell_list(out, items); }
};
template <class T>
struct Spelling<std::set<T>> {
    static void write(std::string& out, const std::set<T>& items) { spell_list(out, items); }
};

template <class K, class T>
struct Spelling<std::map<K, T>> {
    using Codec = kernel::Codec<std::map<K, T>>;
    static void write(std::string& out, const std::map<K, T>& items) {
        if (!std::ranges::all_of(items, [](const auto& item) { return is_plain(Codec::key(item.first)); })) {
            out += ledger::canonical(Codec::encode(items));
            return;
        }
        out += '{';
        bool is_first = true;
        for (const auto& [key, item] : items) {
            if (!is_first) out += ',';
            is_first = false;
            (out += '"').append(Codec::key(key)) += "\":";
            spell(out, item);
        }
        out += '}';
    }
};

template <kernel::DescribedEnum T>
struct Spelling<T> {
    static void write(std::string& out, T e) {
        (out += '"').append(boost::describe::enum_to_string(e, "?")) += '"';
    }
};

// Unless it has a codec of its own.
template <kernel::DescribedStruct T>
requires requires { typename kernel::Codec<T>::Members; }
struct Spelling<T> {
    static void write(std::string& out, const T& thing) {
        out += '{';
        const std::size_t begin = out.size();
        for (const Member& member : members()) {
            const std::size_t before = out.size();
            if (before != begin) out += ',';
            (out += '"').append(member.name) += "\":";
            const std::size_t from = out.size();
            member.write(out, thing);
            // What the codec leaves out: as it would stand here.
            const std::string_view text = std::string_view{out}.substr(from);
            if (text == "null" || text == "[]" || text == "{}" || text == "\"\"") out.resize(before);
        }
        out += '}';
    }

private:
    using Described = boost::describe::describe_members<T, boost::describe::mod_public>;
    struct Member {
        std::string_view name;
        void (*write)(std::string&, const T&);
    };
    using Members = std::array<Member, boost::mp11::mp_size<Described>::value>;

    template <class D>
    static void write_member(std::string& out, const T& thing) {
        spell(out, thing.*D::pointer);
    }
    static const Members& members() {
        static const Members sorted = [] {
            Members all{};
            std::size_t i = 0;
            boost::mp11::mp_for_each<Described>([&](auto member) {
                all[i++] = {member.name, &write_member<decltype(member)>};
            });
            std::ranges::sort(all, {}, &Member::name);
            return all;
        }();
        return sorted;
    }
};

}  // namespace atranka::service
