#include "engine/explanation/explain.hpp"

#include "engine/application/facts.hpp"
#include "engine/assignment/scores.hpp"
#include "engine/call/decide.hpp"
#include "engine/definition/scope.hpp"
#include "engine/explanation/arithmetic.hpp"
#include "engine/explanation/placing.hpp"
#include "engine/explanation/rule.hpp"
#include "engine/explanation/terms.hpp"
#include "engine/kernel/text.hpp"
#include "engine/procedure/ranking.hpp"
#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::explanation {

namespace {

using application::State;

// "2026-02-22 01:13 UTC"
std::string instant_text(const std::optional<Instant>& at) {
    if (!at) return {};
    std::string text = at->text().substr(0, 16);
    text[10] = ' ';
    return text + " UTC";
}

// The list that a selection proposed or confirmed last, and by whom.
struct Mover {
    std::string actor, entry, stage;
};

class Explainer : Telling {
public:
    Explainer(const State& application, Language language)
        : Telling(language),
          id_(application.id),
          call_(application.call),
          stream_("application/" + application.id.text) {}

    void operator()(const service::Entry& entry) {
        const auto events = service::events_of(entry);
        if (!events || !events->is_object()) return;
        const State before = folded_.application(id_);
        const call::State call_before = folded_.call(call_);
        if (!folded_.apply(entry, *events)) return;
        entry_ = entry.log + "#" + std::to_string(entry.index);
        at_ = entry.at;
        const auto read = service::envelope_of(entry);
        actor_ = read ? read->envelope.actor.text : "?";
        remember_selections(*events);
        if (read)
            if (const auto* command = std::get_if<procedure::RankRound>(&read->envelope.command))
                remember(*command, call_before);
        const Value* mine = events->find(stream_);
        if (mine == nullptr || !mine->is_list()) return;
        definition_ = folded_.definition(folded_.call(call_).definition);
        if (!definition_) return;
        before_ = before;
        after_ = folded_.application(id_);
        call_before_ = call_before;
        reason_ = read ? reason_of(read->envelope.command) : std::string{};
        for (const Value& encoded : mine->as_list())
            if (const auto event = kernel::decode<application::Event>(encoded))
                std::visit([&](const auto& e) { tell(e); }, *event);
    }
    std::vector<Chapter> chapters() && { return std::move(chapters_); }

private:
    void line(const std::string& step, std::string what, std::string derivation = {}) {
        if (chapters_.empty() || chapters_.back().step != step) {
            const definition::Step* of = definition_->step(step);
            const bool titled = of != nullptr && !of->title.empty();
            chapters_.push_back({step, titled ? of->title.in(tongue()) : step, {}});
        }
        chapters_.back().lines.push_back({std::move(what), std::move(derivation), entry_, at_});
    }
    static std::string reason_of(const service::Command& command) {
        const Value encoded = kernel::encode(command);
        const Value& members = encoded.as_object().begin()->second;
        const Value* reason = members.find("reason");
        return reason != nullptr && reason->is_text() ? reason->as_text() : std::string{};
    }
    std::string because() const {
        return reason_.empty() ? std::string{} : say("; reason: “{}”", "; priežastis: „{}“", reason_);
    }
    void remember_selections(const Value& events) {
        const Value* list = events.find("call/" + call_.text);
        if (list == nullptr || !list->is_list()) return;
        for (const Value& encoded : list->as_list())
            if (const auto event = kernel::decode<call::Event>(encoded))
                if (const auto* moved = std::get_if<call::SelectionMoved>(&*event)) remember(*moved);
    }
    // How the list came about; what happened to it after its confirmation belongs to other applications.
    void remember(const call::SelectionMoved& moved) {
        auto& movers = movers_[{moved.round.text, moved.step}];
        const std::string stage = boost::describe::enum_to_string(moved.selection.stage, "?");
        if (stage == "ranked") movers.clear();
        if (movers.empty() || movers.back().stage != stage) movers.push_back({actor_, entry_, stage});
    }
    void remember(const procedure::RankRound& command, const call::State& call) {
        if (command.call != call_ || folded_.application(id_).step != command.step) return;
        Ranked& ranked = ranked_[{command.round.text, command.step}];
        ranked = {call, procedure::lot_of(call, command), std::nullopt};
        const auto definition = folded_.definition(call.definition);
        const definition::Step* step = definition ? definition->step(command.step) : nullptr;
        if (step != nullptr && step->selection && step->selection->nearest)
            ranked.taken = taken_of(*definition, *step, command, ranked);
    }
    // Nothing where it does not come out as it was recorded.
    std::optional<procedure::Taken> taken_of(const definition::Definition& definition,
                                             const definition::Step& step,
                                             const procedure::RankRound& command, const Ranked& ranked) {
        const Rows rows = rows_of(command.round, command.step);
        const registry::Loaded nobody;  // a list looks at no person
        procedure::Context context{definition, nobody, {}, {}, {}, {}, {}};
        for (const procedure::Row& row : rows)
            context.applications.emplace(row.application, folded_.application(row.application));
        const auto candidates = procedure::candidates_of(context, ranked.call, step);
        if (!candidates) return std::nullopt;
        const auto seed = ranked.lot ? std::optional{ranked.lot->seed} : std::nullopt;
        auto taken = procedure::taken_of(definition, ranked.call, step, command.round, *candidates, seed);
        if (!taken || rows.empty() || taken->target.nearest - taken->taking.sum != rows.back().left)
            return std::nullopt;
        return std::move(*taken);
    }
    const Ranked* ranked_at(const std::string& step) const {
        const auto it = ranked_.find({after_.round.text, step});
        return it == ranked_.end() ? nullptr : &it->second;
    }
    const definition::Rubric* rubric_of(const std::string& step) const {
        const definition::Step* of = definition_->step(step);
        return of == nullptr ? nullptr : definition_->rubric(of->rubric);
    }
    std::string scores_text(const definition::Rubric* rubric,
                            const std::map<std::string, Decimal>& scores) const {
        std::string text;
        for (const auto& [name, score] : scores) {
            std::string title = name;
            if (rubric != nullptr)
                for (const definition::Criterion& criterion : rubric->criteria)
                    if (criterion.name == name && is_lithuanian() && !criterion.title.empty())
                        title = criterion.title.in("lt");
            text += (text.empty() ? "" : ", ") + title + " " + number_text(score);
        }
        return text;
    }

    void tell(const application::ApplicationStarted& e) {
        line(definition_->steps.front().name,
             say("{} starts the application in round {} of {}{}",
                 "{} pradeda paraišką kvietimo {} etape {}{}", e.lead.text,
                 is_lithuanian() ? e.call.text : e.round.text, is_lithuanian() ? e.round.text : e.call.text,
                 e.imported ? say(", imported", ", perkelta") : ""));
    }
    void tell(const application::MovedToRound& e) {
        line(after_.step, say("moved to round {}: it was not submitted before the cut-off",
                              "perkelta į etapą {}: nepateikta iki termino", e.round.text));
    }
    void tell(const application::LeadHandedOver& e) {
        line(after_.step, say("the lead is handed over to {}", "pareiškėjo teisės perduotos: {}", e.to.text));
    }
    void tell(const application::FormSubmitted& e) {
        const std::string due = instant_text(before_.deadline);
        std::string compared;
        if (before_.deadline && before_.step == e.step) compared = instant_text(e.at) + " <= " + due;
        std::string amounts;
        for (const auto& [name, value] : e.facts.as_object())
            if (value.is_text() && Decimal::parse(value.as_text()))
                amounts += (amounts.empty() ? "" : ", ") + name + " " + value.as_text();
        line(e.step,
             say("{} submits the form{}{}", "{} pateikia formą{}{}", actor_,
                 due.empty() ? "" : say(", deadline {}", ", terminas {}", due),
                 amounts.empty() ? "" : ": " + amounts),
             compared);
    }
    void tell(const application::ClarificationAsked& e) {
        line(e.step, say("{} asks for a clarification", "{} prašo patikslinti", actor_));
    }
    void tell(const application::LinesAssessed& e) {
        std::string lines;
        Decimal sum;
        std::string added;
        for (const auto& [number, amount] : e.accepted) {
            lines += (lines.empty() ? "" : ", ") + number + ": " + amount.text();
            added += (added.empty() ? "" : " + ") + number_text(amount);
            sum += amount;
        }
        line(after_.step,
             say("{} accepts lines of {}: {}{}", "{} pripažįsta eilutes ({}): {}{}", actor_, e.table, lines,
                 because()),
             added + " = " + number_text(sum));
    }
    void tell(const application::ErrorCorrected& e) {
        line(e.step, say("{} corrects {} to {}{}", "{} taiso {}: {}{}", actor_, e.field, e.value, because()));
    }
    void tell(const application::CheckProposed& e) {
        const definition::Step* step = definition_->step(e.step);
        line(e.step, say("{} {} that the check is {}{}", "{} {}: {}{}", e.by.text,
                         step != nullptr && step->confirm_by.empty() ? say("decides", "sprendžia")
                                                                     : say("proposes", "siūlo"),
                         word(e.passed ? "passed" : "failed"), because()));
        if (step == nullptr) return;
        const feel::Context context = application::context_at(*definition_, call_before_, before_, *step);
        const feel::Scope scope = definition::scope_at(*definition_, *step);
        tell_computed(e, *step, context);
        for (const application::Verdict& verdict : e.verdicts) {
            std::string numbers, derivation;
            for (const auto& [name, value] : verdict.shown)
                numbers += (numbers.empty() ? "" : ", ") + name + " " + readable_number(value);
            if (const definition::Rule* rule = rule_of(verdict.rule)) {
                derivation = rule->require.source();
                if (const std::string filled = with_numbers(derivation, context); filled != derivation)
                    derivation += "  ⇒  " + filled;
                if (const std::string sides = sides_of(rule->require.source(), scope, context);
                    !sides.empty())
                    derivation += "  ⇒  " + sides;
                if (!verdict.passed && !rule->message.empty())
                    numbers += (numbers.empty() ? "" : "; ") + rule->message.in(tongue());
            }
            line(e.step,
                 verdict.rule + ": " + word(verdict.passed ? "passed" : "failed") +
                     (numbers.empty() ? "" : " (" + numbers + ")"),
                 derivation);
            if (const definition::Rule* rule = rule_of(verdict.rule)) {
                const auto* set = definition_->rule_set(verdict.rule.substr(0, verdict.rule.find('.')));
                RuleExplained explained = explain_rule(*definition_, *set, *rule, context, tongue());
                Explained& told = chapters_.back().lines.back();
                told.rule = verdict.rule;
                told.worked = std::move(explained.lines);
                told.tree = std::move(explained.tree);
            }
        }
    }
    const definition::Rule* rule_of(const std::string& path) const {
        const std::size_t point = path.find('.');
        const definition::RuleSet* set = definition_->rule_set(path.substr(0, point));
        if (set == nullptr || point == std::string::npos) return nullptr;
        for (const definition::Rule& rule : set->rules)
            if (rule.id == path.substr(point + 1)) return &rule;
        return nullptr;
    }
    // The sums that the rules of the check stand on.
    void tell_computed(const application::CheckProposed& e, const definition::Step& step,
                       const feel::Context& context) {
        const definition::Form* form = application::newest_form(*definition_, before_);
        if (form == nullptr) return;
        std::set<std::string> read;
        for (const application::Verdict& verdict : e.verdicts)
            if (const definition::Rule* rule = rule_of(verdict.rule)) {
                read.insert(rule->require.compiled.names().begin(), rule->require.compiled.names().end());
                for (const auto& [name, expression] : rule->show)
                    read.insert(expression.compiled.names().begin(), expression.compiled.names().end());
            }
        for (const definition::Computed& computed : form->computed) {
            const feel::Value* value = context.find(computed.name);
            const bool wanted = read.contains(computed.name) || !read.empty();
            if (value == nullptr || !value->is_number() || !wanted) continue;
            const std::string label = computed.label.empty() ? computed.name : computed.label.in(tongue());
            line(step.name, label + " (" + computed.name + "): " + number_text(value->as_number()),
                 computed.formula.source() + "  ⇒  " + with_numbers(computed.formula.source(), context) +
                     " = " + number_text(value->as_number()));
        }
    }
    void tell(const application::CheckDecided& e) {
        line(e.step, say("{} {} the proposal of {}{}", "{} {} pasiūlymą, kurį pateikė {}{}", e.by.text,
                         e.confirmed ? say("confirms", "tvirtina") : say("sends back", "grąžina"),
                         proposer(e.step), because()));
    }
    std::string proposer(const std::string& step) const {
        const auto check = before_.checks.find(step);
        return check == before_.checks.end() ? "?" : check->second.proposed_by.text;
    }

    void tell(const assignment::ExpertAssigned& e) {
        line(e.step, say("{} assigns expert {}{}", "{} skiria ekspertą {}{}", actor_, e.expert.text,
                         e.kind.empty() ? "" : " (" + word(e.kind) + ")"));
    }
    void tell(const assignment::InterestDeclared& e) {
        line(e.step, say("{} declares interest: {}", "{} deklaruoja interesą: {}", e.expert.text,
                         word(boost::describe::enum_to_string(e.interest, "?"))));
    }
    void tell(const assignment::InterestCleared& e) {
        line(e.step,
             e.cleared ? say("{} clears the interest of {}{}", "{} leidžia vertinti nepaisant intereso: {}{}",
                             actor_, e.expert.text, because())
                       : say("{} does not clear the interest of {}{}",
                             "{} dėl intereso neleidžia vertinti: {}{}", actor_, e.expert.text, because()));
    }
    void tell(const assignment::ApplicationOpened& e) {
        line(e.step, say("{} opens the application", "{} atveria paraišką", e.expert.text));
    }
    void tell(const assignment::AssignmentMoved& e) {
        line(e.step, say("assignment of {}: {}{}", "eksperto {} skyrimas: {}{}", e.expert.text,
                         word(boost::describe::enum_to_string(e.stage, "?")), because()));
    }
    void tell(const assignment::ReviewSubmitted& e) {
        const definition::Rubric* rubric = rubric_of(e.step);
        line(e.step,
             say("{} scores {}: total {}", "{} vertina {}: iš viso {}", e.expert.text,
                 scores_text(rubric, e.scores), number_text(e.total)),
             rubric == nullptr ? std::string{} : total_sum(*rubric, e.scores, e.total));
    }
    void tell(const application::ReviewDiverged& e) {
        const definition::Step* step = definition_->step(e.step);
        line(e.step,
             say("the totals differ too much: {} ({} to {})", "balai per daug skiriasi: {} (nuo {} iki {})",
                 number_text(e.gap), number_text(e.lowest), number_text(e.highest)),
             divergence_text(step, e.gap, e.highest, e.lowest));
    }
    std::string divergence_text(const definition::Step* step, const Decimal& gap, const Decimal& highest,
                                const Decimal& lowest) const {
        if (step == nullptr || !step->divergence) return {};
        const feel::Context totals{{"gap", gap}, {"highest", highest}, {"lowest", lowest}};
        feel::Scope scope;
        for (const char* name : {"gap", "highest", "lowest"})
            scope.names[name] = feel::Type{feel::Type::Kind::number, {}};
        const std::string& source = step->divergence->when.source();
        const std::string sides = sides_of(source, scope, totals);
        const bool holds = step->divergence->when.compiled.evaluate(totals).value.is_true();
        return source + "  ⇒  " + with_numbers(source, totals) + (sides.empty() ? "" : "  ⇒  " + sides) +
               ": " + (holds ? say("yes", "taip") : say("no", "ne"));
    }
    void tell(const application::ChairNamed& e) {
        line(e.step, say("{} chairs the panel", "ekspertams pirmininkauja {}", e.expert.text));
    }
    void tell(const application::ReviewDiscussed& e) {
        line(e.step,
             say("{} says something to the other experts", "{} kreipiasi į kitus ekspertus", e.by.text));
    }
    void tell(const application::ConsensusWritten& e) {
        line(e.step, say("{} writes the consensus report: {}", "{} rašo sutarimo ataskaitą: {}", e.by.text,
                         scores_text(rubric_of(e.step), e.scores)));
    }
    void tell(const application::ConsensusSigned& e) {
        line(e.step, say("{} signs the consensus report", "{} pasirašo sutarimo ataskaitą", e.by.text));
    }
    void tell(const application::ReviewScored& e) {
        const definition::Rubric* rubric = rubric_of(e.step);
        const auto review = after_.reviews.find(e.step);
        if (rubric == nullptr || review == after_.reviews.end()) return;
        std::vector<std::pair<std::string, const assignment::State*>> sheets;
        for (const auto& [expert, work] : review->second.assignments)
            if (work.stage == lifecycle::assignment::Stage::submitted && work.total)
                sheets.emplace_back(expert.text, &work);
        tell_spread(e, review->second, sheets);
        if (e.method != "consensus") tell_means(e, *rubric, sheets);
        line(e.step, say("total {} by {}", "iš viso {}, būdas: {}", number_text(e.total), word(e.method)),
             total_sum(*rubric, e.scores, e.total));
        tell_thresholds(e, *rubric);
    }
    void tell_spread(const application::ReviewScored& e, const application::Review& review,
                     const std::vector<std::pair<std::string, const assignment::State*>>& sheets) {
        const definition::Step* step = definition_->step(e.step);
        if (review.diverged || step == nullptr || !step->divergence || sheets.size() < 2) return;
        const auto [low, high] =
            std::ranges::minmax_element(sheets, {}, [](const auto& sheet) { return *sheet.second->total; });
        const Decimal lowest = *low->second->total, highest = *high->second->total;
        line(e.step,
             say("the totals do not differ too much: {} ({} to {})",
                 "balai skiriasi ne per daug: {} (nuo {} iki {})", number_text(highest - lowest),
                 number_text(lowest), number_text(highest)),
             divergence_text(step, highest - lowest, highest, lowest));
    }
    void tell_means(const application::ReviewScored& e, const definition::Rubric& rubric,
                    const std::vector<std::pair<std::string, const assignment::State*>>& sheets) {
        if (sheets.empty()) return;
        const scoring::Rubric scored_by = assignment::rubric_of(rubric);
        const scoring::Method method = e.method == "closest_two"    ? scoring::Method::closest_two
                                       : e.method == "median"       ? scoring::Method::median
                                       : e.method == "trimmed_mean" ? scoring::Method::trimmed_mean
                                                                    : scoring::Method::mean;
        std::vector<scoring::Scores> scores;
        for (const auto& [expert, work] : sheets) scores.push_back(work->scores);
        const scoring::Scored again = scoring::aggregate(method, scored_by, scores);
        if (again.counted.size() < sheets.size()) {
            std::string counted;
            for (const std::size_t i : again.counted)
                counted += (counted.empty() ? "" : ", ") + sheets[i].first + " " +
                           number_text(*sheets[i].second->total);
            line(e.step, say("the two closest totals count: {}", "skaičiuojami du artimiausi: {}", counted));
        }
        for (const definition::Criterion& criterion : rubric.criteria) {
            const auto reached = e.scores.find(criterion.name);
            if (reached == e.scores.end()) continue;
            std::vector<Decimal> values;
            for (const std::size_t i : again.counted) values.push_back(scores[i].at(criterion.name));
            const bool is_mean = e.method == "mean" || e.method == "closest_two";
            line(e.step, scores_text(&rubric, {*reached}) + (is_mean ? "" : " (" + word(e.method) + ")"),
                 is_mean ? mean_sum(values, reached->second) : std::string{});
        }
    }
    void tell_thresholds(const application::ReviewScored& e, const definition::Rubric& rubric) {
        const auto judge = [&](const std::string& name, const Decimal& reached, const Decimal& demanded,
                               bool missed) {
            const bool below = rubric.lowest_is_best ? reached > demanded : reached < demanded;
            const char* sign = rubric.lowest_is_best ? (below ? " > " : " <= ") : (below ? " < " : " >= ");
            line(e.step,
                 say("threshold of {}: {}", "riba ({}): {}", name, word(missed ? "failed" : "passed")),
                 number_text(reached) + sign + number_text(demanded));
        };
        const auto is_missed = [&](const std::string& name) {
            return std::ranges::find(e.missed, name) != e.missed.end();
        };
        for (const definition::Criterion& criterion : rubric.criteria)
            if (const auto reached = e.scores.find(criterion.name);
                criterion.threshold && reached != e.scores.end())
                judge(criterion.name, reached->second, *criterion.threshold, is_missed(criterion.name));
        if (rubric.total_threshold) {
            const bool below =
                rubric.lowest_is_best ? e.total > *rubric.total_threshold : e.total < *rubric.total_threshold;
            judge(say("the total", "bendra suma"), e.total, *rubric.total_threshold, below);
        }
    }

    void tell(const application::Placed& e) {
        std::string by;
        for (const PersonId& person : e.by) by += (by.empty() ? "" : ", ") + person.text;
        if (const auto it = movers_.find({after_.round.text, e.step}); it != movers_.end())
            for (const Mover& mover : it->second)
                line(e.step, say("the list is {} by {} ({})", "sąrašas: {}, {} ({})", word(mover.stage),
                                 mover.actor, mover.entry));
        const Rows rows = rows_of(after_.round, e.step);
        const auto own = std::ranges::find(rows, id_, &procedure::Row::application);
        std::string keys;
        const definition::Step* step = definition_->step(e.step);
        if (own != rows.end() && step != nullptr && step->selection) keys = keys_text(*step, *own);
        line(e.step,
             say("place {}{}: {}{}{} — by {}", "{} vieta{}: {}{}{} — {}", e.rank,
                 own == rows.end() ? "" : say(" of {}", " iš {}", rows.size()), word(e.outcome),
                 e.amount.sign() == 0 ? "" : " " + e.amount.text(),
                 e.reason.empty() ? "" : ", " + word(e.reason), by.empty() ? actor_ : by),
             keys);
        if (step == nullptr || !step->selection) return;
        const Listing listing{*definition_, *step, after_.round, rows, ranked_at(e.step), call_before_};
        const Line tell_line = [&](std::string what, std::string derivation) {
            line(e.step, std::move(what), std::move(derivation));
        };
        if (own != rows.end()) return tell_place(listing, own, language(), tell_line);
        tell_against_cut(listing, application::context_at(*definition_, call_before_, before_, *step),
                         language(), tell_line);
    }
    Rows rows_of(const RoundId& of_round, const std::string& step) {
        const call::State call = folded_.call(call_);
        const call::Round* round = call.round(of_round);
        if (round == nullptr) return {};
        const auto selection = round->selections.find(step);
        if (selection == round->selections.end()) return {};
        const auto beside = folded_.beside(selection->second.ranking);
        if (!beside) return {};
        auto rows = kernel::decode<Rows>(*beside);
        return rows ? std::move(*rows) : Rows{};
    }
    void tell(const application::NoticeServed& e) {
        line(after_.step,
             say("notice served by {} at {}{}", "pranešimas įteiktas ({}) {}{}", e.how, instant_text(e.at),
                 e.deadline ? say(", answer by {}", ", atsakyti iki {}", instant_text(e.deadline)) : ""));
    }
    void tell(const application::AwardDecided& e) {
        line(after_.checks.contains(before_.step) ? after_.step : before_.step,
             say("{} {}: {}{}{}", "{} {}: {}{}{}", e.by.text,
                 e.confirmed ? say("decides", "sprendžia") : say("proposes", "siūlo"),
                 e.granted ? say("granted {}", "skirti {}", e.amount.text()) : say("refused", "neskirti"),
                 e.order.empty() ? "" : say(", order {}", ", įsakymas {}", e.order), because()));
    }
    void tell(const application::OutcomeReached& e) {
        const definition::Outcome* outcome = definition_->outcome(e.outcome);
        line(after_.step,
             say("ends: {} ({})", "baigtis: {} ({})",
                 outcome != nullptr && !outcome->title.empty() ? outcome->title.in(tongue()) : e.outcome,
                 e.outcome));
    }
    void tell(const application::AppealMoved& e) {
        const std::string ground = !e.ground.empty()         ? e.ground
                                   : before_.appeals.empty() ? std::string{}
                                                             : before_.appeals.back().ground;
        line(before_.step,
             say("appeal ({}): {} by {}{}{}", "skundas ({}): {}, {}{}{}", word(ground),
                 word(boost::describe::enum_to_string(e.stage, "?")), e.by.text,
                 e.back_to.empty() ? "" : say(", back to {}", ", grąžinama į {}", e.back_to), because()));
    }
    void tell(const application::RulingRecorded& e) {
        line(before_.step,
             say("ruling {} of {} recorded", "įrašytas sprendimas {} ({})", e.reference, e.body));
    }
    void tell(const application::ExtensionProposed& e) {
        line(before_.step, say("{} proposes a deadline of {}{}", "{} siūlo terminą {}{}", e.by.text,
                               instant_text(e.until), because()));
    }
    void tell(const application::ExtensionRefused& e) {
        line(before_.step,
             say("{} leaves the deadline as it is{}", "{} termino nepratęsia{}", e.by.text, because()));
    }
    void tell(const application::DeadlineMoved& e) {
        line(before_.step, say("{} moves the deadline from {} to {}", "{} perkelia terminą iš {} į {}",
                               actor_, instant_text(before_.deadline), instant_text(e.deadline)));
    }
    void tell(const application::WorkSuspended&) {
        line(before_.step, say("{} suspends the work{}", "{} sustabdo darbą{}", actor_, because()));
    }
    void tell(const application::WorkResumed& e) {
        line(before_.step, say("{} resumes the work, deadline {}", "{} atnaujina darbą, terminas {}", actor_,
                               instant_text(e.deadline)));
    }
    void tell(const application::DeadlinePassed& e) {
        line(e.step, say("the deadline {} passed without an answer", "terminas {} praėjo be atsakymo",
                         instant_text(e.due)));
    }
    void tell(const application::StepEntered& e) {
        line(e.step, say("arrives here{}", "patenka čia{}",
                         e.deadline        ? say(", until {}", ", iki {}", instant_text(e.deadline))
                         : e.awaits_notice ? say(", until the time after notice", ", terminas nuo pranešimo")
                                           : ""));
    }
    void tell(const application::StageReached& e) {
        const std::string stage = lifecycle::stage_name(e.stage);
        if (stage.starts_with("offer.")) {
            const std::string name = stage.substr(stage.find('.') + 1);
            line(before_.step, is_lithuanian()
                                   ? (name == "accepted"   ? actor_ + " priima pasiūlymą"
                                      : name == "declined" ? actor_ + " atsisako pasiūlymo"
                                                           : "pasiūlymas nebegalioja")
                                   : (name == "lapsed" ? "the offer lapses" : actor_ + ": offer " + name));
        } else if (stage == "submission.withdrawn" || stage == "submission.lapsed") {
            line(before_.step, stage == "submission.lapsed" ? say("not submitted in time", "laiku nepateikta")
                                                            : say("{} withdraws", "{} atsiima", actor_));
        }
    }

    ApplicationId id_;
    CallId call_;
    std::string stream_;
    service::Folded folded_;
    std::shared_ptr<const definition::Definition> definition_;
    State before_, after_;
    call::State call_before_;
    std::string entry_, actor_, reason_;
    Instant at_;
    std::map<std::pair<std::string, std::string>, std::vector<Mover>> movers_;
    std::map<std::pair<std::string, std::string>, Ranked> ranked_;
    std::vector<Chapter> chapters_;
};

}  // namespace

std::vector<Chapter> explain(service::EventStore& store, const service::Extent& extent,
                             const application::State& application, Language language) {
    Explainer explainer{application, language};
    service::scan_within(store, extent, [&](const service::Entry& entry) { explainer(entry); });
    return std::move(explainer).chapters();
}

}  // namespace atranka::explanation
