#pragma once
// What people wrote in an application, from the private parts of its entries, for those who may read it.
// Shape:  the newest of each, by step; nothing where the private part was erased. An expert reads a form once
//         they have opened the application; its lead reads comments without their experts' names.

#include "adapters/cli/reading.hpp"

namespace atranka::cli {

struct Wording {
    std::map<std::string, Value> forms;  // by step
    // by step and expert, then by criterion
    std::map<std::pair<std::string, std::string>, std::map<std::string, std::string>> comments;
    std::vector<std::int64_t> erased;  // entries of the call's log that had more to say
};

// `state` is what the reader may see of the application.
Wording wording_of(Program& program, Reading& reading, const application::State& state);

// A form by the labels of its fields: facts as they stand, and what is in the form alone.
std::string form_text(const definition::Definition& definition, const std::string& step, const Value& facts,
                      const Value& form);
// Lines of at most 100 columns: the first after `head`, each further one after `indent` blanks.
std::string wrapped(const std::string& head, const std::string& text, std::size_t indent);

}  // namespace atranka::cli
