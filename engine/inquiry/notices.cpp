#include "engine/inquiry/notices.hpp"

#include "engine/definition/calendar.hpp"
#include "engine/inquiry/inquiry.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace {

constexpr std::size_t named_max = 500;

// The applicant's time, which begins with the notice.
std::optional<Instant> answer_by(const definition::Definition& definition, const application::State& state,
                                 Instant now) {
    std::optional<definition::Span> span;
    if (state.finished()) {
        const definition::Outcome* outcome = definition.outcome(state.outcome);
        if (outcome != nullptr && outcome->appealable && definition.appeals)
            span = definition.appeals->within;
    } else if (const definition::Step* step = definition.step(state.step)) {
        span = step->within;
    }
    return span ? std::optional{definition::deadline(definition.calendar, now, *span)} : std::nullopt;
}

}  // namespace

std::optional<std::vector<Notice>> Inquiry::notices(const std::string& id) {
    const call::State call = states().call({id});
    const auto definition = call.exists() ? definition_of(call) : nullptr;
    if (!definition || !works_on(call)) return std::nullopt;
    service::ApplicationQuery query;
    query.call = id;
    std::vector<Notice> found;
    for (const service::ApplicationRow& row : applications(query)) {
        if (!awaits_notice(row)) continue;
        const application::State& state = then_.at(row.application);
        Notice notice;
        notice.application = row.application;
        notice.round = row.round;
        notice.lead = state.lead;
        notice.answer_by = answer_by(*definition, state, moment());
        if (state.finished()) {
            const definition::Outcome* outcome = definition->outcome(state.outcome);
            notice.kind = "outcome";
            notice.outcome = state.outcome;
            notice.since = state.outcome_at;
            notice.letter = outcome != nullptr && !outcome->letter.empty();
        } else {
            notice.kind = lifecycle::kind_name(state.stage.kind());
            notice.step = state.step;
            notice.since = state.entered;
        }
        notice.may_serve =
            !extent_ && access::may_try(viewer(), *definition, state, "ServeNotice", viewer_.now, policy_);
        found.push_back(std::move(notice));
    }
    std::ranges::stable_sort(found, {}, &Notice::since);
    for (std::size_t i = 0; i < std::min(named_max, found.size()); ++i) {
        if (const auto one = application(found[i].application)) found[i].title = one->wording.title;
        const auto lead = person(found[i].lead.text);
        const Value* name = lead && lead->identity.is_object() ? lead->identity.find("name") : nullptr;
        if (name != nullptr && name->is_text()) found[i].name = name->as_text();
    }
    return found;
}

}  // namespace atranka::inquiry
