#include "engine/proof/money.hpp"

#include "engine/definition/scope.hpp"
#include "engine/definition/separation.hpp"
#include "engine/feel/node.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace atranka::proof {

namespace {

using definition::Severity;
using definition::Step;
using lifecycle::Kind;

class Money {
public:
    Money(const definition::Definition& definition, Solver& solver)
        : d_(definition), arrivals_(definition::arrivals(definition)), asker_(definition, solver, found_) {}

    Found all() {
        for (const Step& step : d_.steps) {
            if (step.selection && arrivals_.at(step.name).reachable) amounts(step);
            if (!step.selection || !step.selection->fund || !arrivals_.at(step.name).reachable) continue;
            nobody_confirms(step);
            at_defaults(step);
            limits(step);
            budget(step);
        }
        return std::move(found_);
    }

private:
    // What can never be more than nothing pays nobody, and takes nobody on.
    void amounts(const Step& step) {
        const definition::Selection& selection = *step.selection;
        const std::string path = "steps." + step.name;
        if (selection.fund) never_above_zero(step, *selection.fund, path + ".fund", "nobody is ever paid");
        if (selection.within)
            never_above_zero(step, *selection.within, path + ".within", "there is no money for anybody");
        if (selection.nearest && !selection.at_least)
            never_above_zero(step, *selection.nearest, path + ".take.nearest", "nobody is ever taken");
    }
    void never_above_zero(const Step& step, const definition::Expression& amount, const std::string& path,
                          const std::string& so) {
        if (!amount.is_compiled()) return;
        const Answer some = asker_.ask(
            {[this, &step](Situation& s) { s.at(step, arrivals_.at(step.name)); },
             [&amount](Situation& s) { return over(s.translated(amount), Symbol::number(Decimal{0})); },
             [&amount](const feel::Context& v) {
                 const feel::Value value = amount.compiled.evaluate(v).value;
                 return value.is_number() && value.as_number().sign() > 0;
             }});
        if (some.impossible())
            found_.note(
                amount.position, "never-above-zero", path,
                "`" + amount.source() +
                    "` is never more than 0, whatever the call sets and whatever is "
                    "handed in: " +
                    so + ".",
                "Correct the amount; nothing that the form and the limits allow makes it more than 0.");
    }

    void nobody_confirms(const Step& step) {
        if (!step.confirm_by.empty()) return;
        found_.note(step.position, "nobody-confirms", "steps." + step.name,
                    "Whoever proposes this list puts the money aside alone: nobody confirms it.",
                    "Add `confirm_by:` with another role than `" + step.by + "`.", Severity::warning);
    }

    // A call that sets nothing has money for somebody.
    void at_defaults(const Step& step) {
        const definition::Selection& selection = *step.selection;
        const std::string path = "steps." + step.name + (selection.within ? ".within" : ".envelopes");
        const bool is_said = std::ranges::any_of(found_.findings, [&](const Finding& one) {
            return one.problem.code == "never-above-zero" && one.problem.path == path;
        });
        std::vector<const definition::Expression*> amounts;
        if (selection.within) amounts.push_back(&*selection.within);
        for (const definition::Envelope& one : selection.envelopes) amounts.push_back(&one.amount);
        if (is_said || amounts.empty()) return;
        std::map<std::string, std::string> named;
        std::string sums;
        for (const definition::Expression* amount : amounts) {
            const auto sum = sum_at_defaults(*amount, named);
            if (!sum || sum->sign() > 0) return;
            sums += (sums.empty() ? "`" : " and `") + amount->source() + "` comes to " + sum->text();
        }
        std::string defaults;
        for (const auto& [name, value] : named)
            defaults += (defaults.empty() ? " with " : " and ") + name + " = " + value;
        found_.note(
            amounts.front()->position, "list-without-money", path,
            "In a call that keeps to the defaults nobody can be funded:" + defaults + ", " + sums + ".",
            "Correct the defaults, or what is taken off them, so that the list has money to spend.");
    }
    // Nothing where it names what has no default; `named` gets the defaults that it names.
    std::optional<Decimal> sum_at_defaults(const definition::Expression& amount,
                                           std::map<std::string, std::string>& named) const {
        if (!amount.is_compiled()) return std::nullopt;
        feel::Context defaults;
        const std::function<void(const feel::Node&)> look = [&](const feel::Node& node) {
            const definition::Parameter* parameter =
                node.kind == feel::Node::Kind::name ? d_.parameter(node.text) : nullptr;
            if (parameter != nullptr && parameter->default_value) {
                const feel::Value value = definition::feel_value(*parameter, *parameter->default_value);
                named.insert_or_assign(parameter->name, value.text());
                defaults.insert_or_assign(parameter->name, value);
            }
            for (const feel::Node& child : node.children) look(child);
        };
        look(amount.compiled.tree());
        const feel::Value value = amount.compiled.evaluate(defaults).value;
        return value.is_number() ? std::optional{value.as_number()} : std::nullopt;
    }

    // A limit in words, with the formula of breaking it.
    struct Limit {
        std::string code, words, parameter;
        std::function<Symbol(Situation&, const Symbol& paid)> broken;
    };

    static Symbol over(const Symbol& paid, const Symbol& most) {
        if (paid.is_beyond()) return paid;
        if (most.is_beyond()) return most;
        if (paid.kind != Symbol::Kind::number || most.kind != Symbol::Kind::number)
            return Symbol::beyond("an amount that is no number");
        return Symbol::truth(!paid.null && !most.null && is_less(most.value, paid.value));
    }

    std::vector<Limit> limits_of(const Step& step) {
        std::vector<Limit> limits;
        if (d_.parameter("max_grant") != nullptr)
            limits.push_back(
                {"money-over-the-cap", "the cap (`max_grant`)", "max_grant",
                 [](Situation& s, const Symbol& paid) { return over(paid, *s.find("max_grant")); }});
        if (d_.parameter("max_rate") == nullptr) return limits;
        limits.push_back({"money-over-the-rate", "the rate (`max_rate` of the eligible costs)", "max_rate",
                          [this, &step](Situation& s, const Symbol& paid) {
                              const auto costs = costs_of(s, step);
                              if (!costs) return Symbol::beyond("`max_rate` without eligible costs");
                              if (costs->is_beyond()) return *costs;
                              const Symbol rate = *s.find("max_rate");
                              return over(paid, Symbol::number(times(rate.value, costs->value), costs->null));
                          }});
        return limits;
    }
    // What the rate is a share of.
    std::optional<Symbol> costs_of(Situation& s, const Step& step) {
        if (auto costs = s.find("eligible_costs")) return costs;
        const auto& newest = arrivals_.at(step.name).newest;
        const definition::Form* form = newest.empty() ? nullptr : d_.form(d_.step(*newest.begin())->form);
        for (const definition::Assessed& assessed :
             form == nullptr ? std::vector<definition::Assessed>{} : form->assessed) {
            const auto table = s.find(assessed.table);
            if (!table || table->kind != Symbol::Kind::list) continue;
            Term sum = Decimal{0};
            for (const Symbol::Item& row : table->items)
                sum =
                    plus(sum, choose(row.present, row.symbol.members.at(assessed.column).value, Decimal{0}));
            return Symbol::number(sum);
        }
        return s.find("claimed_costs");
    }

    // The rules that were asked on every way since the form was handed in.
    std::vector<const definition::Rule*> on_the_way(const Step& to) const {
        std::vector<const definition::Rule*> rules;
        const definition::Arrival& arrival = arrivals_.at(to.name);
        for (const Step& step : d_.steps) {
            if (!arrival.always.contains(step.name) || step.name == to.name) continue;
            const bool hands_in = step.kind == Kind::submission && arrival.newest == std::set{step.name};
            const bool checks = step.kind == Kind::check &&
                                arrivals_.at(step.name).newest == arrival.newest &&
                                leads_on_only_when_passed(step, to);
            if (!hands_in && !checks) continue;
            for (const std::string& set : step.rules)
                for (const definition::Rule& rule : d_.rule_set(set)->rules) rules.push_back(&rule);
        }
        return rules;
    }
    bool leads_to(const std::string& from, const std::string& to, std::set<std::string>& seen) const {
        if (from == to) return true;
        const Step* step = d_.step(from);
        if (step == nullptr || !seen.insert(from).second) return false;
        return std::ranges::any_of(step->on,
                                   [&](const auto& route) { return leads_to(route.second, to, seen); });
    }
    bool leads_on_only_when_passed(const Step& check, const Step& to) const {
        std::set<std::string> seen{check.name};
        const auto failed = check.on.find("failed");
        return failed == check.on.end() || !leads_to(failed->second, to.name, seen);
    }
    std::vector<const definition::Rule*> conditions_of(const Step& step) const {
        std::vector<const definition::Rule*> rules;
        for (const std::string& set : definition::conditions_of(d_, step))
            for (const definition::Rule& rule : d_.rule_set(set)->rules) rules.push_back(&rule);
        return rules;
    }

    Answer breaks(const Step& step, const Limit& limit, const std::vector<const definition::Rule*>& rules) {
        Answer answer = breaks_all(step, limit, rules);
        if (!answer.is(Answer::Verdict::unknown)) return answer;
        // What one rule alone keeps to, all of them do, whatever the others ask for.
        for (const definition::Rule* rule : rules)
            if (Answer alone = breaks_all(step, limit, {rule}); alone.impossible()) return alone;
        return answer;
    }
    Answer breaks_all(const Step& step, const Limit& limit,
                      const std::vector<const definition::Rule*>& rules) {
        return asker_.ask({[this, &step](Situation& s) { s.at(step, arrivals_.at(step.name)); },
                           [&](Situation& s) {
                               Symbol broken = limit.broken(s, s.translated(*step.selection->fund));
                               if (broken.is_beyond()) return broken;
                               for (const definition::Rule* rule : rules) {
                                   // What is beyond terms is left out: what is proven without it holds
                                   // with it.
                                   const Symbol held = s.implied(rule->require);
                                   if (held.kind == Symbol::Kind::truth)
                                       broken.value = broken.value && held.holds();
                               }
                               return broken;
                           },
                           [&](const feel::Context& v) {
                               return std::ranges::all_of(rules, [&](const definition::Rule* rule) {
                                   return rule->require.compiled.evaluate(v).value.is_true();
                               });
                           },
                           {limit.parameter}});
    }

    Scenario paid(const Step& step, const Answer& answer, const std::string& title) const {
        Scenario scenario{title, {}, {}, parameters_in(d_, answer.values), {}, {}};
        for (const auto& [name, value] : answer.values)
            if (d_.parameter(name) == nullptr && is_field(step, name))
                scenario.form.emplace(name, feel::to_tree(value));
        scenario.moves = {brought_to(step.name), brought_to(step.on.at("selected"))};
        return scenario;
    }
    // What a list may spend, where an application waits for it.
    Scenario spends(const Step& step, const Answer& answer, const std::string& most,
                    const std::string& title) const {
        if (!step.selection->within) return {};
        Scenario scenario{title, {}, {}, parameters_in(d_, answer.values), {}, {}};
        scenario.moves = {brought_to(step.name),
                          asked_at(step.name, "steps." + step.name + ".within", "> " + most)};
        return scenario;
    }
    bool is_field(const Step& step, const std::string& name) const {
        const auto& newest = arrivals_.at(step.name).newest;
        const definition::Form* form = newest.empty() ? nullptr : d_.form(d_.step(*newest.begin())->form);
        return form != nullptr &&
               std::ranges::find(form->fields, name, &definition::Field::name) != form->fields.end();
    }

    void limits(const Step& step) {
        const std::string path = "steps." + step.name + ".fund";
        const bool gated = !definition::conditions_of(d_, step).empty();
        std::vector<std::string> liftable;
        for (const Limit& limit : limits_of(step)) {
            const Answer answer = breaks(step, limit, gated ? conditions_of(step) : on_the_way(step));
            if (answer.is(Answer::Verdict::unknown)) {
                found_.unknown.push_back("whether `" + step.selection->fund->source() + "` keeps to " +
                                         limit.words + ": " + answer.why);
                continue;
            }
            if (answer.possible()) {
                found_.note(
                    step.selection->fund->position, limit.code, path,
                    "More than " + limit.words + " can be put aside for one application: with " +
                        answer.input + ", " + (gated ? "`conditions` holds" : "every rule on the way holds") +
                        " and `" + step.selection->fund->source() + "` is paid.",
                    "Ask for it by a rule that a check on every way here applies, and name its rule "
                    "set under "
                    "`conditions:` of this step.",
                    Severity::error, paid(step, answer, "An application is paid more than " + limit.words));
            } else if (!gated) {
                liftable.push_back(limit.words);
            }
        }
        if (!liftable.empty()) lifted(step, liftable);
    }

    // The rules on the way suffice, unless somebody lifts them.
    void lifted(const Step& step, const std::vector<std::string>& limits) {
        std::string ways;
        for (const Step& check : d_.steps)
            if (check.kind == Kind::check && !check.rules.empty() &&
                arrivals_.at(step.name).always.contains(check.name))
                ways +=
                    (ways.empty() ? "`" : ", `") + check.name + "` passed against its rules, with a reason";
        if (d_.appeals)
            ways += std::string{ways.empty() ? "" : ", "} + "an upheld appeal that leads past the check";
        ways += std::string{ways.empty() ? "" : ", "} + "an amount corrected behind it";
        std::string words;
        for (const std::string& one : limits) words += (words.empty() ? "" : " and ") + one;
        found_.note(
            step.selection->fund->position, "money-by-judgement", "steps." + step.name + ".fund",
            "The rules on the way here keep to " + words + ", and people can lift them: " + ways + ".",
            "Name the rule sets under `conditions:` of this step: they are asked again whenever money is put "
            "aside, from the reserve list and for upheld appeals too.");
    }

    void budget(const Step& step) {
        const definition::Selection& selection = *step.selection;
        const std::string path = "steps." + step.name + (selection.within ? ".within" : ".envelopes");
        const definition::Position at = selection.within ? selection.within->position : step.position;
        if (d_.parameter("budget") == nullptr) {
            if (d_.appeals)
                found_.note(step.position, "money-without-a-budget", "steps." + step.name,
                            "The definition has no parameter `budget`, so nothing limits what upheld appeals "
                            "are paid "
                            "beyond the list.",
                            "Declare `budget`, and let `within` or the envelopes be parts of it.");
            return;
        }
        const auto promised = [&](Situation& s) {
            if (selection.within) return s.translated(*selection.within);
            Symbol sum = Symbol::number(Decimal{0});
            for (const definition::Envelope& one : selection.envelopes) {
                const Symbol amount = s.translated(one.amount);
                if (amount.is_beyond() || amount.kind != Symbol::Kind::number) return amount;
                sum = Symbol::number(plus(sum.value, amount.value), sum.null || amount.null);
            }
            return sum;
        };
        const auto beyond_budget = [&](bool with_reserve) {
            return asker_.ask(
                {[](Situation&) {},
                 [&, with_reserve](Situation& s) {
                     Symbol paid = promised(s);
                     if (paid.is_beyond()) return paid;
                     if (with_reserve) {
                         const Symbol reserve = s.translated(*d_.appeals->reserve);
                         if (reserve.is_beyond()) return reserve;
                         // Who promises nothing breaks nothing.
                         paid = Symbol::number(plus(
                             choose(is_less(paid.value, Decimal{0}), Decimal{0}, paid.value), reserve.value));
                         const Symbol budget = *s.find("budget");
                         Symbol broken = over(paid, budget);
                         broken.value = broken.value && is_at_most(reserve.value, budget.value);
                         return broken;
                     }
                     return over(paid, *s.find("budget"));
                 },
                 {}});
        };
        const Answer list = beyond_budget(false);
        if (list.possible())
            found_.note(
                at, "money-over-the-budget", path,
                "The list may promise more than the budget: with " + list.input +
                    ". Such a list is refused when it is confirmed, and its round never comes to an end.",
                "Let what is promised be a part of `budget` for every value that the parameters may have.",
                // What each envelope holds is set by the call, which sees to the sum.
                selection.within ? Severity::error : Severity::warning,
                spends(step, list, "budget", "A list promises more than the budget"));
        if (list.is(Answer::Verdict::unknown))
            found_.unknown.push_back("whether " + path + " keeps to the budget: " + list.why);
        if (!list.impossible() || !d_.appeals || !d_.appeals->reserve || !d_.appeals->reserve->is_compiled())
            return;
        const Answer reserve = beyond_budget(true);
        if (reserve.is(Answer::Verdict::unknown))
            found_.unknown.push_back("whether " + path +
                                     " leaves what is kept for upheld appeals: " + reserve.why);
        if (reserve.possible())
            found_.note(at, "appeal-reserve-not-kept", path,
                        "The list may spend what is kept for upheld appeals: with " + reserve.input +
                            ", list and `" + d_.appeals->reserve->source() +
                            "` come to more than the budget, and an upheld appeal is "
                            "refused for want of money.",
                        "Take the reserve off what the list may spend: `budget - " +
                            d_.appeals->reserve->source() + "`.",
                        Severity::error,
                        spends(step, reserve, "budget - (" + d_.appeals->reserve->source() + ")",
                               "The list spends the reserve for appeals"));
    }

    const definition::Definition& d_;
    std::map<std::string, definition::Arrival> arrivals_;
    Found found_;
    Asker asker_;
};

}  // namespace

Found prove_money(const definition::Definition& definition, Solver& solver) {
    return Money{definition, solver}.all();
}

}  // namespace atranka::proof
