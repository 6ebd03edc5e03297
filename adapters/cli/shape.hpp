#pragma once
// The members of every command of the engine, from their descriptions: what an option can be made for.
// Shape:  members of a nested record stand under their path ("role.call"); a member's kind says how it is
//         typed.

#include <string>
#include <string_view>
#include <vector>

namespace atranka::cli {

enum class Kind {
    text,
    boolean,
    whole,
    instant,
    amount,
    choice,
    tree,      // a document in a file, or key=value
    texts,     // once each
    amounts,   // key=4.5, once each
    entries,   // key=text, once each
    settings,  // parameter=value, once each
    pairs,     // first=second, once each
    plans      // a round and its parameters
};

struct Member {
    std::string path;  // "role.call"
    Kind kind = Kind::text;
    std::vector<std::string> choices = {};
    std::string first = {}, second = {};  // of pairs: the names of the two members
    bool second_is_whole = false, first_is_whole = false;
    bool is_plural = false;  // the singular is another member's name

    std::string name() const { return path.substr(path.rfind('.') + 1); }
    bool is_nested() const { return path.find('.') != std::string::npos; }
    // "--minority-view"; what is given once each is in the singular.
    std::string option() const;
};

struct Shape {
    std::string command;
    std::vector<Member> members;
    const Member* member(std::string_view path) const;
};

const std::vector<Shape>& shapes();
const Shape& shape_of(std::string_view command);

}  // namespace atranka::cli
