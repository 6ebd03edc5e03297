#include "engine/inquiry/preview.hpp"

#include "engine/application/facts.hpp"
#include "engine/application/rules.hpp"
#include "engine/call/decide.hpp"
#include "engine/inquiry/inquiry.hpp"
#include "engine/procedure/ranking.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace {

constexpr std::size_t titles_max = 300;

bool draws(const definition::Step& step) {
    return std::ranges::any_of(step.selection->order, &definition::OrderKey::is_lot);
}

// As the list shares it out: the budget is what is left of it.
std::optional<Decimal> to_share(const definition::Definition& definition, const call::State& call,
                                const definition::Step& step, const RoundId& round) {
    const definition::Selection& selection = *step.selection;
    const auto& sum = selection.within ? selection.within : selection.nearest;
    if (!sum) return std::nullopt;
    feel::Context money = application::parameters_of(definition, call, round);
    if (money.find("budget") != nullptr) money.insert_or_assign("budget", feel::Value{call::available(call)});
    const auto amount = application::number(*sum, money);
    return amount ? std::optional{*amount} : std::nullopt;
}

std::string policy_of(const definition::Selection& selection) {
    if (!selection.fund) return "nearest";
    switch (selection.policy) {
        case definition::CutPolicy::stop: return "stop";
        case definition::CutPolicy::skip: return "skip";
        case definition::CutPolicy::partial: return "partial";
    }
    return {};
}

}  // namespace

std::optional<Preview> Inquiry::preview(const std::string& id, const std::string& of_round,
                                        const std::string& of_step) {
    const call::State call = states().call({id});
    const auto definition = call.exists() ? definition_of(call) : nullptr;
    const definition::Step* step = definition ? definition->step(of_step) : nullptr;
    const call::Round* round = call.round({of_round});
    if (step == nullptr || !step->selection || round == nullptr || !reads_whole(call)) return std::nullopt;
    const auto known = round->selections.find(of_step);
    const call::Selection list = known == round->selections.end() ? call::Selection{} : known->second;
    Preview preview;
    preview.call = id;
    preview.round = of_round;
    preview.step = of_step;
    preview.stage = boost::describe::enum_to_string(list.stage, "?");
    preview.policy = policy_of(*step->selection);
    preview.proposed_by = list.proposed_by.text;
    preview.rehearsed = list.ranking.empty();
    preview.lot = !draws(*step) ? Lot::not_needed : preview.rehearsed ? Lot::not_yet : Lot::drawn;

    registry::Loaded registry;
    procedure::Context context{*definition, registry, viewer_.person, moment(), {}, {}, {}};
    for (const auto& [application, waits_in] : states().under_way({id}, {of_round})) {
        if (waits_in == of_step)
            context.applications.emplace(application, states().application(application));
        else if (can_reach(*definition, waits_in, of_step))
            preview.missing.push_back({application.text, waits_in});
    }
    std::vector<procedure::Row> rows;
    if (!preview.rehearsed) {
        if (const auto beside = states().beside(list.ranking))
            rows = kernel::decode<std::vector<procedure::Row>>(*beside).value_or(rows);
    } else {
        definition::Step without_lot = *step;
        std::erase_if(without_lot.selection->order, [](const auto& key) { return key.is_lot; });
        auto made = procedure::ranking_of(context, call, without_lot, {of_round}, std::nullopt);
        if (made)
            rows = std::move(*made);
        else
            preview.because = made.error().message;
        preview.to_share = to_share(*definition, call, *step, {of_round});
    }
    for (const procedure::Row& row : rows) {
        PlacedRow placed{row.application.text, {},         row.rank,   row.keys, row.decided_by,
                         row.outcome,          row.reason, row.amount, row.left, row.envelope};
        if (preview.rows.size() < titles_max)
            if (const auto found = application(placed.application)) placed.title = found->wording.title;
        if (row.outcome == "selected") {
            preview.used += row.amount;
            if (!row.envelope.empty()) preview.envelopes[row.envelope] += row.amount;
        }
        preview.rows.push_back(std::move(placed));
    }
    // What stands in a list that was ranked is what was left then.
    if (!preview.rehearsed && !rows.empty() && step->selection->fund && step->selection->envelopes.empty())
        preview.to_share = rows.front().left + rows.front().amount;
    return preview;
}

}  // namespace atranka::inquiry
