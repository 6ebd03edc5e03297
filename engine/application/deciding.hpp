#pragma once
// What the decisions of this room share; included by decide_*.cpp alone.

#include "engine/application/decide.hpp"
#include "engine/application/evolve.hpp"
#include "engine/application/facts.hpp"
#include "engine/application/route.hpp"
#include "engine/definition/calendar.hpp"
#include "engine/lifecycle/stage.hpp"
#include "engine/registry/acting.hpp"

#include <algorithm>

namespace atranka::application {

using Decision = Result<Decided>;

inline tl::unexpected<Rejection> refuse_move(Rule rule) {
    return refuse(rule, std::string{rule_sentence(rule)});
}

// One command at work on one application.
struct Act {
    const Context& c;
    const State& s;

    bool has_role(const std::string& role) const {
        const registry::Person* actor = c.registry.person(c.actor);
        return actor != nullptr && registry::acts_as(*actor, c.definition, c.call.id.text, role, c.at);
    }
    Result<void> needs_role(const std::string& role) const {
        if (has_role(role)) return {};
        return refuse(Rule::actor_must_have_the_role,
                      "only a person with the role " + role + " of this call does this", {},
                      Value::object({{"role", role}}));
    }
    // The step of that name, where it is the one the application waits in and of that kind.
    Result<const definition::Step*> step(const std::string& name, lifecycle::Kind kind) const {
        const definition::Step* found = c.definition.step(name);
        if (found == nullptr)
            return refuse(Rule::step_must_exist, "the definition has no step " + name, "step");
        const auto not_now = [](std::string why) {
            return refuse(Rule::step_must_be_current, std::move(why), "step");
        };
        if (s.finished()) return not_now("the application has ended: " + s.outcome);
        if (s.step != name) return not_now("the application waits in " + s.step + ", not in " + name);
        if (found->kind != kind)
            return not_now("the application waits in " + name + ", which is a step of the kind " +
                           std::string{lifecycle::kind_name(found->kind)} + ", not " +
                           std::string{lifecycle::kind_name(kind)});
        return found;
    }
    Result<const definition::Step*> current(lifecycle::Kind kind) const { return step(s.step, kind); }

    bool by_lead() const { return c.actor == s.lead; }
    bool in_time() const { return !s.deadline || !definition::is_past(*s.deadline, c.at); }
    bool has_interest() const {
        const registry::Person* actor = c.registry.person(c.actor);
        return actor != nullptr && (c.actor == s.lead || std::ranges::any_of(s.partners, [&](const auto& o) {
                                        return actor->employed_by(o, c.at);
                                    }));
    }
    bool was_asked_to_review(const PersonId& person) const {
        return std::ranges::any_of(s.reviews,
                                   [&](const auto& r) { return r.second.assignments.contains(person); });
    }
    bool has_scored() const {
        return std::ranges::any_of(s.reviews, [&](const auto& r) {
            const auto it = r.second.assignments.find(c.actor);
            return it != r.second.assignments.end() && it->second.submitted.has_value();
        });
    }
    Routing routing() const { return {c.definition, c.call, s.round, c.at}; }
    Routing routing(const RoundId& round) const { return {c.definition, c.call, round, c.at}; }
    std::optional<Instant> deadline_from_now(const definition::Step& at) const {
        return deadline_of(routing(), at, c.at);
    }
    // What a confirmed selection promised this application and it still holds.
    Decimal promised() const {
        Decimal amount = 0;
        for (const auto& [name, placement] : s.placements)
            if (placement.outcome == "selected") amount += placement.amount;
        return amount;
    }
    std::vector<call::Event> money_back() const {
        std::vector<call::Event> events;
        for (const auto& [name, placement] : s.placements)
            if (placement.outcome == "selected" && placement.amount.sign() > 0)
                events.push_back(call::MoneyReturned{placement.amount, placement.envelope});
        return events;
    }
};

Decision decide_one(const Act& act, const StartApplication& cmd);
Decision decide_one(const Act& act, const SubmitForm& cmd);
Decision decide_one(const Act& act, const WithdrawApplication& cmd);
Decision decide_one(const Act& act, const HandOverLead& cmd);
Decision decide_one(const Act& act, const CorrectError& cmd);

Decision decide_one(const Act& act, const AskClarification& cmd);
Decision decide_one(const Act& act, const AnswerClarification& cmd);
Decision decide_one(const Act& act, const AssessLines& cmd);
Decision decide_one(const Act& act, const ProposeCheck& cmd);
Decision decide_one(const Act& act, const ConfirmCheck& cmd);
Decision decide_one(const Act& act, const RefuseCheck& cmd);

Decision decide_assignment(const Act& act, const assignment::Command& cmd);
Decision decide_one(const Act& act, const NameChair& cmd);
Decision decide_one(const Act& act, const DiscussReview& cmd);
Decision decide_one(const Act& act, const WriteConsensus& cmd);
Decision decide_one(const Act& act, const SignConsensus& cmd);

Decision decide_one(const Act& act, const DecideAward& cmd);
Decision decide_one(const Act& act, const ConfirmAward& cmd);
Decision decide_one(const Act& act, const RefuseAward& cmd);
Decision decide_one(const Act& act, const SendBackAward& cmd);
Decision decide_one(const Act& act, const AcceptOffer& cmd);
Decision decide_one(const Act& act, const DeclineOffer& cmd);
Decision decide_one(const Act& act, const ResubmitBudget& cmd);

Decision decide_one(const Act& act, const LodgeAppeal& cmd);
Decision decide_one(const Act& act, const ExamineAppeal& cmd);
Decision decide_one(const Act& act, const DecideAppeal& cmd);
Decision decide_one(const Act& act, const WithdrawAppeal& cmd);
Decision decide_one(const Act& act, const RecordRuling& cmd);

Decision decide_one(const Act& act, const ServeNotice& cmd);
Decision decide_one(const Act& act, const ProposeExtension& cmd);
Decision decide_one(const Act& act, const ConfirmExtension& cmd);
Decision decide_one(const Act& act, const RefuseExtension& cmd);
Decision decide_one(const Act& act, const SuspendApplication& cmd);
Decision decide_one(const Act& act, const ResumeApplication& cmd);
Decision decide_one(const Act& act, const FireTimer& cmd);

Decision decide_one(const Act& act, const ImportApplication& cmd);
Decision decide_one(const Act& act, const ImportReview& cmd);
Decision decide_one(const Act& act, const CloseImportedReview& cmd);

}  // namespace atranka::application
