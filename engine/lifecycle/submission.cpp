#include "engine/lifecycle/submission.hpp"

#include "engine/lifecycle/machine.hpp"

#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace atranka::lifecycle::submission {

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
using Valid = Needs<R::form_must_be_valid, Is<&F::form_is_valid>>;
using Consented = Needs<R::partners_must_have_consented, Is<&F::partners_consented>>;
using Reasoned = Needs<R::reason_must_be_given, Is<&F::reason_given>>;

struct Front : msm::front::state_machine_def<Front>,
               Judge<Otherwise<S::lapsed, T::submit, R::deadline_must_not_have_passed>> {
    using Judge::no_transition;
    using initial_state = In<S::drafting>;
    // clang-format off
    struct transition_table : boost::mpl::vector<
        Row<S::drafting, T::submit, S::submitted, ByLead, InTime, Valid, Consented>,
        Row<S::returned, T::submit, S::submitted, ByLead, InTime, Valid, Consented>,
        Row<S::submitted, T::send_back, S::returned, Needs<R::return_must_be_left, Is<&F::return_left>>,
            Reasoned>,
        Row<S::drafting, T::lapse, S::lapsed, Late>,
        Row<S::returned, T::lapse, S::lapsed, Late>,
        Row<S::drafting, T::withdraw, S::withdrawn, ByLead>,
        Row<S::returned, T::withdraw, S::withdrawn, ByLead>,
        Row<S::submitted, T::withdraw, S::withdrawn, ByLead>
    > {};
    // clang-format on
};
using Machine = msm::back::state_machine<Front>;

}  // namespace

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts) {
    return ask<Machine, In, msm::back::get_state_id>(stage, trigger, facts);
}

Table table() {
    return table_of<Front, Stage, Trigger>("submission", "An applicant writes a form and hands it in.");
}

}  // namespace atranka::lifecycle::submission
