#pragma once
// Inside of read.hpp: the parts of a document are read in order of what refers to what, expressions last,
// once every name is known.

#include "engine/definition/fields.hpp"

#include <map>

namespace atranka::definition {

struct Reading {
    Problems problems;
    Definition definition;
    std::map<std::string, const Node*> expressions;  // by path
    std::vector<feel::TableText> tables;             // as the definition's, to be compiled
};

// Remembers the expression under the key, to be compiled under its path; false where there is none.
bool keep_expression(Reading& reading, Fields& fields, std::string_view key,
                     Presence presence = Presence::optional);
std::vector<std::string> names_of(const auto& things) {
    std::vector<std::string> names;
    for (const auto& one : things) names.push_back(one.name);
    return names;
}
// The name of a role, noted where there is no such role.
std::string read_role(Reading& reading, Fields& fields, std::string_view key,
                      Presence presence = Presence::optional);

void read_forms(Reading& reading, Fields& top);
void read_rubrics(Reading& reading, Fields& top);
void read_rules(Reading& reading, Fields& top);
void read_tables(Reading& reading, Fields& top);
// The document with the words of a decision table's `hit`, where it stands by its letter.
Node without_letters(Node document);
void read_steps(Reading& reading, Fields& top);    // needs parameters, roles, forms, rubrics and rules
void read_appeals(Reading& reading, Fields& top);  // needs steps
void read_questions(Reading& reading, Fields& top);
void read_fees(Reading& reading, Fields& top);
void compile_all(Reading& reading);  // needs everything

}  // namespace atranka::definition
