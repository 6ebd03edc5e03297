#pragma once
// What readers look at: the record as it stands, or as it stood at an instant or right after an entry.
// Shape:  who looks back sees no more than they would see today: whoever reviews or leads an application now
//         does not read its past as staff, and an expert who may not read its forms now may not read them
//         then.

#include "adapters/cli/program.hpp"
#include "engine/access/sight.hpp"
#include "engine/service/history.hpp"

namespace atranka::cli {

class Reading {
public:
    // As of --as-of, where it is given.
    Reading(Program& program, const Arguments& arguments);

    service::States& states();
    std::vector<service::ApplicationRow> applications(const service::ApplicationQuery& query);
    // The instant by which something is late.
    Instant moment() const { return extent_ ? extent_->moment() : now_; }
    // Whether the entry is part of what is looked at.
    bool holds(const service::Entry& entry) const { return !extent_ || extent_->holds(entry); }
    const std::optional<service::Extent>& extent() const { return extent_; }

    // Stop 65 where there is none, or none that the actor may know of; of an application, what they may read.
    call::State call(const std::string& id);
    application::State application(const std::string& id);
    // The same, and notes that they read it; where `what` is given, for those who work here.
    application::State read_application(const std::string& id, const std::string& what = {});
    // Stop 65 where a list is asked of a call or round that there is none of; an empty text means any.
    void must_know(const std::string& call, const std::string& round = {});
    // Notes that they read this call as those who work on it may.
    void note(const call::State& call);
    access::Relation relation_to(const std::string& application);
    // What the actor may call the experts of its reviews, by step.
    std::function<std::optional<std::string>(const std::string& step, const PersonId& expert)> names_of(
        const std::string& application);
    // Stop 77 for those who do not work here.
    void for_staff(const std::string& application, const std::string& what);
    void for_staff_of(const call::State& call, const std::string& what);
    // Who reviews what, as far as the actor may know.
    std::vector<service::ReviewRow> reviews(const service::ReviewQuery& query);
    std::vector<service::CallRow> calls();
    std::vector<service::PersonRow> persons();
    std::shared_ptr<const definition::Definition> definition_of(const CallId& call);

private:
    const registry::Person& viewer();
    std::optional<application::State> seen(const application::State& state);
    service::Views folded_views();
    void refuse(const std::string& call, const std::string& object);

    Program& program_;
    std::string as_of_;
    Instant now_;
    std::optional<service::Extent> extent_;
    std::unique_ptr<service::Folded> folded_;
    std::optional<registry::Person> viewer_;
};

// Which keys of private parts are missing, and the mend; nothing where none is that was not destroyed.
std::optional<std::string> lost_keys(Program& program);
// The same where a part of these entries could not be opened.
std::optional<std::string> lost_keys(Program& program, const std::vector<service::Entry>& entries);

// A log by its name; a call's goes by the call's id, too.
std::optional<std::string> find_log(Program& program, const std::string& name);
// Stop 66 where there is none.
std::string existing_log(Program& program, const std::string& name);

extern const Option as_of_option;
// An instant, LOG#INDEX, or the index alone where `log` says of which log. Stop where there is no such place;
// `option` is what was typed before it.
service::Extent extent_named(Program& program, const std::string& text, const std::string& log,
                             const std::string& option);
// The log of the call or application that the arguments name; empty where they name none.
std::string log_named(Program& program, const Arguments& arguments);

// Who has to act: a role, or "applicant", "experts".
std::string whose_turn(const definition::Step& step, const std::string& stage);
std::string shown(const std::optional<Instant>& instant);

}  // namespace atranka::cli
