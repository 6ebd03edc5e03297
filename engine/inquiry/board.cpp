#include "engine/inquiry/board.hpp"

#include "engine/call/decide.hpp"
#include "engine/definition/calendar.hpp"
#include "engine/inquiry/inquiry.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace {

constexpr std::size_t late_max = 100;

Decimal amount_of(const std::string& text) { return Decimal::parse(text).value_or(Decimal{0}); }

// Whose turn it is, as far as a row tells it.
std::string turn_of(const service::ApplicationRow& row, const definition::Step& step) {
    const auto stage = lifecycle::stage_of(row.stage);
    if (!stage) return {};
    const std::string second = step.confirm_by.empty() ? step.by : step.confirm_by;
    const std::string name = row.stage.substr(row.stage.find('.') + 1);
    switch (stage->kind()) {
        case lifecycle::Kind::submission:
        case lifecycle::Kind::offer: return step.notice && !row.deadline ? "officer" : "applicant";
        case lifecycle::Kind::check:
        case lifecycle::Kind::decision:
            return name == "awaiting_answer" ? "applicant" : name == "proposed" ? second : step.by;
        case lifecycle::Kind::review: return name == "scoring" || name == "consensus" ? "expert" : step.by;
        case lifecycle::Kind::selection: return step.by;
        case lifecycle::Kind::appeal: break;
    }
    return {};
}

class Counting {
public:
    Counting(const definition::Definition& definition, Instant moment)
        : definition_(definition), moment_(moment) {
        for (const definition::Step& step : definition.steps) {
            steps_at_.emplace(step.name, board.steps.size());
            board.steps.push_back(
                {step.name, std::string{lifecycle::kind_name(step.kind)}, step.title.by_language, {}, {}});
        }
        for (const definition::Outcome& outcome : definition.outcomes)
            board.outcomes.push_back({outcome.name, outcome.title.by_language, outcome.awarded, {}});
    }

    void add(const service::ApplicationRow& row) {
        ++board.applications;
        const Decimal granted = amount_of(row.granted);
        if (!row.outcome.empty()) {
            const auto outcome = std::ranges::find(board.outcomes, row.outcome, &OutcomeCount::outcome);
            if (outcome == board.outcomes.end()) return;
            ++outcome->count;
            ++outcome->rounds[row.round];
            if (outcome->awarded) {
                board.money.granted += granted;
                board.money.accepted += granted;
            }
            return;
        }
        const auto at = steps_at_.find(row.step);
        if (at == steps_at_.end()) return;
        StepCount& step = board.steps[at->second];
        ++step.waiting;
        ++step.rounds[row.round];
        ++step.stages[row.stage];
        if (row.stage.starts_with("offer.")) board.money.granted += granted;
        if (row.stage == "selection.reserved") board.money.reserved += amount_of(row.requested);
        const std::string turn = turn_of(row, *definition_.step(row.step));
        const bool late = row.deadline && !row.suspended && definition::is_past(*row.deadline, moment_);
        TurnCount& count = turns_.try_emplace(turn, TurnCount{turn}).first->second;
        ++count.count;
        if (!late) return;
        ++count.late;
        ++step.late;
        board.late.push_back({row.application, row.round, row.step, row.stage, *row.deadline, turn});
    }

    Board done() && {
        for (auto& [turn, count] : turns_) board.turns.push_back(std::move(count));
        std::ranges::sort(board.late, {}, &Late::deadline);
        if (board.late.size() > late_max) board.late.resize(late_max);
        return std::move(board);
    }

    Board board;

private:
    const definition::Definition& definition_;
    const Instant moment_;
    std::map<std::string, std::size_t> steps_at_;
    std::map<std::string, TurnCount> turns_;
};

std::string text_of(const Value& value) { return value.is_text() ? value.as_text() : std::string{}; }

}  // namespace

// Whether its applicant is to be told something, as far as the viewer reads everything of it.
bool Inquiry::awaits_notice(const service::ApplicationRow& row) {
    const bool own = row.stage.starts_with("submission.") || row.stage.starts_with("offer.");
    if (row.outcome.empty() ? row.deadline.has_value() : own) return false;
    const application::State& state =
        then_.insert_or_assign(row.application, states().application({row.application})).first->second;
    const auto sight = sight_of(state);
    if (!sight || !access::reads_all(sight->relation())) return false;
    return state.finished() ? !state.outcome_notice : state.awaits_notice;
}

std::optional<Board> Inquiry::board(const std::string& id, const std::string& of_round) {
    const call::State call = states().call({id});
    const auto definition = call.exists() ? definition_of(call) : nullptr;
    if (!definition || !works_on(call)) return std::nullopt;
    Counting counting{*definition, moment()};
    service::ApplicationQuery query;
    query.call = id;
    query.round = of_round;
    for (const service::ApplicationRow& row : applications(query)) {
        counting.add(row);
        if (awaits_notice(row)) ++counting.board.notices;
    }
    Board board = std::move(counting).done();
    board.call = id;
    board.stage = boost::describe::enum_to_string(call.stage, "?");
    board.moment = moment();
    for (const call::Round& round : call.rounds) {
        RoundAtWork at{round.id.text, boost::describe::enum_to_string(round.stage, "?"), {}, {}};
        for (const auto& [name, value] : round.parameters) at.parameters.emplace(name, text_of(value));
        for (const auto& [step, list] : round.selections)
            at.selections.emplace(step, boost::describe::enum_to_string(list.stage, "?"));
        board.rounds.push_back(std::move(at));
    }
    board.money.currency = definition->currency;
    const definition::Parameter* budget = definition->parameter("budget");
    const Value* set = call.parameter({}, "budget");
    if (set == nullptr && budget != nullptr && budget->default_value) set = &*budget->default_value;
    if (set != nullptr) board.money.budget = amount_of(text_of(*set));
    board.money.committed = call.committed;
    board.money.left = board.money.budget - call.committed;
    board.money.envelopes = call.envelopes;
    return board;
}

}  // namespace atranka::inquiry
