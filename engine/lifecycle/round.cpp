#include "engine/lifecycle/round.hpp"

#include "engine/lifecycle/machine.hpp"

#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace atranka::lifecycle::round {

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

using Running = Needs<R::call_must_not_be_suspended, Not<&F::call_suspended>>;
using CallOpen = Needs<R::call_must_be_open, Is<&F::call_open>>;
using OpeningReached = Needs<R::opening_must_have_come, Is<&F::opening_reached>>;
using InTime = Needs<R::deadline_must_not_have_passed, Is<&F::before_deadline>>;
using Late = Needs<R::deadline_must_have_passed, Not<&F::before_deadline>>;
using AllArrived = Needs<R::all_applications_must_have_arrived, Is<&F::all_arrived>>;
using Confirmed = Needs<R::ranking_must_be_confirmed, Is<&F::selection_confirmed>>;
using Reasoned = Needs<R::reason_must_be_given, Is<&F::reason_given>>;

struct Front : msm::front::state_machine_def<Front>,
               Judge<Otherwise<S::evaluating, T::decide, R::ranking_must_be_confirmed>> {
    using Judge::no_transition;
    using initial_state = In<S::planned>;
    // clang-format off
    struct transition_table : boost::mpl::vector<
        Row<S::planned, T::open, S::open, Running, CallOpen, OpeningReached, InTime>,
        Row<S::open, T::close, S::closed, Running, Late>,
        Row<S::closed, T::evaluate, S::evaluating, Running>,
        Row<S::evaluating, T::rank, S::ranked, Running, AllArrived>,
        Row<S::ranked, T::rank, S::ranked, Running, AllArrived>,
        Row<S::ranked, T::evaluate, S::evaluating, Running, Confirmed>,
        Row<S::ranked, T::send_back, S::evaluating, Running, Reasoned>,
        Row<S::ranked, T::decide, S::decided, Running, Confirmed>
    > {};
    // clang-format on
};
using Machine = msm::back::state_machine<Front>;

}  // namespace

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts) {
    return ask<Machine, In, msm::back::get_state_id>(stage, trigger, facts);
}

Table table() {
    return table_of<Front, Stage, Trigger>("round",
                                           "A round has one cut-off date; what comes late enters the next.");
}

}  // namespace atranka::lifecycle::round
