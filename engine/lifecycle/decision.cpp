#include "engine/lifecycle/decision.hpp"

#include "engine/lifecycle/machine.hpp"

#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace atranka::lifecycle::decision {

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

using NotScored = Needs<R::decider_must_not_have_scored, Not<&F::scored>>;
using Impartial = Needs<R::decider_must_be_impartial, Not<&F::has_interest>>;
using ByAnother = Needs<R::second_person_must_confirm, Not<&F::same_person>>;
using Numbered = Needs<R::order_must_be_numbered, Is<&F::order_numbered>>;
using MoneyLeft = Needs<R::money_must_be_left, Not<&F::granted>, Is<&F::money_left>>;
using RefusalReasoned = Needs<R::reason_must_be_given, Is<&F::granted>, Is<&F::reason_given>>;
using Reasoned = Needs<R::reason_must_be_given, Is<&F::reason_given>>;
using ByTwo = When<Is<&F::needs_second_person>>;
using Alone = When<Not<&F::needs_second_person>>;
using Granting = When<Is<&F::granted>>;
using Refusing = When<Not<&F::granted>>;

struct Front : msm::front::state_machine_def<Front>,
               Judge<Otherwise<S::pending, T::confirm, R::proposal_must_be_made_first>,
                     Otherwise<S::pending, T::refuse, R::proposal_must_be_made_first>> {
    using Judge::no_transition;
    using initial_state = In<S::pending>;
    // clang-format off
    struct transition_table : boost::mpl::vector<
        Row<S::pending, T::propose, S::proposed, ByTwo, NotScored, Impartial, Numbered, MoneyLeft,
            RefusalReasoned>,
        Row<S::pending, T::propose, S::granted, Alone, Granting, NotScored, Impartial, Numbered, MoneyLeft>,
        Row<S::pending, T::propose, S::refused, Alone, Refusing, NotScored, Impartial, Numbered,
            RefusalReasoned>,
        Row<S::pending, T::send_back, S::sent_back, NotScored, Impartial, Reasoned>,
        Row<S::proposed, T::confirm, S::granted, Granting, ByAnother, NotScored, Impartial, MoneyLeft>,
        Row<S::proposed, T::confirm, S::refused, Refusing, ByAnother, NotScored, Impartial>,
        Row<S::proposed, T::refuse, S::pending, ByAnother, NotScored, Impartial, Reasoned>
    > {};
    // clang-format on
};
using Machine = msm::back::state_machine<Front>;

}  // namespace

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts) {
    return ask<Machine, In, msm::back::get_state_id>(stage, trigger, facts);
}

Table table() {
    return table_of<Front, Stage, Trigger>("decision",
                                           "The deciding authority grants or refuses by a numbered order.");
}

}  // namespace atranka::lifecycle::decision
