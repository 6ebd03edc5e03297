#include "engine/proof/question.hpp"

namespace atranka::proof {

Answer Asker::ask(const Question& question) {
    using Verdict = Answer::Verdict;
    Answer answer;
    for (const Precision precision : {Precision::cents, Precision::any}) {
        Situation situation{definition_, precision};
        question.set_up(situation);
        const Symbol wanted = question.formula(situation);
        if (wanted.is_beyond() || wanted.kind != Symbol::Kind::truth) {
            answer.why = wanted.is_beyond() ? wanted.why + " is beyond what can be reasoned about"
                                            : "it is no condition";
            return answer;
        }
        if (wanted.value.is(false)) {
            answer.verdict = Verdict::impossible;
            answer.bounded = situation.is_bounded();
            return answer;
        }
        found_.searched["formulas"] += 1;
        const Solution solution = solver_.solve({situation.constraints(), wanted.value});
        if (solution.verdict == Solution::Verdict::impossible && precision == Precision::any) {
            answer.verdict = Verdict::impossible;
            answer.bounded = situation.is_bounded();
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
        return answer;
    }
    return answer;
}

}  // namespace atranka::proof
