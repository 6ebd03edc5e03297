#include "adapters/pack/gatherer.hpp"

#include "adapters/pack/form_table.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/service/privacy.hpp"
#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::pack {

Both Gatherer::words(const std::string& part) const {
    for (const service::Part& one : entry_->parts)
        if (one.name == part)
            if (const auto value = ledger::canonical_value(one.payload))
                return value->is_text() ? Both{value->as_text()} : Both{};
    return leaf_ && leaf_->commit.contains("part." + part) ? absent(actor_, part) : Both{};
}

const Erasure* Gatherer::erasure_of(const std::string& subject, const std::string& part) const {
    const std::string_view category = service::category_of(part);
    for (const Erasure& one : erasures_)
        if (one.person == subject && one.category == category && leaf_ && one.index >= leaf_->instance_size)
            return &one;
    return nullptr;
}

Both Gatherer::absent(const std::string& subject, const std::string& part) const {
    if (const Erasure* erasure = erasure_of(subject, part))
        return say("[erased under entry {} of the instance log]", "[ištrinta, bendrojo žurnalo įrašas {}]",
                   {std::to_string(erasure->index)});
    return {"[withheld: not in this archive]", "[nepateikta: šiame rinkinyje nėra]"};
}

void Gatherer::remember_missing(const std::optional<service::Command>& command) {
    if (!leaf_ || !command) return;
    for (const std::string_view name : service::parts_of(*leaf_)) {
        const std::string part{name};
        if (std::ranges::find(entry_->parts, part, &service::Part::name) != entry_->parts.end()) continue;
        if (const Erasure* erasure = erasure_of(actor_, part))
            missing_[dossier_->application][erasure].push_back({entry_->index, part});
    }
}

std::optional<Value> Gatherer::part_value(const std::string& part) const {
    for (const service::Part& one : entry_->parts)
        if (one.name == part) return ledger::canonical_value(one.payload);
    return std::nullopt;
}

Line Gatherer::line(Both what, Both sum, Both quote) const {
    return {entry_->log, entry_->index, entry_->at, std::move(what), std::move(sum), std::move(quote), {}};
}

Line& Gatherer::add(Topic topic, Both what, Both sum, Both quote) {
    auto& lines = dossier_->lines[topic];
    lines.push_back(line(std::move(what), std::move(sum), std::move(quote)));
    return lines.back();
}

void Gatherer::exception(Both what, Both quote) {
    add(Topic::exceptions, std::move(what), {}, std::move(quote));
}

Both Gatherer::step_title(const std::string& name) const {
    const definition::Step* step = definition_->step(name);
    return step == nullptr ? Both{name} : label_of(step->title, name);
}

Both Gatherer::role_title(const std::string& name) const {
    const definition::Role* role = definition_->role(name);
    return role == nullptr ? Both{name} : label_of(role->title, name);
}

Both Gatherer::when(Instant at) const {
    return local_text(definition_->calendar, at) + " (" + utc_beside(definition_->calendar, at) + ")";
}

Both Gatherer::amount(const Decimal& value) const {
    return money_text(value) + "\u00a0" + definition_->currency;
}

std::string Gatherer::organisation_name(const std::string& id) {
    const registry::Organisation known = states_.organisation({id});
    return known.name.empty() ? id : known.name + " [" + id + "]";
}

const definition::Rubric* Gatherer::rubric_of(const std::string& step) const {
    const definition::Step* of = definition_->step(step);
    return of == nullptr ? nullptr : definition_->rubric(of->rubric);
}

Both Gatherer::parameter_title(const std::string& name) const {
    const definition::Parameter* parameter = definition_->parameter(name);
    return parameter == nullptr ? Both{name} : label_of(parameter->title, name);
}

Both Gatherer::value_text(const Value& value) const {
    if (!value.is_text()) return value.is_number() ? Both{value.as_decimal().text()} : Both{"—"};
    if (const auto instant = Instant::parse(value.as_text())) return when(*instant);
    constexpr int of_money = 2;
    if (const auto parsed = Decimal::parse(value.as_text()))
        return parsed->scale() == of_money ? money_text(*parsed) : parsed->text();
    return value.as_text();
}

Deed Gatherer::deed(const std::string& stage) const { return {actor_, stage, entry_->index, entry_->at}; }

bool Gatherer::is_last(const std::string& step, lifecycle::Kind kind) const {
    const auto last = std::find_if(definition_->steps.rbegin(), definition_->steps.rend(),
                                   [&](const definition::Step& one) { return one.kind == kind; });
    return last != definition_->steps.rend() && last->name == step;
}

Both Gatherer::outcome_title(const std::string& name) const {
    const definition::Outcome* outcome = definition_->outcome(name);
    return outcome == nullptr ? Both{name} : label_of(outcome->title, name);
}

}  // namespace atranka::pack
