#include "engine/inquiry/staffing.hpp"

#include "engine/inquiry/inquiry.hpp"
#include "engine/inquiry/trying.hpp"
#include "engine/service/acting.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace work = lifecycle::assignment;

std::optional<std::vector<Expert>> Inquiry::experts(const std::string& id, const std::string& application,
                                                    const std::string& step) {
    const call::State call = states().call({id});
    const auto definition = call.exists() ? definition_of(call) : nullptr;
    if (!definition || !works_on(call)) return std::nullopt;
    std::map<std::string, Expert> found;
    for (const service::PersonRow& row : persons(id)) {
        const registry::Person person = service::acting(states(), {row.person});
        const bool reviews = std::ranges::any_of(definition->steps, [&](const definition::Step& one) {
            return !one.rubric.empty() && person.has_role(id, one.staffing.role, moment());
        });
        if (!reviews) continue;
        Expert expert{row.person, {}, person.expert_kind, person.fields, person.employments, 0, 0, {},
                      {},         {}};
        if (const auto known = this->person(row.person); known && known->identity.is_object())
            if (const Value* name = known->identity.find("name"); name != nullptr && name->is_text())
                expert.name = name->as_text();
        found.emplace(row.person, std::move(expert));
    }
    std::set<std::string> applications;
    for (const service::ReviewRow& row : reviews({id, {}, {}, {}})) applications.insert(row.application);
    for (const std::string& one : applications) {
        const auto sight = sight_of(then_.at(one));
        const auto seen = sight ? sight->state() : std::nullopt;
        if (!seen) continue;
        for (const auto& [name, review] : seen->reviews)
            for (const auto& [who, a] : review.assignments) {
                const auto expert = found.find(who.text);
                if (expert == found.end()) continue;
                const bool waits =
                    seen->step == name && !work::has_left(a.stage) && a.stage != work::Stage::submitted;
                expert->second.reviews.push_back({one, name, boost::describe::enum_to_string(a.stage, "?"),
                                                  boost::describe::enum_to_string(a.interest, "?"),
                                                  waits ? seen->deadline : std::nullopt});
                if (a.stage == work::Stage::submitted)
                    ++expert->second.submitted;
                else if (waits)
                    ++expert->second.open;
            }
    }
    std::vector<Expert> experts;
    for (auto& [who, expert] : found) {
        if (!application.empty() && !step.empty()) {
            const service::Envelope envelope{"rehearsal",
                                             viewer_.person,
                                             "rehearsal",
                                             viewer_.now,
                                             std::string(32, '0'),
                                             false,
                                             assignment::AssignExpert{{application}, step, {who}}};
            auto refused = refused_unseen(states(), envelope, policy_);
            if (!refused)
                if (auto executed = service::execute(states(), envelope); !executed)
                    refused = executed.error();
            if (refused) {
                expert.refused_by = rule_name(refused->rule);
                expert.refused_because = refused->message;
            }
        }
        experts.push_back(std::move(expert));
    }
    return experts;
}

}  // namespace atranka::inquiry
