#include "adapters/pack/gatherer.hpp"

#include "adapters/pack/form_table.hpp"

#include <algorithm>

namespace atranka::pack {

namespace {

using explanation::number_text;

}  // namespace

void Gatherer::tell(const application::Placed& e) {
    // What the table of all applications shows is of one list: the one that money is given by.
    if (is_last(e.step, lifecycle::Kind::selection)) dossier_->rank = e.rank;
    // Later than the list, and past it.
    const bool is_later = entry_->type == "PromoteReserve" || entry_->type == "PlaceUpheld";
    if (!is_later) tell_movers(e.step);
    Both by;
    for (const PersonId& person : e.by) by += Both{by.empty() ? "" : ", "} + person.text;
    const auto rows = rows_of(e.step);
    const auto own = std::ranges::find(rows, after_.id, &procedure::Row::application);
    const Both reason = e.reason.empty() ? Both{} : Both{" ("} + term(e.reason) + ")";
    Line& placed =
        add(Topic::ranking,
            say("{}: place {}{}: {}{}{}", "{}: {} vieta{}: {}{}{}",
                {step_title(e.step), std::to_string(e.rank),
                 own == rows.end() ? Both{} : say(" of {}", " iš {}", {std::to_string(rows.size())}),
                 term(e.outcome), reason, e.amount.sign() == 0 ? Both{} : Both{", "} + amount(e.amount)}));
    if (e.by.size() == 1)
        placed.what += say("; by {}", "; {}", {by});
    else if (!by.empty())
        placed.what += say("; by {}", "; sprendė {}", {by});
    if (!e.deciding_key.empty())
        placed.what += say("; behind the one before it by “{}”", "; nuo ankstesnės skyrė „{}“",
                           {e.deciding_key == "lot" ? term(e.deciding_key) : Both{e.deciding_key}});
    if (!e.envelope.empty()) placed.what += say("; paid from {}", "; finansuojama iš {}", {e.envelope});
    const definition::Step* step = definition_->step(e.step);
    if (step == nullptr || !step->selection) return;
    placed.table = neighbours(*step, rows, own);
    if (is_later) {
        tell_later_money();
        exception(say("{} {}: “{}”, place {}", "{} {}: „{}“, {} vieta",
                      {actor_, command_title(entry_->type), step_title(e.step), std::to_string(e.rank)}),
                  {});
        later_[{after_.round.text, e.step}].push_back(line(
            say("{} {}: {}, place {}: {}{}{}", "{} {}: {}, {} vieta: {}{}{}",
                {actor_, command_title(entry_->type), after_.id.text, std::to_string(e.rank), term(e.outcome),
                 reason, e.amount.sign() == 0 ? Both{} : Both{", "} + amount(e.amount)})));
    } else if (own != rows.end()) {
        tell_cut(*step, rows, *own);
    }
    if (e.outcome == "reserved")
        if (const Value* until = call_before_.parameter(after_.round, step->selection->reserve_until))
            add(Topic::ranking, say("stands on the reserve list until {}", "rezerviniame sąraše iki {}",
                                    {value_text(*until)}));
}

void Gatherer::tell_later_money() {
    const Decimal before = call_before_.committed, after = states_.call(call_).committed;
    const Value* budget = call_before_.parameter(after_.round, "budget");
    add(Topic::ranking,
        say("the budget line at that moment: {} committed before, {} after{}",
            "biudžeto eilutė tuo metu: prieš tai paskirstyta {}, po to {}{}",
            {money_text(before), money_text(after),
             budget == nullptr ? Both{} : say(", of {}", ", iš {}", {value_text(*budget)})}),
        number_text(before) + " + " + number_text(after - before) + " = " + number_text(after));
}

void Gatherer::tell_movers(const std::string& step) {
    const auto it = movers_.find({after_.round.text, step});
    if (it == movers_.end()) return;
    for (const Deed& mover : it->second) {
        if (mover.stage != "ranked" && mover.stage != "proposed" && mover.stage != "confirmed") continue;
        Line& moved =
            add(Topic::ranking, say("{}, round {}: the list is {} by {}", "{}, etapas {}: sąrašas {}, {}",
                                    {step_title(step), after_.round.text, term(mover.stage), mover.actor}));
        moved.index = mover.index;
        moved.at = mover.at;
    }
}

Gatherer::Rows Gatherer::rows_of(const std::string& step) {
    const call::State call = states_.call(call_);
    const call::Round* round = call.round(after_.round);
    if (round == nullptr) return {};
    const auto selection = round->selections.find(step);
    return selection == round->selections.end() ? Rows{} : rows_of(selection->second);
}

Gatherer::Rows Gatherer::rows_of(const call::Selection& selection) {
    const auto beside = states_.beside(selection.ranking);
    auto rows = beside ? kernel::decode<Rows>(*beside) : std::nullopt;
    return rows ? std::move(*rows) : Rows{};
}

std::vector<std::vector<Both>> Gatherer::neighbours(const definition::Step& step, const Rows& rows,
                                                    Rows::const_iterator own) {
    if (own == rows.end()) return {};
    std::vector<std::vector<Both>> table{{{"Place", "Vieta"}, {"Application", "Paraiška"}}};
    for (const definition::OrderKey& key : step.selection->order)
        table.front().push_back(key.is_lot ? term("lot") : Both{key.source});
    table.front().push_back({"Outcome", "Rezultatas"});
    const auto add_row = [&](const procedure::Row& row) {
        std::vector<Both> cells{std::to_string(row.rank), row.application.text};
        for (const definition::OrderKey& key : step.selection->order)
            cells.push_back(key_text(row, key.source));
        cells.push_back(term(row.outcome));
        table.push_back(std::move(cells));
    };
    if (own != rows.begin()) add_row(*(own - 1));
    add_row(*own);
    if (own + 1 != rows.end()) add_row(*(own + 1));
    return table;
}

void Gatherer::tell_cut(const definition::Step& step, const Rows& rows, const procedure::Row& own) {
    const definition::Selection& selection = *step.selection;
    const Cut& cut = cuts_[{after_.round.text, step.name}];
    if (selection.within) {
        add(Topic::ranking,
            say("the budget line at that moment: {} to share out", "biudžeto eilutė tuo metu: skirstoma {}",
                {cut.amount}),
            cut.sum);
        const Decimal before = own.left + own.amount;
        add(Topic::ranking,
            say("left before this place {}, after it {}", "likutis prieš šią vietą {}, po jos {}",
                {money_text(before), money_text(own.left)}),
            number_text(before) + " − " + number_text(own.amount) + " = " + number_text(own.left));
    } else if (selection.nearest) {
        add(Topic::ranking,
            say("taken from the top until the sum is nearest to {}",
                "imama nuo viršaus, kol suma artimiausia {}", {cut.amount}),
            cut.sum);
    }
    const auto is_selected = [](const procedure::Row& row) { return row.outcome == "selected"; };
    const auto last = std::find_if(rows.rbegin(), rows.rend(), is_selected);
    const auto first_out = std::ranges::find_if_not(rows, is_selected);
    const auto place = [](const procedure::Row& row) {
        return Both{std::to_string(row.rank) + " " + row.application.text};
    };
    add(Topic::ranking, say("the cut: last selected {}, first not selected {}",
                            "riba: paskutinė atrinkta {}, pirma neatrinkta {}",
                            {last == rows.rend() ? Both{"—"} : place(*last),
                             first_out == rows.end() ? Both{"—"} : place(*first_out)}));
}

}  // namespace atranka::pack
