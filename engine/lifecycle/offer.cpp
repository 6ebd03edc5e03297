#include "engine/lifecycle/offer.hpp"

#include "engine/lifecycle/machine.hpp"

#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace atranka::lifecycle::offer {

namespace {

namespace msm = boost::msm;
using S = Stage;
using T = Trigger;
using R = Rule;
using F = Facts;

template <auto stage>
struct In : msm::front::state<>, At<stage> {};
template <S from, T trigger, S to, class... Clauses>
using Row = msm::front::Row<In<from>, Asked<trigger, F>, In<to>, msm::front::none, Guard<Clauses...>>;

using ByLead = Needs<R::lead_must_act, Is<&F::by_lead>>;
using InTime = Needs<R::deadline_must_not_have_passed, Is<&F::before_deadline>>;
using Late = Needs<R::deadline_must_have_passed, Not<&F::before_deadline>>;
using Whole = Needs<R::budget_must_be_resubmitted, Not<&F::partial>>;
using Partial = Needs<R::offer_must_be_partial, Is<&F::partial>>;
using Fitting = Needs<R::budget_must_fit_the_offer, Is<&F::budget_fits>>;
using Consented = Needs<R::partners_must_have_consented, Is<&F::partners_consented>>;
using DeMinimis = Needs<R::de_minimis_must_be_left, Is<&F::de_minimis_left>>;

struct Front : msm::front::state_machine_def<Front>,
               Judge<Otherwise<S::lapsed, T::accept, R::deadline_must_not_have_passed>> {
    using Judge::no_transition;
    using initial_state = In<S::offered>;
    // clang-format off
    struct transition_table : boost::mpl::vector<
        Row<S::offered, T::accept, S::accepted, ByLead, InTime, Whole, Consented, DeMinimis>,
        Row<S::offered, T::resubmit_budget, S::budget_resubmitted, ByLead, InTime, Partial, Fitting>,
        Row<S::budget_resubmitted, T::resubmit_budget, S::budget_resubmitted, ByLead, InTime, Partial,
            Fitting>,
        Row<S::budget_resubmitted, T::accept, S::accepted, ByLead, InTime, Fitting, Consented, DeMinimis>,
        Row<S::offered, T::decline, S::declined, ByLead>,
        Row<S::budget_resubmitted, T::decline, S::declined, ByLead>,
        Row<S::offered, T::lapse, S::lapsed, Late>,
        Row<S::budget_resubmitted, T::lapse, S::lapsed, Late>
    > {};
    // clang-format on
};
using Machine = msm::back::state_machine<Front>;

}  // namespace

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts) {
    return ask<Machine, In, msm::back::get_state_id>(stage, trigger, facts);
}

Table table() {
    return table_of<Front, Stage, Trigger>("offer", "An applicant accepts or declines what was granted.");
}

}  // namespace atranka::lifecycle::offer
