#pragma once
// A document as it was written: what a text format (YAML, or recorded JSON) becomes before it is understood.
// Shape:  text, or a list, or a map whose keys are distinct and keep the order they were written in. Every
//         scalar is text: what `010`, `NO` or `1.50` means is for the reader of the field to say.

#include "engine/definition/position.hpp"
#include "engine/kernel/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace atranka::definition {

struct Member;

struct Spelled {
    std::size_t offset = 0;  // in the text
    Position at;
};

struct Node {
    enum class Kind { text, list, map };
    Kind kind = Kind::text;
    Position position;
    std::string text;
    // Where the document spells the text: each piece letter by letter from its offset on, up to the next. A
    // line, a line that is folded into the one before and what follows an escape begin another. None where
    // that is unknown.
    std::vector<Spelled> spelled = {};
    std::vector<Node> items;
    std::vector<Member> members;

    bool is_text() const { return kind == Kind::text; }
    bool is_list() const { return kind == Kind::list; }
    bool is_map() const { return kind == Kind::map; }
    bool empty() const;  // empty text, list or map
    const Member* member(std::string_view key) const;
    const Node* find(std::string_view key) const;

    static Node scalar(std::string text, Position position = {});
    static Node list(std::vector<Node> items = {}, Position position = {});
    static Node map(std::vector<Member> members = {}, Position position = {});
    void set(std::string key, Node value);  // replaces, or adds at the end

    // Of the byte at that offset in the text; of the node itself where that cannot be told.
    Position position_in_text(std::size_t offset) const;
};

struct Member {
    std::string key;
    Position position;  // of the key
    Node value;
};

// The recorded form: text, list, object. Since a recorded object orders its keys bytewise and the order of
// steps, fields and columns means something, a map whose keys are not in that order is recorded with the list
// of them under "$order". to_node(to_value(n)) is n without positions; to_value(to_node(v)) is v where v came
// from to_value.
Value to_value(const Node& node);
Node to_node(const Value& canonical);

}  // namespace atranka::definition
