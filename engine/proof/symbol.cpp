#include "engine/proof/symbol.hpp"

#include <algorithm>

namespace atranka::proof {

Decimal Texts::place_of(const std::string& text) {
    const auto found = std::ranges::find(texts_, text);
    if (found != texts_.end()) return Decimal{static_cast<std::int64_t>(found - texts_.begin())};
    texts_.push_back(text);
    return Decimal{static_cast<std::int64_t>(texts_.size()) - 1};
}

std::string Texts::at(const Decimal& place) const {
    const auto index = place.to_int64();
    if (index && *index >= 0 && *index < static_cast<std::int64_t>(texts_.size()))
        return texts_[static_cast<std::size_t>(*index)];
    return "another " + place.text();
}

Decimal value_under(const Term& term, const Solution& solution) {
    const auto at = [&](std::size_t i) { return value_under(term.operands()[i], solution); };
    const auto truth = [](bool value) { return Decimal{value ? 1 : 0}; };
    switch (term.op()) {
        case Operator::truth:
        case Operator::number: return term.number();
        case Operator::variable: {
            const auto found = solution.values.find(term.name());
            return found == solution.values.end() ? Decimal{0} : found->second;
        }
        case Operator::conjunction: return truth(at(0).sign() != 0 && at(1).sign() != 0);
        case Operator::disjunction: return truth(at(0).sign() != 0 || at(1).sign() != 0);
        case Operator::negation: return truth(at(0).sign() == 0);
        case Operator::equal: return truth(at(0) == at(1));
        case Operator::less: return truth(at(0) < at(1));
        case Operator::less_equal: return truth(at(0) <= at(1));
        case Operator::add: return at(0) + at(1);
        case Operator::subtract: return at(0) - at(1);
        case Operator::multiply: return at(0) * at(1);
        case Operator::divide: return Decimal::divide(at(0), at(1)).value_or(Decimal{0});
        case Operator::choose: return at(0).sign() != 0 ? at(1) : at(2);
        case Operator::floor: return at(0).rounded(0, Rounding::floor);
    }
    return {};
}

bool holds_under(const Term& term, const Solution& solution) {
    return value_under(term, solution).sign() != 0;
}

feel::Value value_under(const Symbol& symbol, const Solution& solution, const Texts& texts) {
    using Kind = Symbol::Kind;
    if (symbol.kind != Kind::null && holds_under(symbol.null, solution)) return {};
    switch (symbol.kind) {
        case Kind::null:
        case Kind::beyond: return {};
        case Kind::truth: return holds_under(symbol.value, solution);
        case Kind::number: return value_under(symbol.value, solution);
        case Kind::text: return texts.at(value_under(symbol.value, solution));
        case Kind::date: return feel::date_of(value_under(symbol.value, solution).to_int64().value_or(0));
        case Kind::days:
            return feel::DaysDuration{value_under(symbol.value, solution).to_int64().value_or(0) *
                                      feel::day_ns};
        case Kind::months:
            return feel::MonthsDuration{value_under(symbol.value, solution).to_int64().value_or(0)};
        case Kind::list: {
            feel::Value::List items;
            for (const Symbol::Item& item : symbol.items)
                if (holds_under(item.present, solution))
                    items.push_back(value_under(item.symbol, solution, texts));
            return feel::Value::list(std::move(items));
        }
        case Kind::context: {
            feel::Context context;
            for (const auto& [name, member] : symbol.members)
                context.emplace(name, value_under(member, solution, texts));
            return feel::Value::context(std::move(context));
        }
    }
    return {};
}

}  // namespace atranka::proof
