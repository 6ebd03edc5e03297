#include "adapters/yaml/yaml.hpp"

#include "engine/kernel/text.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>
#include <algorithm>
#include <numeric>
#include <sstream>

namespace atranka::yaml {

namespace {

using definition::Node;
using definition::Position;
using definition::Problem;

struct Stop {};  // a limit was passed; the problem is already noted

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

class Builder : public YAML::EventHandler {
public:
    explicit Builder(std::string_view text) : text_{text} {}

    Node root;
    bool has_root = false;
    std::vector<Problem> problems;

    void note(Position position, std::string code, std::string message, std::string mend) {
        problems.push_back({position, std::move(code), path(), std::move(message), std::move(mend)});
    }
    Position position_of(const YAML::Mark& mark) const {
        if (mark.is_null()) return {1, 1};
        // yaml-cpp counts columns in bytes.
        const std::size_t end = std::min(static_cast<std::size_t>(mark.pos), text_.size());
        const std::size_t start = end - std::min(static_cast<std::size_t>(mark.column), end);
        const auto columns = std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(start),
                                           text_.begin() + static_cast<std::ptrdiff_t>(end),
                                           [](char c) { return !is_continuation(c); });
        return {mark.line + 1, static_cast<int>(columns) + 1};
    }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ > 1) {
            note(position_of(mark), "several-documents", "A second document begins here.",
                 "Keep one document a file: remove the `---` and what follows it.");
            throw Stop{};
        }
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        check_properties(mark, "", anchor);
        // `~` and `null` are text like any other; only the source can tell them from nothing at all.
        const std::string_view rest =
            text_.substr(std::min(static_cast<std::size_t>(mark.pos), text_.size()));
        std::string written;
        for (const std::string_view word : {"~", "null", "Null", "NULL"})
            if (rest.starts_with(word)) written = word;
        add(Node::scalar(std::move(written), position_of(mark)));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        note(position_of(mark), "alias", "An alias (*) repeats another part of the document.",
             "Write the value out in full.");
        add(Node::scalar({}, position_of(mark)));
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check_properties(mark, tag, anchor);
        const Position position = position_of(mark);
        if (value.size() > scalar_max) {
            note(position, "text-too-long",
                 "This text has " + std::to_string(value.size()) + " bytes; at most " +
                     std::to_string(scalar_max) + " are read.",
                 "Shorten it.");
            return add(Node::scalar({}, position));
        }
        // Escapes in a quoted scalar can spell what the bytes of the file may not.
        if (const auto fault = kernel::text_fault(value))
            note(position, "bad-text", "This text is refused: " + *fault + ".",
                 "Remove the escape that makes it.");
        Node node = Node::scalar(value, position);
        node.spelled = spelling(mark, value);
        add(std::move(node));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        check_properties(mark, tag, anchor);
        open(Node::list({}, position_of(mark)));
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        check_properties(mark, tag, anchor);
        open(Node::map({}, position_of(mark)));
    }
    void OnMapEnd() override {
        check_duplicates(stack_.back().node);
        close();
    }

private:
    struct Frame {
        Node node;
        bool has_key = false;
        std::string key;
        Position key_position;
    };

    std::string path() const {
        std::string text;
        for (const Frame& frame : stack_) {
            if (frame.node.is_list())
                text += "[" + std::to_string(frame.node.items.size()) + "]";
            else if (frame.has_key)
                text += (text.empty() ? "" : ".") + frame.key;
        }
        return text;
    }
    void check_properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        count(mark);
        const std::size_t at = static_cast<std::size_t>(mark.pos);
        const char first = at < text_.size() ? text_[at] : '\0';
        if (anchor != 0)
            note(position_of(mark), "anchor", "An anchor (&) names a part of the document for repetition.",
                 "Remove the anchor.");
        if ((!tag.empty() && tag != "?" && tag != "!") || first == '!')
            note(position_of(mark), "tag", "A tag (!) gives the value a type of its own.",
                 "Remove the tag; the field decides how its value is read.");
    }
    // Where the source spells each letter of the value: both are read side by side. Nothing where they part
    // ways.
    std::vector<definition::Spelled> spelling(const YAML::Mark& mark, std::string_view value) const {
        std::size_t source = static_cast<std::size_t>(mark.pos);
        if (source >= text_.size() || value.empty()) return {};
        const char style = text_[source];
        if (style == '"' || style == '\'')
            ++source;
        else if (style == '|' || style == '>')
            source = text_.find('\n', source);
        Place place{text_, mark.line, source};
        std::vector<definition::Spelled> pieces;
        bool begins = true;
        for (std::size_t at = 0; at < value.size();) {
            if (source >= text_.size()) return {};
            const char c = text_[source];
            // A line's end and the indentation of the next stand for one blank, some line ends, or nothing.
            const std::size_t ink =
                c == ' ' || c == '\n' || c == '\r' ? text_.find_first_not_of(" \r\n", source) : source;
            if (ink != source && text_.substr(source, std::min(ink, text_.size()) - source).find('\n') !=
                                     std::string_view::npos) {
                const std::size_t next = value.find_first_not_of(" \n", at);
                if (next == std::string_view::npos) break;
                // Further indentation in a block is of the text.
                const bool keeps_blanks = (style == '|' || style == '>') && value[at] == '\n';
                std::size_t back = 0;
                while (keeps_blanks && back < next - at && value[next - back - 1] == ' ') ++back;
                at = next - back;
                source = ink - back;
                begins = true;
                continue;
            }
            if (begins) pieces.push_back({at, place.at(source)});
            begins = false;
            if (style == '"' && c == '\\') {
                const std::size_t digits = escape_digits(text_, source);
                source += 2 + digits;
                if (source <= text_.size() && text_[source - 1] == '\n') {
                    source = std::min(text_.find_first_not_of(' ', source), text_.size());
                    begins = true;
                    continue;
                }
                at += 1;
                while (at < value.size() && is_continuation(value[at])) ++at;
                begins = true;
            } else if (style == '\'' && c == '\'' && value[at] == '\'') {
                source += 2;
                ++at;
                begins = true;
            } else if (c == value[at]) {
                ++source;
                ++at;
            } else {
                return {};
            }
        }
        return pieces;
    }
    // Places one after the other, without counting lines from the beginning each time.
    struct Place {
        std::string_view text;
        int line;
        std::size_t seen;
        Position at(std::size_t offset) {
            line += static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(seen),
                                                text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
            seen = offset;
            const std::size_t begin =
                offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;  // npos + 1 is the beginning
            const auto columns = std::count_if(text.begin() + static_cast<std::ptrdiff_t>(begin),
                                               text.begin() + static_cast<std::ptrdiff_t>(offset),
                                               [](char c) { return !is_continuation(c); });
            return {line + 1, static_cast<int>(columns) + 1};
        }
    };
    static std::size_t escape_digits(std::string_view text, std::size_t at) {
        const char letter = at + 1 < text.size() ? text[at + 1] : '\0';
        return letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    }
    void count(const YAML::Mark& mark) {
        if (++nodes_ > nodes_max) {
            note(position_of(mark), "too-many-values",
                 "The document has more than " + std::to_string(nodes_max) + " values.", "Make it smaller.");
            throw Stop{};
        }
    }
    void open(Node node) {
        if (stack_.size() >= static_cast<std::size_t>(depth_max)) {
            note(node.position, "too-deep",
                 "More than " + std::to_string(depth_max) + " levels are nested here.",
                 "No part of a definition nests so deep.");
            throw Stop{};
        }
        stack_.push_back({std::move(node), false, {}, {}});
    }
    void close() {
        Node done = std::move(stack_.back().node);
        stack_.pop_back();
        add(std::move(done));
    }
    void add(Node node) {
        if (stack_.empty()) {
            root = std::move(node);
            has_root = true;
            return;
        }
        Frame& frame = stack_.back();
        if (frame.node.is_list()) {
            frame.node.items.push_back(std::move(node));
        } else if (!frame.has_key) {
            take_key(frame, node);
        } else {
            frame.node.members.push_back({std::move(frame.key), frame.key_position, std::move(node)});
            frame.has_key = false;
            frame.key.clear();
        }
    }
    void take_key(Frame& frame, Node& node) {
        frame.key_position = node.position;
        if (!node.is_text() || node.text.empty()) {
            note(node.position, "key-not-text", "A key must be text.", "Write a name before the colon.");
            // Distinct in any case, so that no further problem follows from this one.
            frame.key =
                "(" + std::to_string(node.position.line) + ":" + std::to_string(node.position.column) + ")";
        } else {
            if (node.text == "<<")
                note(node.position, "merge-key", "A merge key (<<) brings in another map.",
                     "Write the members out in full.");
            frame.key = std::move(node.text);
        }
        frame.has_key = true;
    }
    void check_duplicates(const Node& map) {
        std::vector<const definition::Member*> members(map.members.size());
        std::transform(map.members.begin(), map.members.end(), members.begin(),
                       [](const auto& m) { return &m; });
        std::stable_sort(members.begin(), members.end(), [](auto* a, auto* b) { return a->key < b->key; });
        for (std::size_t i = 1; i < members.size(); ++i)
            if (members[i]->key == members[i - 1]->key)
                note(members[i]->position, "duplicate-key",
                     "The key `" + members[i]->key +
                         "` stands here for a second time; the first is on line " +
                         std::to_string(members[i - 1]->position.line) + ".",
                     "Keep one of them.");
    }

    std::string_view text_;
    std::vector<Frame> stack_;
    int documents_ = 0;
    int nodes_ = 0;
};

Position position_at(std::string_view text, std::size_t offset) {
    Position position{1, 1};
    for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++position.line;
            position.column = 1;
        } else if (!is_continuation(text[i])) {
            ++position.column;
        }
    }
    return position;
}

// Every line whose bytes are no text, by its first fault.
std::vector<Problem> byte_problems(std::string_view text) {
    std::vector<Problem> problems;
    if (!kernel::text_fault(text)) return problems;
    std::size_t start = 0;
    int line = 1;
    while (start < text.size()) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::string_view part = text.substr(start, end - start);
        if (const auto fault = kernel::text_fault(part)) {
            std::size_t good = 0;  // the longest sound beginning, extended a sound piece at a time
            for (std::size_t i = 1; i <= part.size() && i <= good + 4; ++i)
                if (!kernel::text_fault(part.substr(good, i - good))) good = i;
            Position position = position_at(part, good);
            position.line = line;
            problems.push_back({position, "bad-text", "", "The line holds what is no text: " + *fault + ".",
                                "Save the file as UTF-8 without control characters."});
        }
        start = end + 1;
        ++line;
    }
    return problems;
}

}  // namespace

tl::expected<Node, std::vector<Problem>> read(std::string_view text) {
    if (text.size() > size_max)
        return tl::unexpected{
            std::vector<Problem>{{{1, 1},
                                  "too-large",
                                  "",
                                  "The document has " + std::to_string(text.size()) + " bytes; at most " +
                                      std::to_string(size_max) + " are read.",
                                  "A definition is never so large."}}};
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (auto problems = byte_problems(text); !problems.empty()) return tl::unexpected{std::move(problems)};

    Builder builder{text};
    try {
        std::istringstream stream{std::string{text}};
        YAML::Parser parser{stream};
        // Twice and no more: the second call is to find that there is no second document. A loop may never
        // end.
        if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
    } catch (const Stop&) {
    } catch (const YAML::Exception& fault) {
        builder.problems.push_back(
            {builder.position_of(fault.mark), "syntax", "", "This is not YAML: " + fault.msg + ".",
             "Look for indentation, an unclosed quote or bracket, or a missing colon here."});
    }
    if (builder.problems.empty() && !builder.has_root)
        builder.problems.push_back(
            {{1, 1}, "empty-document", "", "The document is empty.", "Write a definition."});
    if (!builder.problems.empty()) {
        definition::sort_problems(builder.problems);
        return tl::unexpected{std::move(builder.problems)};
    }
    return std::move(builder.root);
}

}  // namespace atranka::yaml
