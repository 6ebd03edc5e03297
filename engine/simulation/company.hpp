#pragma once
// Invented people who work a call from its draft on, so that a definition can be tried out before anybody
// applies.
// Shape:  so many people a role, called "officer-1"; applicants "lead-1"; experts in turn of each kind.
//         Each act is one command of one of them, given through the rehearsal. What a form asks for is
//         filled in so that its limits hold; `facts` says what stands in which field.
// Errors: an act that is refused is a rejection, with its rule.

#include "engine/simulation/rehearsal.hpp"

namespace atranka::simulation {

// What one review comes to.
enum class Wanted { meets, below };

class Company {
public:
    Company(std::shared_ptr<const definition::Definition> definition, Instant begins, int experts);

    // Registers everybody, drafts, publishes and opens the call and its round, with these parameters; those
    // that are left open are what they are by default, or something that fits.
    Result<void> found(const std::map<std::string, Value>& parameters = {});
    // Somebody besides the company, with these roles; "*employed" works for the first organisation that an
    // application names, and joins when it does.
    Result<void> join(const std::string& name, const std::vector<std::string>& roles);

    Result<void> start(const std::string& application);
    // The form of the step, as `facts` has it.
    Result<void> submit(const std::string& application, const std::map<std::string, Value>& facts);
    Result<void> serve(const std::string& application);
    Result<void> assess(const std::string& application, const std::string& by = {});
    Result<void> check(const std::string& application, bool passed);
    Result<void> confirm_check(const std::string& application);
    // Experts are found from that place in the list on, declare and open.
    Result<void> staff(const std::string& application, std::size_t from);
    Result<void> declare_and_open(const std::string& application, const std::string& expert);
    Result<void> score(const std::string& application, const std::string& expert,
                       const std::map<std::string, Decimal>& scores);
    Result<void> agree(const std::string& application, const std::map<std::string, Decimal>& scores);
    Result<void> close_round();
    Result<void> rank(const std::string& step);
    Result<void> select(const std::string& step);
    Result<void> award(const std::string& application, bool granted);
    Result<void> fire(const std::string& application);
    // The letter is served, and an appeal lodged.
    Result<void> lodge(const std::string& application);
    Result<void> appeal(const std::string& application, bool upheld);

    // By somebody of that role; by `who` as the access policy lets them.
    Result<void> by(const std::string& role, const service::Command& command);
    Result<void> by_person(const std::string& who, service::Command command) {
        return world_.give(who, std::move(command), now_, true);
    }
    // Scores that meet every threshold, or miss one.
    std::map<std::string, Decimal> scores_for(const definition::Step& step, Wanted wanted) const;
    Value form_of(const definition::Form& form, const std::map<std::string, Value>& facts) const;
    std::vector<std::string> assigned(const std::string& application) const;
    const std::vector<std::string>& experts() const { return experts_; }
    // Everybody but the system and the administrators.
    const std::vector<std::string>& people() const { return people_; }
    std::string lead_of(const std::string& application) const {
        const auto known = leads_.find(application);
        return known == leads_.end() ? "lead-" + application : known->second;
    }
    // Of the next application that is started, in place of somebody invented.
    void let_lead(const std::string& application, const std::string& person) { leads_[application] = person; }

    Rehearsal& world() { return world_; }
    const definition::Step* step_of(const std::string& application) {
        return world_.definition().step(world_.application({application}).step);
    }
    Instant now() const { return now_; }
    void wait_until(Instant at) { now_ = std::max(now_, at); }
    void wait(std::int64_t ms) { now_ = now_.plus_ms(ms); }

    static constexpr const char* call = "rehearsal";
    static constexpr const char* round = "r1";

private:
    Value value_of(const definition::Form& form, const definition::Field& field) const;
    Result<std::map<std::string, Value>> settled(const std::string& application, const definition::Form& form,
                                                 std::map<std::string, Value> facts);
    Result<void> each(std::initializer_list<std::pair<std::string, service::Command>> commands);

    std::shared_ptr<const definition::Definition> definition_;
    Rehearsal world_;
    Instant now_;
    int expert_count_;
    Result<void> register_person(const registry::RegisterPerson& person,
                                 const std::vector<std::string>& roles);
    Result<void> employ(const definition::Form& form, const Value& filled);

    std::vector<std::string> experts_, people_;
    std::vector<std::pair<registry::RegisterPerson, std::vector<std::string>>> to_employ_;
    std::map<std::string, std::string> kinds_, role_of_;  // of experts
    std::map<std::string, std::string> leads_;
    std::map<std::string, std::map<std::string, std::vector<Decimal>>> accepted_;  // by application and table
    int organisations_ = 3;
};

}  // namespace atranka::simulation
