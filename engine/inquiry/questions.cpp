#include "engine/inquiry/questions.hpp"

#include "engine/inquiry/inquiry.hpp"
#include "engine/question/decide.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace {

// Which question an entry asked, or set aside; or none.
std::optional<std::int64_t> question_of(const service::Entry& entry, const std::string& stream) {
    const auto events = service::events_of(entry);
    const Value* list = events && events->is_object() ? events->find(stream) : nullptr;
    if (list == nullptr || !list->is_list()) return std::nullopt;
    for (const Value& event : list->as_list())
        for (const char* name : {"QuestionAsked", "QuestionSetAside"})
            if (const Value* told = event.find(name))
                if (const Value* number = told->find("number"); number != nullptr && number->is_int())
                    return number->as_int();
    return std::nullopt;
}

}  // namespace

std::optional<Questions> Inquiry::questions(const std::string& id) {
    const auto call = this->call(id);
    const auto definition = call ? definition_of(*call) : nullptr;
    if (!definition) return std::nullopt;
    const bool works = works_on(*call);
    const question::State seen =
        access::seen_by(viewer(), *definition, call->id, states().questions({id}), viewer_.now);
    Questions found{
        question::is_open(*definition, *call, moment()), question::closing(*definition, *call), {}};
    std::map<std::int64_t, std::size_t> unread;  // whose text is to be found, by number
    for (const question::Question& one : seen.questions) {
        Question told;
        for (const question::Publication& published : one.published)
            told.versions.push_back({published.at, published.asked, published.answer, published.by});
        told.own = !one.by.empty() && one.by == viewer_.person;
        told.asked = one.asked;
        told.set_aside = one.set_aside;
        if (one.number > 0) unread.emplace(one.number, found.items.size());
        if (works) {
            told.by = one.by;
            told.question = one.number;
        }
        found.items.push_back(std::move(told));
    }
    if (unread.empty()) return found;
    const std::string stream = "questions/" + id;
    for (const service::Entry& entry : store_.entries_of(stream, 0)) {
        if (extent_ && !extent_->holds(entry)) continue;
        const auto number = question_of(entry, stream);
        const auto wanted = number ? unread.find(*number) : unread.end();
        const auto read = wanted == unread.end() ? std::nullopt : service::envelope_of(entry);
        if (!read) continue;
        if (const auto* command = std::get_if<question::AskQuestion>(&read->envelope.command))
            found.items[wanted->second].text = command->text;
        else if (const auto* aside = std::get_if<question::SetAsideQuestion>(&read->envelope.command))
            found.items[wanted->second].why = aside->reason;
    }
    return found;
}

}  // namespace atranka::inquiry
