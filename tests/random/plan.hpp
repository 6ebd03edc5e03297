#pragma once
// A small definition, described by what it has.

#include "engine/kernel/value.hpp"

#include <string>

namespace atranka::random {

struct Plan {
    bool rules = false;  // the form has to meet a rule
    int check = 0;       // 0 none, 1 by one person, 2 by two
    bool clarified = false, assessed = false;
    int experts = 0;  // of a review; 0 none
    int kinds = 0;    // 1: one of each
    int load = 0;     // of one expert at a time; 0 any
    bool consensus = false, chair = false;
    int divergence = 0;  // 0 none, 1 another expert, 2 consensus
    int aggregate = 0;   // mean, median, trimmed_mean, closest_two
    int threshold = 0;
    int selection = 0;  // 0 none, 1 stop, 2 skip, 3 partial, 4 take
    bool lot = false, reserve = false, check_after = false;
    int envelopes = 0;  // 1: two of them
    int decision = 0;   // 0 none, 1 by one, 2 by two; only where a selection funds
    bool sent_back = false, offer = false, appeals = false;
    bool awarded_is_appealable = false;
    int budget = 0;
};

// In YAML; sound whatever the plan.
std::string definition_of(const Plan& plan);

}  // namespace atranka::random
