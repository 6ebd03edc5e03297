#pragma once
// A call that is tried out in memory, by the executor that live commands and replay share.
// Shape:  nothing is recorded; commands are decided as they would be read back. The person who acts, and
//         when, is said each time. With `as_policy` what the access policy does not let somebody give is
//         refused too, as over a wire.

#include "engine/access/policy.hpp"
#include "engine/service/execute.hpp"

namespace atranka::simulation {

class Rehearsal final : public service::States {
public:
    explicit Rehearsal(std::shared_ptr<const definition::Definition> definition)
        : definition_(std::move(definition)) {}

    Result<void> give(const std::string& actor, service::Command command, Instant at, bool as_policy = false);
    std::int64_t commands() const { return commands_; }
    const definition::Definition& definition() const { return *definition_; }
    std::vector<application::State> applications() const;

    registry::Person person(const PersonId& id) override {
        return get<registry::Person>("person/" + id.text);
    }
    registry::Organisation organisation(const OrganisationId& id) override {
        return get<registry::Organisation>("organisation/" + id.text);
    }
    call::State call(const CallId& id) override { return get<call::State>("call/" + id.text); }
    question::State questions(const CallId& id) override {
        return get<question::State>("questions/" + id.text);
    }
    application::State application(const ApplicationId& id) override {
        return get<application::State>("application/" + id.text);
    }
    custody::Log log(const std::string& name) override { return get<custody::Log>("log/" + name); }
    std::vector<std::pair<ApplicationId, std::string>> under_way(const CallId& call,
                                                                 const RoundId& round) override;
    std::vector<service::InvolvementRow> involvements(const PersonId&) override { return {}; }
    std::shared_ptr<const definition::Definition> definition(const std::string& hash) override {
        return hash == definition_->hash ? definition_ : nullptr;
    }
    std::optional<Value> beside(const std::string& hash) override;
    bool instance_is_new() override { return commands_ == 0; }

private:
    template <class State>
    State get(const std::string& stream) const {
        const auto found = streams_.find(stream);
        return found == streams_.end() ? State{} : std::get<State>(found->second);
    }
    bool may_give(const std::string& actor, const service::Command& command, Instant at);

    std::shared_ptr<const definition::Definition> definition_;
    std::map<std::string, service::StreamState> streams_;
    std::map<std::string, Value> beside_;
    std::int64_t commands_ = 0;
};

}  // namespace atranka::simulation
