#include "engine/proof/rules.hpp"

#include "engine/definition/separation.hpp"
#include "engine/proof/tables.hpp"

#include <algorithm>
#include <set>

namespace atranka::proof {

namespace {

using definition::Expression;
using definition::Severity;
using definition::Step;
using lifecycle::Kind;

bool evaluates_to(const Expression& expression, const feel::Context& values, bool wanted) {
    const feel::Value value = expression.compiled.evaluate(values).value;
    return value.is_boolean() && value.as_boolean() == wanted;
}

class Rules {
public:
    Rules(const definition::Definition& definition, Solver& solver)
        : d_(definition), arrivals_(definition::arrivals(definition)), asker_(definition, solver, found_) {}

    Found all() {
        for (const Step& step : d_.steps) {
            if (!arrivals_.at(step.name).reachable) continue;
            for (const std::string& set : step.rules) rule_set(step, *d_.rule_set(set));
            for (const std::string& set : definition::conditions_of(d_, step))
                conditions(step, *d_.rule_set(set));
            together(step);
            if (step.rubric.empty()) continue;
            thresholds(step);
            divergence(step);
        }
        for (const Step& step : d_.steps)
            if (step.selection && arrivals_.at(step.name).reachable) selection(step);
        return std::move(found_);
    }

private:
    void set_up(Situation& situation, const Step& step) const { situation.at(step, arrivals_.at(step.name)); }
    Question question(const Step& step, const Expression& expression, bool wanted) const {
        return {
            [this, &step](Situation& s) { set_up(s, step); },
            [&expression, wanted](Situation& s) {
                const Symbol symbol = s.translated(expression);
                if (symbol.is_beyond() || symbol.kind != Symbol::Kind::truth) return symbol;
                return Symbol::truth(wanted ? symbol.holds() : symbol.fails());
            },
            [&expression, wanted](const feel::Context& v) { return evaluates_to(expression, v, wanted); }};
    }
    void unknown(const std::string& what, const Answer& answer) {
        if (answer.is(Answer::Verdict::unknown)) found_.unknown.push_back(what + ": " + answer.why);
    }

    void rule_set(const Step& step, const definition::RuleSet& set) {
        for (std::size_t i = 0; i < set.rules.size(); ++i) {
            const definition::Rule& rule = set.rules[i];
            const std::string path = "rules." + set.name + ".rules[" + std::to_string(i) + "].require";
            if (!seen_.insert(path + "@" + newest_of(step)).second) continue;
            const std::string named = "The rule `" + rule.id + "` (`" + rule.require.source() + "`)";
            const Answer holds = asker_.ask(question(step, rule.require, true));
            if (holds.impossible())
                found_.note(rule.require.position, "rule-never-passes", path,
                            named + " can never hold: whatever is handed in fails it.",
                            "Correct the condition: nothing that the form and the limits allow meets it.",
                            Severity::error,
                            asked(step, "No application can pass " + step.name, path, "false, null"));
            const Answer fails = asker_.ask(question(step, rule.require, false));
            if (fails.impossible() && !holds.impossible())
                found_.note(rule.require.position, "rule-never-fails", path,
                            named + " can never fail: nothing that the form allows is refused by it.",
                            "Remove the rule, or correct it so that it asks something.", Severity::warning);
            unknown("whether `" + rule.require.source() + "` can hold", holds);
            if (!holds.is(Answer::Verdict::unknown))
                unknown("whether `" + rule.require.source() + "` can fail", fails);
            if (!null_guard(step, rule.require, path)) shown(step, rule, set.name, i);
        }
    }
    // The numbers that are told with the verdict; where the verdict itself has none, that is enough said.
    void shown(const Step& step, const definition::Rule& rule, const std::string& set, std::size_t i) {
        for (const auto& [label, number] : rule.show)
            null_guard(step, number, "rules." + set + ".rules[" + std::to_string(i) + "].show." + label,
                       unshown);
    }
    // Asked when money is put aside; what a check asks too has been looked at.
    void conditions(const Step& step, const definition::RuleSet& set) {
        for (std::size_t i = 0; i < set.rules.size(); ++i) {
            const std::string path = "rules." + set.name + ".rules[" + std::to_string(i) + "].require";
            if (seen_.insert(path + "@" + newest_of(step)).second)
                null_guard(step, set.rules[i].require, path);
        }
    }

    std::string newest_of(const Step& step) const {
        if (step.kind == Kind::submission) return step.name;
        const auto& newest = arrivals_.at(step.name).newest;
        return newest.empty() ? std::string{} : *newest.begin();
    }

    // It is brought there, and what is asked there says what is found.
    static Scenario asked(const Step& step, std::string title, const std::string& paths,
                          const std::string& is) {
        Scenario scenario{std::move(title), {}, {}, {}, {}, {}};
        scenario.moves = {brought_to(step.name), asked_at(step.name, paths, is)};
        return scenario;
    }

    // What comes of an expression that has no value.
    struct Without {
        const char *code, *so, *mend;
        Severity severity;
    };
    static constexpr Without refused{"guard-can-be-null", "the command that asks is refused",
                                     "Make the field required, or say what holds without it",
                                     Severity::error},
        unordered{"order-key-can-be-null", "such an application stands behind all others",
                  "Make the field required, or say what counts without it", Severity::error},
        unshown{"shown-can-be-null", "the verdict is told without this number",
                "Make the field required, or say what is shown without it", Severity::warning};

    // Whether it can be without a value. `known`, where it is given, holds of all that comes in.
    bool null_guard(const Step& step, const Expression& expression, const std::string& path,
                    const Without& without = refused, const std::function<void(Situation&)>& names = {},
                    const std::function<Term(Situation&)>& known = {}) {
        if (without.severity == Severity::error) never_a_value(expression, path);
        const Answer null =
            asker_.ask({[this, &step, &names](Situation& s) {
                            set_up(s, step);
                            if (names) names(s);
                        },
                        [&expression, &known](Situation& s) {
                            const Symbol symbol = s.translated(expression);
                            if (symbol.is_beyond()) return symbol;
                            const Term is_null = symbol.kind == Symbol::Kind::null ? Term{true} : symbol.null;
                            return Symbol::truth(known && !is_null.is(false) ? is_null && known(s) : is_null);
                        },
                        [&expression](const feel::Context& v) {
                            return expression.compiled.evaluate(v).value.is_null();
                        }});
        const std::string quoted = "`" + expression.source() + "`";
        const bool is_said = std::ranges::any_of(
            found_.unknown, [&](const std::string& one) { return one.find(quoted) != std::string::npos; });
        if (!is_said) unknown("whether " + quoted + " always has a value", null);
        if (!null.possible()) return false;
        const feel::Outcome outcome = expression.compiled.evaluate(null.values);
        const std::string& source = expression.source();
        std::string piece = source;
        if (outcome.null_because)
            piece = source.substr(std::min(outcome.null_because->offset, source.size()),
                                  outcome.null_because->length);
        // A piece that begins or ends within brackets is no expression.
        if (std::ranges::count(piece, '(') != std::ranges::count(piece, ')')) piece = source;
        found_.note(expression.position, without.code, path,
                    "`" + source + "` has no value" + (null.input.empty() ? "" : " where " + null.input) +
                        ": `" + piece + "` is null there, and " + without.so + ".",
                    std::string{without.mend} + ": `if " + piece + " = null then … else …`.",
                    without.severity,
                    scenario_of(step, null, path, "An application for which `" + source + "` has no value",
                                names ? totals_in(null.values) : atranka::Value{}));
        return true;
    }

    // What a divergence is asked with.
    static atranka::Value totals_in(const feel::Context& values) {
        atranka::Value totals = atranka::Value::object();
        for (const char* name : {"gap", "highest", "lowest"})
            if (const feel::Value* value = values.find(name)) totals.set(name, feel::to_tree(*value));
        return totals;
    }
    // What was found, brought to where it is asked; none where it cannot be typed in so.
    Scenario scenario_of(const Step& step, const Answer& answer, const std::string& path, std::string title,
                         const atranka::Value& given) const {
        const std::string newest = newest_of(step);
        const Step* submission = newest.empty() ? nullptr : d_.step(newest);
        const definition::Form* form = submission == nullptr ? nullptr : d_.form(submission->form);
        if (form == nullptr || step.kind == Kind::submission) return {};
        Scenario scenario = asked(step, std::move(title), path, "null");
        scenario.moves.back().given = given;
        scenario.parameters = parameters_in(d_, answer.values);
        for (const definition::Field& field : form->fields) {
            const feel::Value* value = answer.values.find(field.name);
            if (value == nullptr) continue;
            if (field.type == definition::FieldType::attachment) return {};
            scenario.form.emplace(field.name, feel::to_tree(*value));
        }
        return scenario.form.empty() && given.is_null() ? Scenario{} : scenario;
    }

    void never_a_value(const Expression& expression, const std::string& path) {
        if (!seen_.insert(path + " without a value").second) return;
        for (const std::string& piece : without_value(expression.compiled))
            found_.note(expression.position, "never-has-a-value", path,
                        "`" + piece + "` in `" + expression.source() +
                            "` never has a value, whatever comes in: what rests on it has none either, and "
                            "the command that asks is refused.",
                        "Correct `" + piece +
                            "`: give the day, the pattern or the number that is meant, or name a parameter.");
    }

    // Whether all of them can be met by one application.
    Answer met_together(const Step& step, const std::vector<const definition::Rule*>& rules) {
        return asker_.ask({[this, &step](Situation& s) { set_up(s, step); },
                           [&rules](Situation& s) {
                               Term every = true;
                               for (const definition::Rule* one : rules) {
                                   const Symbol symbol = s.translated(one->require);
                                   if (symbol.is_beyond() || symbol.kind != Symbol::Kind::truth)
                                       return symbol;
                                   every = every && symbol.holds();
                               }
                               return Symbol::truth(every);
                           },
                           [&rules](const feel::Context& v) {
                               return std::ranges::all_of(rules, [&](const definition::Rule* one) {
                                   return evaluates_to(one->require, v, true);
                               });
                           }});
    }

    std::string path_of(const definition::Rule& rule) const {
        for (const definition::RuleSet& set : d_.rules)
            for (std::size_t i = 0; i < set.rules.size(); ++i)
                if (&set.rules[i] == &rule)
                    return "rules." + set.name + ".rules[" + std::to_string(i) + "].require";
        return {};
    }

    // All that a step asks for, at once; where that is not to be had, each two of it, which is told more
    // exactly and asked more easily.
    void together(const Step& step) {
        std::vector<const definition::Rule*> all;
        for (const std::string& set : step.rules)
            for (const definition::Rule& rule : d_.rule_set(set)->rules) all.push_back(&rule);
        if (all.size() < 2) return;
        for (const Finding& finding : found_.findings)
            if (finding.problem.code == "rule-never-passes") return;
        const Answer answer = met_together(step, all);
        if (answer.possible()) return;
        const auto exclude = [&](const std::vector<const definition::Rule*>& rules,
                                 const std::string& message, const std::string& mend) {
            std::string paths;
            for (const definition::Rule* rule : rules)
                paths += (paths.empty() ? "" : " and ") + path_of(*rule);
            found_.note(step.position, "rules-exclude-each-other", "steps." + step.name + ".rules", message,
                        mend, Severity::error,
                        asked(step, "No application can pass " + step.name, paths, "false, null"));
        };
        for (auto one = all.begin(); one != all.end(); ++one)
            for (auto other = one + 1; other != all.end(); ++other)
                if (met_together(step, {*one, *other}).impossible())
                    return exclude({*one, *other},
                                   "`" + (*one)->id + "` and `" + (*other)->id +
                                       "` can each be met, both together cannot: no application passes.",
                                   "Correct one of the two.");
        if (answer.impossible())
            exclude(all,
                    "Each rule of this step can be met, all of them together cannot: no application passes.",
                    "Find those that exclude each other, and correct one.");
        unknown("whether the rules of " + step.name + " can be met together", answer);
    }

    // Whether anybody can miss them; whether anybody can reach them is in definition::lint.
    void thresholds(const Step& step) {
        const definition::Rubric& rubric = *d_.rubric(step.rubric);
        const Decimal worst = rubric.lowest_is_best ? rubric.to : rubric.from;
        bool can_fail = std::ranges::any_of(rubric.criteria, [&](const definition::Criterion& one) {
            return one.threshold && *one.threshold != worst;
        });
        Decimal least = 0;
        for (const definition::Criterion& one : rubric.criteria)
            least += rubric.weighted_total
                         ? Decimal::divide(rubric.from * one.weight, rubric.to).value_or(Decimal{0})
                         : rubric.from;
        can_fail = can_fail || (rubric.total_threshold && *rubric.total_threshold > least) ||
                   (rubric.total_threshold && rubric.lowest_is_best);
        if (!can_fail)
            found_.note(
                step.position, "review-never-below", "steps." + step.name + ".on.below",
                "No score is ever below a threshold here: the rubric `" + rubric.name +
                    "` has none that can be missed, so nothing ever leads to `" + step.on.at("below") + "`.",
                "Give a criterion a `threshold`, or the rubric a `total_threshold`.", Severity::warning);
        // A total that follows from criteria which each need more than it is no bar of its own, and no fault.
    }

    void divergence(const Step& step) {
        if (!step.divergence || !step.divergence->when.is_compiled()) return;
        const definition::Rubric& rubric = *d_.rubric(step.rubric);
        const Expression& when = step.divergence->when;
        Decimal low = 0, high = 0;
        for (const definition::Criterion& one : rubric.criteria) {
            low += rubric.weighted_total ? Decimal{0} : rubric.from;
            high += rubric.weighted_total ? one.weight : rubric.to;
        }
        const auto names = [&](Situation& s) {
            s.number("highest", low, high);
            s.number("lowest", low, high);
            s.number("gap", Decimal{0}, high - low);
        };
        const auto known = [](Situation& s) {
            const Symbol highest = *s.find("highest"), lowest = *s.find("lowest"), gap = *s.find("gap");
            return is_equal(gap.value, minus(highest.value, lowest.value));
        };
        const auto ask = [&](bool wanted) {
            Question asked = question(step, when, wanted);
            asked.set_up = [&](Situation& s) {
                set_up(s, step);
                names(s);
            };
            const auto formula = asked.formula;
            asked.formula = [formula, known](Situation& s) {
                Symbol symbol = formula(s);
                if (symbol.is_beyond()) return symbol;
                symbol.value = symbol.value && known(s);
                return symbol;
            };
            return asker_.ask(asked);
        };
        const std::string path = "steps." + step.name + ".divergence.when";
        null_guard(step, when, path, refused, names, known);
        const Answer holds = ask(true), fails = ask(false);
        unknown("whether `" + when.source() + "` can hold", holds);
        if (holds.impossible())
            found_.note(
                when.position, "divergence-never", path,
                "No two totals on the scale are ever so far apart: `" + when.source() + "` never holds.",
                "Lower the gap.", Severity::warning);
        if (fails.impossible())
            found_.note(when.position, "divergence-always", path,
                        "Any two totals count as too far apart: `" + when.source() + "` always holds.",
                        "Raise the gap.", Severity::warning);
    }

    void selection(const Step& step) {
        const definition::Selection& selection = *step.selection;
        const std::string path = "steps." + step.name;
        for (std::size_t i = 0; i < selection.order.size(); ++i)
            if (const auto& key = selection.order[i].key; key && key->is_compiled())
                null_guard(step, *key, path + ".order[" + std::to_string(i) + "]", unordered);
        const std::pair<const std::optional<Expression>*, const char*> asked[] = {
            {&selection.fund, ".fund"},
            {&selection.within, ".within"},
            {&selection.sum, ".take.sum"},
            {&selection.nearest, ".take.nearest"},
            {&selection.at_least, ".take.at_least"}};
        for (const auto& [expression, key] : asked)
            if (*expression && (*expression)->is_compiled()) null_guard(step, **expression, path + key);
        if (selection.envelopes.empty()) return;
        const auto& envelopes = selection.envelopes;
        for (const definition::Envelope& one : envelopes) {
            null_guard(step, one.when, path + ".envelopes." + one.name + ".when");
            null_guard(step, one.amount, path + ".envelopes." + one.name + ".amount");
            const Answer some = asker_.ask(question(step, one.when, true));
            unknown("whether an application falls into `" + one.name + "`", some);
            if (some.impossible())
                found_.note(one.when.position, "envelope-never", path + ".envelopes." + one.name + ".when",
                            "No application ever falls into this envelope.", "Correct the condition.");
        }
        for (std::size_t i = 0; i < envelopes.size(); ++i)
            for (std::size_t j = i + 1; j < envelopes.size(); ++j) overlap(step, envelopes[i], envelopes[j]);
        const Answer none = asker_.ask({[this, &step](Situation& s) { set_up(s, step); },
                                        [&envelopes](Situation& s) {
                                            Term no = true;
                                            for (const auto& one : envelopes) {
                                                const Symbol symbol = s.translated(one.when);
                                                if (symbol.is_beyond() || symbol.kind != Symbol::Kind::truth)
                                                    return symbol;
                                                no = no && symbol.fails();
                                            }
                                            return Symbol::truth(no);
                                        },
                                        {}});
        if (none.possible())
            found_.note(
                step.position, "envelopes-leave-a-gap", path + ".envelopes",
                "An application with " + none.input + " falls into no envelope, and is never paid.",
                "Add an envelope for it, or say on purpose that nobody else is paid: an envelope with "
                "`amount: 0`.",
                Severity::warning);
        unknown("whether an application falls into no envelope of " + step.name, none);
    }

    void overlap(const Step& step, const definition::Envelope& a, const definition::Envelope& b) {
        const Answer both =
            asker_.ask({[this, &step](Situation& s) { set_up(s, step); },
                        [&](Situation& s) {
                            const Symbol x = s.translated(a.when), y = s.translated(b.when);
                            if (x.is_beyond()) return x;
                            if (y.is_beyond()) return y;
                            return Symbol::truth(x.holds() && y.holds());
                        },
                        [&](const feel::Context& v) {
                            return evaluates_to(a.when, v, true) && evaluates_to(b.when, v, true);
                        }});
        if (both.possible())
            found_.note(b.when.position, "envelopes-overlap",
                        "steps." + step.name + ".envelopes." + b.name + ".when",
                        "An application with " + both.input + " falls into `" + a.name + "` and into `" +
                            b.name + "`: the first one pays.",
                        "Let the conditions exclude each other.", Severity::warning);
        unknown("whether `" + a.name + "` and `" + b.name + "` overlap", both);
    }

    const definition::Definition& d_;
    std::map<std::string, definition::Arrival> arrivals_;
    Found found_;
    Asker asker_;
    std::set<std::string> seen_;
};

}  // namespace

Found prove_rules(const definition::Definition& definition, Solver& solver) {
    Found found = Rules{definition, solver}.all();
    Found tables = prove_tables(definition, solver);
    std::ranges::move(tables.findings, std::back_inserter(found.findings));
    std::ranges::move(tables.unknown, std::back_inserter(found.unknown));
    found.searched["formulas"] += tables.searched["formulas"];
    return found;
}

}  // namespace atranka::proof
