#pragma once
// What holds after every command of every call, looked at from outside: told each batch that was written, it
// folds the entry into states of its own and compares them with those that the live service keeps.
// Errors: what does not hold is a sentence in `broken`, with the log and index of the entry that broke it.

#include "engine/application/events.hpp"
#include "engine/call/events.hpp"
#include "engine/service/replay.hpp"

namespace atranka::scenario {

class Invariants {
public:
    void see(const service::Batch& batch);
    std::vector<std::string> broken;
    service::Folded& states() { return states_; }

private:
    void check_permissions(const service::Entry& entry, const std::string& actor, const Value& events);
    void check_permission(const application::State& before, const std::string& actor,
                          const application::Event& event);
    void check_permission(const call::State& before, const std::string& actor, const call::Event& event);
    void check_stage(const application::State& state);
    void check_money(const CallId& call);
    void must(bool holds, const std::string& sentence);

    service::Folded states_;
    std::map<CallId, std::map<ApplicationId, Decimal>> held_;
    std::string where_;
};

// What an application holds of its call's money: promised and not given back.
Decimal held_by(const application::State& state, const definition::Definition& definition);

}  // namespace atranka::scenario
