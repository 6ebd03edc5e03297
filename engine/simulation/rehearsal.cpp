#include "engine/simulation/rehearsal.hpp"

#include "engine/access/sight.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/service/record.hpp"

namespace atranka::simulation {

bool Rehearsal::may_give(const std::string& actor, const service::Command& command, Instant at) {
    const registry::Person viewer = person({actor});
    const std::string_view name = service::name_of(command);
    return std::visit(
        [&](const auto& c) {
            if constexpr (
                requires { c.application; } && !requires { c.round; })
                return access::may_try(&viewer, *definition_, application(c.application), name, at);
            else if constexpr (requires { c.call; })
                return access::may_try(&viewer, definition_.get(), c.call.text, name, at);
            else
                return true;
        },
        command);
}

Result<void> Rehearsal::give(const std::string& actor, service::Command command, Instant at, bool as_policy) {
    if (as_policy && !may_give(actor, command, at))
        return refuse(Rule::actor_must_have_the_role, std::string{service::name_of(command)} +
                                                          " is not for " + actor +
                                                          " to give: the access policy does not let them");
    auto recorded = service::as_recorded(command);
    invariant(recorded.has_value(), "what a rehearsal gives can be recorded");
    const service::Envelope envelope{std::to_string(commands_),
                                     {actor},
                                     actor == "system" ? "system" : "cli",
                                     at,
                                     std::string(32, '0'),
                                     false,
                                     std::move(*recorded)};
    auto executed = service::execute(*this, envelope);
    if (!executed) return tl::unexpected{executed.error()};
    ++commands_;
    for (service::Change& change : executed->changes)
        streams_.insert_or_assign(change.stream, std::move(change.after));
    for (auto& [hash, value] : executed->beside) beside_.insert_or_assign(hash, std::move(value));
    return {};
}

std::vector<application::State> Rehearsal::applications() const {
    std::vector<application::State> all;
    for (auto it = streams_.lower_bound("application/");
         it != streams_.end() && it->first.starts_with("application/"); ++it)
        all.push_back(std::get<application::State>(it->second));
    return all;
}

std::vector<std::pair<ApplicationId, std::string>> Rehearsal::under_way(const CallId& call,
                                                                        const RoundId& round) {
    std::vector<std::pair<ApplicationId, std::string>> found;
    for (auto it = streams_.lower_bound("application/");
         it != streams_.end() && it->first.starts_with("application/"); ++it) {
        const auto& s = std::get<application::State>(it->second);
        if (s.call == call && s.round == round && !s.finished()) found.emplace_back(s.id, s.step);
    }
    return found;
}

std::optional<Value> Rehearsal::beside(const std::string& hash) {
    const auto found = beside_.find(hash);
    return found == beside_.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace atranka::simulation
