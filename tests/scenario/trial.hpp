#pragma once
// A small call (trial.yaml) and the people in it, told step by step: tests go as far as they need.
// Shape:  time moves by a minute a command. `give` answers, `must` aborts with the refusal.

#include "tests/scenario/world.hpp"

namespace atranka::scenario {

struct Trial {
    Trial();
    explicit Trial(Value document) : definition(std::move(document)) {}

    World world;
    Value definition;
    Instant now = at("2026-01-05T08:00:00Z");

    Result<service::Done> give(const std::string& actor, service::Command command,
                               const std::string& authenticated = "cli");
    void must(const std::string& actor, service::Command command, const std::string& authenticated = "cli");
    void wait_until(const std::string& instant);
    void wait_days(int days);
    void tick() { world.service.tick(now); }
    application::State application(const std::string& id) { return world.service.states().application({id}); }
    call::State call() { return world.service.states().call({"c"}); }

    call::DraftCall draft_command() const;
    Result<service::Done> give_draft(const std::string& actor, const call::DraftCall& draft);

    // Each begins where the one before ends.
    void found();
    void draft();
    void open();  // the call, and its round r1
    void start(const std::string& id);
    void submit(const std::string& id, int grant = 100);
    void assess(const std::string& id);
    void pass(const std::string& id);
    void assign(const std::string& id);
    void score(const std::string& id, const std::string& expert, Decimal score);
    void agree(const std::string& id, Decimal score = 4);
    void arrive(const std::string& id, int grant = 100, Decimal score = 4);  // from the start to the ranking
    void close();
    procedure::RankRound rank_command() const;
    void rank();
    void select();
    void award(const std::string& id);
    void offer(const std::string& id);  // serves it, too
};

Value note(int grant);
Value facts_of_note(int grant);  // what an import brings: neither texts nor anything personal
// Events that are in the record, by name.
std::map<std::string, int> events_in(MemoryStore& store);

}  // namespace atranka::scenario
