#include "adapters/cli/files.hpp"

#include "adapters/cli/options.hpp"
#include "adapters/json/json.hpp"
#include "adapters/yaml/yaml.hpp"
#include "engine/definition/lint.hpp"
#include "engine/definition/read.hpp"
#include "engine/kernel/text.hpp"

#include <fmt/core.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace atranka::cli {

namespace {

constexpr std::size_t size_max = std::size_t{256} << 20;

std::string read_all(std::FILE* file, const std::string& name) {
    std::string text;
    char buffer[1 << 16];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, file)) {
        text.append(buffer, got);
        if (text.size() > size_max) throw Stop{bad_data, name + " is larger than 256 MiB"};
    }
    if (std::ferror(file) != 0) throw Stop{io_error, "cannot read " + name + ": " + std::strerror(errno)};
    return text;
}

Value parse_json(const std::string& file, const std::string& text) {
    auto value = json::parse(text);
    if (!value)
        throw Stop{bad_data, fmt::format("{}:{}:{}: {}", file, value.error().line, value.error().column,
                                         value.error().message)};
    return std::move(*value);
}

bool looks_like_json(const std::string& file, const std::string& text) {
    if (file.ends_with(".json")) return true;
    if (file.ends_with(".yaml") || file.ends_with(".yml")) return false;
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string::npos && (text[first] == '{' || text[first] == '[');
}

}  // namespace

std::string read_text(const std::string& file) {
    if (file == "-") return read_all(stdin, "standard input");
    std::error_code unknown;
    if (std::filesystem::is_directory(file, unknown)) throw Stop{no_input, file + " is a folder, not a file"};
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened{std::fopen(file.c_str(), "rb"), std::fclose};
    if (!opened)
        throw Stop{errno == EACCES ? no_permission : no_input,
                   "cannot open " + file + ": " + std::strerror(errno)};
    return read_all(opened.get(), file);
}

void refuse_existing(const std::string& file) {
    std::error_code unknown;
    if (!file.empty() && std::filesystem::exists(file, unknown))
        throw Stop{cannot_create, file + " is there already: it is not overwritten"};
}

void write_text(const std::string& file, const std::string& text) {
    const std::string next = file + ".new";
    std::FILE* opened = std::fopen(next.c_str(), "wb");
    const bool is_written =
        opened != nullptr && std::fwrite(text.data(), 1, text.size(), opened) == text.size();
    const bool is_closed = opened != nullptr && std::fclose(opened) == 0;
    std::error_code error;
    if (is_written && is_closed) std::filesystem::rename(next, file, error);
    if (is_written && is_closed && !error) return;
    const std::string why = error ? error.message() : std::string{std::strerror(errno)};
    std::filesystem::remove(next, error);
    throw Stop{cannot_create, "cannot write " + file + ": " + why};
}

Value plain(const definition::Node& node) {
    if (node.is_text()) return node.text;
    if (node.is_list()) {
        Value::List items;
        for (const definition::Node& item : node.items) items.push_back(plain(item));
        return items;
    }
    Value::Object object;
    for (const definition::Member& member : node.members) object.emplace(member.key, plain(member.value));
    return object;
}

Value read_json(const std::string& file) { return parse_json(file, read_text(file)); }

Value read_document(const std::string& file) {
    const std::string text = read_text(file);
    if (looks_like_json(file, text)) return parse_json(file, text);
    const auto node = yaml::read(text);
    if (!node) {
        for (const definition::Problem& problem : node.error())
            fmt::print(stderr, "{}\n", fault_text(file, problem));
        throw Stop{bad_data, file + " is not a document that can be read"};
    }
    return plain(*node);
}

std::string fault_text(const std::string& file, const definition::Problem& problem) {
    const definition::Position at = problem.position;
    return fmt::format("{}:{}:{}: {} {}: {}{}{}", file, at.line, at.column,
                       problem.severity == definition::Severity::error ? "error" : "warning", problem.code,
                       problem.path.empty() ? "" : problem.path + ": ", problem.message,
                       problem.mend.empty() ? "" : " Mend: " + problem.mend);
}

std::string underlined(const std::string& text, const definition::Problem& problem) {
    const definition::Position at = problem.position, end = problem.end;
    if (end.line == 0 || at.line == 0 || at.column == 0) return {};
    std::size_t begin = 0;
    for (int line = 1; line < at.line && begin != std::string::npos; ++line) {
        begin = text.find('\n', begin);
        if (begin != std::string::npos) ++begin;
    }
    if (begin == std::string::npos) return {};
    std::string line = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
    if (line.ends_with('\r')) line.pop_back();
    const auto width = static_cast<int>(kernel::code_points(line));
    if (at.column > width) return {};
    // What goes on in later lines is underlined to the end of this one.
    const int stop = end.line == at.line ? std::clamp(end.column, at.column + 1, width + 1) : width + 1;
    const std::string number = std::to_string(at.line);
    return fmt::format("  {} | {}\n  {} | {}^{}", number, line, std::string(number.size(), ' '),
                       std::string(static_cast<std::size_t>(at.column - 1), ' '),
                       std::string(static_cast<std::size_t>(stop - at.column - 1), '~'));
}

Linted lint_file(const std::string& file) { return lint_text(read_text(file)); }

Linted lint_text(const std::string& text) {
    Linted linted;
    linted.text = text;
    auto document = yaml::read(text);
    if (!document) {
        linted.problems = std::move(document.error());
        return linted;
    }
    linted.document = std::move(*document);
    auto read = definition::read(linted.document);
    if (!read) {
        linted.problems = std::move(read.error());
        return linted;
    }
    linted.problems = definition::lint(*read);
    if (!definition::has_errors(linted.problems)) linted.definition = std::move(*read);
    return linted;
}

Linted sound_definition(const std::string& file) {
    Linted linted = lint_file(file);
    for (const definition::Problem& problem : linted.problems) {
        fmt::print(stderr, "{}\n", fault_text(file, problem));
        if (const std::string shown = underlined(linted.text, problem); !shown.empty())
            fmt::print(stderr, "{}\n", shown);
    }
    if (!linted.definition) throw Stop{bad_data, file + " is not a sound definition"};
    return linted;
}

}  // namespace atranka::cli
