#pragma once
// Files that are named on the command line.
// Errors: Stop: 66 where a file is not there, 74 where it cannot be read, 65 where it is no document; a fault
//         is named FILE:line:column.

#include "engine/definition/model.hpp"
#include "engine/definition/node.hpp"
#include "engine/definition/problem.hpp"
#include "engine/kernel/value.hpp"

#include <string>
#include <tl/expected.hpp>

namespace atranka::cli {

// "-" is standard input.
std::string read_text(const std::string& file);
// Stop where there is a file of that name; an empty name is none.
void refuse_existing(const std::string& file);
// All of it or nothing: through a name beside it.
void write_text(const std::string& file, const std::string& text);
// JSON where the name ends so or the text begins with { or [; else YAML, whose scalars are all text.
Value read_document(const std::string& file);
Value read_json(const std::string& file);
// A YAML node without positions, as somebody would type it in JSON with all scalars as text.
Value plain(const definition::Node& node);

std::string fault_text(const std::string& file, const definition::Problem& problem);
// The line that the problem stands in, with what is at fault underlined; empty where its end is unknown.
std::string underlined(const std::string& text, const definition::Problem& problem);

// A definition as written, read and linted: the problems, and the definition where none is an error.
struct Linted {
    std::string text;
    definition::Node document;
    std::vector<definition::Problem> problems;
    std::optional<definition::Definition> definition;
};
Linted lint_text(const std::string& text);
Linted lint_file(const std::string& file);
// The definition, or Stop with its problems printed.
Linted sound_definition(const std::string& file);

}  // namespace atranka::cli
