#include "engine/application/decide.hpp"

#include "engine/application/deciding.hpp"
#include "engine/definition/separation.hpp"

namespace atranka::application {

namespace {

template <class C>
concept BeginsAnApplication = std::same_as<C, StartApplication> || std::same_as<C, ImportApplication>;
template <class C>
concept WorksWhileSuspended = std::same_as<C, ResumeApplication> || std::same_as<C, WithdrawApplication> ||
    std::same_as<C, RecordRuling>;

// What staff and experts do to an application. Its lead's own commands are not among them, nor the clock's.
using Acts = boost::mp11::mp_list<AskClarification, AssessLines, ProposeCheck, ConfirmCheck, RefuseCheck,
                                  CorrectError, DecideAward, ConfirmAward, RefuseAward, SendBackAward,
                                  ServeNotice, ExamineAppeal, DecideAppeal, RecordRuling, ProposeExtension,
                                  ConfirmExtension, RefuseExtension, SuspendApplication, ResumeApplication,
                                  NameChair, DiscussReview, WriteConsensus, SignConsensus>;
template <class C>
constexpr bool is_act =
    boost::mp11::mp_contains<Acts, C>::value || boost::mp11::mp_contains<assignment::Command, C>::value;

// Whoever ends without an award keeps no money, whichever step it was that ended it; nor does whoever comes
// back
// from an award to be decided afresh.
void give_back(const Act& act, Decided& decided) {
    const bool returned = std::ranges::any_of(
        decided.call, [](const auto& e) { return std::holds_alternative<call::MoneyReturned>(e); });
    const bool lost = std::ranges::any_of(decided.events, [&](const Event& e) {
        const auto* reached = std::get_if<OutcomeReached>(&e);
        return reached != nullptr && !act.c.definition.outcome(reached->outcome)->awarded;
    });
    const bool comes_back = act.s.finished() && act.c.definition.outcome(act.s.outcome)->awarded &&
                            std::ranges::any_of(decided.events, [](const Event& e) {
                                return std::holds_alternative<StepEntered>(e);
                            });
    if ((lost || comes_back) && !returned)
        for (call::Event& event : act.money_back()) decided.call.push_back(std::move(event));
}

template <class C>
Decision checked(const Act& act, const C& cmd) {
    if (act.c.call.stage == lifecycle::call::Stage::cancelled)
        return refuse(Rule::call_must_be_under_way, "the call was cancelled");
    if (act.c.call.stage == lifecycle::call::Stage::archived && !std::same_as<C, RecordRuling>)
        return refuse(Rule::call_must_be_under_way, "the call is archived");
    if constexpr (BeginsAnApplication<C>) {
        if (act.s.exists())
            return refuse(Rule::application_must_be_new, "there is an application " + cmd.application.text);
        if (!is_id(cmd.application.text))
            return refuse(Rule::id_must_be_well_formed, "not an id: " + cmd.application.text, "application");
    } else {
        if (!act.s.exists())
            return refuse(Rule::application_must_exist, "no application " + cmd.application.text,
                          "application");
        if constexpr (!WorksWhileSuspended<C>) {
            if (act.s.suspended_since)
                return refuse(Rule::work_must_not_be_suspended, "work on this application is suspended");
            if (act.c.call.suspended)
                return refuse(Rule::work_must_not_be_suspended, "work on the call is suspended");
        }
    }
    // Who declares an interest, or declines for it, does what they should.
    if constexpr (is_act<C> && !std::same_as<C, assignment::DeclareInterest> &&
                  !std::same_as<C, assignment::DeclineReview>)
        if (definition::interested_do_nothing(act.c.definition) && act.has_interest())
            return refuse_move(Rule::decider_must_be_impartial);
    if constexpr (boost::mp11::mp_contains<assignment::Command, C>::value)
        return decide_assignment(act, assignment::Command{cmd});
    else
        return decide_one(act, cmd);
}

}  // namespace

Result<Decided> decide(const Context& context, const State& state, const Command& command) {
    const Act act{context, state};
    auto decided = std::visit([&](const auto& c) { return checked(act, c); }, command);
    if (decided) give_back(act, *decided);
    return decided;
}

const definition::Form* form_at(const definition::Definition& definition, const State& state,
                                const definition::Step& step) {
    return step.kind == lifecycle::Kind::submission ? definition.form(step.form)
                                                    : newest_form(definition, state);
}

const definition::Step* submission_before(const definition::Definition& definition, const std::string& step) {
    const definition::Step* found = nullptr;
    for (const definition::Step& earlier : definition.steps) {
        if (earlier.name == step) break;
        if (earlier.kind == lifecycle::Kind::submission) found = &earlier;
    }
    return found;
}

}  // namespace atranka::application
