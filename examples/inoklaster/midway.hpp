#pragma once
// A second call, which stands in the middle of its work at the moment it is told, so that everybody who signs in has
// something to do: one round at the ministry, one before its experts, one open for ideas.
// Shape:  told into a record that has the example's people and organisations. Deadlines lie around `now`: those that
//         matter are still to come.
// Errors: Broken where a command is refused that the story counts on.

#include "engine/service/service.hpp"
#include "examples/inoklaster/story.hpp"

namespace atranka::example {

constexpr const char* midway_id = "inoklaster-live";

class Midway {
public:
    Midway(service::Service& service, Value definition, Instant now);
    void tell();

    struct Account {
        const char *login, *person, *who;
    };
    // One a role, for people who look around.
    static const std::vector<Account>& accounts();
    // What each committed to the lot, which whoever ranks a round has to open.
    static const std::vector<std::pair<const char*, const char*>>& secrets();

private:
    void people();
    void publish();
    void ideas(const std::string& round, double days_ago);
    void invite(const std::string& round, double days_ago);
    void apply(const Project& project);
    void evaluate_whole(const Project& project);
    void first_round();
    void second_round();
    void before_the_experts();
    void third_round();
    void waiting_for_a_second();

    Instant ago(double days) const;
    void go(double days_ago);
    void give(const std::string& actor, service::Command command);
    const Project& of(const std::string& id) const;
    std::vector<std::string> waiting(const std::string& round, const std::string& step);
    void assess(const Project& project);
    void pass(const Project& project, const std::string& head);
    void assign(const Project& project, const std::string& step, std::initializer_list<const char*> experts);
    void declare(const Project& project, const std::string& step, const std::string& expert);
    void score(const Project& project, const std::string& step, const std::string& expert,
               std::initializer_list<double> scores);
    void select(const std::string& round, const std::string& step);
    void serve(const std::string& application);
    void save(const std::string& person, const std::string& key, const Value& draft);

    service::Service& service_;
    Value definition_;
    Instant today_, now_;
    std::vector<Project> projects_;
};

}  // namespace atranka::example
