#include "engine/lifecycle/check.hpp"

#include "engine/lifecycle/machine.hpp"

#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace atranka::lifecycle::check {

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

using Impartial = Needs<R::decider_must_be_impartial, Not<&F::has_interest>>;
using Assessed = Needs<R::lines_must_be_assessed, Is<&F::lines_assessed>>;
using FailureReasoned = Needs<R::reason_must_be_given, Is<&F::passed>, Is<&F::reason_given>>;
// Passing against a failed rule is a person's judgement, which says why.
using OverrulingReasoned = Needs<R::reason_must_be_given, Is<&F::rules_passed>, Is<&F::reason_given>>;
using Reasoned = Needs<R::reason_must_be_given, Is<&F::reason_given>>;
using ByAnother = Needs<R::second_person_must_confirm, Not<&F::same_person>>;
using ByTwo = When<Is<&F::needs_second_person>>;
using Alone = When<Not<&F::needs_second_person>>;
using Passing = When<Is<&F::passed>>;
using Failing = When<Not<&F::passed>>;
using ClarificationLeft = Needs<R::clarification_must_be_left, Is<&F::clarification_left>>;
using ByLead = Needs<R::lead_must_act, Is<&F::by_lead>>;
using InTime = Needs<R::deadline_must_not_have_passed, Is<&F::before_deadline>>;
using Late = Needs<R::deadline_must_have_passed, Not<&F::before_deadline>>;
using Valid = Needs<R::form_must_be_valid, Is<&F::form_is_valid>>;

struct Front : msm::front::state_machine_def<Front>,
               Judge<Otherwise<S::pending, T::confirm, R::proposal_must_be_made_first>,
                     Otherwise<S::pending, T::refuse, R::proposal_must_be_made_first>> {
    using Judge::no_transition;
    using initial_state = In<S::pending>;
    // clang-format off
    struct transition_table : boost::mpl::vector<
        Row<S::pending, T::ask, S::awaiting_answer, ClarificationLeft>,
        Row<S::awaiting_answer, T::answer, S::pending, ByLead, InTime, Valid>,
        Row<S::awaiting_answer, T::answer_lapsed, S::pending, Late>,
        Row<S::pending, T::propose, S::proposed, ByTwo, Impartial, Assessed, FailureReasoned,
            OverrulingReasoned>,
        Row<S::pending, T::propose, S::passed, Alone, Passing, Impartial, Assessed, OverrulingReasoned>,
        Row<S::pending, T::propose, S::failed, Alone, Failing, Impartial, Assessed, FailureReasoned>,
        Row<S::proposed, T::confirm, S::passed, Passing, ByAnother, Impartial>,
        Row<S::proposed, T::confirm, S::failed, Failing, ByAnother, Impartial>,
        Row<S::proposed, T::refuse, S::pending, ByAnother, Impartial, Reasoned>
    > {};
    // clang-format on
};
using Machine = msm::back::state_machine<Front>;

}  // namespace

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts) {
    return ask<Machine, In, msm::back::get_state_id>(stage, trigger, facts);
}

Table table() {
    return table_of<Front, Stage, Trigger>("check",
                                           "Rules give a verdict, a person proposes, another confirms.");
}

}  // namespace atranka::lifecycle::check
