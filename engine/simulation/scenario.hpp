#pragma once
// A scenario as the linter prints it, played through the real engine by an invented company.
// Shape:  {scenario, definition, day, people: {name: [role, …]}, parameters: {name: value},
//         form: {field: value}, play: [line, …]}; a line is one of
//         {bring: APPLICATION, to: STEP[.STAGE] or an outcome}
//         {who, gives: COMMAND, in: STEP, with: VALUE}
//         {who, reads: FIELD, in: STEP}
//         {asks: PATH [and PATH …], in: STEP, given: {name: value}, is: unary tests}: what the definition's
//         expression there comes to for the application, such as rules.funding.rules[0].require; `given`
//         are further names, such as the gap of a divergence
//         {table: NAME, given: {input: value}, is: unary tests}: what a decision table gives
//         {waits: APPLICATION, in: STEP[.STAGE] or an outcome}: nobody of any role moves it, nor does a
//         deadline; of an outcome, nobody examines an appeal
//         {never: OUTCOME or STEP[.STAGE]}: nothing that anybody may do leads there from the first step
//         {outlasts: APPLICATION, in: STEP}: what it waits for may come after the step's own time is over
//         The step that the last line names begins on `day` (YYYY-MM-DD), where that is given. A field of the
//         form that is "" is left empty. A scenario happens if each of its lines does. Whoever
//         gives or reads is bound by the access policy; the company brings applications on as everybody else
//         would.
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
