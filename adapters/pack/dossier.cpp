#include "adapters/pack/dossier.hpp"

#include "adapters/pack/gatherer.hpp"
#include "engine/service/record.hpp"

#include <algorithm>

namespace atranka::pack {

namespace {

constexpr std::string_view instance_log = "instance", application_stream = "application/";

}  // namespace

Dossiers Gatherer::gather() {
    for (const Entry& entry : pack_.entries) find_erasures(entry);
    for (const Entry& entry : pack_.entries) tell_entry(entry);
    Dossiers all;
    all.definition = definition_;
    for (auto& [id, dossier] : dossiers_) {
        finish(id, dossier);
        all.applications.push_back(std::move(dossier));
    }
    finish_call();
    all.call = std::move(story_);
    return all;
}

void Gatherer::find_erasures(const Entry& entry) {
    if (entry.log != instance_log || entry.type != "ConfirmErasure") return;
    const auto events = service::events_of(entry);
    const auto leaf = ledger::read_leaf(entry.leaf);
    if (!events || !events->is_object()) return;
    for (const auto& [stream, list] : events->as_object())
        for (const Value& encoded : list.is_list() ? list.as_list() : Value::List{})
            if (const auto event = kernel::decode<registry::PersonEvent>(encoded))
                if (const auto* erased = std::get_if<registry::PersonalDataErased>(&*event))
                    for (const std::string& category : erased->categories)
                        erasures_.push_back({erased->person.text, category, erased->basis,
                                             leaf ? leaf->actor : "?", entry.index, entry.at});
}

void Gatherer::tell_entry(const Entry& entry) {
    const auto events = service::events_of(entry);
    if (!events || !events->is_object()) return;
    const call::State call_before = states_.call(call_);
    // What follows on something that the pack does not have cannot be folded.
    Value folded = Value::object();
    std::map<std::string, State> before;
    for (const service::StreamVersion& s : entry.streams) {
        if (!pack_.application.empty() && s.stream.starts_with(application_stream) &&
            s.stream.substr(application_stream.size()) != pack_.application)
            continue;
        const Value* list = events->find(s.stream);
        if (list == nullptr || !list->is_list() || ++versions_[s.stream] != s.version) continue;
        folded.set(s.stream, *list);
        if (s.stream.starts_with(application_stream))
            before.emplace(s.stream, states_.application({s.stream.substr(application_stream.size())}));
    }
    if (!states_.apply(entry, folded)) return;
    const auto read = service::envelope_of(entry);
    entry_ = &entry;
    leaf_ = ledger::read_leaf(entry.leaf);
    actor_ = leaf_ ? leaf_->actor : "?";
    if (const call::State call = states_.call(call_); call.exists() && entry.log != instance_log)
        definition_ = states_.definition(call.definition);
    if (!definition_ || entry.log == instance_log) return;
    call_before_ = call_before;
    if (const Value* list = folded.find("call/" + call_.text)) tell_call(list->as_list());
    for (const auto& [stream, state] : before) {
        dossier_ =
            &dossiers_[state.id.text.empty() ? stream.substr(application_stream.size()) : state.id.text];
        dossier_->entries.push_back(&entry);
        before_ = state;
        after_ = states_.application({stream.substr(application_stream.size())});
        dossier_->application = after_.id.text;
        for (const Value& encoded : folded.at(stream).as_list())
            if (const auto event = kernel::decode<application::Event>(encoded))
                std::visit([&](const auto& e) { tell(e); }, *event);
        if (read && std::holds_alternative<application::AnswerClarification>(read->envelope.command))
            add(Topic::clarifications, say("{} answers", "{} atsako", {actor_}), {}, words("answer"));
        remember_missing(read ? std::optional{read->envelope.command} : std::nullopt);
    }
}

void Gatherer::finish_call() {
    story_.state = states_.call(call_);
    if (!definition_) return;
    for (const call::Round& round : story_.state.rounds)
        for (const definition::Step& step : definition_->steps) {
            const auto selection = round.selections.find(step.name);
            if (selection == round.selections.end() || selection->second.ranking.empty()) continue;
            const std::pair of{round.id.text, step.name};
            const Cut& cut = cuts_[of];
            story_.lists.push_back({round.id.text, &step, movers_[of], selection->second.ranking,
                                    cut.sum.empty() ? Both{} : cut.sum + " = " + cut.amount,
                                    rows_of(selection->second), later_[of]});
        }
}

void Gatherer::finish(const std::string& id, Dossier& dossier) {
    dossier_ = &dossier;
    const State state = states_.application({id});
    dossier.round = state.round.text;
    dossier.lead = state.lead.text;
    service::Views views;
    service::add_views(views, state);
    dossier.requested = views.applications.front().requested;
    dossier.standing = state.finished() ? outcome_title(state.outcome)
                                        : step_title(state.step) + Both{" (under way)", " (nagrinėjama)"};
    if (const definition::Outcome* outcome = definition_->outcome(state.outcome);
        outcome != nullptr && !outcome->awarded)
        dossier.granted.clear();
    if (!dossier.entries.empty()) {
        dossier.first = dossier.entries.front()->index;
        dossier.last = dossier.entries.back()->index;
    }
    for (const Line& one : call_lines_)
        if (const auto it = round_of_line_.find(one.index);
            it == round_of_line_.end() || it->second == dossier.round)
            dossier.lines[Topic::rules].push_back(one);
    auto& exceptions = dossier.lines[Topic::exceptions];
    for (const Line& one : call_exceptions_) exceptions.push_back(one);
    std::ranges::stable_sort(exceptions, {}, &Line::index);
    finish_interests(dossier);
    for (const auto& [erasure, parts] : missing_[id]) {
        Both list;
        for (const auto& [index, part] : parts)
            list += Both{list.empty() ? "" : ", "} + "#" + std::to_string(index) + " " + part;
        dossier.lines[Topic::erasures].push_back(
            {std::string{instance_log},
             erasure->index,
             erasure->at,
             say("data of {} ({}) erased, confirmed by {}; basis: {}",
                 "ištrinti {} duomenys ({}), patvirtino {}; pagrindas: {}",
                 {erasure->person, term(erasure->category), erasure->by, erasure->basis}),
             say("gone of this application: {}", "iš šios paraiškos ištrinta: {}", {list}),
             {},
             {}});
    }
    finish_participants(dossier);
}

void Gatherer::finish_interests(Dossier& dossier) {
    const auto& accesses = accesses_[dossier.application];
    if (accesses.empty()) return;
    Line all;
    all.index = -1;
    all.table.push_back({{"Expert", "Ekspertas"},
                         {"Step", "Žingsnis"},
                         {"Interest", "Interesas"},
                         {"Statement", "Paaiškinimas"},
                         {"Declared", "Deklaruota"},
                         {"First opened", "Pirmą kartą atverta"},
                         {"Declared before?", "Ar prieš atveriant?"}});
    const auto entry_text = [&](const std::optional<Line>& at) {
        return at ? say("entry {}, {}", "įrašas {}, {}", {std::to_string(at->index), when(at->at)})
                  : Both{"—"};
    };
    for (const Access& one : accesses)
        all.table.push_back({one.expert, step_title(one.step), one.interest, one.statement,
                             entry_text(one.declared), entry_text(one.opened), order_text(one)});
    dossier.lines[Topic::interests].push_back(std::move(all));
}

Both Gatherer::order_text(const Access& one) {
    if (!one.opened)
        return one.declared ? Both{"never opened the application", "paraiškos neatvėrė"}
                            : Both{"declared nothing, never opened the application",
                                   "nedeklaravo, paraiškos neatvėrė"};
    const std::string opened = std::to_string(one.opened->index);
    if (!one.declared)
        return say("opened at entry {} WITHOUT a declaration", "atverta įrašu {} BE deklaracijos", {opened});
    const std::string declared = std::to_string(one.declared->index);
    return one.declared->index < one.opened->index
               ? say("declared at entry {}, opened at entry {}: before",
                     "deklaruota įrašu {}, atverta įrašu {}: prieš atveriant", {declared, opened})
               : say("declared at entry {}, opened at entry {}: NOT BEFORE",
                     "deklaruota įrašu {}, atverta įrašu {}: NE PRIEŠ ATVERIANT", {declared, opened});
}

void Gatherer::finish_participants(Dossier& dossier) {
    std::set<std::string> people = call_actors_;
    people.insert(dossier.lead);
    for (const Entry* entry : dossier.entries)
        if (const auto leaf = ledger::read_leaf(entry->leaf)) people.insert(leaf->actor);
    for (const Access& one : accesses_[dossier.application]) people.insert(one.expert);
    for (const std::string& person : people) {
        if (person.empty()) continue;
        Both roles;
        for (const registry::RoleGrant& grant : states_.person({person}).roles)
            if (grant.call == "*" || grant.call == call_.text)
                roles += Both{roles.empty() ? "" : ", "} + role_title(grant.role);
        if (person == dossier.lead)
            roles += Both{roles.empty() ? "" : ", "} + Both{"lead applicant", "pareiškėjas"};
        dossier.participants.push_back({person, roles});
    }
}

Dossiers dossiers_of(const Pack& pack, const std::string& call) { return Gatherer{pack, call}.gather(); }

std::string utc_text(Instant at) {
    std::string text = at.text().substr(0, 19) + " UTC";
    text[10] = ' ';
    return text;
}

std::string utc_beside(const definition::Calendar& calendar, Instant at) {
    const std::string utc = utc_text(at);
    constexpr std::size_t day = 10;
    return local_text(calendar, at).starts_with(utc.substr(0, day)) ? utc.substr(day + 1) : utc;
}

std::string clock(const Dossiers& all, Instant at) {
    return all.definition ? local_text(all.definition->calendar, at) : utc_text(at);
}

std::string utc_of(const Dossiers& all, Instant at) {
    return all.definition ? utc_beside(all.definition->calendar, at) : utc_text(at);
}

std::string key_text(const procedure::Row& row, const std::string& key) {
    constexpr std::size_t shown = 16;
    const auto value = row.keys.find(key);
    if (value == row.keys.end()) return "—";
    const auto parsed = Decimal::parse(value->second);
    return parsed ? explanation::number_text(*parsed) : value->second.substr(0, shown);
}

std::string local_text(const definition::Calendar& calendar, Instant at) {
    const definition::LocalTime local = definition::local_time(calendar, at);
    const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return day_text(local.day) + " " + two(local.second / 3600) + ":" + two(local.second / 60 % 60) + ":" +
           two(local.second % 60);
}

}  // namespace atranka::pack
