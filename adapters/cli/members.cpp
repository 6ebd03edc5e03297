#include "adapters/cli/members.hpp"

#include "adapters/cli/files.hpp"
#include "engine/kernel/instant.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace atranka::cli {

namespace {

std::string clean(const std::string& text, const std::string& option) {
    if (const auto fault = text_fault(text)) throw Stop{bad_data, option + ": " + *fault};
    return text;
}

std::string amount_of(const std::string& typed, const std::string& option) {
    if (!Decimal::parse(typed))
        throw Stop{bad_data, option + ": " + typed + " is not an exact decimal, such as 4.5 or 25000.00"};
    return typed;
}

std::int64_t whole_of(const std::string& typed, const std::string& option) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
    if (fault != std::errc{} || end != typed.data() + typed.size())
        throw Stop{bad_data, option + ": " + typed + " is not a whole number"};
    return number;
}

std::string instant_typed(const std::string& typed, const std::string& option) {
    const auto instant = Instant::parse(typed);
    if (!instant)
        throw Stop{bad_data,
                   option + ": " + typed + " is not an instant in UTC, such as 2026-03-31T20:59:59Z"};
    return instant->text();
}

std::string choice_of(const Member& member, const std::string& typed, const std::string& option) {
    if (std::ranges::find(member.choices, typed) != member.choices.end()) return typed;
    std::string known;
    for (const std::string& choice : member.choices) known += (known.empty() ? "" : ", ") + choice;
    const std::string near = nearest(typed, member.choices);
    throw Stop{bad_data, option + ": " + typed + " is none of " + known +
                             (near.empty() ? "" : "; did you mean " + near + "?")};
}

// A file, or key=value as often as it is given; the value of a positional is what it says.
Value tree_of(const Member& member, const std::vector<std::string>& typed, const std::string& option) {
    if (member.name() == "value") return clean(typed.front(), option);
    std::error_code unknown;
    Value tree;
    for (const std::string& one : typed) {
        const bool is_file =
            one == "-" || std::filesystem::exists(one, unknown) || one.find('=') == std::string::npos;
        if (is_file && typed.size() == 1) return read_document(one);
        if (is_file) throw Stop{bad_data, option + ": one file, or KEY=VALUE several times"};
        const auto [key, value] = key_and_value(one, option);
        tree.set(key, value);
    }
    return tree;
}

Value pair_of(const Member& member, const std::string& typed, const std::string& option) {
    const std::size_t sign = typed.find('=');
    const std::string first = typed.substr(0, sign);
    const std::string second = sign == std::string::npos ? std::string{} : typed.substr(sign + 1);
    const auto part = [&](const std::string& text, bool is_whole) {
        return is_whole ? Value{whole_of(text, option)} : Value{clean(text, option)};
    };
    Value pair = Value::object({{member.first, part(first, member.first_is_whole)}});
    if (member.second == "accepted") amount_of(second, option);
    if (!second.empty()) pair.set(member.second, part(second, member.second_is_whole));
    return pair;
}

Value value_of(const Member& member, const std::vector<std::string>& typed) {
    const std::string option = member.option();
    const std::string& one = typed.front();
    switch (member.kind) {
        case Kind::text: return clean(one, option);
        case Kind::boolean: return one == "true";
        case Kind::whole: return whole_of(one, option);
        case Kind::instant: return instant_typed(one, option);
        case Kind::amount: return amount_of(one, option);
        case Kind::choice: return choice_of(member, one, option);
        case Kind::tree: return tree_of(member, typed, option);
        case Kind::plans: return plans_of(typed);
        case Kind::texts:
        case Kind::pairs: {
            Value::List items;
            for (const std::string& item : typed)
                items.push_back(member.kind == Kind::texts ? Value{clean(item, option)}
                                                           : pair_of(member, item, option));
            return items;
        }
        case Kind::amounts:
        case Kind::entries:
        case Kind::settings: {
            Value entries = Value::object();
            for (const std::string& item : typed) {
                const auto [key, value] = key_and_value(item, option);
                if (entries.find(key) != nullptr)
                    throw Stop{bad_data, option + ": " + key + " is given twice"};
                entries.set(key, member.kind == Kind::amounts ? amount_of(value, option + " " + key) : value);
            }
            return entries;
        }
    }
    return {};
}

void put(Value& members, const std::string& path, Value value) {
    const std::size_t point = path.find('.');
    if (point == std::string::npos) {
        members.set(path, std::move(value));
        return;
    }
    const std::string head = path.substr(0, point);
    if (members.find(head) == nullptr) members.set(head, Value::object());
    put(members.as_object().at(head), path.substr(point + 1), std::move(value));
}

// JSON's own numbers, where the record spells amounts as text.
void spell_amounts(const Shape& shape, Value& members) {
    for (const Member& member : shape.members) {
        if (member.kind != Kind::amounts || member.is_nested()) continue;
        const auto it = members.as_object().find(member.path);
        if (it == members.as_object().end() || !it->second.is_object()) continue;
        for (auto& [key, amount] : it->second.as_object())
            if (amount.is_number()) amount = amount.as_decimal().text();
    }
}

}  // namespace

std::pair<std::string, std::string> key_and_value(const std::string& typed, const std::string& option) {
    const std::size_t sign = typed.find('=');
    if (sign == 0 || sign == std::string::npos)
        throw Stop{bad_data, option + ": " + typed + " is not KEY=VALUE"};
    return {clean(typed.substr(0, sign), option), clean(typed.substr(sign + 1), option)};
}

Value plans_of(const std::vector<std::string>& typed) {
    Value::List plans;
    for (const std::string& one : typed) {
        if (one.find('=') == std::string::npos) {
            plans.push_back(Value::object({{"id", clean(one, "--round")}, {"parameters", Value::object()}}));
            continue;
        }
        if (plans.empty()) throw Stop{bad_data, "--round: " + one + " follows no round"};
        const auto [key, value] = key_and_value(one, "--round");
        plans.back().as_object().at("parameters").set(key, value);
    }
    return plans;
}

Value members_of(const Shape& shape, const Arguments& arguments) {
    Value members = Value::object();
    if (arguments.has("from")) {
        members = read_json(arguments.text("from"));
        if (!members.is_object())
            throw Stop{bad_data, arguments.text("from") + ": the members of a command are a JSON object"};
        spell_amounts(shape, members);
    }
    for (const Member& member : shape.members) {
        if (!arguments.has(member.path) || arguments.all(member.path).empty()) continue;
        put(members, member.path, value_of(member, arguments.all(member.path)));
    }
    return members;
}

}  // namespace atranka::cli
