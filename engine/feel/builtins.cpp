#include "engine/feel/builtins.hpp"

namespace atranka::feel {

namespace {

const Table& functions() {
    static const Table table = [] {
        Table t;
        add_text_functions(t);
        add_list_functions(t);
        add_number_functions(t);
        add_temporal_functions(t);
        add_range_functions(t);
        add_context_functions(t);
        t["not"] = {{{"negand"}}, [](const Arguments& a) {
                        return a[0].is_boolean() ? Value{!a[0].as_boolean()} : Value{};
                    }};
        t["string"] = {{{"*from"}}, [](const Arguments& a) -> Value {
                           if (a[0].is_null()) return {};
                           if (a[0].is_text()) return a[0];
                           auto [text, is_cut] = a[0].text_within(text_bytes_max);
                           if (is_cut) exhausted("a text grows too long");
                           spend_text(text.size());
                           return std::move(text);
                       }};
        // The same value in the same form: a date is not its midnight, and an offset counts.
        t["is"] = {{{"*value1", "*value2?"}}, [](const Arguments& a) -> Value {
                       if (a.size() < 2) return a[0].is_null();
                       if (a[0].is_null() || a[1].is_null()) return a[0].is_null() && a[1].is_null();
                       if (!a[0].same_kind(a[1])) return false;
                       if (const auto* x = a[0].as<Time>()) return *x == *a[1].as<Time>();
                       if (const auto* x = a[0].as<DateTime>()) return *x == *a[1].as<DateTime>();
                       const auto same = equal(a[0], a[1]);
                       return same.value_or(false);
                   }};
        return t;
    }();
    return table;
}

}  // namespace

const BuiltIn* built_in(const std::string& name) {
    const auto it = functions().find(name);
    return it == functions().end() ? nullptr : &it->second;
}

const std::set<std::string>& built_in_names() {
    static const std::set<std::string> names = [] {
        std::set<std::string> all;
        for (const auto& [name, f] : functions()) all.insert(name);
        return all;
    }();
    return names;
}

}  // namespace atranka::feel
