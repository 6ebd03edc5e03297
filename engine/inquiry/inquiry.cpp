#include "engine/inquiry/inquiry.hpp"
#include "engine/service/acting.hpp"

#include <algorithm>

namespace atranka::inquiry {

namespace {

// A request does not wait for more entries than this to be taken in by the index; whoever keeps it goes on.
constexpr std::int64_t entries_max = 500;

bool fits(const std::string& wanted, const std::string& has) { return wanted.empty() || wanted == has; }

// The row of one state, as every list spells it.
service::ApplicationRow row_of(const application::State& state) {
    std::vector<service::Change> changes;
    changes.push_back({"application/" + state.id.text, {}, state});
    return std::move(service::views_of(changes).applications.front());
}
service::PersonRow row_of(const registry::Person& person) {
    std::vector<service::Change> changes;
    changes.push_back({"person/" + person.id.text, {}, person});
    return std::move(service::views_of(changes).persons.front());
}

}  // namespace

Inquiry::Inquiry(service::EventStore& store, service::States& present, Viewer viewer,
                 const access::Policy& policy)
    : store_(store), present_(present), viewer_(std::move(viewer)), policy_(policy) {}

void Inquiry::look_back(const service::Extent& extent) {
    extent_ = extent;
    calls_.clear();
    past_ = std::make_unique<service::Past>(store_, present_, extent);
}

service::States& Inquiry::states() {
    if (past_) return *past_;
    return present_;
}

// As they are today, whenever it is that they look at.
const registry::Person* Inquiry::viewer() {
    if (viewer_.person.empty()) return nullptr;
    if (!person_) person_ = service::acting(present_, viewer_.person);
    return person_->version == 0 ? nullptr : &*person_;
}

bool Inquiry::has_role(const std::string& call, std::string_view role) {
    const registry::Person* person = viewer();
    return person != nullptr && person->has_role(call, role, viewer_.now);
}

std::shared_ptr<const definition::Definition> Inquiry::definition_of(const call::State& call) {
    auto& known = definitions_[call.definition];
    if (!known) known = states().definition(call.definition);
    return known;
}

const call::State& Inquiry::call_state(const CallId& id) {
    const auto known = calls_.find(id);
    return known != calls_.end() ? known->second : calls_.emplace(id, states().call(id)).first->second;
}

const application::State& Inquiry::looked_at(const std::string& id) {
    return then_.insert_or_assign(id, states().application({id})).first->second;
}

std::string Inquiry::call_of(const std::string& id) {
    const auto known = then_.find(id);
    return known != then_.end() && !past_ ? known->second.call.text : present_.application({id}).call.text;
}

// Nothing of what was written since the state that says who may read it.
Unsealed::All Inquiry::told_of(const application::State& whole) {
    const std::string stream = "application/" + whole.id.text;
    const bool keeps = unsealed_ != nullptr && !extent_;
    const Unsealed::Key key{whole.id.text, whole.version, keeps ? store_.size("instance") : 0};
    if (keeps)
        if (auto known = unsealed_->find(key)) return known;
    std::vector<service::Entry> entries = store_.entries_of(stream, 0);
    if (extent_) std::erase_if(entries, [&](const service::Entry& entry) { return !extent_->holds(entry); });
    auto told = told_in(entries, stream);
    std::erase_if(told, [&](const Told& one) { return one.version > whole.version; });
    auto all = std::make_shared<const std::vector<Told>>(std::move(told));
    if (keeps) unsealed_->put(key, all);
    return all;
}

bool Inquiry::works_on(const call::State& call) {
    const auto definition = definition_of(call);
    return definition && access::works_on(viewer(), *definition, call.id, viewer_.now);
}

bool Inquiry::reads_whole(const call::State& call) {
    if (!works_on(call)) return false;
    service::ApplicationQuery led;
    led.call = call.id.text;
    led.lead = viewer_.person.text;
    led.limit = 1;
    return store_.applications(led).empty() &&
           store_.reviews({call.id.text, {}, {}, viewer_.person.text}).empty();
}

bool Inquiry::is_auditor(const std::string& call) { return has_role(call, "auditor"); }

std::optional<access::Sight> Inquiry::sight_of(const application::State& state) {
    const auto definition = definition_of(call_state(state.call));
    if (!definition) return std::nullopt;
    access::Sight sight{viewer(), *definition, state, viewer_.now, policy_};
    if (!past_) return sight;
    const application::State& today =
        today_.insert_or_assign(state.id.text, present_.application(state.id)).first->second;
    const auto in_force = present_.definition(present_.call(today.call).definition);
    if (!today.exists() || !in_force) return std::nullopt;
    sight.limit_to(access::Sight{viewer(), *in_force, today, viewer_.now, policy_});
    return sight;
}

std::optional<service::ApplicationRow> Inquiry::row_of(const std::string& id) {
    const application::State& state = looked_at(id);
    if (!state.exists()) return std::nullopt;
    const auto sight = sight_of(state);
    const auto seen = sight ? sight->state() : std::nullopt;
    if (!seen) return std::nullopt;
    service::ApplicationRow row = inquiry::row_of(*seen);
    if (!sight->may_read(access::Field::version)) row.version = 0;
    return row;
}

// Those to which the viewer stands as lead or as expert.
std::set<std::string> Inquiry::special_ids(const std::string& call) {
    std::set<std::string> ids;
    if (viewer() == nullptr) return ids;
    service::ApplicationQuery led;
    led.call = call;
    led.lead = viewer_.person.text;
    for (const auto& row : store_.applications(led)) ids.insert(row.application);
    for (const auto& row : store_.reviews({call, {}, {}, viewer_.person.text})) ids.insert(row.application);
    return ids;
}

std::vector<service::ApplicationRow> Inquiry::special(const service::ApplicationQuery& query) {
    std::vector<service::ApplicationRow> found;
    for (const std::string& id : special_ids(query.call))
        if (auto row = row_of(id)) found.push_back(std::move(*row));
    return found;
}

// Those of the time that is looked back at: of them that are there today, since nothing of the record goes.
std::vector<service::ApplicationRow> Inquiry::then(const service::ApplicationQuery& query) {
    auto rows = special(query);
    const call::State call = states().call({query.call});
    if (call.exists() && works_on(call)) {
        service::ApplicationQuery others;
        others.call = query.call;
        others.apart_from = viewer_.person.text;
        for (const service::ApplicationRow& today : store_.applications(others))
            if (auto row = row_of(today.application)) rows.push_back(std::move(*row));
    }
    service::ApplicationQuery all = query;
    all.limit = -1;
    return service::page_of(std::move(rows), all);
}

std::vector<service::ApplicationRow> Inquiry::applications(const service::ApplicationQuery& query) {
    if (past_) return service::page_of(then(query), query);
    auto rows = special(query);
    const call::State& call = call_state({query.call});
    if (call.exists() && works_on(call)) {
        // Staff read all of the others, so that what is stored is what they see.
        service::ApplicationQuery others = query;
        others.apart_from = viewer_.person.text;
        for (service::ApplicationRow& row : store_.applications(others)) rows.push_back(std::move(row));
    }
    return service::page_of(std::move(rows), query);
}

bool Inquiry::has_words(const service::ApplicationRow& row, const service::Terms& terms,
                        service::Texts& texts) {
    const auto seen = application(row.application);
    return seen && texts.fits(terms, words_of(seen->state, seen->wording, states()));
}

tl::expected<std::vector<service::ApplicationRow>, NotFound> Inquiry::found(
    const service::ApplicationQuery& query, const service::Terms& terms, service::Texts& texts,
    Places* places) {
    const auto kept = [&](std::vector<service::ApplicationRow> rows) {
        std::erase_if(rows,
                      [&](const service::ApplicationRow& row) { return !has_words(row, terms, texts); });
        return rows;
    };
    if (past_) return service::page_of(kept(then(query)), query);
    auto rows = kept(special(query));
    const call::State& call = call_state({query.call});
    if (call.exists() && works_on(call)) {
        if (!keep_up(texts, store_, present_, viewer_.now, entries_max))
            return tl::unexpected{NotFound::not_ready};
        // The index holds what those read who read everything.
        if (places != nullptr && reads_words_of_all(call))
            if (auto known = places->found(terms, texts, store_, found_max)) {
                const auto apart = special_ids(query.call);
                std::erase_if(*known, [&](const service::KeyedRow* one) {
                    return one->row.call != query.call || apart.contains(one->row.application);
                });
                for (service::ApplicationRow& row : service::page_of(*known, query))
                    rows.push_back(std::move(row));
                return service::page_of(std::move(rows), query);
            }
        service::ApplicationQuery others = query;
        others.apart_from = viewer_.person.text;
        others.among = texts.find(terms, query.call, found_max + 1);
        if (static_cast<std::int64_t>(others.among->size()) > found_max)
            return tl::unexpected{NotFound::too_many};
        auto among = store_.applications(others);
        if (!reads_words_of_all(call)) among = kept(std::move(among));
        for (service::ApplicationRow& row : among) rows.push_back(std::move(row));
    }
    return service::page_of(std::move(rows), query);
}

tl::expected<std::vector<service::Titled>, NotFound> Inquiry::titles(const std::string& id,
                                                                     const std::string& after,
                                                                     std::int64_t count,
                                                                     service::Texts& texts) {
    const call::State& call = call_state({id});
    if (past_ || !call.exists() || !works_on(call) || !reads_words_of_all(call))
        return std::vector<service::Titled>{};
    if (!keep_up(texts, store_, present_, viewer_.now, entries_max))
        return tl::unexpected{NotFound::not_ready};
    auto found = texts.titles(id, after, count);
    // Of those to which they stand otherwise they read what the rest of the policy says, one by one.
    const auto apart = special_ids({id});
    for (service::Titled& one : found)
        if (apart.contains(one.application)) one.title.clear();
    return found;
}

// As far as the policy says so whatever the circumstances are.
bool Inquiry::reads_words_of_all(const call::State& call) {
    const auto relation = is_auditor(call.id.text) ? access::Relation::auditor : access::Relation::staff;
    return std::ranges::all_of(
        std::initializer_list<access::Field>{access::Field::title, access::Field::texts,
                                             access::Field::partners},
        [&](access::Field field) { return access::grants(policy_, relation, field, access::When::always); });
}

std::optional<Application> Inquiry::application(const std::string& id) {
    const application::State& whole = looked_at(id);
    const auto sight = whole.exists() ? sight_of(whole) : std::nullopt;
    auto seen = sight ? sight->state() : std::nullopt;
    if (!seen) return std::nullopt;
    const auto definition = definition_of(call_state(whole.call));
    Application found{std::move(*seen),
                      sight->relation(),
                      wording_of(*told_of(whole), *sight, *definition, viewer_.person),
                      {}};
    if (past_) return found;
    const auto commands = access::to_try(viewer(), *definition, found.state, viewer_.now, policy_);
    for (const std::string_view command : service::command_names())
        if (commands.contains(command) && !service::is_of_call(command) && !service::is_of_instance(command))
            found.commands.emplace_back(command);
    return found;
}

std::vector<service::ReviewRow> Inquiry::reviews(const service::ReviewQuery& query) {
    std::vector<service::ReviewRow> found;
    std::map<std::string, std::vector<service::ReviewRow>> seen;  // of an application
    for (const service::ReviewRow& row : store_.reviews(query)) {
        if (seen.contains(row.application)) continue;
        auto& rows = seen[row.application];
        const application::State& state = looked_at(row.application);
        const auto sight = sight_of(state);
        const auto visible = sight ? sight->state() : std::nullopt;
        if (!visible) continue;
        std::vector<service::Change> changes;
        changes.push_back({"application/" + row.application, {}, *visible});
        rows = service::views_of(changes).reviews;
    }
    for (const auto& [application, rows] : seen)
        for (const service::ReviewRow& row : rows)
            if (fits(query.step, row.step) && fits(query.expert, row.expert)) found.push_back(row);
    return found;
}

std::optional<call::State> Inquiry::call(const std::string& id) {
    const call::State state = states().call({id});
    const auto definition = state.exists() ? definition_of(state) : nullptr;
    if (!definition) return std::nullopt;
    return access::seen_by(viewer(), *definition, state, viewer_.now);
}

std::vector<service::CallRow> Inquiry::calls() {
    std::vector<service::CallRow> found;
    for (const service::CallRow& row : store_.calls()) {
        const auto seen = call(row.call);
        if (!seen) continue;
        std::vector<service::Change> changes;
        changes.push_back({"call/" + row.call, {}, *seen});
        found.push_back(std::move(service::views_of(changes).calls.front()));
        found.back().workflow = definition_of(*seen)->workflow;
        if (!works_on(*seen)) found.back().committed.clear();
    }
    return found;
}

std::optional<Person> Inquiry::person(const std::string& id) {
    registry::Person person = states().person({id});
    if (person.version == 0 || viewer() == nullptr || !viewer()->active) return std::nullopt;
    const bool keeps = has_role("*", "administrator") || has_role("*", "data_protection_officer");
    if (id != viewer_.person.text && !keeps) {
        std::set<std::string> calls;
        for (const registry::RoleGrant& grant : person.roles) calls.insert(grant.call);
        service::ApplicationQuery led;
        led.lead = id;
        for (const auto& row : store_.applications(led)) calls.insert(row.call);
        std::erase_if(calls, [&](const std::string& one) {
            const call::State state = states().call({one});
            return !state.exists() || !works_on(state);
        });
        if (calls.empty()) return std::nullopt;
        std::erase_if(person.roles,
                      [&](const registry::RoleGrant& grant) { return !calls.contains(grant.call); });
        std::erase_if(person.delegations, [&](const registry::Delegation& delegation) {
            return !calls.contains(delegation.role.call);
        });
        person.erasure.reset();
        person.proposals.clear();
        person.version = 1;
    }
    Person found{std::move(person), {}};
    for (const service::Entry& entry : store_.entries_of("person/" + id, 0)) {
        if (extent_ && !extent_->holds(entry)) continue;
        const auto read = service::envelope_of(entry);
        if (!read) continue;
        if (const auto* c = std::get_if<registry::RegisterPerson>(&read->envelope.command)) {
            if (c->person.text == id) found.identity = c->identity;
        } else if (const auto* founding = std::get_if<registry::FoundInstance>(&read->envelope.command)) {
            if (founding->person.text == id) found.identity = founding->identity;
        }
    }
    return found;
}

std::vector<service::PersonRow> Inquiry::persons(const std::string& id) {
    const call::State call = states().call({id});
    const bool all = has_role("*", "administrator") || has_role("*", "data_protection_officer");
    if (!all && (!call.exists() || !works_on(call))) return {};
    std::vector<service::PersonRow> found;
    for (const service::PersonRow& today : store_.persons()) {
        const registry::Person person = service::acting(states(), {today.person});
        if (person.version == 0) continue;
        if (id.empty()) {
            found.push_back(inquiry::row_of(person));
            continue;
        }
        std::string roles;
        for (const registry::RoleGrant& grant : person.roles)
            if (grant.call == id || (all && grant.call == "*"))
                roles += (roles.empty() ? "" : " ") + grant.call + ":" + grant.role;
        if (!roles.empty()) found.push_back({person.id.text, roles, all ? person.version : 1});
    }
    return found;
}

std::vector<Application> Inquiry::published(const std::string& call) {
    std::vector<Application> found;
    const call::State state = states().call({call});
    const auto definition = state.exists() ? definition_of(state) : nullptr;
    if (!definition) return found;
    for (const definition::Outcome& outcome : definition->outcomes) {
        if (!outcome.awarded) continue;
        service::ApplicationQuery query;
        query.call = call;
        query.outcome = outcome.name;
        for (const service::ApplicationRow& row : store_.applications(query)) {
            // Everybody sees the same, whoever they are.
            Inquiry anybody{store_, states(), {{}, viewer_.now}, policy_};
            if (unsealed_ != nullptr && !extent_) anybody.keep_in(*unsealed_);
            if (auto one = anybody.application(row.application)) found.push_back(std::move(*one));
        }
    }
    std::ranges::sort(found, {}, [](const Application& one) { return one.state.id.text; });
    return found;
}

std::optional<std::set<std::pair<std::string, std::string>>> Inquiry::organisations(
    const std::string& id, const std::string& round) {
    const call::State call = states().call({id});
    const auto definition = call.exists() ? definition_of(call) : nullptr;
    if (!definition || call.round({round}) == nullptr) return std::nullopt;
    const bool hidden = std::ranges::any_of(definition->steps, [&](const definition::Step& step) {
        return step.blind == definition::Blindness::both && has_role(id, step.staffing.role);
    });
    if (!hidden && !works_on(call)) return std::nullopt;
    std::set<std::pair<std::string, std::string>> found;
    service::ApplicationQuery query;
    query.call = id;
    query.round = round;
    for (const service::ApplicationRow& row : store_.applications(query))
        for (const OrganisationId& partner : states().application({row.application}).partners)
            found.emplace(states().organisation(partner).name, partner.text);
    return found;
}

std::optional<std::vector<service::Entry>> Inquiry::history(const std::string& id) {
    const application::State& state = looked_at(id);
    const auto sight = state.exists() ? sight_of(state) : std::nullopt;
    if (!sight || !access::reads_all(sight->relation())) return std::nullopt;
    std::vector<service::Entry> entries = store_.entries_of("application/" + id, 0);
    if (past_) std::erase_if(entries, [&](const service::Entry& e) { return !extent_->holds(e); });
    return entries;
}

std::vector<std::string> Inquiry::commands_of(const call::State& call) {
    std::vector<std::string> found;
    const auto definition = definition_of(call);
    for (const std::string_view name : service::command_names())
        if (!past_ && definition && service::is_of_call(name) &&
            access::may_try(viewer(), definition.get(), call.id.text, name, viewer_.now, policy_))
            found.emplace_back(name);
    return found;
}

std::vector<std::string> Inquiry::commands_of_instance() {
    std::vector<std::string> found;
    for (const std::string_view name : service::command_names())
        if (!past_ && service::is_of_instance(name) && name != registry::FoundInstance::name &&
            access::may_try(viewer(), nullptr, "*", name, viewer_.now, policy_))
            found.emplace_back(name);
    return found;
}

std::optional<Value> Inquiry::ranking(const std::string& id, const std::string& round,
                                      const std::string& step) {
    const call::State call = states().call({id});
    if (!call.exists() || !works_on(call)) return std::nullopt;
    const call::Round* of = call.round({round});
    if (of == nullptr) return std::nullopt;
    const auto selection = of->selections.find(step);
    if (selection == of->selections.end() || selection->second.ranking.empty()) return std::nullopt;
    return states().beside(selection->second.ranking);
}

}  // namespace atranka::inquiry
