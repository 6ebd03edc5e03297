#include "engine/inquiry/wording.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace {

using access::Field;

// Which field of the policy a private member falls under; nothing for what has a place of its own.
struct Said {
    std::string_view command, member;
    Field field;
};
constexpr Said remarks[] = {
    {"AskClarification", "question", Field::questions},
    {"AnswerClarification", "answer", Field::questions},
    {"WithdrawApplication", "reason", Field::texts},
    {"DeclineOffer", "reason", Field::texts},
    {"CorrectError", "reason", Field::questions},
    {"AssessLines", "reasons", Field::reasons},
    {"ProposeCheck", "reason", Field::reasons},
    {"RefuseCheck", "reason", Field::deciders},
    {"DiscussReview", "remark", Field::discussion},
    {"WriteConsensus", "report", Field::review_result},
    {"WriteConsensus", "minority_view", Field::review_result},
    {"DecideAward", "reason", Field::reasons},
    {"RefuseAward", "reason", Field::deciders},
    {"SendBackAward", "reason", Field::deciders},
    {"LodgeAppeal", "text", Field::appeals},
    {"ExamineAppeal", "reason", Field::appeals},
    {"DecideAppeal", "reason", Field::appeals},
    {"RecordRuling", "text", Field::appeals},
    {"ProposeExtension", "reason", Field::extension},
    {"RefuseExtension", "reason", Field::extension},
    {"SuspendApplication", "reason", Field::deciders},
    {"ResumeApplication", "reason", Field::deciders},
    {"DeclareInterest", "statement", Field::own_review},
    {"ClearInterest", "reason", Field::own_review},
    {"DeclineReview", "reason", Field::own_review},
    {"ReopenReview", "reason", Field::own_review},
    {"RemoveExpert", "reason", Field::own_review},
};

std::string text_of(const Value& value) {
    if (value.is_text()) return value.as_text();
    std::string text;
    if (value.is_object())
        for (const auto& [name, one] : value.as_object())
            if (one.is_text()) text += (text.empty() ? "" : "\n") + name + ": " + one.as_text();
    return text;
}

std::string member_of(const Value& command, std::string_view name) {
    const Value* found = command.find(name);
    return found != nullptr && found->is_text() ? found->as_text() : std::string{};
}

class Reader {
public:
    Reader(const access::Sight& sight, const definition::Definition& definition, const PersonId& viewer)
        : sight_(sight), definition_(definition), viewer_(viewer) {}

    void read(const Told& told) {
        for (const auto& [member, value] : told.parts) {
            if (member == "form" || member == "texts")
                form(told.step_of_form, value);
            else if (member == "comments")
                comments(told, value);
            else
                remark(told, member, value);
        }
    }
    Wording result() && { return std::move(wording_); }

private:
    void form(const std::string& step, const Value& value) {
        const definition::Step* of = definition_.step(step);
        const definition::Form* form = of == nullptr ? nullptr : definition_.form(of->form);
        if (form == nullptr || !value.is_object()) return;
        if (sight_.may_read(Field::title)) {
            const auto text = std::ranges::find_if(form->fields, [](const definition::Field& field) {
                return field.type == definition::FieldType::text && !field.personal;
            });
            const Value* title = text == form->fields.end() ? nullptr : value.find(text->name);
            if (title != nullptr && title->is_text()) wording_.title = title->as_text();
        }
        if (sight_.may_read(Field::texts)) wording_.forms.insert_or_assign(step, sight_.form(*form, value));
    }

    void comments(const Told& told, const Value& value) {
        const auto name = sight_.name_of(told.step, {told.expert});
        auto texts = kernel::decode<std::map<std::string, std::string>>(value);
        if (!name || !texts) return;
        const auto same = std::ranges::find_if(
            wording_.comments, [&](const Comments& c) { return c.step == told.step && c.expert == *name; });
        if (same != wording_.comments.end())
            same->texts = std::move(*texts);
        else
            wording_.comments.push_back({told.step, *name, std::move(*texts)});
    }

    void remark(const Told& told, const std::string& member, const Value& value) {
        const auto said = std::ranges::find_if(
            remarks, [&](const Said& one) { return one.command == told.command && one.member == member; });
        if (said == std::end(remarks)) return;
        // About one expert's work: it is theirs, and of those who read everything.
        const bool about_expert = said->field == Field::own_review;
        if (about_expert && !access::reads_all(sight_.relation()) && told.expert != viewer_.text) return;
        const bool of_review =
            about_expert || said->field == Field::review_result || said->field == Field::discussion;
        if (!sight_.may_read(said->field, of_review ? told.step : "")) return;
        wording_.remarks.push_back(
            {told.at, told.command, member, told.step, by(told, said->field), text_of(value)});
    }
    // Who talks with the others is called as their scores are.
    std::string by(const Told& told, Field field) const {
        if (sight_.may_read(Field::deciders) || told.actor == viewer_) return told.actor.text;
        return field == Field::discussion ? sight_.name_of(told.step, told.actor).value_or("")
                                          : std::string{};
    }

    const access::Sight& sight_;
    const definition::Definition& definition_;
    const PersonId& viewer_;
    Wording wording_;
};

}  // namespace

std::string step_of_form(const service::Entry& entry, const std::string& stream) {
    const auto events = service::events_of(entry);
    const Value* mine = events ? events->find(stream) : nullptr;
    if (mine == nullptr || !mine->is_list()) return {};
    for (const Value& event : mine->as_list())
        if (const Value* submitted = event.find("FormSubmitted"); submitted != nullptr)
            if (const Value* step = submitted->find("step"); step != nullptr && step->is_text())
                return step->as_text();
    return {};
}

std::vector<Told> told_in(const std::vector<service::Entry>& entries, const std::string& stream) {
    std::vector<Told> all;
    for (const service::Entry& entry : entries) {
        const auto read = service::envelope_of(entry);
        if (!read) continue;
        const service::Envelope& envelope = read->envelope;
        service::Split split = service::split(envelope.command);
        std::erase_if(split.secret, [](const auto& part) { return kernel::is_left_out(part.second); });
        if (split.secret.empty()) continue;
        const auto touched = std::ranges::find(entry.streams, stream, &service::StreamVersion::stream);
        all.push_back({touched == entry.streams.end() ? 0 : touched->version, envelope.at, envelope.actor,
                       std::string{service::name_of(envelope.command)}, member_of(split.pseudonymous, "step"),
                       member_of(split.pseudonymous, "expert"), step_of_form(entry, stream),
                       std::move(split.secret)});
    }
    return all;
}

Wording wording_of(const std::vector<Told>& told, const access::Sight& sight,
                   const definition::Definition& definition, const PersonId& viewer) {
    Reader reader{sight, definition, viewer};
    for (const Told& one : told) reader.read(one);
    return std::move(reader).result();
}

}  // namespace atranka::inquiry
