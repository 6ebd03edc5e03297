#include "engine/selection/cut.hpp"

#include "engine/kernel/invariant.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace atranka::selection {

namespace {

// Money that is paid out in order, by a policy.
struct Purse {
    Policy policy;
    Decimal left;
    bool closed = false;  // nobody further behind is paid

    struct Payment {
        Decimal amount;
        Reason reason;
    };
    Payment pay(const Decimal& request) {
        if (closed) return {0, Reason::behind_the_cut};
        if (request <= left) {
            left -= request;
            return {request, Reason::within_budget};
        }
        closed = policy != Policy::skip;
        if (policy != Policy::partial || left.sign() <= 0) return {0, Reason::over_what_is_left};
        return {std::exchange(left, Decimal{0}), Reason::paid_in_part};
    }
};

bool is_paid(Reason reason) { return reason == Reason::within_budget || reason == Reason::paid_in_part; }

class Cutting {
public:
    Cutting(const Fund& fund, std::span<const Candidate> candidates) : fund_{fund}, candidates_{candidates} {
        for (std::size_t e = 0; e < fund.envelopes.size(); ++e) purses_.push_back({fund.policy, own(e)});
        waiting_.resize(purses_.size());
        cut_.spent.resize(purses_.size());
    }

    Cut run(std::span<const Place> places) {
        cut_.rows.reserve(places.size());
        for (const Place& place : places) add(place);
        if (fund_.unused_moves_on) move_on();
        find_divided_ties();
        return std::move(cut_);
    }

private:
    // An envelope that holds less than was promised is empty: a debt pays nobody and is paid by nobody.
    Decimal own(std::size_t e) const { return std::max(fund_.envelopes[e].amount, Decimal{0}); }

    const Candidate& candidate_of(const Row& row) const { return candidates_[row.place.candidate]; }

    void add(const Place& place) {
        const Candidate& candidate = candidates_[place.candidate];
        Row& row = cut_.rows.emplace_back(Row{place, Outcome::not_selected, Reason::below_threshold, {}, {}});
        if (candidate.envelope == no_envelope) {
            row.reason = Reason::outside_envelopes;
            return;
        }
        invariant(candidate.envelope < purses_.size(), "a candidate competes in an envelope that exists");
        Purse& purse = purses_[candidate.envelope];
        row.left = purse.left;
        if (!candidate.meets) return;
        if (candidate.requested.sign() < 0) {
            row.reason = Reason::request_is_negative;
            return;
        }
        settle(row, purse, candidate.requested);
        if (row.reason != Reason::within_budget) waiting_[candidate.envelope].push_back(cut_.rows.size() - 1);
    }

    void settle(Row& row, Purse& purse, const Decimal& request) {
        const auto [amount, reason] = purse.pay(request);
        row.amount += amount;
        row.left = purse.left;
        row.reason = reason;
        row.outcome = is_paid(reason)          ? Outcome::selected
                      : fund_.has_reserve_list ? Outcome::reserved
                                               : Outcome::not_selected;
        cut_.spent[candidate_of(row).envelope] += amount;
    }

    void move_on() {
        Purse pool{fund_.policy, {}};
        for (const Purse& purse : purses_) pool.left += purse.left;
        for (const auto& waiting : waiting_) {
            pool.closed = false;
            for (const std::size_t i : waiting) {
                Row& row = cut_.rows[i];
                if (row.reason == Reason::paid_in_part) {
                    // Made whole, or as far as it goes; either way it stays selected.
                    const auto [amount, reason] = pool.pay(candidate_of(row).requested - row.amount);
                    row.amount += amount;
                    row.reason = reason == Reason::within_budget ? reason : Reason::paid_in_part;
                    row.left = pool.left;
                    cut_.spent[candidate_of(row).envelope] += amount;
                } else {
                    const Row before = row;
                    settle(row, pool, candidate_of(row).requested);
                    if (!is_paid(row.reason)) row = before;
                }
            }
        }
        write_transfers();
    }

    // Who spent more than its own had it from those who spent less, both in declared order.
    void write_transfers() {
        std::vector<Decimal> given(purses_.size());
        for (std::size_t to = 0; to < purses_.size(); ++to) {
            Decimal needed = cut_.spent[to] - own(to);
            for (std::size_t from = 0; from < purses_.size() && needed.sign() > 0; ++from) {
                const Decimal spare = own(from) - cut_.spent[from] - given[from];
                if (spare.sign() <= 0) continue;
                const Decimal amount = std::min(spare, needed);
                cut_.transfers.push_back({from, to, amount});
                given[from] += amount;
                needed -= amount;
            }
        }
    }

    void find_divided_ties() {
        const auto& rows = cut_.rows;
        for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
            for (end = begin + 1; end < rows.size() && rows[end].place.rank == rows[begin].place.rank;
                 ++end) {
            }
            if (end - begin == 1) continue;
            // Envelopes are cut apart, so the members of one envelope alone must fare alike.
            std::map<std::size_t, std::set<Fate>> fates;
            for (std::size_t i = begin; i < end; ++i)
                if (candidate_of(rows[i]).meets)
                    fates[candidate_of(rows[i]).envelope].insert(fate_of(rows[i]));
            if (std::ranges::any_of(fates, [](const auto& one) { return one.second.size() > 1; }))
                cut_.divided_ties.push_back(begin);
        }
    }

    enum class Fate { paid, paid_in_part, unpaid };
    static Fate fate_of(const Row& row) {
        if (row.outcome != Outcome::selected) return Fate::unpaid;
        return row.reason == Reason::paid_in_part ? Fate::paid_in_part : Fate::paid;
    }

    const Fund& fund_;
    std::span<const Candidate> candidates_;
    std::vector<Purse> purses_;
    std::vector<std::vector<std::size_t>> waiting_;  // rows, by envelope
    Cut cut_;
};

}  // namespace

Cut cut(const Fund& fund, std::span<const Candidate> candidates, std::span<const Place> places) {
    return Cutting{fund, candidates}.run(places);
}

std::vector<Promotion> move_up(Policy policy, std::span<const Decimal> requests, Decimal money) {
    Purse purse{policy, money};
    std::vector<Promotion> promoted;
    for (std::size_t i = 0; i < requests.size() && !purse.closed; ++i)
        if (const auto [amount, reason] = purse.pay(requests[i]); is_paid(reason))
            promoted.push_back({i, amount});
    return promoted;
}

}  // namespace atranka::selection
