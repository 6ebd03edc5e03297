#include "engine/definition/lint.hpp"

#include "engine/definition/fields.hpp"
#include "engine/definition/flow.hpp"
#include "engine/definition/separation.hpp"
#include "engine/feel/node.hpp"

#include <algorithm>
#include <functional>

namespace atranka::definition {

namespace {

using lifecycle::Kind;

class Linter {
public:
    explicit Linter(const Definition& definition) : d_{definition}, arrivals_{arrivals(definition)} {}

    std::vector<Problem> all() {
        reachability();
        routes();
        refusals();
        leaving();
        cycles();
        waiting();
        second_persons();
        rubrics();
        dates();
        unused();
        sort_problems(problems_.list);
        return std::move(problems_.list);
    }

private:
    void error(Position at, std::string code, std::string path, std::string message, std::string mend) {
        problems_.note(at, std::move(code), std::move(path), std::move(message), std::move(mend));
    }
    void warning(Position at, std::string code, std::string path, std::string message, std::string mend) {
        problems_.note(at, std::move(code), std::move(path), std::move(message), std::move(mend),
                       Severity::warning);
    }
    static std::string path_of(const Step& step) { return "steps." + step.name; }

    void reachability() {
        std::set<std::string> reached;
        for (const Step& step : d_.steps) {
            if (!arrivals_.at(step.name).reachable && !arrivals_.at(step.name).appealed)
                error(step.position, "unreachable-step", path_of(step), "No way leads to this step.",
                      "Name it in the `on:` of another step, or remove it.");
            for (const auto& [outcome, target] : step.on) reached.insert(target);
        }
        for (const Outcome& outcome : d_.outcomes)
            if (!reached.contains(outcome.name))
                warning(outcome.position, "unreached-outcome", "outcomes." + outcome.name,
                        "No step leads to this outcome.", "Name it in the `on:` of a step, or remove it.");
    }

    // The reader refuses a document without them; definitions come from elsewhere too.
    void routes() {
        for (const Step& step : d_.steps)
            for (const std::string_view outcome : lifecycle::outcomes_of(step.kind))
                if (!lifecycle::is_optional_outcome(step.kind, outcome) &&
                    !step.on.contains(std::string{outcome}))
                    error(step.position, "missing-route", path_of(step) + ".on." + std::string{outcome},
                          "Where the step leads when it ends `" + std::string{outcome} + "` is missing.",
                          "Add `" + std::string{outcome} + ":` with a step or an outcome.");
    }

    // What was refused, given up or missed is not awarded, nor offered, on the same way.
    void refusals() {
        static const std::set<std::string> refused{"failed",          "below",    "not_selected", "reserved",
                                                   "reserve_expired", "refused",  "sent_back",    "declined",
                                                   "lapsed",          "withdrawn"};
        for (const Step& step : d_.steps)
            for (const auto& [word, target] : step.on) {
                if (!refused.contains(word)) continue;
                const Outcome* outcome = d_.outcome(target);
                const Step* next = d_.step(target);
                const bool awards = outcome != nullptr && outcome->awarded;
                if (!awards && (next == nullptr || next->kind != Kind::offer)) continue;
                error(step.position, "awarded-without-a-yes", path_of(step) + ".on." + word,
                      "What ends `" + word + "` here is " + (awards ? "awarded" : "offered a grant") + ".",
                      "Lead it to an outcome that is not `awarded`, or to a step that decides.");
            }
    }

    void leaving() {
        std::set<std::string> ends;  // steps from which an outcome can be reached
        for (bool grew = true; grew;) {
            grew = false;
            for (const Step& step : d_.steps) {
                if (ends.contains(step.name)) continue;
                const bool leads = std::any_of(step.on.begin(), step.on.end(), [&](const auto& route) {
                    return d_.outcome(route.second) != nullptr || ends.contains(route.second);
                });
                if (leads) grew = ends.insert(step.name).second;
            }
        }
        for (const Step& step : d_.steps)
            if (!ends.contains(step.name))
                error(step.position, "step-without-end", path_of(step),
                      "From here no way leads to an outcome.",
                      "Lead one of its results to an outcome, directly or by other steps.");
    }

    static bool has_deadline(const Step& step) { return step.within.has_value() || !step.closes.empty(); }

    // Where every step with a deadline is taken away, no cycle may be left.
    void cycles() {
        std::map<std::string, int> colour;  // 1: on the present way, 2: done
        std::vector<const Step*> way;
        std::set<std::string> reported;
        const std::function<void(const Step&)> visit = [&](const Step& step) {
            colour[step.name] = 1;
            way.push_back(&step);
            for (const Step* next : successors(d_, step)) {
                if (has_deadline(*next)) continue;
                if (colour[next->name] == 0) {
                    visit(*next);
                } else if (colour[next->name] == 1 && reported.insert(next->name).second) {
                    std::string round;
                    for (auto at = std::find(way.begin(), way.end(), next); at != way.end(); ++at)
                        round += (*at)->name + " → ";
                    error(next->position, "cycle-without-deadline", path_of(*next),
                          "An application can go round without end: " + round + next->name + ".",
                          "Give one of these steps a deadline (`within:`).");
                }
            }
            way.pop_back();
            colour[step.name] = 2;
        };
        for (const Step& step : d_.steps)
            if (colour[step.name] == 0 && !has_deadline(step)) visit(step);
    }

    void waiting() {
        for (const Step& step : d_.steps)
            if (!has_deadline(step)) {
                const std::string key = step.kind == Kind::selection ? "decide_within" : "within";
                warning(step.position, "no-deadline", path_of(step),
                        "An application waits here for the " + step.by + " without a deadline.",
                        "Add `" + key + ":` with a span, such as 20 working days.");
            }
    }

    void second_persons() {
        for (const Step& step : d_.steps)
            if (!step.confirm_by.empty() && step.confirm_by == step.by)
                warning(step.confirm_by_position, "same-role-confirms", path_of(step) + ".confirm_by",
                        "The role that proposes also confirms: two people of it are needed.",
                        "Let another role confirm, if there is one.");
    }

    void rubrics() {
        for (const Rubric& rubric : d_.rubrics) {
            const std::string path = "rubrics." + rubric.name;
            if (rubric.from >= rubric.to || rubric.step <= Decimal{0} || !is_on_scale(rubric, rubric.to)) {
                error(rubric.scale_position, "bad-scale", path + ".scale",
                      "A scale rises from `from` to `to` in whole steps; " + rubric.from.text() + " to " +
                          rubric.to.text() + " in steps of " + rubric.step.text() + " does not.",
                      "Choose a step that divides the scale.");
                continue;
            }
            for (const auto& [score, text] : rubric.anchors)
                if (!is_on_scale(rubric, score))
                    error(anchor_position(rubric, score), "anchor-off-scale",
                          path + ".anchors." + score.text(), score.text() + " is not on the scale.",
                          on_scale_mend(rubric));
            for (const Criterion& criterion : rubric.criteria)
                if (criterion.threshold &&
                    (*criterion.threshold < rubric.from || *criterion.threshold > rubric.to))
                    error(criterion.threshold_position, "threshold-off-scale",
                          path + ".criteria." + criterion.name + ".threshold",
                          "The threshold " + criterion.threshold->text() + " is not on the scale.",
                          on_scale_mend(rubric));
            weights(rubric, path);
        }
    }

    static Position anchor_position(const Rubric& rubric, const Decimal& score) {
        const auto found = rubric.anchor_positions.find(score);
        return found == rubric.anchor_positions.end() ? rubric.position : found->second;
    }
    static std::string on_scale_mend(const Rubric& rubric) {
        return "Choose a score from " + rubric.from.text() + " to " + rubric.to.text() + ".";
    }
    static bool is_on_scale(const Rubric& rubric, const Decimal& score) {
        if (score < rubric.from || score > rubric.to) return false;
        const auto steps = Decimal::divide(score - rubric.from, rubric.step);
        return steps && steps->is_integer();
    }

    void weights(const Rubric& rubric, const std::string& path) {
        Decimal sum = 0;
        for (const Criterion& criterion : rubric.criteria) {
            sum += criterion.weight;
            if (criterion.weight < Decimal{0})
                error(criterion.position, "negative-weight", path + ".criteria." + criterion.name + ".weight",
                      "The weight " + criterion.weight.text() + " is below zero.",
                      "Use 0 to switch a criterion off.");
        }
        if (rubric.weighted_total && sum != Decimal{100})
            error(rubric.position, "weights-sum", path + ".criteria",
                  "The weights add up to " + sum.normalised().text() + ", not to 100.",
                  "Change the weights, or leave `weighted_total` out.");
        if (sum == Decimal{0})
            error(rubric.position, "no-weight", path + ".criteria", "No criterion has any weight.",
                  "Give at least one a weight above 0.");
        if (!rubric.total_threshold) return;
        const Decimal count{static_cast<std::int64_t>(rubric.criteria.size())};
        const Decimal lowest = rubric.weighted_total ? Decimal{0} : count * rubric.from;
        const Decimal highest = rubric.weighted_total ? sum : count * rubric.to;
        if (*rubric.total_threshold < lowest || *rubric.total_threshold > highest)
            error(rubric.total_threshold_position, "threshold-off-scale", path + ".total_threshold",
                  "The threshold " + rubric.total_threshold->text() + " is out of reach: totals go from " +
                      lowest.normalised().text() + " to " + highest.normalised().text() + ".",
                  "Choose a total within these.");
    }

    // The default of a date, as text whose order is time's order, by day; empty where the call must set it.
    std::string date_of(const std::string& name) const {
        constexpr std::size_t day_length = 10;
        const Parameter* parameter = d_.parameter(name);
        const bool is_date = parameter != nullptr && (parameter->type == Parameter::Type::date ||
                                                      parameter->type == Parameter::Type::datetime);
        if (!is_date || !parameter->default_value) return {};
        return parameter->default_value->as_text().substr(0, day_length);
    }
    void order_dates(const Step& step, const std::string& later, const std::string& earlier) {
        const std::string after = date_of(later), before = date_of(earlier);
        if (after.empty() || before.empty() || before < after) return;
        const Parameter* parameter = d_.parameter(later);
        error(parameter->position, "dates-out-of-order", "parameters." + later + ".default",
              "`" + later + "` (" + after + ") must lie after `" + earlier + "` (" + before +
                  "), which comes before it on "
                  "the way to the step `" +
                  step.name + "`.",
              "Exchange or correct the dates.");
    }
    void dates() {
        for (const Step& step : d_.steps) {
            std::vector<std::string> own;
            if (!step.closes.empty()) own.push_back(step.closes);
            if (step.selection && !step.selection->reserve_until.empty())
                own.push_back(step.selection->reserve_until);
            for (const std::string& name : arrivals_.at(step.name).always) {
                const Step* before = d_.step(name);
                if (before == nullptr || before == &step) continue;
                for (const std::string& later : own) {
                    if (!before->closes.empty() && before->closes != later)
                        order_dates(step, later, before->closes);
                    if (before->selection && !before->selection->reserve_until.empty() &&
                        before->selection->reserve_until != later && later == step.closes)
                        order_dates(step, later, before->selection->reserve_until);
                }
            }
        }
    }

    // The tables that an expression calls.
    std::set<std::string> called_tables() const {
        std::set<std::string> called;
        const std::function<void(const feel::Node&)> look = [&](const feel::Node& node) {
            if (node.kind == feel::Node::Kind::name && d_.table(node.text) != nullptr)
                called.insert(node.text);
            for (const feel::Node& child : node.children) look(child);
        };
        const auto read = [&](const auto& expression) {
            if constexpr (requires { expression->compiled; }) {
                if (expression && expression->is_compiled()) look(expression->compiled.tree());
            } else {
                if (expression.is_compiled()) look(expression.compiled.tree());
            }
        };
        const std::function<void(const Field&)> of_field = [&](const Field& field) {
            read(field.required_when);
            for (const Field& column : field.columns) of_field(column);
        };
        for (const Form& form : d_.forms) {
            for (const Field& field : form.fields) of_field(field);
            for (const Computed& computed : form.computed) read(computed.formula);
        }
        for (const RuleSet& set : d_.rules)
            for (const Rule& rule : set.rules) {
                read(rule.require);
                for (const auto& [name, shown] : rule.show) read(shown);
            }
        for (const Step& step : d_.steps) {
            if (step.divergence) read(step.divergence->when);
            if (!step.selection) continue;
            const Selection& selection = *step.selection;
            for (const OrderKey& key : selection.order) read(key.key);
            for (const auto* one : {&selection.sum, &selection.nearest, &selection.at_least, &selection.fund,
                                    &selection.within})
                read(*one);
            for (const Envelope& envelope : selection.envelopes) {
                read(envelope.when);
                read(envelope.amount);
            }
        }
        if (d_.appeals) read(d_.appeals->reserve);
        return called;
    }

    void unused() {
        std::set<std::string> forms, used_rubrics, sets;
        for (const Step& step : d_.steps) {
            forms.insert(step.form);
            used_rubrics.insert(step.rubric);
            sets.insert(step.rules.begin(), step.rules.end());
            for (const std::string& set : conditions_of(d_, step)) sets.insert(set);
        }
        const auto report = [&](const auto& things, const std::set<std::string>& used,
                                const std::string& part, const std::string& what) {
            for (const auto& one : things)
                if (!used.contains(one.name))
                    warning(one.position, "unused-" + what, part + "." + one.name, "Nothing uses it.",
                            "Remove it, if nothing is missing.");
        };
        report(d_.tables, called_tables(), "tables", "table");
        report(d_.forms, forms, "forms", "form");
        report(d_.rubrics, used_rubrics, "rubrics", "rubric");
        report(d_.rules, sets, "rules", "rule-set");
    }

    const Definition& d_;
    std::map<std::string, Arrival> arrivals_;
    Problems problems_;
};

}  // namespace

std::vector<Problem> lint(const Definition& definition) { return Linter{definition}.all(); }

}  // namespace atranka::definition
