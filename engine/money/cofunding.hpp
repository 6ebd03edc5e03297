#pragma once
// The co-funding check: how much grant a project may have at most, and by how much a request misses it.
// Shape:  max grant = max(0, floor to the cent of min(cap, rate × eligible − other public, eligible − in kind
//         − other public)). The limit that binds is the smallest in whole cents; of equal ones the first in
//         the order rate, cap, in kind. Reasons stand in the order of the enum.
// Units:  money in one currency; the intensity is the grant in percent of the eligible costs, with four
//         decimals, rounded up where the rate is breached and down otherwise, so that a breach of 40 % never
//         reads "40.0000".
// Errors: an amount that cannot be (a negative one, more ineligible than declared) fails with its reason;
//         without eligible costs no limit, minimum, excess or percentage exists. A rate outside 0 to 1, or
//         with more than 12 decimals, is a broken invariant.
// Source: DESIGN.md §5; DOMAIN.md §2.

#include "engine/money/money.hpp"

#include <boost/describe.hpp>

namespace atranka::money {

struct CofundingTerms {
    Decimal rate;  // 0.40: the public share of the eligible costs
    Money cap;     // of one project
};

struct CofundingRequest {
    Money declared, ineligible, requested, in_kind, other_public;
    std::optional<Money> budget_left;  // of the call, where it is known already
};

enum class Limit { rate, cap, in_kind };
BOOST_DESCRIBE_ENUM(Limit, rate, cap, in_kind)
// `reserve`: the check is passed, but the call's money does not suffice.
enum class Verdict { pass, fail, reserve };
BOOST_DESCRIBE_ENUM(Verdict, pass, fail, reserve)
enum class Reason {
    amount_is_negative,
    ineligible_exceeds_declared,
    no_eligible_costs,
    no_grant_requested,
    over_rate,
    over_rate_with_other_public,  // the request alone would keep the rate
    over_cap,
    over_costs_not_in_kind,
    call_budget_short,
};
BOOST_DESCRIBE_ENUM(Reason, amount_is_negative, ineligible_exceeds_declared, no_eligible_costs,
                    no_grant_requested, over_rate, over_rate_with_other_public, over_cap,
                    over_costs_not_in_kind, call_budget_short)

struct Cofunding {
    Money eligible, max_grant, own_share;
    std::optional<Limit> binding;
    std::optional<Money> own_share_min;  // (1 − rate) × eligible, to the next cent
    std::optional<Money> over_by;
    std::optional<Decimal> intensity_pct;
    Verdict verdict = Verdict::fail;
    std::vector<Reason> reasons;
};

Cofunding check_cofunding(const CofundingTerms& terms, const CofundingRequest& request);

}  // namespace atranka::money
