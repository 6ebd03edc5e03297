#pragma once
// What people wrote in an application: forms and comments, which lie in the private parts of its entries.
// Shape:  the newest of each, by step; nothing where the private part was erased.

#include "adapters/cli/reading.hpp"

namespace atranka::cli {

struct Wording {
    std::map<std::string, Value> forms;  // by step
    std::map<std::pair<std::string, std::string>, std::map<std::string, std::string>>
        comments;  // by step, expert
    bool erased = false;
};

Wording wording_of(Program& program, const Reading& reading, const ApplicationId& application);

// A form as its applicant filled it in, with the labels of its fields, 100 columns wide.
std::string form_text(const definition::Definition& definition, const std::string& step, const Value& form,
                      const Value& facts);
// Lines of at most 100 columns, each after `indent` blanks; the first after `head`.
std::string wrapped(const std::string& head, const std::string& text, std::size_t indent);

}  // namespace atranka::cli
