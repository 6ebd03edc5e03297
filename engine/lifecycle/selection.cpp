#include "engine/lifecycle/selection.hpp"

#include "engine/lifecycle/machine.hpp"

#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace atranka::lifecycle::selection {

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

using RoundClosed = Needs<R::round_must_be_closed, Is<&F::round_closed>>;
using AllArrived = Needs<R::all_applications_must_have_arrived, Is<&F::all_arrived>>;
using LotReady = Needs<R::lot_must_be_ready, Is<&F::lot_ready>>;
using Current = Needs<R::ranking_must_be_current, Is<&F::ranking_current>>;
using Impartial = Needs<R::decider_must_be_impartial, Not<&F::has_interest>>;
using ByAnother = Needs<R::second_person_must_confirm, Not<&F::same_person>>;
using Reasoned = Needs<R::reason_must_be_given, Is<&F::reason_given>>;
using ByTwo = When<Is<&F::needs_second_person>>;
using Alone = When<Not<&F::needs_second_person>>;
template <Place place>
using Placed = When<Is<&F::place, place>>;
using P = Place;
using NextInLine = Needs<R::reserve_list_must_be_followed_in_order, Is<&F::next_in_line>>;
using MoneyLeft = Needs<R::money_must_be_left, Is<&F::money_left>>;
using InTime = Needs<R::reserve_list_must_not_have_expired, Not<&F::reserve_expired>>;
using Expired = Needs<R::reserve_list_must_have_expired, Is<&F::reserve_expired>>;

struct Front : msm::front::state_machine_def<Front>,
               Judge<Otherwise<S::collecting, T::propose, R::ranking_must_be_made_first>,
                     Otherwise<S::collecting, T::confirm, R::proposal_must_be_made_first>,
                     Otherwise<S::ranked, T::confirm, R::proposal_must_be_made_first>,
                     Otherwise<S::ranked, T::refuse, R::proposal_must_be_made_first>> {
    using Judge::no_transition;
    using initial_state = In<S::collecting>;
    // clang-format off
    struct transition_table : boost::mpl::vector<
        Row<S::collecting, T::rank, S::ranked, RoundClosed, AllArrived, LotReady>,
        Row<S::ranked, T::rank, S::ranked, RoundClosed, AllArrived, LotReady>,
        Row<S::ranked, T::propose, S::proposed, ByTwo, Impartial, Current>,
        Row<S::ranked, T::propose, S::confirmed, Alone, Placed<P::list>, Impartial, Current>,
        Row<S::ranked, T::propose, S::selected, Alone, Placed<P::selected>, Impartial, Current>,
        Row<S::ranked, T::propose, S::reserved, Alone, Placed<P::reserved>, Impartial, Current>,
        Row<S::ranked, T::propose, S::not_selected, Alone, Placed<P::not_selected>, Impartial, Current>,
        Row<S::proposed, T::confirm, S::confirmed, Placed<P::list>, ByAnother, Impartial, Current>,
        Row<S::proposed, T::confirm, S::selected, Placed<P::selected>, ByAnother, Impartial, Current>,
        Row<S::proposed, T::confirm, S::reserved, Placed<P::reserved>, ByAnother, Impartial, Current>,
        Row<S::proposed, T::confirm, S::not_selected, Placed<P::not_selected>, ByAnother, Impartial, Current>,
        Row<S::proposed, T::refuse, S::ranked, ByAnother, Impartial, Reasoned>,
        Row<S::reserved, T::move_up, S::selected, InTime, NextInLine, MoneyLeft>,
        Row<S::reserved, T::expire, S::not_selected, Expired>
    > {};
    // clang-format on
};
using Machine = msm::back::state_machine<Front>;

}  // namespace

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts) {
    return ask<Machine, In, msm::back::get_state_id>(stage, trigger, facts);
}

Table table() {
    return table_of<Front, Stage, Trigger>("selection",
                                           "All applications of a round are ordered and cut together.");
}

}  // namespace atranka::lifecycle::selection
