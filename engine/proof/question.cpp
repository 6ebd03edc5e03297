#include "engine/proof/question.hpp"

#include <optional>
#include <utility>

namespace atranka::proof {

namespace {

using Verdict = Answer::Verdict;

// The lines of a table that are listed at first, and where that does not do.
constexpr int lines_few = Lines{}.listed, lines_more[] = {12, 24}, lines_most = 24;

}  // namespace

std::map<std::string, Value> parameters_in(const definition::Definition& definition,
                                           const feel::Context& values) {
    std::map<std::string, Value> set;
    for (const definition::Parameter& parameter : definition.parameters)
        if (const feel::Value* value = values.find(parameter.name); value != nullptr && !value->is_null())
            set.emplace(parameter.name, feel::to_tree(*value));
    return set;
}

Answer Asker::ask(const Question& question) {
    bool bounded = false;
    Answer answer = tried(question, lines_few, bounded);
    if (!answer.impossible() || !bounded || never_with_further_lines(question)) return answer;
    for (const int lines : lines_more) {
        answer = tried(question, lines, bounded);
        if (answer.possible() || (answer.impossible() && !bounded)) return answer;
    }
    if (answer.impossible())
        answer.why = "it cannot be with up to " + std::to_string(lines_most) +
                     " lines in a table, and a table may have more";
    else
        answer.why += " (with up to " + std::to_string(lines_few) + " lines in a table it cannot be)";
    answer.verdict = Verdict::unknown;
    return answer;
}

bool Asker::never_with_further_lines(const Question& question) {
    Situation situation{definition_, Precision::any, {lines_few, true}};
    question.set_up(situation);
    const Symbol wanted = question.formula(situation);
    if (wanted.is_beyond() || wanted.kind != Symbol::Kind::truth) return false;
    if (wanted.value.is(false)) return true;
    found_.searched["formulas"] += 1;
    return solver_.solve({situation.constraints(), wanted.value}).verdict == Solution::Verdict::impossible;
}

Answer Asker::tried(const Question& question, int lines, bool& bounded) {
    Answer answer;
    bounded = false;
    // What was found with amounts that nobody can type, in case nothing better is.
    std::optional<Answer> untyped;
    struct Attempt {
        Precision precision;
        std::set<std::string> left_open = {};
    };
    std::vector<Attempt> attempts{{Precision::cents}, {Precision::any}, {Precision::typed}};
    if (!question.left_open.empty()) attempts.push_back({Precision::cents, question.left_open});
    for (const auto& [precision, left_open] : attempts) {
        if (precision == Precision::typed && !untyped) continue;
        if (!left_open.empty() && untyped) continue;
        const bool at_defaults = precision == Precision::cents;
        Situation situation{definition_, precision, {lines, false}, left_open};
        question.set_up(situation);
        const Symbol wanted = question.formula(situation);
        bounded = situation.is_bounded();
        if (wanted.is_beyond() || wanted.kind != Symbol::Kind::truth) {
            answer.why = wanted.is_beyond() ? wanted.why + " is beyond what can be reasoned about"
                                            : "it is no condition";
            return answer;
        }
        if (wanted.value.is(false)) {
            if (at_defaults) continue;
            answer.verdict = Verdict::impossible;
            return answer;
        }
        found_.searched["formulas"] += 1;
        const Solution solution = solver_.solve({situation.constraints(), wanted.value});
        if (solution.verdict == Solution::Verdict::impossible && !at_defaults) {
            answer.verdict = Verdict::impossible;
            return answer;
        }
        if (solution.verdict == Solution::Verdict::unknown)
            answer.why = "the solver says: " + solution.reason;
        if (solution.verdict != Solution::Verdict::possible) continue;
        const feel::Context values = situation.context(solution);
        if (question.agrees && !question.agrees(values)) {
            answer.why = "what the solver found does not hold in the evaluator";
            continue;
        }
        answer.verdict = Verdict::possible;
        answer.input = situation.in_words(solution);
        answer.values = values;
        if (precision != Precision::any || situation.is_typed(solution)) return answer;
        untyped = std::exchange(answer, Answer{});
    }
    return untyped ? *untyped : answer;
}

}  // namespace atranka::proof
