#pragma once
// Every expression of a definition, one after another.

#include "engine/definition/model.hpp"

#include <functional>
#include <set>
#include <string>

namespace atranka::definition {

void for_each_expression(const Definition& definition, const std::function<void(const Expression&)>& visit);
// The names that any of them reads.
std::set<std::string> names_in_expressions(const Definition& definition);

}  // namespace atranka::definition
