#pragma once
// One expert's work on one application at one step: invited, interests declared, read, scored, submitted.
// Shape:  lives inside the application's stream, because a divergence is decided over all experts of it at
//         once.
// Source: DESIGN.md §3; DOMAIN.md §4 (interests).

#include "engine/kernel/codec.hpp"
#include "engine/lifecycle/assignment.hpp"

namespace atranka::assignment {

using lifecycle::assignment::Interest;

struct State {
    PersonId expert;
    std::string kind;  // "business", "knowledge_institute"
    lifecycle::assignment::Stage stage{};
    Interest interest = Interest::undeclared;
    bool cleared = false;           // an officer decided that a potential interest does not disqualify
    std::optional<Instant> opened;  // first reading
    std::map<std::string, Decimal> scores;
    std::optional<Decimal> total, worst;
    std::optional<Instant> submitted;
    std::int64_t versions = 0;  // reviews submitted so far
};
BOOST_DESCRIBE_STRUCT(State, (),
                      (expert, kind, stage, interest, cleared, opened, scores, total, worst, submitted,
                       versions))

}  // namespace atranka::assignment
