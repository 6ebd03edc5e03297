#pragma once
// Who takes part in the example, and what they ask for.
// Shape:  deterministic: the same cast on every machine. Organisations, people, titles, amounts and scores are invented,
//         but for the three clusters that the call's founding documents name, which have the facts given for them
//         there: Baltic Automotive Components Cluster (20 members), LAuGEA (21 members), Lithuanian Plastics Cluster (13).
// Units:  euros, to the cent.

#include "engine/application/commands.hpp"
#include "engine/registry/commands.hpp"

#include <string>
#include <vector>

namespace atranka::example {

// What becomes of a project beyond what its scores decide. Those of the second stage are dealt out as it comes.
enum class Fate {
    ordinary,
    late,               // not submitted by the first cut-off
    late_and_lapsed,    // nor by the second
    withdrawn_idea,     // after it was submitted
    withdrawn,          // the full application
    early,              // applies weeks before the others, and is checked with them: too late
    lapsed,             // invited, and never applies
    no_sme,             // not admissible
    no_institute,       // not admissible
    without_consent,    // not admissible until it is clarified
    over_the_rate,      // not eligible: asks for more than 40 %
    cut_and_corrected,  // a cost line is cut; the grant is corrected on request
    unanswered,         // asked to clarify, and silent
    extended,           // gets more time to apply
    suspended,          // work stops for a while
    misread             // the evaluation overlooks an annex; an appeal is upheld
};

struct Partner {
    std::string organisation;
    std::string role;
};

struct Project {
    std::string id, lead, title;
    std::string round;  // that it is started in
    std::vector<Partner> consortium;
    int requested = 0;   // euros
    double quality = 0;  // 0 to 1, which experts see with some noise
    Fate fate = Fate::ordinary;
    bool divides = false;  // experts disagree on the idea
};

struct Cast {
    std::vector<registry::Organisation> organisations;
    std::vector<registry::RegisterPerson> people;
    std::vector<registry::GrantRole> roles;
    std::vector<std::string> business_experts, institute_experts;
    std::vector<Project> projects;
};

constexpr const char* call_id = "inoklaster-2026";

Cast cast();

Value idea_form(const Project& project, bool consented);
// `requested` of a project whose grant was corrected is less than it first asked for.
Value application_form(const Project& project, int requested);
int costs_of(const Project& project);

// From 0 to 1, the same for the same words.
double noise(const std::string& words);

}  // namespace atranka::example
