#pragma once
// A scenario as the linter prints it, played through the real engine by an invented company.
// Shape:  {scenario, definition, people: {name: [role, …]}, form: {field: value}, play: [line, …]}; a line is
//         {bring: APPLICATION, to: STEP[.STAGE] or an outcome}, {who, gives: COMMAND, in: STEP, with: VALUE}
//         or {who, reads: FIELD, in: STEP}. A scenario happens if each of its lines does. Whoever gives or
//         reads is bound by the access policy; the company brings applications on as everybody else would.
// Errors: a document that is no scenario is a refusal of scenario's own words.

#include "engine/simulation/company.hpp"

namespace atranka::simulation {

struct Played {
    std::vector<std::string> lines;  // what was done, and what became of it
    bool happened = false;
};

// `forms`: what is handed in, by submission, where the scenario leaves it open.
Played play(const std::shared_ptr<const definition::Definition>& definition, const Value& scenario,
            Instant begins, const std::map<std::string, std::map<std::string, Value>>& forms = {});

}  // namespace atranka::simulation
