#include "engine/proof/versions.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/definition/purpose.hpp"
#include "engine/definition/separation.hpp"
#include "engine/proof/untold.hpp"

#include <algorithm>

namespace atranka::proof {

namespace {

using definition::Definition;
using definition::Step;

std::string text_of(const std::optional<Decimal>& number) { return number ? number->text() : "none"; }
std::string text_of(const std::optional<definition::Span>& span) {
    return span ? definition::span_text(*span) : "none";
}
std::string text_of(const std::optional<definition::Expression>& expression) {
    return expression ? "`" + expression->source() + "`" : "none";
}
std::string text_of(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& one : names) text += (text.empty() ? "" : ", ") + one;
    return text.empty() ? "none" : text;
}

class Comparison {
public:
    Comparison(const Definition& old, const Definition& fresh) : old_(old), new_(fresh) {}

    std::vector<std::string> all() {
        changed("the currency", old_.currency, new_.currency);
        changed("the time zone", old_.calendar.zone, new_.calendar.zone);
        changed("the calendar", old_.calendar.name, new_.calendar.name);
        each(old_.parameters, new_.parameters, "parameter",
             [&](const auto& a, const auto& b) { parameter(a, b); });
        each(old_.roles, new_.roles, "role", [&](const auto& a, const auto& b) {
            changed("`" + a.name + "`: kinds", text_of(a.kinds), text_of(b.kinds));
            changed("`" + a.name + "`: apart from", text_of(definition::apart_from(old_, a.name)),
                    text_of(definition::apart_from(new_, a.name)));
        });
        changed("an interest bars from", definition::interested_do_nothing(old_) ? "every act" : "deciding",
                definition::interested_do_nothing(new_) ? "every act" : "deciding");
        each(old_.forms, new_.forms, "form", [&](const auto& a, const auto& b) { form(a, b); });
        each(old_.rubrics, new_.rubrics, "rubric", [&](const auto& a, const auto& b) { rubric(a, b); });
        each(old_.rules, new_.rules, "rule set", [&](const auto& a, const auto& b) { rules(a, b); });
        each(old_.tables, new_.tables, "decision table", [&](const auto& a, const auto& b) { table(a, b); });
        each(old_.steps, new_.steps, "step", [&](const auto& a, const auto& b) { step(a, b); });
        each(old_.outcomes, new_.outcomes, "outcome", [&](const auto& a, const auto& b) {
            flag("outcome `" + a.name + "`: can be appealed against", a.appealable, b.appealable);
            flag("outcome `" + a.name + "`: counts as awarded", a.awarded, b.awarded);
        });
        appeals();
        changed("warnings that are on purpose", purposes(old_), purposes(new_));
        std::ranges::move(untold(old_.canonical, new_.canonical), std::back_inserter(found_));
        return std::move(found_);
    }

private:
    void say(std::string text) { found_.push_back(std::move(text)); }
    void changed(const std::string& what, const std::string& from, const std::string& to) {
        if (from != to) say(what + " " + from + " → " + to);
    }
    void flag(const std::string& what, bool from, bool to) {
        if (from != to) say(what + (to ? ": now" : ": no longer"));
    }
    void number(const std::string& what, const std::optional<Decimal>& from,
                const std::optional<Decimal>& to) {
        if (from && to && *from != *to)
            say(what + (*from < *to ? " rises from " : " falls from ") + from->text() + " to " + to->text());
        else if (from.has_value() != to.has_value())
            changed(what, text_of(from), text_of(to));
    }
    template <class Things, class Both>
    void each(const Things& old, const Things& fresh, const std::string& kind, Both&& both) {
        for (const auto& one : old) {
            const auto found = std::ranges::find(fresh, one.name, [](const auto& x) { return x.name; });
            if (found == fresh.end())
                say(kind + " `" + one.name + "` is removed");
            else
                both(one, *found);
        }
        for (const auto& one : fresh)
            if (std::ranges::find(old, one.name, [](const auto& x) { return x.name; }) == old.end())
                say(kind + " `" + one.name + "` is new");
    }

    static std::optional<Decimal> number_of(const std::optional<Value>& value) {
        return value && value->is_text() ? Decimal::parse(value->as_text()) : std::nullopt;
    }
    static std::string named(const definition::Parameter& one) {
        const std::string& title = one.title.in("en");
        return title.empty() ? "`" + one.name + "`" : title + " (`" + one.name + "`)";
    }
    void parameter(const definition::Parameter& a, const definition::Parameter& b) {
        const auto from = number_of(a.default_value), to = number_of(b.default_value);
        if (from && to)
            number(named(b), from, to);
        else if (a.default_value != b.default_value)
            changed(named(b) + ": default",
                    a.default_value && a.default_value->is_text() ? a.default_value->as_text() : "none",
                    b.default_value && b.default_value->is_text() ? b.default_value->as_text() : "none");
        number(named(b) + ": the least a call may set", a.minimum, b.minimum);
        number(named(b) + ": the most a call may set", a.maximum, b.maximum);
        flag(named(b) + ": is set for each round", a.per_round, b.per_round);
    }

    void form(const definition::Form& a, const definition::Form& b) {
        const std::string of = "form `" + a.name + "`: ";
        each(a.fields, b.fields, of + "field",
             [&](const auto& x, const auto& y) { field(of + "`" + x.name + "`", x, y); });
        each(a.computed, b.computed, of + "computed", [&](const auto& x, const auto& y) {
            changed(of + "`" + x.name + "`:", "`" + x.formula.source() + "`", "`" + y.formula.source() + "`");
        });
    }
    void field(const std::string& what, const definition::Field& a, const definition::Field& b) {
        flag(what + ": must be filled in", a.required, b.required);
        number(what + ": the least", a.minimum, b.minimum);
        number(what + ": the most", a.maximum, b.maximum);
        if (a.max_length != b.max_length)
            changed(what + ": most characters", std::to_string(a.max_length.value_or(0)),
                    std::to_string(b.max_length.value_or(0)));
        std::vector<std::string> from, to;
        for (const auto& one : a.choices) from.push_back(one.first);
        for (const auto& one : b.choices) to.push_back(one.first);
        changed(what + ": choices", text_of(from), text_of(to));
        each(a.columns, b.columns, what + " column",
             [&](const auto& x, const auto& y) { field(what + "." + x.name, x, y); });
    }

    void rubric(const definition::Rubric& a, const definition::Rubric& b) {
        const std::string of = "rubric `" + a.name + "`: ";
        number(of + "the lowest score", a.from, b.from);
        number(of + "the highest score", a.to, b.to);
        number(of + "the step of the scale", a.step, b.step);
        number(of + "the least total", a.total_threshold, b.total_threshold);
        flag(of + "comments are required", a.comment_required, b.comment_required);
        each(a.criteria, b.criteria, of + "criterion", [&](const auto& x, const auto& y) {
            number(of + "the weight of `" + x.name + "`", x.weight, y.weight);
            number(of + "the threshold of `" + x.name + "`", x.threshold, y.threshold);
        });
    }

    void rules(const definition::RuleSet& a, const definition::RuleSet& b) {
        struct Named {
            std::string name, source;
        };
        const auto named = [](const definition::RuleSet& set) {
            std::vector<Named> all;
            for (const definition::Rule& one : set.rules) all.push_back({one.id, one.require.source()});
            return all;
        };
        each(named(a), named(b), "rule set `" + a.name + "`: rule", [&](const Named& x, const Named& y) {
            changed("rule `" + a.name + "." + x.name + "`:", "`" + x.source + "`", "`" + y.source + "`");
        });
    }

    static std::vector<std::string> rows_of(const definition::DecisionTable& one) {
        std::vector<std::string> rows;
        for (const feel::TableRow& row : one.table.text().rows)
            rows.push_back("`" + text_of(row.tests) + "` gives `" + text_of(row.results) + "`");
        return rows;
    }
    static std::string otherwise_of(const definition::DecisionTable& one) {
        std::vector<std::string> all;
        for (const feel::TableOutput& output : one.table.text().outputs)
            if (!output.otherwise.empty()) all.push_back(output.name + " = " + output.otherwise);
        return text_of(all);
    }
    void table(const definition::DecisionTable& a, const definition::DecisionTable& b) {
        if (!a.is_compiled || !b.is_compiled) return;
        const std::string of = "decision table `" + a.name + "`: ";
        changed(of + "hit policy", std::string{feel::letter(a.table.text().policy)},
                std::string{feel::letter(b.table.text().policy)});
        changed(of + "otherwise", otherwise_of(a), otherwise_of(b));
        const std::vector<std::string> before = rows_of(a), now = rows_of(b);
        for (std::size_t i = 0; i < std::max(before.size(), now.size()); ++i)
            changed(of + "row " + std::to_string(i + 1), i < before.size() ? before[i] : "none",
                    i < now.size() ? now[i] : "none");
    }

    void step(const Step& a, const Step& b) {
        const std::string of = "`" + a.name + "`: ";
        if (a.kind != b.kind) say(of + "is now a " + std::string{lifecycle::kind_name(b.kind)});
        changed(of + "done by", a.by, b.by);
        changed(of + "confirmed by", a.confirm_by.empty() ? "nobody" : a.confirm_by,
                b.confirm_by.empty() ? "nobody" : b.confirm_by);
        changed(of + "time", text_of(a.within), text_of(b.within));
        changed(of + "closes at", a.closes.empty() ? "none" : a.closes, b.closes.empty() ? "none" : b.closes);
        changed(of + "form", a.form, b.form);
        changed(of + "rules", text_of(a.rules), text_of(b.rules));
        changed(of + "assesses", text_of(a.assesses), text_of(b.assesses));
        changed(of + "rubric", a.rubric, b.rubric);
        flag(of + "waits for notice", a.notice, b.notice);
        if (!a.rubric.empty() || !b.rubric.empty()) {
            changed(of + "expert count", std::to_string(a.staffing.count), std::to_string(b.staffing.count));
            changed(of + "experts are", a.staffing.role, b.staffing.role);
            flag(of + "a consensus closes it", a.consensus, b.consensus);
            flag(of + "a chair writes the consensus", a.chair, b.chair);
            const auto load = [](const definition::Staffing& staffing) {
                return staffing.load ? std::to_string(*staffing.load) : "any number";
            };
            changed(of + "applications an expert may be asked to review", load(a.staffing), load(b.staffing));
        }
        changed(of + "a further expert", a.divergence ? "`" + a.divergence->when.source() + "`" : "never",
                b.divergence ? "`" + b.divergence->when.source() + "`" : "never");
        changed(of + "clarifications", a.clarification ? clarification(*a.clarification) : "none",
                b.clarification ? clarification(*b.clarification) : "none");
        if (a.selection && b.selection) selection(of, a, b);
        for (const auto& [result, target] : a.on) {
            const auto now = b.on.find(result);
            changed(of + result + " leads to", target, now == b.on.end() ? "nowhere" : now->second);
        }
        for (const auto& [result, target] : b.on)
            if (!a.on.contains(result)) say(of + result + " leads to " + target + " (new)");
    }
    static std::string clarification(const definition::Clarification& one) {
        return std::to_string(one.times) + " within " + definition::span_text(one.within);
    }
    void selection(const std::string& of, const Step& before, const Step& now) {
        const definition::Selection &a = *before.selection, &b = *now.selection;
        std::vector<std::string> from, to;
        for (const auto& one : a.order) from.push_back(one.source);
        for (const auto& one : b.order) to.push_back(one.source);
        changed(of + "order", text_of(from), text_of(to));
        changed(of + "what is added up", text_of(a.sum), text_of(b.sum));
        changed(of + "nearest to", text_of(a.nearest), text_of(b.nearest));
        changed(of + "what is paid", text_of(a.fund), text_of(b.fund));
        changed(of + "paid from", text_of(a.within), text_of(b.within));
        constexpr const char* policies[] = {"stop", "skip", "partial"};
        changed(of + "policy", policies[static_cast<int>(a.policy)], policies[static_cast<int>(b.policy)]);
        changed(of + "conditions", text_of(definition::conditions_of(old_, before)),
                text_of(definition::conditions_of(new_, now)));
        each(a.envelopes, b.envelopes, of + "envelope", [&](const auto& x, const auto& y) {
            changed(of + "envelope `" + x.name + "` holds", "`" + x.amount.source() + "`",
                    "`" + y.amount.source() + "`");
            changed(of + "envelope `" + x.name + "` is for", "`" + x.when.source() + "`",
                    "`" + y.when.source() + "`");
        });
    }

    static std::string purposes(const Definition& d) {
        std::vector<std::string> all;
        for (const definition::Purpose& one : definition::purposes_of(d))
            all.push_back(one.finding + " at " + one.at);
        return text_of(all);
    }

    void appeals() {
        if (old_.appeals.has_value() != new_.appeals.has_value())
            return say(new_.appeals ? "appeals are new" : "appeals are removed");
        if (!old_.appeals) return;
        const definition::Appeals &a = *old_.appeals, &b = *new_.appeals;
        changed("an appeal is lodged within", definition::span_text(a.within),
                definition::span_text(b.within));
        changed("an appeal is decided within", definition::span_text(a.decide_within),
                definition::span_text(b.decide_within));
        changed("appeals are decided by", a.by, b.by);
        changed("grounds of an appeal", text_of(a.grounds), text_of(b.grounds));
        changed("an upheld appeal leads to", a.back_to, b.back_to);
        changed("the reserve for appeals", text_of(a.reserve), text_of(b.reserve));
    }

    const Definition &old_, &new_;
    std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> differences(const Definition& old, const Definition& fresh) {
    return Comparison{old, fresh}.all();
}

std::optional<std::string> no_place(const Definition& old, const Definition& fresh, const std::string& step,
                                    const std::string& stage) {
    const Step *before = old.step(step), *now = fresh.step(step);
    if (now == nullptr) return "there is no step `" + step + "` any more, where it waits (" + stage + ")";
    if (before != nullptr && before->kind != now->kind)
        return "`" + step + "` is now a " + std::string{lifecycle::kind_name(now->kind)} + ", and it is " +
               stage;
    if (now->confirm_by.empty() && (stage == "check.proposed" || stage == "decision.proposed"))
        return "`" + step + "` has no second person any more, and it waits for one";
    if (now->kind == lifecycle::Kind::check && !now->clarification && stage == "check.awaiting_answer")
        return "`" + step + "` knows no clarification any more, and it waits for an answer";
    return std::nullopt;
}

}  // namespace atranka::proof
