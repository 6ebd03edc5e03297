#pragma once
// A whole call, told in commands: from its publication to its archive, two rounds, and what can go wrong in between.
// Shape:  every command goes through the service with an instant of its own; nothing is left to the clock or to chance.
// Errors: Broken where a command is refused that the story counts on.

#include "engine/service/service.hpp"
#include "examples/inoklaster/cast.hpp"

#include <functional>
#include <stdexcept>

namespace atranka::example {

struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// What is being told, and how far it is: chapter `done` of `all`, and the part of that chapter from 0 to 1.
using Watch = std::function<void(const std::string& chapter, int done, int all, double part)>;

class Story {
public:
    // `definition` is resolved: it carries its holidays and offsets.
    Story(service::Service& service, Value definition, Watch watch);
    void tell();

    const Cast& who() const { return cast_; }
    std::int64_t commands() const { return commands_; }
    // Refusals that the story provoked, by rule: an expert with an interest, money that does not suffice.
    const std::map<std::string, int>& refusals() const { return refusals_; }

private:
    using Projects = std::vector<Project*>;

    void found();
    void publish();
    void submit_ideas(const std::string& round);
    void close_round(const std::string& round);
    void check_ideas(const std::string& round);
    void review_ideas(const std::string& round);
    void invite(const std::string& round);
    void deal_out_fates();
    void apply(const std::string& round);
    void check_applications(const std::string& round);
    void evaluate(const std::string& round);
    void rank(const std::string& round);
    void award(const std::string& round);
    void offer(const std::string& round);
    void appeal();
    void place_the_upheld();
    void finish();

    // A command that must be accepted, or one that may be refused.
    void give(const std::string& actor, service::Command command);
    bool attempt(const std::string& actor, service::Command command);
    void wait_until(const std::string& instant);
    void wait_days(int days);

    application::State state(const Project& project);
    // Those of the round that wait in the step.
    Projects waiting(const std::string& round, const std::string& step);
    Projects ended(const std::string& round, const std::string& outcome);
    std::string officer_of(const Project& project) const;
    std::string assign(const Project& project, const std::string& step, const std::vector<std::string>& pool,
                       std::size_t from);
    void score(const Project& project, const std::string& step, const std::string& expert);
    std::map<std::string, Decimal> scores_of(const Project& project, const std::string& step,
                                             const std::string& expert) const;
    void review_idea(const Project& project, std::size_t number);
    void evaluate_one(const Project& project, std::size_t number);
    void reach_consensus(const Project& project);
    void select(const std::string& round, const std::string& step);
    void move_up(const std::string& round);
    void serve(const Project& project, const std::string& how = "e-delivery");
    template <class Do>
    void each(const Projects& projects, Do&& act);

    service::Service& service_;
    Value definition_;
    Watch watch_;
    Cast cast_ = cast();
    Instant now_;
    std::string chapter_;
    int chapters_done_ = 0;
    std::int64_t commands_ = 0;
    std::map<std::string, int> refusals_;
    Project* upheld_ = nullptr;
    Project* dismissed_ = nullptr;
    bool read_again_ = false;  // what was misread
};

}  // namespace atranka::example
