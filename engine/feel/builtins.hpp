#pragma once
// What the tables of built-in functions share. Inside this room only.

#include "engine/feel/effort.hpp"
#include "engine/feel/node.hpp"

#include <algorithm>

namespace atranka::feel {

using Arguments = std::vector<Value>;
using Table = std::map<std::string, BuiltIn>;

void add_text_functions(Table& table);
void add_list_functions(Table& table);
void add_number_functions(Table& table);
void add_temporal_functions(Table& table);
void add_range_functions(Table& table);
void add_context_functions(Table& table);

// Whether a call with `count` arguments may be meant for a signature.
bool takes_so_many(const std::vector<std::string>& signature, std::size_t count);

// What a built-in takes for a parameter, by its name as signatures have it; anything where there is none.
std::vector<Type::Kind> kinds_of(std::string_view function, std::string_view parameter);

inline const Value& argument(const Arguments& a, std::size_t i) {
    static const Value none;
    return i < a.size() ? a[i] : none;
}
// A single list, or the arguments themselves.
inline const Value::List& items_of(const Arguments& a) {
    return a.size() == 1 && a[0].is_list() ? a[0].as_list() : a;
}
// A single item stands for the list of it.
inline Value::List as_list(const Value& v) {
    if (!v.is_list()) return {v};
    spend_items(v.as_list().size());
    return v.as_list();
}

}  // namespace atranka::feel
