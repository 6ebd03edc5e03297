#include "engine/money/cofunding.hpp"

#include "engine/kernel/invariant.hpp"

#include <algorithm>

namespace atranka::money {

namespace {

// The rate as a fraction, share / whole, so that every limit is a whole number of cents × whole.
struct Rate {
    __int128 share = 0, whole = 1;
};

Rate rate_of(const Decimal& rate) {
    const Decimal short_rate = rate.normalised();
    invariant(rate >= Decimal{0} && rate <= Decimal{1} && short_rate.scale() <= 12,
              "a funding rate lies between 0 and 1 and has at most 12 decimals");
    Rate r{short_rate.coefficient(), 1};
    for (int i = 0; i < short_rate.scale(); ++i) r.whole *= 10;
    return r;
}

__int128 floor_of(__int128 a, __int128 b) { return a / b - (a % b < 0 ? 1 : 0); }
__int128 ceiling_of(__int128 a, __int128 b) { return -floor_of(-a, b); }

}  // namespace

Cofunding check_cofunding(const CofundingTerms& terms, const CofundingRequest& request) {
    const auto& [declared, ineligible, requested, in_kind, other_public, budget_left] = request;
    const Currency currency = declared.currency();
    const auto money = [&](__int128 minor) { return Money::of_minor(minor, currency); };

    Cofunding result;
    result.eligible = declared - ineligible;
    result.max_grant = money(0);
    result.own_share = result.eligible - requested - other_public;

    if (ineligible.is_negative() || requested.is_negative() || in_kind.is_negative() ||
        other_public.is_negative())
        result.reasons.push_back(Reason::amount_is_negative);
    if (ineligible > declared)
        result.reasons.push_back(Reason::ineligible_exceeds_declared);
    else if (result.eligible <= money(0))
        result.reasons.push_back(Reason::no_eligible_costs);
    if (!result.reasons.empty()) return result;
    if (requested.is_zero()) result.reasons.push_back(Reason::no_grant_requested);

    const Rate rate = rate_of(terms.rate);
    const __int128 eligible = result.eligible.minor();
    const __int128 by_rate = eligible * rate.share - other_public.minor() * rate.whole;
    const __int128 by_cap = terms.cap.minor() * rate.whole;
    const __int128 by_in_kind = (eligible - in_kind.minor() - other_public.minor()) * rate.whole;
    // Limits are compared as they are paid, to the cent: 25,000.004 by the rate is no more than a cap of
    // 25,000.00.
    const auto cents = [&](__int128 limit) { return floor_of(limit, rate.whole); };
    const __int128 least = cents(std::min({by_rate, by_cap, by_in_kind}));
    result.binding = least == cents(by_rate)  ? Limit::rate
                     : least == cents(by_cap) ? Limit::cap
                                              : Limit::in_kind;
    result.max_grant = money(std::max(__int128{0}, least));
    result.own_share_min = money(ceiling_of(eligible * (rate.whole - rate.share), rate.whole));
    result.over_by = money(std::max(__int128{0}, (requested - result.max_grant).minor()));

    const __int128 grant = requested.minor() * rate.whole;
    const bool over_rate = requested.minor() > 0 && grant > by_rate;
    if (over_rate)
        result.reasons.push_back(grant > eligible * rate.share ? Reason::over_rate
                                                               : Reason::over_rate_with_other_public);
    if (grant > by_cap) result.reasons.push_back(Reason::over_cap);
    if (requested.minor() > 0 && grant > by_in_kind) result.reasons.push_back(Reason::over_costs_not_in_kind);
    const __int128 ten_thousandths = requested.minor() * 1'000'000;  // of a percent
    result.intensity_pct = Decimal::scaled(
        over_rate ? ceiling_of(ten_thousandths, eligible) : floor_of(ten_thousandths, eligible), -4);

    if (!result.reasons.empty()) return result;
    result.verdict = Verdict::pass;
    if (budget_left && requested > *budget_left) {
        result.verdict = Verdict::reserve;
        result.reasons.push_back(Reason::call_budget_short);
    }
    return result;
}

}  // namespace atranka::money
