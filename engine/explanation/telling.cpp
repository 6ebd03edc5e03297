#include "engine/explanation/telling.hpp"

namespace atranka::explanation {

std::string text_of(const Value& value) {
    if (value.is_text()) return value.as_text();
    if (value.is_bool()) return value.as_bool() ? "true" : "false";
    if (value.is_int()) return std::to_string(value.as_int());
    std::string items;
    if (value.is_list())
        for (const Value& item : value.as_list()) items += (items.empty() ? "" : ", ") + text_of(item);
    return items;
}

}  // namespace atranka::explanation
