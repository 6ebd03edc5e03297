#include "engine/lifecycle/appeal.hpp"

#include "engine/lifecycle/machine.hpp"

#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace atranka::lifecycle::appeal {

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

using ByNew = Needs<R::appeal_must_be_decided_by_someone_new, Not<&F::took_part>>;
using InTime = Needs<R::appeal_must_be_in_time, Is<&F::in_time>>;
using GroundAllowed = Needs<R::appeal_ground_must_be_allowed, Is<&F::ground_allowed>>;
using Reasoned = Needs<R::reason_must_be_given, Is<&F::reason_given>>;
using ByAnother = Needs<R::second_person_must_confirm, Not<&F::same_person>>;
using ByLead = Needs<R::lead_must_act, Is<&F::by_lead>>;
using Ruled = Needs<R::ruling_must_be_recorded, Is<&F::ruling_recorded>>;
using Admitting = When<Is<&F::admissible>>;
using Barring = When<Not<&F::admissible>>;
using ByTwo = When<Is<&F::needs_second_person>>;
using Alone = When<Not<&F::needs_second_person>>;
using Upholding = When<Is<&F::upheld>>;
using Dismissing = When<Not<&F::upheld>>;

struct Front : msm::front::state_machine_def<Front>,
               Judge<Otherwise<S::lodged, T::decide, R::appeal_must_be_examined_first>,
                     Otherwise<S::admissible, T::confirm, R::proposal_must_be_made_first>,
                     Otherwise<S::admissible, T::refuse, R::proposal_must_be_made_first>> {
    using Judge::no_transition;
    using initial_state = In<S::lodged>;
    // clang-format off
    struct transition_table : boost::mpl::vector<
        Row<S::lodged, T::examine, S::admissible, Admitting, ByNew, InTime, GroundAllowed>,
        Row<S::lodged, T::examine, S::inadmissible, Barring, ByNew, Reasoned>,
        Row<S::admissible, T::decide, S::proposed, ByTwo, ByNew, Reasoned>,
        Row<S::admissible, T::decide, S::upheld, Alone, Upholding, ByNew, Reasoned>,
        Row<S::admissible, T::decide, S::dismissed, Alone, Dismissing, ByNew, Reasoned>,
        Row<S::proposed, T::confirm, S::upheld, Upholding, ByAnother, ByNew>,
        Row<S::proposed, T::confirm, S::dismissed, Dismissing, ByAnother, ByNew>,
        Row<S::proposed, T::refuse, S::admissible, ByAnother, ByNew, Reasoned>,
        Row<S::lodged, T::withdraw, S::withdrawn, ByLead>,
        Row<S::admissible, T::withdraw, S::withdrawn, ByLead>,
        Row<S::proposed, T::withdraw, S::withdrawn, ByLead>,
        Row<S::inadmissible, T::overturn, S::admissible, Ruled>,
        Row<S::dismissed, T::overturn, S::upheld, Ruled>,
        Row<S::upheld, T::overturn, S::dismissed, Ruled>
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
        "appeal", "An applicant contests how it was decided; someone new examines and decides.");
}

}  // namespace atranka::lifecycle::appeal
