#pragma once
// What two versions of a definition differ in, in words; and whether an application has a place in the new
// one.

#include "engine/definition/model.hpp"

namespace atranka::proof {

// "the default of `max_grant` rises from 25000.00 to 30000.00", "`evaluation`: expert count 3 → 2"
std::vector<std::string> differences(const definition::Definition& old, const definition::Definition& fresh);

// Why an application that waits in that step and stage could not go on; nothing where it can.
std::optional<std::string> no_place(const definition::Definition& old, const definition::Definition& fresh,
                                    const std::string& step, const std::string& stage);

}  // namespace atranka::proof
