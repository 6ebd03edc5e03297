#pragma once
// All that can be proven of a definition, in one report.
// Shape:  findings in order of position; what is so on purpose, with the reason (definition/purpose.hpp);
//         what was looked through; what could not be decided. The report has a hash: whoever publishes a call
//         confirms what was known of it.

#include "engine/proof/money.hpp"
#include "engine/proof/progress.hpp"
#include "engine/proof/rules.hpp"
#include "engine/proof/separation.hpp"
#include "engine/proof/time.hpp"

namespace atranka::proof {

// What the definition says is so on purpose.
struct Excused {
    Finding finding;
    std::string because;
};

struct Report {
    std::vector<Finding> findings;
    std::vector<Excused> on_purpose;
    std::vector<definition::Problem> if_roles_change;  // notes: what takes a change of roles meanwhile
    Searched searched;
    std::vector<std::string> unknown;
    std::map<std::string, int> people;  // how many each role needs at the least

    bool has_errors() const;
    std::vector<definition::Problem> problems() const;
};

// `calendar` is the definition's, resolved.
Report prove(const definition::Definition& definition, const definition::Calendar& calendar, Solver& solver,
             const Tables& tables = tables_in_force());

// "searched 58 places, 24,310 combinations of roles, ties, stages and acts, 61 formulas: nothing found"
std::string summary(const Report& report);
Value tree_of(const Report& report, const std::string& definition_hash);
std::string hash_of(const Report& report, const std::string& definition_hash);  // SHA-256 of the tree, hex
// A finding's scenario as `atranka scenario run` reads it; empty where it has none.
std::string scenario_text(const Finding& finding, const std::string& definition_file);

// What a code means and how to mend it, for `atranka lint --explain`; empty where there is no such code.
std::string teaching(const std::string& code);
std::vector<std::string> codes();

}  // namespace atranka::proof
