#include "engine/service/privacy.hpp"

#include <algorithm>
#include <chrono>

namespace atranka::service {

namespace {

using registry::Hold;

constexpr std::string_view part_prefix = "part.", application_prefix = "application/";
constexpr std::int64_t day_ms = std::int64_t{24} * 60 * 60 * 1000;

Instant end_of_retention(Instant from, int years) {
    using namespace std::chrono;
    const sys_days day{floor<days>(sys_time<milliseconds>{milliseconds{from.ms}})};
    year_month_day end = year_month_day{day} + std::chrono::years{years};
    if (!end.ok()) end = end.year() / end.month() / last;  // 29 February
    return Instant{duration_cast<milliseconds>(sys_days{end}.time_since_epoch()).count()}.plus_ms(day_ms);
}

bool is_open(const application::Appeal& appeal) {
    using Stage = lifecycle::appeal::Stage;
    return appeal.stage == Stage::lodged || appeal.stage == Stage::admissible ||
           appeal.stage == Stage::proposed;
}

Hold hold_of(const std::string& category, const application::State& state,
             const definition::Definition* definition) {
    if (!state.finished() || !state.outcome_at)
        return {category, "the application " + state.id.text + " is under way", std::nullopt};
    if (std::ranges::any_of(state.appeals, is_open))
        return {category, "an appeal about " + state.id.text + " is open", std::nullopt};
    definition::Retention retention;
    if (definition != nullptr)
        if (const auto it = definition->retention.find(category); it != definition->retention.end())
            retention = it->second;
    return {category, retention.basis + " (" + state.id.text + ")",
            end_of_retention(*state.outcome_at, retention.years)};
}

}  // namespace

std::string_view category_of(std::string_view part) {
    if (part == "identity") return "identity";
    for (const std::string_view written : {"form", "answer", "text"})
        if (part == written) return "application";
    for (const std::string_view written : {"comments", "statement", "report", "minority_view", "remark"})
        if (part == written) return "evaluation";
    return "decision";
}

std::string subject_of(const Command& command, std::string_view part, const PersonId& actor) {
    if (part != "identity") return actor.text;
    return std::visit(
        [&](const auto& c) {
            if constexpr (requires { c.identity, c.person; })
                return c.person.text;
            else
                return actor.text;
        },
        command);
}

std::vector<std::string_view> parts_of(const ledger::Leaf& leaf) {
    std::vector<std::string_view> parts;
    for (const auto& [name, commitment] : leaf.commit)
        if (name.starts_with(part_prefix)) parts.push_back(std::string_view{name}.substr(part_prefix.size()));
    return parts;
}

std::vector<InvolvementRow> involvements_of(const std::string& actor,
                                            const std::vector<std::string_view>& parts,
                                            const std::vector<StreamVersion>& streams) {
    std::vector<InvolvementRow> rows;
    for (const std::string_view part : parts)
        for (const StreamVersion& s : streams)
            if (s.stream.starts_with(application_prefix))
                rows.push_back(
                    {actor, s.stream.substr(application_prefix.size()), std::string{category_of(part)}});
    return rows;
}

std::vector<Hold> holds_of(States& states, const PersonId& person) {
    std::vector<Hold> holds;
    for (const registry::RoleGrant& grant : states.person(person).roles)
        holds.push_back(
            {"identity",
             person.text + " is " + grant.role + " of " + (grant.call == "*" ? "all calls" : grant.call),
             std::nullopt});
    for (const InvolvementRow& row : states.involvements(person)) {
        const application::State state = states.application({row.application});
        const auto definition = states.definition(states.call(state.call).definition);
        holds.push_back(hold_of(row.category, state, definition.get()));
        // Who somebody is has to be known as long as what they did is.
        holds.push_back(holds.back());
        holds.back().category = "identity";
    }
    return holds;
}

}  // namespace atranka::service
