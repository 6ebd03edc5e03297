#include "engine/question/evolve.hpp"

namespace atranka::question {

namespace {

void apply(State& s, const QuestionAsked& e) { s.questions.push_back({e.number, e.by, e.at, {}, {}}); }
void apply(State& s, const AnswerPublished& e) {
    Question& question = s.questions[static_cast<std::size_t>(e.number - 1)];
    question.published.push_back({e.at, e.by, e.asked, e.answer});
    question.set_aside.reset();
}
void apply(State& s, const QuestionSetAside& e) {
    s.questions[static_cast<std::size_t>(e.number - 1)].set_aside = e.at;
}

}  // namespace

void evolve(State& state, const Event& event) {
    std::visit([&](const auto& e) { apply(state, e); }, event);
}

}  // namespace atranka::question
