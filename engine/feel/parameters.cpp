#include "engine/feel/builtins.hpp"

namespace atranka::feel {

namespace {

using Kind = Type::Kind;
using Kinds = std::vector<Kind>;

// Of functions that do not take there what others take under the same name.
const std::map<std::pair<std::string_view, std::string_view>, Kinds>& own_kinds() {
    static const std::map<std::pair<std::string_view, std::string_view>, Kinds> own{
        {{"date", "from"}, {Kind::string, Kind::date, Kind::date_time}},
        {{"time", "from"}, {Kind::string, Kind::time, Kind::date_time, Kind::date}},
        {{"date and time", "from"}, {Kind::string, Kind::date_time, Kind::date}},
        {{"duration", "from"}, {Kind::string, Kind::days_duration, Kind::months_duration}},
        {{"range", "from"}, {Kind::string}},
        {{"number", "from"}, {Kind::string, Kind::number}},
        {{"years and months duration", "from"}, {Kind::date, Kind::date_time}},
        {{"years and months duration", "to"}, {Kind::date, Kind::date_time}},
        {{"list replace", "match"}, {Kind::function}},
        {{"abs", "n"}, {Kind::number, Kind::days_duration, Kind::months_duration}},
    };
    return own;
}

const std::map<std::string_view, Kinds>& kinds() {
    static const std::map<std::string_view, Kinds> all = [] {
        std::map<std::string_view, Kinds> m;
        for (const char* name : {"string", "match", "input", "pattern", "replacement", "flags", "delimiter",
                                 "grouping separator", "decimal separator"})
            m[name] = {Kind::string};
        for (const char* name : {"n", "scale", "start position", "length", "position", "dividend", "divisor",
                                 "number", "year", "month", "day", "hour", "minute", "second"})
            m[name] = {Kind::number};
        m["negand"] = m["b"] = {Kind::boolean};
        m["date"] = {Kind::date, Kind::date_time};
        m["time"] = {Kind::time};
        m["offset"] = {Kind::days_duration};
        m["m"] = m["context"] = {Kind::context};
        m["precedes"] = {Kind::function};
        m["range"] = m["range1"] = m["range2"] = {Kind::range};
        return m;
    }();
    return all;
}

}  // namespace

bool takes_so_many(const std::vector<std::string>& signature, std::size_t count) {
    const bool variadic = !signature.empty() && signature.back().ends_with("...");
    std::size_t least = 0;
    for (const auto& p : signature)
        if (!p.ends_with("?") && !p.ends_with("...")) ++least;
    return count >= least && (variadic ? count > 0 : count <= signature.size());
}

std::vector<Type::Kind> kinds_of(std::string_view function, std::string_view parameter) {
    if (parameter.starts_with('*')) return {};
    if (parameter.ends_with('?')) parameter.remove_suffix(1);
    if (parameter.ends_with("...")) parameter.remove_suffix(3);
    if (function == "sum" || function == "mean")
        return {};  // durations, too; what they add is looked at as a whole
    if (const auto own = own_kinds().find({function, parameter}); own != own_kinds().end())
        return own->second;
    const auto known = kinds().find(parameter);
    return known == kinds().end() ? Kinds{} : known->second;
}

}  // namespace atranka::feel
