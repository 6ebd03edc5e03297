#include "adapters/api/exchange.hpp"

#include "adapters/json/json.hpp"

#include <algorithm>
#include <cctype>

namespace atranka::api {

namespace {

const std::string* value_of(const Pairs& pairs, std::string_view name) {
    const auto it = std::ranges::find(pairs, name, &Pairs::value_type::first);
    return it == pairs.end() ? nullptr : &it->second;
}

}  // namespace

const std::string* Request::header(std::string_view name) const { return value_of(headers, name); }
const std::string* Request::parameter(std::string_view name) const { return value_of(query, name); }

bool Request::is_json() const {
    const std::string* type = header("content-type");
    if (type == nullptr) return false;
    std::string name = type->substr(0, type->find(';'));
    name.erase(name.find_last_not_of(" \t") + 1);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    return name == "application/json";
}

Response json(const Value& document, int status) { return json_text(json::write(document), status); }
Response json_text(std::string document, int status) {
    return {status, {{"content-type", "application/json"}}, std::move(document)};
}

}  // namespace atranka::api
