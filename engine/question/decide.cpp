#include "engine/question/decide.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/registry/acting.hpp"

#include <algorithm>

namespace atranka::question {

namespace {

using Stage = lifecycle::call::Stage;

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

constexpr std::size_t question_length_max = 10'000;
std::size_t utf8_length(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0U) != 0x80U; }));
}

bool takes_questions(Stage stage) { return stage == Stage::published || stage == Stage::open; }

Decision<Event> decide_one(const Context& c, const State& s, const AskQuestion& cmd) {
    const registry::Person* actor = c.registry.person(c.actor);
    if (actor == nullptr || !actor->active)
        return refuse(Rule::person_must_be_registered, "whoever asks is registered first");
    if (!takes_questions(c.call.stage))
        return refuse(Rule::stage_must_allow_command,
                      "questions are taken from a call's publication until it closes");
    if (const auto last = closing(c.definition, c.call); last && definition::is_past(*last, c.at))
        return refuse(Rule::deadline_must_not_have_passed, "questions were taken until " + last->text());
    if (is_blank(cmd.text)) return refuse(Rule::question_must_be_put, "write what you ask", "text");
    if (c.are_short && utf8_length(cmd.text) > question_length_max)
        return refuse(Rule::question_must_be_short, "ask in at most 10,000 characters", "text");
    return std::vector<Event>{
        QuestionAsked{static_cast<std::int64_t>(s.questions.size()) + 1, c.actor, c.at}};
}

// An officer at work on a question that was asked about a call under way.
Result<void> may_work_on(const Context& c, const State& s, std::int64_t question) {
    const registry::Person* actor = c.registry.person(c.actor);
    if (actor == nullptr || !registry::acts_as(*actor, c.definition, c.call.id.text, "officer", c.at))
        return refuse(Rule::actor_must_have_the_role,
                      "only a person with the role officer of this call does this");
    if (c.call.stage == Stage::cancelled)
        return refuse(Rule::call_must_be_under_way, "the call was cancelled");
    if (c.call.stage == Stage::archived)
        return refuse(Rule::stage_must_allow_command, "the call is archived");
    if (question < 1 || question > std::ssize(s.questions))
        return refuse(Rule::question_must_exist,
                      "nobody asked a question " + std::to_string(question) + " about this call", "question");
    return {};
}

Decision<Event> decide_one(const Context& c, const State& s, const SetAsideQuestion& cmd) {
    if (auto ok = may_work_on(c, s, cmd.question); !ok) return tl::unexpected{ok.error()};
    const Question& question = s.questions[static_cast<std::size_t>(cmd.question - 1)];
    if (!question.published.empty())
        return refuse(Rule::question_must_wait, "the question is answered, and what is published stays",
                      "question");
    if (question.set_aside)
        return refuse(Rule::question_must_wait, "the question is set aside already", "question");
    if (is_blank(cmd.reason))
        return refuse(Rule::reason_must_be_given, "say to whoever asked why it is not answered", "reason");
    return std::vector<Event>{QuestionSetAside{cmd.question, c.actor, c.at}};
}

Decision<Event> decide_one(const Context& c, const State& s, const PublishAnswer& cmd) {
    if (auto ok = may_work_on(c, s, cmd.question); !ok) return tl::unexpected{ok.error()};
    if (cmd.asked.empty()) return refuse(Rule::answer_must_be_whole, "write the question", "asked");
    for (const auto* texts : {&cmd.asked, &cmd.answer})
        for (const auto& [language, text] : *texts) {
            const std::string path = (texts == &cmd.asked ? "asked." : "answer.") + language;
            if (!definition::is_language(language))
                return refuse(Rule::answer_must_be_whole,
                              "a language is two letters of ISO 639-1, such as en or lt", path);
            if (is_blank(text))
                return refuse(Rule::answer_must_be_whole, "write the text in " + language, path);
        }
    const auto same_language = [](const auto& a, const auto& b) { return a.first == b.first; };
    if (!std::ranges::equal(cmd.asked, cmd.answer, same_language))
        return refuse(Rule::answer_must_be_whole, "the question and its answer are in the same languages",
                      "answer");
    const auto& before = s.questions[static_cast<std::size_t>(cmd.question - 1)].published;
    if (!before.empty() && before.back().asked == cmd.asked && before.back().answer == cmd.answer)
        return refuse(Rule::correction_must_change_something, "that is published already", "answer");
    return std::vector<Event>{AnswerPublished{cmd.question, c.actor, c.at, cmd.asked, cmd.answer}};
}

}  // namespace

std::optional<Instant> closing(const definition::Definition& definition, const call::State& call) {
    const std::string& name = definition.questions_until;
    if (name.empty()) return std::nullopt;
    std::optional<Instant> last;
    const auto take = [&](const Value* value) {
        const auto one =
            value != nullptr && value->is_text() ? Instant::parse(value->as_text()) : std::nullopt;
        if (one && (!last || *last < *one)) last = one;
    };
    take(call.parameter({}, name));
    for (const call::Round& round : call.rounds) take(call.parameter(round.id, name));
    return last;
}

bool is_open(const definition::Definition& definition, const call::State& call, Instant at) {
    const auto last = closing(definition, call);
    return takes_questions(call.stage) && !(last && definition::is_past(*last, at));
}

Decision<Event> decide(const Context& context, const State& state, const Command& command) {
    return std::visit([&](const auto& c) { return decide_one(context, state, c); }, command);
}

}  // namespace atranka::question
