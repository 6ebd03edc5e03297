#pragma once
// A random call at work: each turn is four small numbers, read as a command that may or may not fit what is
// going on.

#include "tests/random/plan.hpp"
#include "tests/scenario/invariants.hpp"
#include "tests/scenario/world.hpp"

namespace atranka::random {

struct Turn {
    int kind = 0, who = 0, what = 0, number = 0;  // each from 0 to 99
};

class Play {
public:
    // The store is the caller's: one that cheats is found out.
    Play(scenario::MemoryStore& store, const Plan& plan);
    void take(const Turn& turn);

    int accepted() const { return accepted_; }
    int refused() const { return refused_; }
    scenario::Invariants& invariants() { return invariants_; }
    service::Service& service() { return service_; }

private:
    void found();
    bool give(const std::string& actor, service::Command command, const std::string& authenticated = "cli");
    void of_call(const Turn& turn);
    void of_round(const Turn& turn);
    void anything(const Turn& turn);
    void sensible(const Turn& turn);
    void sensible_review(const Turn& turn, const application::State& state);
    void sensible_appeal(const Turn& turn, const application::State& state);
    std::string actor(const Turn& turn, const std::string& wanted) const;
    Value note(const Turn& turn) const;

    scenario::MemoryStore& store_;
    scenario::Stopped clock_;
    scenario::Rehearsed random_;
    scenario::Believing prover_;
    service::Service service_{store_, clock_, random_, nullptr, nullptr, nullptr, &prover_};
    scenario::Invariants invariants_;
    Value definition_;
    Plan plan_;
    Instant now_ = scenario::at("2026-01-05T08:00:00Z");
    int accepted_ = 0, refused_ = 0, written_ = 0;
};

}  // namespace atranka::random
