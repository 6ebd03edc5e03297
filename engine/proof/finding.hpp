#pragma once
// What a proof found: a problem of the document, with how it happens.
// Shape:  the counterexample in words stands in the problem's message; `scenario` is the same step by step,
//         for `atranka scenario run` (engine/simulation/scenario.hpp): empty where nothing has to be done
//         for it.

#include "engine/definition/problem.hpp"
#include "engine/kernel/value.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace atranka::proof {

// One line of a scenario: an application is brought to a step, somebody gives a command or reads a field, an
// expression or a decision table is asked for its value, nobody can move the application, nothing leads to an
// outcome, an answer may outlast the step.
struct Move {
    enum class Kind { bring, command, read, ask, table, stay, never, outlast } kind = Kind::bring;
    std::string application = "a-1";
    std::string step = {};  // to which it is brought; at which the command is given
    std::string person = {};
    // The command, the field, the table, or the paths of expressions, with ` and ` between them.
    std::string what = {};
    std::string value = {};  // of the command: "granted", "upheld", an amount; of what is asked, unary tests
    Value given = {};        // an object, with what is asked: a table's inputs, further names
};

struct Scenario {
    std::string title;
    std::map<std::string, std::vector<std::string>> people = {};  // with the roles that they are given
    std::vector<Move> moves = {};
    std::map<std::string, Value> parameters = {};  // that the call sets, the others being left to chance
    std::map<std::string, Value> form = {};  // what the applicant hands in where it is not left to chance
    std::string day = {};  // on which the step begins to which its last line brings: "2026-12-24"
};

inline Move brought_to(std::string step) {
    return {Move::Kind::bring, "a-1", std::move(step), {}, {}, {}, {}};
}
inline Move asked_at(std::string step, std::string paths, std::string is, Value given = {}) {
    return {Move::Kind::ask, "a-1", std::move(step), {}, std::move(paths), std::move(is), std::move(given)};
}

struct Finding {
    definition::Problem problem;
    Scenario scenario = {};
};

// What was looked through, by what it is: "states", "formulas".
using Searched = std::map<std::string, std::int64_t>;

struct Found {
    std::vector<Finding> findings = {};
    Searched searched = {};
    std::vector<std::string> unknown = {};                  // what could not be decided, in words
    std::vector<definition::Problem> if_roles_change = {};  // notes: possible only so (separation.hpp)

    void note(definition::Position position, std::string code, std::string path, std::string message,
              std::string mend, definition::Severity severity = definition::Severity::error,
              Scenario scenario = {}) {
        findings.push_back(
            {{position, std::move(code), std::move(path), std::move(message), std::move(mend), severity},
             std::move(scenario)});
    }
};

}  // namespace atranka::proof
