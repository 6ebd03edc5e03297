#pragma once
// What was submitted, for people: by the labels of the form, 100 columns wide.

#include "engine/definition/model.hpp"
#include "engine/kernel/value.hpp"

namespace atranka::cli {

// The public facts of a form, in the form's order; what is private is read by a verb of its own.
std::string facts_text(const definition::Definition& definition, const std::string& step, const Value& facts);
// Lines of at most 100 columns: the first after `head`, each further one after `indent` blanks.
std::string wrapped(const std::string& head, const std::string& text, std::size_t indent);

}  // namespace atranka::cli
