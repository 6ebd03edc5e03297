#pragma once
// What readers look at: the record as it stands, or as it stood at an instant.

#include "adapters/cli/program.hpp"
#include "engine/access/sight.hpp"
#include "engine/service/replay.hpp"

namespace atranka::cli {

class Reading {
public:
    // As of --as-of, where it is given.
    Reading(Program& program, const Arguments& arguments);

    service::States& states();
    std::vector<service::ApplicationRow> applications(const service::ApplicationQuery& query);
    // The instant by which something is late.
    Instant moment() const { return moment_; }
    bool is_past() const { return folded_ != nullptr; }

    // Stop 65 where there is none, or none that the actor may know of; of an application, what they may read.
    call::State call(const std::string& id);
    application::State application(const std::string& id);
    access::Relation relation_to(const std::string& application);
    // Stop 77 for those who do not work here.
    void for_staff(const std::string& application, const std::string& what);
    void for_staff_of(const call::State& call, const std::string& what);
    // Who reviews what, as far as the actor may know.
    std::vector<service::ReviewRow> reviews(const service::ReviewQuery& query);
    std::shared_ptr<const definition::Definition> definition_of(const CallId& call);

private:
    const registry::Person& viewer();
    std::optional<application::State> seen(const application::State& state);

    Program& program_;
    Instant moment_;
    std::unique_ptr<service::Folded> folded_;
    std::optional<registry::Person> viewer_;
};

extern const Option as_of_option;

// Who has to act: a role, or "applicant", "experts".
std::string whose_turn(const definition::Step& step, const std::string& stage);
std::string shown(const std::optional<Instant>& instant);

}  // namespace atranka::cli
