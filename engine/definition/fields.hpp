#pragma once
// Taking the fields of a document's map one by one, with a problem for each that is missing, unknown or of
// another shape.
// Shape:  a `Fields` stands on one map; `finish` reports the keys that nobody took, with the nearest that is
//         known.
// Errors: every fault is noted in the `Problems` that it was made with, and reading goes on with a harmless
//         value.

#include "engine/definition/model.hpp"
#include "engine/definition/node.hpp"
#include "engine/definition/problem.hpp"

#include <span>
#include <utility>

namespace atranka::definition {

// Beside the list: how a fault is worded.
class Problems {
public:
    void note(Position position, std::string code, std::string path, std::string message, std::string mend,
              Severity severity = Severity::error);
    // `thing` ("step") of that name is not among the known.
    void unknown(Position position, std::string_view thing, std::string path, std::string_view name,
                 const std::vector<std::string>& known);
    std::vector<Problem> list;
};

enum class Presence { optional, required };

class Fields {
public:
    Fields(Problems& problems, const Node& node, std::string path);

    bool is_map() const { return is_map_; }
    const std::string& path() const { return path_; }
    Position position() const { return node_.position; }
    std::string path_of(std::string_view key) const;
    Problems& problems() const { return problems_; }

    // The value under the key, or null; an empty value is as good as none.
    const Node* take(std::string_view key, Presence presence = Presence::optional);

    std::string text(std::string_view key, Presence presence = Presence::optional);
    // An identifier: [a-z][a-z0-9_]*, at most 64 letters.
    std::string name(std::string_view key, Presence presence = Presence::optional);
    std::vector<std::string> names(std::string_view key);
    std::vector<std::pair<std::string, Position>> placed_names(std::string_view key);
    // Of the value under the key; of the map where there is none.
    Position position_of(std::string_view key) const;
    Text sentences(std::string_view key, Presence presence = Presence::optional);
    bool boolean(std::string_view key, bool otherwise = false);
    std::optional<Decimal> number(std::string_view key);
    std::optional<int> integer(std::string_view key, int minimum, int maximum);
    std::optional<Span> span(std::string_view key, Presence presence = Presence::optional);
    // One of the words, by its place among them.
    std::optional<std::size_t> word(std::string_view key, std::span<const std::string_view> words,
                                    Presence presence = Presence::optional);
    // The members of the map or the items of the list under the key; empty where it is missing or of another
    // shape.
    std::span<const Member> members(std::string_view key, Presence presence = Presence::optional);
    std::span<const Node> items(std::string_view key, Presence presence = Presence::optional);

    void finish();

private:
    const Node* take_text(std::string_view key, Presence presence);

    Problems& problems_;
    const Node& node_;
    std::string path_;
    bool is_map_;
    std::vector<std::string_view> taken_;
};

bool is_name(std::string_view text);
// Notes what is wrong with a name that others will refer to.
void check_name(Problems& problems, Position position, const std::string& path, std::string_view name);
Text read_sentences(Problems& problems, const Node& node, const std::string& path);
std::string_view shape_of(const Node& node);  // "a text", "a list", "a map"
// As `Decimal::parse`, and without leading zeros: 010 is refused, since some read it as eight.
std::optional<Decimal> parse_decimal(std::string_view text);

}  // namespace atranka::definition
