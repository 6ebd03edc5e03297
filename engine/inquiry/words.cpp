#include "engine/inquiry/words.hpp"

#include "engine/ledger/canonical.hpp"

#include <set>

namespace atranka::inquiry {

namespace {

// A word that nobody writes (U+E000), so that no text runs on into the next.
constexpr std::string_view end_of_text = " \xEE\x80\x80\n";

void add_text(std::string& words, const Value& value) {
    if (value.is_text())
        (words += value.as_text()) += end_of_text;
    else if (value.is_list())
        for (const Value& one : value.as_list()) add_text(words, one);
    else if (value.is_object())
        for (const auto& [name, one] : value.as_object()) add_text(words, one);
}

// Whoever reads everything of that call.
registry::Person reader_of(const CallId& call) {
    registry::Person person;
    person.active = true;
    person.version = 1;
    person.roles.insert({call.text, "auditor"});
    return person;
}

service::Text text_of(const std::string& id, service::EventStore& store, service::States& states,
                      Instant now) {
    const application::State whole = states.application({id});
    const auto definition = whole.exists() ? states.definition(states.call(whole.call).definition) : nullptr;
    if (!definition) return {id, {}, {}, {}};
    const registry::Person reader = reader_of(whole.call);
    const access::Sight sight{&reader, *definition, whole, now};
    const auto seen = sight.state();
    if (!seen) return {id, {}, {}, {}};
    const std::string stream = "application/" + id;
    const Wording wording =
        wording_of(told_in(store.entries_of(stream, 0), stream), sight, *definition, reader.id);
    return {id, whole.call.text, words_of(*seen, wording, states), wording.title};
}

constexpr std::string_view of_applications = "application/";

// The applications whose words another entry may have changed.
void add_touched(std::set<std::string>& touched, const service::Written& written,
                 service::EventStore& store) {
    const auto events = ledger::canonical_value(written.events);
    if (!events || !events->is_object()) return;
    for (const auto& [stream, of_stream] : events->as_object()) {
        // Erased: of everything that this person wrote.
        if (written.type == registry::ConfirmErasure::name && stream.starts_with("person/"))
            for (const auto& row : store.involvements(stream.substr(stream.find('/') + 1)))
                touched.insert(row.application);
        if (!stream.starts_with(of_applications) || !of_stream.is_list()) continue;
        for (const Value& event : of_stream.as_list())
            if (event.find("ApplicationStarted") != nullptr || event.find("FormSubmitted") != nullptr)
                touched.insert(stream.substr(of_applications.size()));
    }
}

}  // namespace

std::string words_of(const application::State& seen, const Wording& wording, service::States& states) {
    std::string words;
    add_text(words, seen.id.text);
    add_text(words, wording.title);
    for (const auto& [step, form] : wording.forms) add_text(words, form);
    for (const OrganisationId& partner : seen.partners) {
        add_text(words, partner.text);
        add_text(words, states.organisation(partner).name);
    }
    return words;
}

bool keep_up(service::Texts& texts, service::EventStore& store, service::States& states, Instant now,
             std::int64_t count) {
    service::Mark mark = texts.mark();
    // Another record than it was made of: one that was restored, or another file of that name.
    if (mark.position > 0) {
        const auto last = store.written(mark.position - 1, 1);
        if (last.empty() || last.front().leaf_hash != mark.leaf_hash) {
            texts.clear();
            mark = {};
        }
    }
    const auto news = store.written(mark.position, count);
    if (news.empty()) return true;
    std::set<std::string> touched;
    bool erases = false;
    for (const service::Written& written : news) {
        add_touched(touched, written, store);
        erases = erases || written.type == registry::ConfirmErasure::name;
    }
    std::vector<service::Text> changed;
    for (const std::string& id : touched) changed.push_back(text_of(id, store, states, now));
    const service::Mark to{news.back().position, news.back().leaf_hash};
    return texts.put(changed, mark, to, erases) && static_cast<std::int64_t>(news.size()) < count;
}

}  // namespace atranka::inquiry
