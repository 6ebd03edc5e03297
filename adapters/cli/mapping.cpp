#include "adapters/cli/mapping.hpp"

#include "adapters/cli/files.hpp"
#include "adapters/yaml/yaml.hpp"
#include "engine/kernel/text.hpp"

#include <fmt/core.h>
#include <cctype>

namespace atranka::cli {

namespace {

using definition::Node;

class MappingReader {
public:
    explicit MappingReader(const std::string& file) : file_(file) {}

    Mapping operator()() {
        const auto document = yaml::read(read_text(file_));
        if (!document) {
            for (const definition::Problem& problem : document.error())
                fmt::print(stderr, "{}\n", fault_text(file_, problem));
            throw Stop{bad_data, file_ + " is not a mapping that can be read"};
        }
        keys(*document, {"applications", "reviews"});
        Mapping mapping;
        const Node& a = needed(*document, "applications");
        keys(a, {"id", "round", "step", "facts", "claimed", "texts", "repeated"});
        mapping.applications = {source(needed(a, "id")),   source(needed(a, "round")),
                                source(needed(a, "step")), sources(a, "facts"),
                                sources(a, "claimed"),     sources(a, "texts"),
                                flag(a, "repeated")};
        if (const Node* r = document->find("reviews")) {
            keys(*r, {"application", "expert", "step", "scores", "comments", "close"});
            mapping.reviews = ReviewMap{source(needed(*r, "application")), source(needed(*r, "expert")),
                                        source(needed(*r, "step")),        sources(*r, "scores"),
                                        sources(*r, "comments"),           flag(*r, "close")};
        }
        return mapping;
    }

private:
    [[noreturn]] void fail(const Node& at, const std::string& message) const {
        throw Stop{bad_data,
                   fmt::format("{}:{}:{}: {}", file_, at.position.line, at.position.column, message)};
    }
    void keys(const Node& node, const std::vector<std::string>& known) const {
        if (!node.is_map()) fail(node, "here stands a map");
        for (const definition::Member& member : node.members)
            if (std::find(known.begin(), known.end(), member.key) == known.end()) {
                const std::string near = nearest(member.key, known);
                throw Stop{bad_data, fmt::format("{}:{}:{}: no key {} is known here{}", file_,
                                                 member.position.line, member.position.column, member.key,
                                                 near.empty() ? "" : "; did you mean " + near + "?")};
            }
    }
    const Node& needed(const Node& node, const std::string& key) const {
        const Node* found = node.find(key);
        if (found == nullptr) fail(node, "the key " + key + " is missing");
        return *found;
    }
    bool flag(const Node& node, const std::string& key) const {
        const Node* found = node.find(key);
        if (found == nullptr) return false;
        if (found->text != "true" && found->text != "false") fail(*found, key + " is true or false");
        return found->text == "true";
    }
    std::string text(const Node& node, const std::string& key) const {
        const Node* found = node.find(key);
        if (found != nullptr && !found->is_text()) fail(*found, key + " is a text");
        return found == nullptr ? std::string{} : found->text;
    }
    Source source(const Node& node) const {
        Source made;
        if (node.is_text()) {
            made.column = node.text;
            return made;
        }
        keys(node, {"column", "value", "prefix", "lower", "replace", "words"});
        made.column = text(node, "column");
        made.value = text(node, "value");
        made.prefix = text(node, "prefix");
        made.lower = flag(node, "lower");
        for (const auto& [from, to] : texts(node, "replace")) made.replace.emplace_back(from, to);
        made.words = texts(node, "words");
        if (made.column.empty() == made.value.empty()) fail(node, "name either a column or a value");
        return made;
    }
    std::map<std::string, std::string> texts(const Node& node, const std::string& key) const {
        std::map<std::string, std::string> made;
        const Node* found = node.find(key);
        if (found == nullptr) return made;
        if (!found->is_map()) fail(*found, key + " is a map of texts");
        for (const definition::Member& member : found->members) {
            if (!member.value.is_text() || member.key.empty()) fail(member.value, key + " is a map of texts");
            made.emplace(member.key, member.value.text);
        }
        return made;
    }
    std::map<std::string, Source> sources(const Node& node, const std::string& key) const {
        std::map<std::string, Source> made;
        const Node* found = node.find(key);
        if (found == nullptr) return made;
        if (!found->is_map()) fail(*found, key + " is a map");
        for (const definition::Member& member : found->members)
            made.emplace(member.key, source(member.value));
        return made;
    }

    const std::string& file_;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

}  // namespace

Mapping read_mapping(const std::string& file) { return MappingReader{file}(); }

std::string RowReader::text(const std::string& name, const Source& source) {
    if (source.column.empty()) return source.prefix + source.value;
    const std::size_t column = csv_.column(source.column);
    if (column == csv_.header.size()) {
        const std::string near = nearest(source.column, csv_.header);
        throw Stop{bad_data, file_ + ":1:1: no column is called " + source.column +
                                 (near.empty() ? "" : "; did you mean " + near + "?")};
    }
    const Cell& cell = row_[column];
    from_.insert_or_assign(name, cell);
    std::string text = cell.text;
    if (source.lower)
        for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const auto& [old, with] : source.replace) text = replaced(std::move(text), old, with);
    if (!source.words.empty() && !text.empty()) {
        const auto word = source.words.find(text);
        if (word == source.words.end()) {
            faults_.add(file_, cell, source.column + ": " + text + " is none of the words of the mapping");
            fits_ = false;
            return {};
        }
        text = word->second;
    }
    return text.empty() ? text : source.prefix + text;
}

Value RowReader::object(const std::map<std::string, Source>& sources) {
    Value object = Value::object();
    for (const auto& [name, source] : sources)
        if (std::string value = text(name, source); !value.empty()) object.set(name, std::move(value));
    return object;
}

}  // namespace atranka::cli
