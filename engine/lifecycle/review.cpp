#include "engine/lifecycle/review.hpp"

#include "engine/lifecycle/machine.hpp"

#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace atranka::lifecycle::review {

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

using Staffed = Needs<R::experts_must_be_enough, Is<&F::experts_assigned>>;
using Covered = Needs<R::kinds_must_be_covered, Is<&F::kinds_covered>>;
using AllIn = Needs<R::all_reviews_must_be_submitted, Is<&F::all_submitted>>;
using Enough = When<Is<&F::experts_assigned>>;
using EveryKind = When<Is<&F::kinds_covered>>;
using Short = When<Not<&F::experts_assigned>, Not<&F::kinds_covered>>;
using Diverging = When<Is<&F::diverges>>;
using FurtherExpert = When<Is<&F::further_expert>>;
using Settled = When<Not<&F::diverges>, Not<&F::further_expert>>;
using ByConsensus = When<Is<&F::needs_consensus>>;
using ByAggregate = When<Not<&F::needs_consensus>>;
using Meeting = When<Is<&F::meets_thresholds>>;
using Below = When<Not<&F::meets_thresholds>>;
using Reasoned = Needs<R::reopening_must_have_a_reason, Is<&F::reason_given>>;
using Written = Needs<R::consensus_must_be_written, Is<&F::consensus_written>>;
using Chaired = Needs<R::chair_must_be_named, Is<&F::without_chair>, Is<&F::chair_named>>;
using ByChair = Needs<R::chair_must_write, Is<&F::without_chair>, Is<&F::by_chair>>;
using AllSigned = When<Is<&F::all_signed>>;
using SomeSigned = When<Not<&F::all_signed>>;

struct Front : msm::front::state_machine_def<Front>,
               Judge<Otherwise<S::staffing, T::conclude, R::experts_must_be_enough>,
                     Otherwise<S::diverging, T::conclude, R::further_expert_must_be_assigned>,
                     Otherwise<S::meets, T::reopen, R::review_must_be_open>,
                     Otherwise<S::below, T::reopen, R::review_must_be_open>> {
    using Judge::no_transition;
    using initial_state = In<S::staffing>;
    // clang-format off
    struct transition_table : boost::mpl::vector<
        Row<S::staffing, T::assign, S::scoring, Enough, EveryKind>,
        Row<S::staffing, T::assign, S::staffing, Short>,
        Row<S::staffing, T::lose, S::staffing>,
        Row<S::scoring, T::assign, S::scoring>,
        Row<S::scoring, T::lose, S::scoring, Enough, EveryKind>,
        Row<S::scoring, T::lose, S::staffing, Short>,
        Row<S::scoring, T::conclude, S::diverging, Diverging, FurtherExpert, Staffed, Covered, AllIn>,
        Row<S::scoring, T::conclude, S::consensus, Settled, ByConsensus, Staffed, Covered, AllIn>,
        Row<S::scoring, T::conclude, S::meets, Settled, ByAggregate, Meeting, Staffed, Covered, AllIn>,
        Row<S::scoring, T::conclude, S::below, Settled, ByAggregate, Below, Staffed, Covered, AllIn>,
        Row<S::scoring, T::reopen, S::scoring, Reasoned>,
        Row<S::diverging, T::assign, S::scoring>,
        Row<S::diverging, T::lose, S::scoring>,
        Row<S::diverging, T::reopen, S::scoring, Reasoned>,
        Row<S::consensus, T::lose, S::scoring>,
        Row<S::consensus, T::reopen, S::scoring, Reasoned>,
        Row<S::consensus, T::write, S::consensus, Chaired, ByChair>,
        Row<S::consensus, T::sign, S::consensus, SomeSigned, Written>,
        Row<S::consensus, T::sign, S::meets, AllSigned, Meeting, Written>,
        Row<S::consensus, T::sign, S::below, AllSigned, Below, Written>
    > {};
    // clang-format on
};
using Machine = msm::back::state_machine<Front>;

}  // namespace

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts) {
    return ask<Machine, In, msm::back::get_state_id>(stage, trigger, facts);
}

Table table() {
    return table_of<Front, Stage, Trigger>(
        "review", "Experts are found, score, agree or are joined by another; thresholds decide.");
}

}  // namespace atranka::lifecycle::review
