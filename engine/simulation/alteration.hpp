#pragma once
// What is supposed to have been otherwise: the definition, a parameter, an expert who was never asked, a
// score.
// Shape:  an alteration changes or drops recorded commands, one by one, and nothing else; instants stay
//         as they were. Another definition is set where the call is drafted; a parameter there, and
//         wherever somebody proposed to change it.
// Units:  parameters in their canonical spelling (definition::check_parameter).

#include "engine/simulation/past.hpp"

namespace atranka::simulation {

// A score of one recorded review, or of a consensus report.
struct MovedScore {
    std::size_t position = 0;  // of its command
    std::string criterion;
    Decimal to;
};

struct Alteration {
    std::shared_ptr<const definition::Definition> definition = {};  // with its hash
    std::map<std::string, Value> parameters = {};
    std::optional<PersonId> without_expert = {};
    std::optional<MovedScore> score = {};
};

struct Altered {
    bool is_dropped = false;
    std::optional<service::Envelope> envelope = {};  // none: as it was recorded
    std::vector<std::string> left_out = {};          // parameters that the other definition does not have
};

// `recorded` stands at that position and has its envelope.
Altered altered(const Alteration& alteration, const Past& past, std::size_t position);
// Experts who have a review of some kind in the call, by id.
std::vector<PersonId> experts_of(const Past& past);

}  // namespace atranka::simulation
