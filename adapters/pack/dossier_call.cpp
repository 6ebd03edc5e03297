#include "adapters/pack/gatherer.hpp"

#include "adapters/pack/form_table.hpp"
#include "engine/application/facts.hpp"
#include "engine/call/decide.hpp"
#include "engine/ledger/canonical.hpp"

namespace atranka::pack {

namespace {

using explanation::with_numbers;

}  // namespace

void Gatherer::tell_call(const Value::List& list) {
    for (const Value& encoded : list)
        if (const auto event = kernel::decode<call::Event>(encoded))
            std::visit([&](const auto& e) { tell_of_call(e); }, *event);
}

Line& Gatherer::add_to_call(Both what, Both quote) {
    call_lines_.push_back(line(std::move(what), {}, std::move(quote)));
    call_actors_.insert(actor_);
    return call_lines_.back();
}

void Gatherer::tell_of_call(const call::CallDrafted& e) {
    story_.definitions.push_back({definition_, e.definition, deed("drafted"), std::nullopt, {}});
    Line& drafted = add_to_call(say("{} drafts the call on the definition “{}”, version {}, SHA-256 {}",
                                    "{} parengia kvietimą pagal aprašą „{}“, {} versija, SHA-256 {}",
                                    {e.by.text, label_of(definition_->title, definition_->workflow),
                                     std::to_string(definition_->version), e.definition}));
    drafted.table.push_back({{"Parameter", "Sąlyga"}, {"Value", "Reikšmė"}});
    for (const auto& [name, value] : e.parameters)
        drafted.table.push_back({parameter_title(name), value_text(value)});
    for (const call::RoundPlan& round : e.rounds)
        for (const auto& [name, value] : round.parameters)
            drafted.table.push_back(
                {parameter_title(name) + say(", round {}", ", etapas {}", {round.id.text}),
                 value_text(value)});
}

void Gatherer::tell_of_call(const call::CallMoved& e) {
    add_to_call(say("{} {}", "{} {}", {actor_, command_title(entry_->type)}));
    if (e.stage != lifecycle::call::Stage::published || story_.definitions.empty()) return;
    story_.definitions.back().published = deed("published");
    story_.definitions.back().report = e.report;
}

void Gatherer::tell_of_call(const call::CallSuspended&) {
    add_to_call(say("{} {}", "{} {}", {actor_, command_title(entry_->type)}), reason_of_command());
    call_exceptions_.push_back(call_lines_.back());
}

void Gatherer::tell_of_call(const call::RoundMoved& e) {
    if (entry_->type != "OpenRound" && entry_->type != "CloseRound") return;
    add_to_call(say("{} {} {}", "{} {} {}", {actor_, command_title(entry_->type), e.round.text}));
    round_of_line_.emplace(entry_->index, e.round.text);
}

void Gatherer::tell_of_call(const call::ChangeProposed& e) {
    add_to_call(say("{} proposes to change “{}” to {}", "{} siūlo sąlygą „{}“ keisti į {}",
                    {e.change.by.text, parameter_title(e.change.parameter), value_text(e.change.value)}),
                reason_of_command());
    call_exceptions_.push_back(call_lines_.back());
    story_.changes.push_back(call_lines_.back());
}

void Gatherer::tell_of_call(const call::ChangeDecided&) {
    const std::string by = call_before_.change ? call_before_.change->by.text : "?";
    add_to_call(
        say("{} {}, which {} proposed", "{} {}, kurį siūlė {}", {actor_, command_title(entry_->type), by}),
        reason_of_command());
    call_exceptions_.push_back(call_lines_.back());
    story_.changes.push_back(call_lines_.back());
}

void Gatherer::tell_of_call(const call::SelectionMoved& e) {
    auto& movers = movers_[{e.round.text, e.step}];
    const std::string stage = boost::describe::enum_to_string(e.selection.stage, "?");
    if (entry_->type == "RefuseSelection") {
        add_to_call(say("{} sends the list “{}” of round {} back", "{} grąžina sąrašą „{}“, etapas {}",
                        {actor_, step_title(e.step), e.round.text}),
                    reason_of_command());
        call_exceptions_.push_back(call_lines_.back());
        std::erase_if(movers, [](const Deed& deed) { return deed.stage != "ranked"; });
        return;
    }
    if (stage == "ranked") {
        movers.clear();
        remember_cut(e.step, e.round);
    }
    if (!movers.empty() && movers.back().stage == stage) return;
    movers.push_back(deed(stage));
}

void Gatherer::move_money(const Decimal& amount, const std::string& envelope) {
    const Decimal before = story_.moves.empty() ? Decimal{0} : story_.moves.back().committed;
    story_.moves.push_back({entry_, actor_, envelope, amount, before + amount});
}

// As in the selection: the budget is what is left of it.
void Gatherer::remember_cut(const std::string& name, const RoundId& round) {
    const definition::Step* step = definition_->step(name);
    if (step == nullptr || !step->selection) return;
    const auto& by = step->selection->within ? step->selection->within : step->selection->nearest;
    if (!by) return;
    feel::Context money = application::parameters_of(*definition_, call_before_, round);
    if (money.find("budget") != nullptr)
        money.insert_or_assign("budget", feel::Value{call::available(call_before_)});
    const feel::Value value = by->compiled.evaluate(money).value;
    cuts_[{round.text, name}] = {value.is_number() ? Both{money_text(value.as_number())} : Both{"?"},
                                 by->source() + " ⇒ " + with_numbers(by->source(), money)};
}

Both Gatherer::reason_of_command() const {
    const auto command = ledger::canonical_value(entry_->command);
    const Value* of = command ? command->find("command") : nullptr;
    if (of == nullptr || !of->is_object() || of->as_object().empty()) return {};
    const Value* reason = of->as_object().begin()->second.find("reason");
    return reason != nullptr && reason->is_text() ? Both{reason->as_text()} : Both{};
}

}  // namespace atranka::pack
