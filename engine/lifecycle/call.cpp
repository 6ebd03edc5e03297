#include "engine/lifecycle/call.hpp"

#include "engine/lifecycle/machine.hpp"

#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace atranka::lifecycle::call {

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

using Running = Needs<R::call_must_not_be_suspended, Not<&F::suspended>>;
using Suspended = Needs<R::call_must_be_suspended, Is<&F::suspended>>;
using Reasoned = Needs<R::reason_must_be_given, Is<&F::reason_given>>;
using ByAnother = Needs<R::second_person_must_confirm, Not<&F::same_person>>;
using Sound = Needs<R::definition_must_be_sound, Is<&F::definition_sound>>;
using Planned = Needs<R::round_must_be_planned, Is<&F::round_planned>>;
using OpeningReached = Needs<R::opening_must_have_come, Is<&F::opening_reached>>;
using LotCommitted = Needs<R::lot_must_be_committed, Is<&F::lot_committed>>;
using RoundsClosed = Needs<R::rounds_must_be_closed, Is<&F::rounds_closed>>;
using RoundsDecided = Needs<R::rounds_must_be_decided, Is<&F::rounds_decided>>;
using NoAppeals = Needs<R::appeals_must_be_decided, Not<&F::appeals_pending>>;

struct Front : msm::front::state_machine_def<Front>, Judge<> {
    using Judge::no_transition;
    using initial_state = In<S::drafted>;
    // clang-format off
    struct transition_table : boost::mpl::vector<
        Row<S::drafted, T::publish, S::published, ByAnother, Sound, Planned>,
        Row<S::published, T::open, S::open, Running, OpeningReached, LotCommitted>,
        Row<S::open, T::close, S::closed, Running, RoundsClosed>,
        Row<S::closed, T::evaluate, S::evaluating, Running>,
        Row<S::evaluating, T::decide, S::decided, Running, RoundsDecided>,
        Row<S::decided, T::archive, S::archived, NoAppeals>,
        Row<S::drafted, T::cancel, S::cancelled, Reasoned>,
        Row<S::published, T::cancel, S::cancelled, Reasoned>,
        Row<S::open, T::cancel, S::cancelled, Reasoned>,
        Row<S::closed, T::cancel, S::cancelled, Reasoned>,
        Row<S::evaluating, T::cancel, S::cancelled, Reasoned>,
        Row<S::published, T::suspend, S::published, Running, Reasoned>,
        Row<S::open, T::suspend, S::open, Running, Reasoned>,
        Row<S::closed, T::suspend, S::closed, Running, Reasoned>,
        Row<S::evaluating, T::suspend, S::evaluating, Running, Reasoned>,
        Row<S::published, T::resume, S::published, Suspended, Reasoned>,
        Row<S::open, T::resume, S::open, Suspended, Reasoned>,
        Row<S::closed, T::resume, S::closed, Suspended, Reasoned>,
        Row<S::evaluating, T::resume, S::evaluating, Suspended, Reasoned>
    > {};
    // clang-format on
};
using Machine = msm::back::state_machine<Front>;

}  // namespace

tl::expected<Stage, Rule> next(Stage stage, Trigger trigger, const Facts& facts) {
    return ask<Machine, In, msm::back::get_state_id>(stage, trigger, facts);
}

Table table() {
    return table_of<Front, Stage, Trigger>("call",
                                           "A call is published, opens, closes, is evaluated and decided.");
}

}  // namespace atranka::lifecycle::call
