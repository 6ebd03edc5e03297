#pragma once
// What commands would do if they were given now, one after the other, and nothing done: for bulk actions.
// Shape:  each sees what those before it would have changed, where the actor reads all of it. Whoever reads
//         all of an application is told what would change, which letters it brings, to whom notice is to be
//         served and who has to confirm; everybody else only that it would be accepted, or why not, in the
//         words in which the command itself would be refused.
// Errors: a refusal is an answer; those after it are tried all the same.

#include "engine/access/policy.hpp"
#include "engine/inquiry/turn.hpp"
#include "engine/service/execute.hpp"

namespace atranka::inquiry {

struct Standing {
    std::string step, stage, outcome;
    std::optional<Instant> deadline;
    bool awaits_notice = false;
    friend bool operator==(const Standing&, const Standing&) = default;
};
BOOST_DESCRIBE_STRUCT(Standing, (), (step, stage, outcome, deadline, awaits_notice))

struct Changed {
    std::string stream;                     // "application/a-1", "call/c-2026"
    std::optional<Standing> before, after;  // of an application that was there, and as it would stand
    std::vector<std::string> events;
};
BOOST_DESCRIBE_STRUCT(Changed, (), (stream, before, after, events))

struct Letter {
    std::string application, outcome;
    std::map<std::string, std::string> text;  // by language
};
BOOST_DESCRIBE_STRUCT(Letter, (), (application, outcome, text))

struct Confirmation {
    std::string application, step, role;  // application: empty where it is of the call
    std::vector<std::string> commands;
};
BOOST_DESCRIBE_STRUCT(Confirmation, (), (application, step, role, commands))

struct Rehearsed {
    std::optional<Rejection> refused;
    std::vector<Changed> changes;
    std::vector<Letter> letters;
    std::vector<std::string> notices;  // applications
    std::vector<Confirmation> confirm;
    Value list;  // that would be ranked; null where none is
};

class Rehearsal {
public:
    explicit Rehearsal(service::States& states, const access::Policy& policy = access::policy());
    ~Rehearsal();
    // `documents`: definitions that the command brings.
    Rehearsed of(const service::Envelope& envelope,
                 const std::vector<std::pair<std::string, Value>>& documents);

private:
    class Ahead;
    using Before = std::map<std::string, application::State>;  // by stream
    bool reads(const registry::Person& viewer, const application::State& state, Instant at);
    bool reads_all_of(const registry::Person& viewer, const service::Executed& executed, const Before& before,
                      Instant at);
    std::unique_ptr<Ahead> ahead_;
    const access::Policy& policy_;
};

}  // namespace atranka::inquiry
