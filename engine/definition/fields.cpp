#include "engine/definition/fields.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {

// Words of FEEL and of this format, which as names would make an expression ambiguous.
constexpr std::string_view reserved[] = {"and",  "between",  "else", "every", "external", "false",
                                         "for",  "function", "if",   "in",    "instance", "lot",
                                         "not",  "null",     "of",   "or",    "return",   "satisfies",
                                         "some", "then",     "true"};

std::string in_words(std::span<const std::string_view> words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += (i == 0 ? "`" : i + 1 == words.size() ? " or `" : ", `") + std::string{words[i]} + "`";
    return text;
}

}  // namespace

void Problems::note(Position position, std::string code, std::string path, std::string message,
                    std::string mend, Severity severity) {
    list.push_back(
        {position, std::move(code), std::move(path), std::move(message), std::move(mend), severity, {}});
}

void Problems::unknown(Position position, std::string_view thing, std::string path, std::string_view name,
                       const std::vector<std::string>& known) {
    const std::string near = kernel::nearest(name, known);
    std::string code = "unknown-" + std::string{thing};
    std::replace(code.begin(), code.end(), ' ', '-');
    std::string mend;
    if (!near.empty()) {
        mend = "Did you mean `" + near + "`?";
    } else if (known.empty()) {
        mend = "None is defined here; define it, or leave this out.";
    } else {
        const std::vector<std::string_view> views(known.begin(), known.end());
        constexpr std::size_t shown_max = 12;
        mend = "Known: " + in_words(std::span{views}.first(std::min(shown_max, views.size()))) +
               (views.size() > shown_max ? ", …" : "") + ".";
    }
    note(position, std::move(code), std::move(path),
         "There is no " + std::string{thing} + " `" + std::string{name} + "`.", std::move(mend));
}

std::optional<Decimal> parse_decimal(std::string_view text) {
    const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
    const bool leading_zero = digits.size() > 1 && digits[0] == '0' && digits[1] != '.';
    return leading_zero ? std::nullopt : Decimal::parse(text);
}

std::string_view shape_of(const Node& node) {
    switch (node.kind) {
        case Node::Kind::text: return node.text.empty() ? "nothing" : "a text";
        case Node::Kind::list: return "a list";
        case Node::Kind::map: return "a map";
    }
    return "";
}

bool is_name(std::string_view text) {
    constexpr std::size_t length_max = 64;
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !text.empty() && text.size() <= length_max && letter(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

void check_name(Problems& problems, Position position, const std::string& path, std::string_view name) {
    if (!is_name(name))
        problems.note(position, "bad-name", path, "`" + std::string{name} + "` is not a name.",
                      "Use at most 64 lower-case letters a–z, digits and _, beginning with a letter.");
    else if (std::find(std::begin(reserved), std::end(reserved), name) != std::end(reserved))
        problems.note(position, "reserved-name", path,
                      "`" + std::string{name} + "` is a word of the expression language.",
                      "Choose another name.");
}

Text read_sentences(Problems& problems, const Node& node, const std::string& path) {
    Text text;
    if (!node.is_map()) {
        problems.note(node.position, "wrong-shape", path,
                      "A text in each language is wanted; here stands " + std::string{shape_of(node)} + ".",
                      "Write {en: …, lt: …}.");
        return text;
    }
    for (const Member& member : node.members) {
        if (!is_language(member.key))
            problems.note(member.position, "unknown-language", path + "." + member.key,
                          "`" + member.key + "` is not a language.",
                          "Use its two letters of ISO 639-1, such as en or lt.");
        else if (!member.value.is_text() || member.value.text.empty())
            problems.note(member.value.position, "wrong-shape", path + "." + member.key,
                          "A text is wanted; here stands " + std::string{shape_of(member.value)} + ".",
                          "Write the sentence, in quotation marks if it holds a colon.");
        else
            text.by_language.emplace(member.key, member.value.text);
    }
    if (!text.by_language.contains("en"))
        problems.note(node.position, "missing-english", path, "The English text is missing.",
                      "Add `en:`; every other language falls back to it.");
    return text;
}

Fields::Fields(Problems& problems, const Node& node, std::string path)
    : problems_{problems}, node_{node}, path_{std::move(path)}, is_map_{node.is_map()} {
    if (!is_map_)
        problems_.note(node.position, "wrong-shape", path_,
                       "A map is wanted; here stands " + std::string{shape_of(node)} + ".",
                       "Write keys with their values, such as {key: value}.");
}

std::string Fields::path_of(std::string_view key) const {
    return path_.empty() ? std::string{key} : path_ + "." + std::string{key};
}

const Node* Fields::take(std::string_view key, Presence presence) {
    taken_.push_back(key);
    if (!is_map_) return nullptr;
    const Member* found = node_.member(key);
    if (found != nullptr && !found->value.empty()) return &found->value;
    if (found != nullptr)
        problems_.note(found->position, "empty-value", path_of(key),
                       "`" + std::string{key} + "` has no value.", "Write its value, or remove the key.");
    else if (presence == Presence::required)
        problems_.note(node_.position, "missing-key", path_of(key), "`" + std::string{key} + "` is missing.",
                       "Add `" + std::string{key} + ":`.");
    return nullptr;
}

const Node* Fields::take_text(std::string_view key, Presence presence) {
    const Node* node = take(key, presence);
    if (node == nullptr || node->is_text()) return node;
    problems_.note(node->position, "wrong-shape", path_of(key),
                   "A single value is wanted; here stands " + std::string{shape_of(*node)} + ".",
                   "Write one value.");
    return nullptr;
}

std::string Fields::text(std::string_view key, Presence presence) {
    const Node* node = take_text(key, presence);
    return node == nullptr ? std::string{} : node->text;
}

std::string Fields::name(std::string_view key, Presence presence) {
    const Node* node = take_text(key, presence);
    if (node == nullptr) return {};
    if (!is_name(node->text)) {
        check_name(problems_, node->position, path_of(key), node->text);
        return {};
    }
    return node->text;
}

Position Fields::position_of(std::string_view key) const {
    const Node* node = node_.find(key);
    return node == nullptr ? node_.position : node->position;
}

std::vector<std::string> Fields::names(std::string_view key) {
    std::vector<std::string> found;
    for (auto& [name, position] : placed_names(key)) found.push_back(std::move(name));
    return found;
}

std::vector<std::pair<std::string, Position>> Fields::placed_names(std::string_view key) {
    std::vector<std::pair<std::string, Position>> found;
    std::size_t i = 0;
    for (const Node& item : items(key)) {
        const std::string path = path_of(key) + "[" + std::to_string(i++) + "]";
        if (!item.is_text() || !is_name(item.text))
            check_name(problems_, item.position, path, item.text);
        else if (std::any_of(found.begin(), found.end(),
                             [&](const auto& one) { return one.first == item.text; }))
            problems_.note(item.position, "repeated-name", path,
                           "`" + item.text + "` stands in this list twice.", "Name it once.");
        else
            found.emplace_back(item.text, item.position);
    }
    return found;
}

Text Fields::sentences(std::string_view key, Presence presence) {
    const Node* node = take(key, presence);
    return node == nullptr ? Text{} : read_sentences(problems_, *node, path_of(key));
}

bool Fields::boolean(std::string_view key, bool otherwise) {
    const Node* node = take_text(key, Presence::optional);
    if (node == nullptr) return otherwise;
    if (node->text == "true") return true;
    if (node->text != "false")
        problems_.note(node->position, "not-boolean", path_of(key),
                       "`" + node->text + "` is neither true nor false.", "Write true or false.");
    return false;
}

std::optional<Decimal> Fields::number(std::string_view key) {
    const Node* node = take_text(key, Presence::optional);
    if (node == nullptr) return std::nullopt;
    auto number = parse_decimal(node->text);
    if (!number)
        problems_.note(node->position, "not-a-number", path_of(key),
                       "`" + node->text + "` is not an exact decimal.",
                       "Write digits with at most one point, such as 25000.00: no comma, blank or exponent.");
    return number;
}

std::optional<int> Fields::integer(std::string_view key, int minimum, int maximum) {
    const Node* node = take_text(key, Presence::optional);
    if (node == nullptr) return std::nullopt;
    const auto number = parse_decimal(node->text);
    const auto whole = number && number->scale() == 0 ? number->to_int64() : std::nullopt;
    if (!whole || *whole < minimum || *whole > maximum) {
        problems_.note(node->position, "not-a-whole-number", path_of(key),
                       "`" + node->text + "` is not a whole number from " + std::to_string(minimum) + " to " +
                           std::to_string(maximum) + ".",
                       "Write such a number in digits.");
        return std::nullopt;
    }
    return static_cast<int>(*whole);
}

std::optional<Span> Fields::span(std::string_view key, Presence presence) {
    const Node* node = take_text(key, presence);
    if (node == nullptr) return std::nullopt;
    auto found = parse_span(node->text);
    if (!found)
        problems_.note(node->position, "not-a-span", path_of(key),
                       "`" + node->text + "` is not a span of time.",
                       "Write `14 days`, `10 working days` or `2 months`.");
    return found;
}

std::optional<std::size_t> Fields::word(std::string_view key, std::span<const std::string_view> words,
                                        Presence presence) {
    const Node* node = take_text(key, presence);
    if (node == nullptr) return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), node->text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    const std::vector<std::string> known(words.begin(), words.end());
    const std::string near = kernel::nearest(node->text, known);
    problems_.note(node->position, "unknown-value", path_of(key),
                   "`" + node->text + "` is not one of " + in_words(words) + ".",
                   near.empty() ? "Write one of them." : "Did you mean `" + near + "`?");
    return std::nullopt;
}

std::span<const Member> Fields::members(std::string_view key, Presence presence) {
    const Node* node = take(key, presence);
    if (node == nullptr) return {};
    if (!node->is_map()) {
        problems_.note(node->position, "wrong-shape", path_of(key),
                       "A map is wanted; here stands " + std::string{shape_of(*node)} + ".",
                       "Write names with their values, such as {name: value}.");
        return {};
    }
    return node->members;
}

std::span<const Node> Fields::items(std::string_view key, Presence presence) {
    const Node* node = take(key, presence);
    if (node == nullptr) return {};
    if (!node->is_list()) {
        problems_.note(node->position, "wrong-shape", path_of(key),
                       "A list is wanted; here stands " + std::string{shape_of(*node)} + ".",
                       "Write [one, another].");
        return {};
    }
    return node->items;
}

void Fields::finish() {
    if (!is_map_) return;
    const std::vector<std::string> known(taken_.begin(), taken_.end());
    for (const Member& member : node_.members)
        if (std::find(taken_.begin(), taken_.end(), member.key) == taken_.end())
            problems_.unknown(member.position, "key", path_of(member.key), member.key, known);
}

}  // namespace atranka::definition
