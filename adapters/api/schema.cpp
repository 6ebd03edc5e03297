#include "adapters/api/schema.hpp"

namespace atranka::api {

Value list_of(Value items) { return Value::object({{"type", "array"}, {"items", std::move(items)}}); }

Value object_of(std::initializer_list<std::pair<const std::string, Value>> members,
                std::initializer_list<const char*> required) {
    Value::List names;
    for (const char* name : required) names.push_back(name);
    Value properties = Value::object(members);
    return Value::object({{"type", "object"},
                          {"properties", std::move(properties)},
                          {"required", std::move(names)},
                          {"additionalProperties", false}});
}

}  // namespace atranka::api
