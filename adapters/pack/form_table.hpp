#pragma once
// A form as it was filled in: the fields with their labels, and what was answered.

#include "engine/definition/model.hpp"
#include "engine/explanation/terms.hpp"

#include <functional>
#include <vector>

namespace atranka::pack {

using explanation::Both, explanation::command_title, explanation::say, explanation::term;

std::string money_text(const Decimal& amount);  // "25 000.00", the blank not breaking

// The name under which an organisation is registered, with its id.
using OrganisationName = std::function<std::string(const std::string& id)>;

// Rows of label and answer, the first naming the columns. `facts` is what the record made of the form, `form`
// what was filled in, or null where `absent` says why it is not there.
std::vector<std::vector<Both>> form_table(const definition::Form& form, const Value& facts,
                                          const Value* form_given, const Both& absent,
                                          const OrganisationName& names);
Both field_text(const definition::Field& field, const Value& value, const OrganisationName& names);

Both label_of(const definition::Text& text, const std::string& name);

}  // namespace atranka::pack
