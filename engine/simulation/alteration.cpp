#include "engine/simulation/alteration.hpp"

namespace atranka::simulation {

namespace {

bool is_by_expert(const service::Envelope& envelope, const PersonId& expert) {
    return std::visit(
        [&](const auto& c) {
            using C = std::remove_cvref_t<decltype(c)>;
            if constexpr (requires { c.expert; })
                return c.expert == expert;
            else if constexpr (std::is_same_v<C, application::DiscussReview> ||
                               std::is_same_v<C, application::WriteConsensus> ||
                               std::is_same_v<C, application::SignConsensus>)
                return envelope.actor == expert;
            else
                return false;
        },
        envelope.command);
}

void set_all(const Alteration& alteration, const definition::Definition& definition, bool per_round,
             std::map<std::string, Value>& parameters, std::vector<std::string>& left_out) {
    std::erase_if(parameters, [&](const auto& setting) {
        const definition::Parameter* declared = definition.parameter(setting.first);
        const bool goes = declared == nullptr || declared->per_round != per_round;
        if (goes) left_out.push_back(setting.first);
        return goes;
    });
    for (const auto& [name, value] : alteration.parameters)
        if (const auto* declared = definition.parameter(name);
            declared != nullptr && declared->per_round == per_round)
            parameters.insert_or_assign(name, value);
}

void move_score(const MovedScore& moved, service::Command& command) {
    std::visit(
        [&](auto& c) {
            if constexpr (requires { c.scores; }) c.scores.insert_or_assign(moved.criterion, moved.to);
        },
        command);
}

}  // namespace

Altered altered(const Alteration& alteration, const Past& past, std::size_t position) {
    const service::Envelope& recorded = *past.entries()[position].envelope;
    Altered result;
    if (alteration.without_expert && is_by_expert(recorded, *alteration.without_expert)) {
        result.is_dropped = true;
        return result;
    }
    if (alteration.score && alteration.score->position == position) {
        result.envelope = recorded;
        move_score(*alteration.score, result.envelope->command);
        return result;
    }
    if (!alteration.definition && alteration.parameters.empty()) return result;
    if (std::holds_alternative<call::DraftCall>(recorded.command)) {
        result.envelope = recorded;
        auto& draft = std::get<call::DraftCall>(result.envelope->command);
        const auto& definition = alteration.definition ? alteration.definition : past.definition();
        draft.definition = definition->hash;
        set_all(alteration, *definition, false, draft.parameters, result.left_out);
        for (call::RoundPlan& round : draft.rounds)
            set_all(alteration, *definition, true, round.parameters, result.left_out);
    } else if (const auto* change = std::get_if<call::ProposeChange>(&recorded.command)) {
        if (const auto it = alteration.parameters.find(change->parameter);
            it != alteration.parameters.end()) {
            result.envelope = recorded;
            std::get<call::ProposeChange>(result.envelope->command).value = it->second;
        }
    }
    return result;
}

std::vector<PersonId> experts_of(const Past& past) {
    std::set<PersonId> experts;
    for (const std::string& stream : past.applications())
        for (const auto& [step, review] : past.application_at_end(stream).reviews)
            for (const auto& [expert, work] : review.assignments) experts.insert(expert);
    return {experts.begin(), experts.end()};
}

}  // namespace atranka::simulation
