#include "engine/application/rules.hpp"

#include "engine/application/facts.hpp"

namespace atranka::application {

namespace {

tl::unexpected<Rejection> without_value(const definition::Expression& expression,
                                        const feel::Outcome& outcome, std::string_view wanted) {
    std::string message = "`" + expression.source() + "` has no " + std::string{wanted};
    if (const auto& because = outcome.null_because) {
        // The part that lost its value, where it is one.
        const std::string part = expression.source().substr(
            std::min(because->offset, expression.source().size()), because->length);
        const bool is_part = !part.empty() && part.size() < expression.source().size();
        message += ": " + (is_part ? "in `" + part + "` " : std::string{}) + because->message;
    }
    return refuse(Rule::guard_must_have_a_value, std::move(message));
}

}  // namespace

Result<bool> holds(const definition::Expression& guard, const feel::Context& context) {
    const feel::Outcome outcome = guard.compiled.evaluate(context);
    if (!outcome.value.is_boolean()) return without_value(guard, outcome, "truth value");
    return outcome.value.as_boolean();
}

Result<Decimal> number(const definition::Expression& expression, const feel::Context& context) {
    const feel::Outcome outcome = expression.compiled.evaluate(context);
    if (!outcome.value.is_number()) return without_value(expression, outcome, "number");
    return outcome.value.as_number();
}

Result<std::vector<Verdict>> verdicts_of(const definition::Definition& definition, const call::State& call,
                                         const State& state, const definition::Step& step) {
    std::vector<Verdict> verdicts;
    if (step.rules.empty()) return verdicts;
    const feel::Context context = context_at(definition, call, state, step);
    for (const std::string& name : step.rules) {
        for (const definition::Rule& rule : definition.rule_set(name)->rules) {
            const auto passed = holds(rule.require, context);
            if (!passed) return tl::unexpected{passed.error()};
            Verdict verdict{name + "." + rule.id, *passed, {}};
            for (const auto& [label, shown] : rule.show)
                verdict.shown.emplace(label, shown.compiled.evaluate(context).value.text());
            verdicts.push_back(std::move(verdict));
        }
    }
    return verdicts;
}

}  // namespace atranka::application
