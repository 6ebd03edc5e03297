#include "engine/assignment/evolve.hpp"

namespace atranka::assignment {

namespace {

void apply(State& s, const ExpertAssigned& e) {
    s = State{};
    s.expert = e.expert;
    s.kind = e.kind;
    s.stage = lifecycle::assignment::Stage::invited;
}
void apply(State& s, const InterestDeclared& e) {
    s.interest = e.interest;
    s.stage = e.stage;
}
void apply(State& s, const InterestCleared& e) {
    s.cleared = e.cleared;
    s.stage = e.stage;
}
void apply(State& s, const ApplicationOpened& e) {
    s.opened = e.at;
    s.stage = e.stage;
}
void apply(State& s, const ReviewSubmitted& e) {
    s.scores = e.scores;
    s.total = e.total;
    s.worst = e.worst;
    s.submitted = e.at;
    s.versions += 1;
    s.stage = lifecycle::assignment::Stage::submitted;
}
void apply(State& s, const AssignmentMoved& e) { s.stage = e.stage; }

}  // namespace

void evolve(State& state, const Event& event) {
    std::visit([&](const auto& e) { apply(state, e); }, event);
}

}  // namespace atranka::assignment
