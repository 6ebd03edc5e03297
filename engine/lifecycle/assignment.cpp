#include "engine/lifecycle/assignment.hpp"

#include "engine/lifecycle/machine.hpp"

#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace atranka::lifecycle::assignment {

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

using Disqualified = When<Is<&F::interest, Interest::disqualifying>>;
using Qualified = When<Is<&F::interest, Interest::undeclared>, Is<&F::interest, Interest::none>,
                       Is<&F::interest, Interest::potential>>;
using Declared = Needs<R::interest_must_be_declared, Is<&F::interest, Interest::none>,
                       Is<&F::interest, Interest::potential>>;
using Potential = Needs<R::interest_must_be_potential, Is<&F::interest, Interest::potential>>;
using Unhindered = Needs<R::interest_must_be_cleared, Is<&F::interest, Interest::none>, Is<&F::cleared>>;
// A disqualifying interest is nothing that anybody clears.
using Clearable = Needs<R::interest_must_be_cleared, Is<&F::interest, Interest::none>,
                        Is<&F::interest, Interest::potential>>;
using Clearing = When<Is<&F::cleared>>;
using Barring = When<Not<&F::cleared>>;
using ByAnother = Needs<R::interest_must_be_cleared_by_another, Is<&F::by_another>>;
using ReviewOpen = Needs<R::review_must_be_open, Is<&F::review_is_open>>;
using AllScored = Needs<R::criteria_must_be_scored, Is<&F::all_scored>>;
using OnScale = Needs<R::scores_must_be_on_scale, Is<&F::on_scale>>;
using Commented = Needs<R::comments_must_be_complete, Is<&F::comments_complete>>;
using Reasoned = Needs<R::reason_must_be_given, Is<&F::reason_given>>;
using ReopeningReasoned = Needs<R::reopening_must_have_a_reason, Is<&F::reason_given>>;

struct Front : msm::front::state_machine_def<Front>,
               Judge<Otherwise<S::invited, T::clear, R::interest_must_be_declared>,
                     Otherwise<S::invited, T::open, R::interest_must_be_declared_before_reading>,
                     Otherwise<S::invited, T::submit, R::interest_must_be_declared_before_scoring>,
                     Otherwise<S::declared, T::submit, R::application_must_be_read_before_scoring>> {
    using Judge::no_transition;
    using initial_state = In<S::invited>;
    // clang-format off
    struct transition_table : boost::mpl::vector<
        Row<S::invited, T::declare, S::recused, Disqualified>,
        Row<S::invited, T::declare, S::declared, Qualified, Declared>,
        Row<S::invited, T::decline, S::declined>,
        Row<S::invited, T::remove, S::removed, ReviewOpen, Reasoned>,
        Row<S::declared, T::declare, S::recused, Disqualified>,
        Row<S::declared, T::declare, S::declared, Qualified, Declared>,
        Row<S::declared, T::clear, S::declared, Clearing, Potential, ByAnother, Reasoned>,
        Row<S::declared, T::clear, S::recused, Barring, Potential, ByAnother, Reasoned>,
        Row<S::declared, T::open, S::drafting, ReviewOpen, Unhindered, Clearable>,
        Row<S::declared, T::decline, S::declined>,
        Row<S::declared, T::remove, S::removed, ReviewOpen, Reasoned>,
        Row<S::drafting, T::declare, S::recused, Disqualified>,
        Row<S::drafting, T::declare, S::declared, Qualified, Declared>,
        Row<S::drafting, T::submit, S::submitted, ReviewOpen, Unhindered, Clearable, AllScored, OnScale,
            Commented>,
        Row<S::drafting, T::decline, S::declined>,
        Row<S::drafting, T::remove, S::removed, ReviewOpen, Reasoned>,
        Row<S::submitted, T::reopen, S::reopened, ReviewOpen, ReopeningReasoned>,
        Row<S::submitted, T::remove, S::removed, ReviewOpen, Reasoned>,
        Row<S::reopened, T::submit, S::submitted, ReviewOpen, Unhindered, Clearable, AllScored, OnScale,
            Commented>,
        Row<S::reopened, T::remove, S::removed, ReviewOpen, Reasoned>
    > {};
    // clang-format on
};
using Machine = msm::back::state_machine<Front>;

}  // namespace

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts) {
    return ask<Machine, In, msm::back::get_state_id>(stage, trigger, facts);
}

Table table() {
    return table_of<Front, Stage, Trigger>("assignment",
                                           "An expert declares interests, reads, scores, and submits.");
}

}  // namespace atranka::lifecycle::assignment
