#include "engine/simulation/robustness.hpp"

#include <algorithm>

namespace atranka::simulation {

namespace {

// The newest command at or before that position that gave the scores: of that expert, or of the report.
template <class C>
const C* scores_in(const Recorded& entry, const std::string& step) {
    if (!entry.envelope) return nullptr;
    const C* command = std::get_if<C>(&entry.envelope->command);
    return command != nullptr && command->step == step ? command : nullptr;
}

class Scores {
public:
    explicit Scores(const Past& past) : past_(past) {
        for (std::size_t position = 0; position < past.end(); ++position) {
            const Recorded& entry = past.entries()[position];
            if (!entry.application.empty()) of_application_[entry.application.text].push_back(position);
        }
    }

    std::vector<Moved> moves() {
        for (const auto& [application, positions] : of_application_) {
            std::map<std::string, std::size_t> ended;  // step: where its review was scored last
            for (const std::size_t position : positions)
                if (const auto* events = past_.entries()[position].events_of("application/" + application))
                    for (const Value& event : *events)
                        if (const Value* scored = event.find("ReviewScored"))
                            ended[scored->at("step").as_text()] = position;
            for (const auto& [step, end] : ended) add(application, step, positions, end);
        }
        return std::move(moves_);
    }

private:
    void add(const std::string& application, const std::string& step,
             const std::vector<std::size_t>& positions, std::size_t end) {
        const StatePtr state = past_.before("application/" + application, end + 1);
        const application::Review& review = std::get<application::State>(*state).reviews.at(step);
        const bool by_consensus = review.scored && review.scored->method == "consensus";
        std::set<PersonId> found;
        for (auto it = positions.rbegin(); it != positions.rend(); ++it) {
            if (*it > end) continue;
            const Recorded& entry = past_.entries()[*it];
            if (by_consensus) {
                if (const auto* report = scores_in<application::WriteConsensus>(entry, step)) {
                    add(application, step, {}, report->scores, *it);
                    return;
                }
                continue;
            }
            const auto sheet = [&](const auto* command) {
                if (command == nullptr || !found.insert(command->expert).second) return;
                const auto work = review.assignments.find(command->expert);
                if (work != review.assignments.end() &&
                    work->second.stage == lifecycle::assignment::Stage::submitted)
                    add(application, step, command->expert, command->scores, *it);
            };
            sheet(scores_in<assignment::SubmitReview>(entry, step));
            sheet(scores_in<application::ImportReview>(entry, step));
        }
    }
    void add(const std::string& application, const std::string& step, const PersonId& expert,
             const std::map<std::string, Decimal>& scores, std::size_t position) {
        const definition::Rubric* rubric = past_.definition()->rubric(past_.definition()->step(step)->rubric);
        for (const auto& [criterion, score] : scores)
            for (const Decimal& to : {score + rubric->step, score - rubric->step}) {
                if (to < rubric->from || to > rubric->to) continue;
                Moved moved{application, step, expert, criterion, score, to, past_.entries()[position].index,
                            {}};
                moved.alteration.score = MovedScore{position, criterion, to};
                moves_.push_back(std::move(moved));
            }
    }

    const Past& past_;
    std::map<std::string, std::vector<std::size_t>> of_application_;
    std::vector<Moved> moves_;
};

// By round and step, for those of the call.
std::set<std::pair<std::string, std::string>> selected_of(const application::State& state) {
    std::set<std::pair<std::string, std::string>> selected;
    for (const auto& [step, placement] : state.placements)
        if (placement.outcome == "selected") selected.emplace(state.round.text, step);
    return selected;
}

std::map<std::string, Decimal> selected_in(const std::optional<std::vector<procedure::Row>>& rows) {
    std::map<std::string, Decimal> selected;
    if (rows)
        for (const procedure::Row& row : *rows)
            if (row.outcome == "selected") selected.emplace(row.application.text, row.amount);
    return selected;
}

// Nobody is placed by a list that waits for its confirmation: who would be is compared by its rows.
void add_unconfirmed(Effect& effect, const Past& past, const Told& told) {
    const StatePtr end = past.before(past.call_stream(), past.end());
    if (end == nullptr) return;
    using Stage = lifecycle::selection::Stage;
    std::optional<call::State> after;
    for (const call::Round& round : std::get<call::State>(*end).rounds)
        for (const auto& [step, selection] : round.selections) {
            if (selection.stage != Stage::ranked && selection.stage != Stage::proposed) continue;
            if (!after) after = told.call(past);
            const call::Round* then = after->round(round.id);
            const std::string ranking =
                then != nullptr && then->selections.contains(step) ? then->selections.at(step).ranking : "";
            if (ranking == selection.ranking) continue;
            const auto recorded = past.beside(selection.ranking);
            const auto had =
                selected_in(recorded ? kernel::decode<std::vector<procedure::Row>>(*recorded) : std::nullopt);
            const auto has = selected_in(ranking.empty() ? std::nullopt : told.ranking(past, ranking));
            Swap swap{round.id.text, step, {}, {}};
            for (const auto& [id, amount] : has) {
                const auto before = had.find(id);
                if (before == had.end())
                    swap.in.push_back(id);
                else if (before->second != amount)
                    effect.amounts.push_back(id);
            }
            for (const auto& [id, amount] : had)
                if (!has.contains(id)) swap.out.push_back(id);
            if (!swap.empty()) effect.selected.push_back(std::move(swap));
        }
}

}  // namespace

std::vector<Moved> moves_of(const Past& past) { return Scores{past}.moves(); }

Effect effect_of(const Past& past, const Told& told) {
    Effect effect;
    std::map<std::pair<std::string, std::string>, Swap> swaps;
    for (const auto& [stream, changed] : told.changed) {
        const auto* after = std::get_if<application::State>(&changed);
        if (after == nullptr) continue;
        const std::string id = stream.substr(stream.find('/') + 1);
        const application::State before = past.application_at_end(stream);
        const Decimal had = standing_of(before, *past.definition()).amount;
        const Decimal has = standing_of(*after, *told.definition).amount;
        if (had.sign() <= 0 && has.sign() > 0) effect.funded.in.push_back(id);
        if (had.sign() > 0 && has.sign() <= 0) effect.funded.out.push_back(id);
        if (had.sign() > 0 && has.sign() > 0 && had != has) effect.amounts.push_back(id);
        const auto then = selected_of(before), now = selected_of(*after);
        for (const auto& selection : now)
            if (!then.contains(selection)) swaps[selection].in.push_back(id);
        for (const auto& selection : then)
            if (!now.contains(selection)) swaps[selection].out.push_back(id);
    }
    for (auto& [selection, swap] : swaps) {
        swap.round = selection.first;
        swap.step = selection.second;
        effect.selected.push_back(std::move(swap));
    }
    add_unconfirmed(effect, past, told);
    std::set<std::string> few;
    for (const Assumed& assumed : told.assumed)
        if (assumed.kind == Assumption::few_reviews || assumed.kind == Assumption::no_reviews)
            few.insert(assumed.subject);
    effect.few.assign(few.begin(), few.end());
    return effect;
}

namespace {

// Of one envelope, in the order of the list; nothing where nobody stands on one side.
std::optional<Margin> margin_of(const std::vector<const procedure::Row*>& rows,
                                const definition::OrderKey& key) {
    const auto selected = [](const procedure::Row* row) { return row->outcome == "selected"; };
    const auto last = std::find_if(rows.rbegin(), rows.rend(), selected);
    const auto waits = [&](const procedure::Row* row) {
        return !selected(row) && row->reason != "below_threshold";
    };
    const auto first = std::find_if(last.base(), rows.end(), waits);
    if (last == rows.rend() || first == rows.end()) return std::nullopt;
    const auto in = Decimal::parse((*last)->keys.at(key.source));
    const auto out = Decimal::parse((*first)->keys.at(key.source));
    if (!in || !out) return std::nullopt;
    Margin margin;
    margin.envelope = (*last)->envelope;
    margin.key = key.source;
    margin.last_in = (*last)->application.text;
    margin.first_out = (*first)->application.text;
    margin.points = key.descending ? *in - *out : *out - *in;
    margin.passed_over = static_cast<std::size_t>(std::count_if(rows.begin(), last.base(), waits));
    return margin;
}

}  // namespace

std::vector<Margin> margins_of(const Past& past) {
    std::vector<Margin> margins;
    const StatePtr recorded = past.before(past.call_stream(), past.end());
    if (recorded == nullptr) return margins;
    for (const call::Round& round : std::get<call::State>(*recorded).rounds)
        for (const auto& [name, selection] : round.selections) {
            const definition::Step* step = past.definition()->step(name);
            const auto list = past.beside(selection.ranking);
            const auto rows = list ? kernel::decode<std::vector<procedure::Row>>(*list) : std::nullopt;
            if (!rows || step == nullptr || step->selection->order.empty() ||
                step->selection->order.front().is_lot)
                continue;
            std::map<std::string, std::vector<const procedure::Row*>> by_envelope;
            for (const procedure::Row& row : *rows) by_envelope[row.envelope].push_back(&row);
            for (const auto& [envelope, of_envelope] : by_envelope)
                if (auto margin = margin_of(of_envelope, step->selection->order.front())) {
                    margin->round = round.id.text;
                    margin->step = name;
                    margins.push_back(std::move(*margin));
                }
        }
    return margins;
}

Robustness robustness_of(const Past& past, const std::function<void(std::size_t, std::size_t)>& progress) {
    Robustness report;
    const std::vector<PersonId> experts = experts_of(past);
    std::vector<Moved> moves = moves_of(past);
    const std::size_t all = experts.size() + moves.size();
    const Rankings rankings{past};
    std::size_t tried = 0;
    const auto effect = [&](const Alteration& alteration) {
        if (progress && tried++ % 50 == 0) progress(tried, all);
        return effect_of(past, tell(past, alteration, rankings));
    };
    for (const PersonId& expert : experts) {
        Alteration alteration;
        alteration.without_expert = expert;
        report.experts.emplace_back(expert, effect(alteration));
    }
    report.scores = moves.size();
    for (Moved& moved : moves) {
        if (moved.expert.empty()) ++report.of_reports;
        Effect one = effect(moved.alteration);
        if (!one.few.empty()) ++report.short_of_reviews;
        if (one.changes_something()) report.pivotal.emplace_back(std::move(moved), std::move(one));
    }
    report.margins = margins_of(past);
    return report;
}

}  // namespace atranka::simulation
