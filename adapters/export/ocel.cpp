#include "adapters/export/ocel.hpp"

#include "adapters/json/json.hpp"

#include <algorithm>

namespace atranka::exporting {

namespace {

constexpr const char* from_the_beginning = "1970-01-01T00:00:00Z";

const char* name_of(Type type) {
    switch (type) {
        case Type::text: return "string";
        case Type::time: return "time";
        case Type::integer: return "integer";
        case Type::number: return "float";
        case Type::boolean: return "boolean";
    }
    return "string";
}

template <class Enum>
std::string word(Enum value) {
    return boost::describe::enum_to_string(value, "?");
}

Fact text(const char* name, std::string value) { return {name, Type::text, std::move(value)}; }
Fact flag(const char* name, bool value) { return {name, Type::boolean, value ? "true" : "false"}; }
Fact count(const char* name, std::int64_t value) { return {name, Type::integer, std::to_string(value)}; }
Fact number(const char* name, const Decimal& value) { return {name, Type::number, value.text()}; }

using Facts = std::vector<Fact>;

class Maker {
public:
    explicit Maker(const CallId& call) : call_(call) {}

    void add(const Told& told, service::Folded& after) {
        OcelEvent event{told.leaf.log + "/" + std::to_string(told.entry.index),
                        told.entry.type,
                        told.entry.at,
                        facts_of_entry(told),
                        {}};
        at_ = told.entry.at;
        event_ = &event;
        relate(person(after, told.leaf.actor), "actor");
        Value::List alone;
        std::size_t applications = 0;
        std::string names;
        for (const auto& [stream, list] : told.events.as_object()) {
            const auto& events = list.as_list();
            const std::string id = stream.substr(stream.find('/') + 1);
            if (stream.starts_with("application/")) {
                ++applications;
                if (applications == 1) alone = events;
                application(after, after.application({id}), events, told.step);
            } else if (stream.starts_with("call/")) {
                of_call_ = events;
                call(after, after.call({id}), events);
            }
            if (names.find(names_of(events)) == std::string::npos)
                names += (names.empty() ? "" : " ") + names_of(events);
        }
        Value::List said = std::move(of_call_);
        of_call_.clear();
        if (applications == 1) said.insert(said.end(), alone.begin(), alone.end());
        for (Fact& fact : facts_of_events(told, said)) event.attributes.push_back(std::move(fact));
        if (applications > 1) event.attributes.push_back(count("applications", std::int64_t(applications)));
        event.attributes.push_back(text("recorded_events", names));
        for (const Fact& fact : event.attributes) log_.event_types[event.type][fact.name] = fact.type;
        log_.events.push_back(std::move(event));
    }

    Ocel finish() { return std::move(log_); }

private:
    void relate(const std::string& object, const char* qualifier) {
        event_->relations.insert({object, qualifier});
    }
    void link(const std::string& from, const std::string& to, const char* qualifier) {
        log_.objects[from].relations.insert({to, qualifier});
    }

    // The object as it stands now; what differs from before is a change at this entry's instant.
    std::string object(const std::string& type, const std::string& name, const Facts& facts) {
        std::string id = type + "/" + name;
        const auto [it, fresh] = log_.objects.try_emplace(id);
        OcelObject& object = it->second;
        object.type = type;
        auto& declared = log_.object_types[type];
        auto& known = known_[id];
        const auto change = [&](const Fact& fact) {
            declared[fact.name] = fact.type;
            known[fact.name] = fact;
            object.attributes.push_back({fresh ? std::nullopt : std::optional{at_}, fact});
        };
        std::set<std::string> present;
        for (const Fact& fact : facts) {
            present.insert(fact.name);
            const auto before = known.find(fact.name);
            if (before == known.end() ? !fact.value.empty() : before->second.value != fact.value)
                change(fact);
        }
        // Text that ceased becomes empty; no other type has a value that says nothing.
        for (const auto& [name_of_fact, fact] : std::map{known})
            if (!present.contains(name_of_fact) && fact.type == Type::text && !fact.value.empty())
                change(text(name_of_fact.c_str(), {}));
        return id;
    }

    std::string person(service::Folded& after, const std::string& pseudonym) {
        const registry::Person person = after.person({pseudonym});
        Facts facts{text("expert_kind", person.expert_kind)};
        std::string roles;
        for (const auto& grant : person.roles)
            if (grant.call == call_.text || grant.call == "*")
                roles += (roles.empty() ? "" : " ") + grant.role;
        facts.push_back(text("roles", roles));
        return object("person", pseudonym, facts);
    }

    std::string organisation(service::Folded& after, const OrganisationId& id) {
        const registry::Organisation o = after.organisation(id);
        return object("organisation", id.text,
                      {text("country", o.country), flag("sme", o.sme),
                       flag("knowledge_institute", o.knowledge_institute), flag("ngo", o.ngo),
                       flag("cluster", o.cluster)});
    }

    std::string round(const call::State& call, const RoundId& id) {
        const call::Round* found = call.round(id);
        std::string made = object("round", call.id.text + "/" + id.text,
                                  found == nullptr ? Facts{} : Facts{text("stage", word(found->stage))});
        link(made, "call/" + call.id.text, "round of");
        return made;
    }

    std::string selection(const call::State& call, const RoundId& round_id, const std::string& step) {
        Facts facts{text("step", step)};
        const call::Round* found = call.round(round_id);
        if (found != nullptr)
            if (const auto it = found->selections.find(step); it != found->selections.end()) {
                const call::Selection& s = it->second;
                facts.push_back(text("stage", word(s.stage)));
                facts.push_back(text("proposed_by", s.proposed_by.text));
                facts.push_back(text("ranking", s.ranking));
                facts.push_back(count("places", s.places));
                facts.push_back(flag("reserve", s.reserve));
                if (s.confirmed) facts.push_back({"confirmed", Type::time, s.confirmed->text()});
            }
        std::string made = object("selection", call.id.text + "/" + round_id.text + "/" + step, facts);
        link(made, "round/" + call.id.text + "/" + round_id.text, "list of");
        return made;
    }

    std::string call_object(const call::State& state) {
        Facts facts{text("definition", state.definition), text("stage", word(state.stage)),
                    flag("suspended", state.suspended), number("committed", state.committed),
                    count("open_appeals", state.open_appeals)};
        if (const Value* budget = state.parameter({}, "budget"); budget != nullptr && budget->is_text())
            facts.push_back({"budget", Type::number, budget->as_text()});
        return object("call", state.id.text, facts);
    }

    void call(service::Folded& after, const call::State& state, const Value::List& events) {
        const std::string id = call_object(state);
        relate(id, "call");
        for (const Value& event : events) {
            const auto& [name, members] = *event.as_object().begin();
            if (name == "CallDrafted")
                for (const call::Round& r : state.rounds) relate(round(state, r.id), "round");
            if (name == "MoneyCommitted") relate(id, "commits money of");
            if (name == "MoneyReturned") relate(id, "returns money to");
            if (name == "LoadTaken")
                relate(person(after, members.at("expert").as_text()), "asks for one more review");
            if (name == "LoadReturned")
                relate(person(after, members.at("expert").as_text()), "asks for one review less");
            if (name == "LotCommitted") relate(person(after, members.at("by").as_text()), "commits to lot");
            if (const Value* r = members.find("round"); r != nullptr && r->is_text()) {
                relate(round(state, {r->as_text()}), "round");
                if (const Value* step = members.find("step"); step != nullptr && name == "SelectionMoved")
                    relate(selection(state, {r->as_text()}, step->as_text()), "ranked list");
            }
        }
    }

    static Facts facts_of(const application::State& s, const definition::Definition* definition) {
        Facts facts{text("round", s.round.text),
                    text("lead", s.lead.text),
                    text("step", s.step),
                    text("stage", lifecycle::stage_name(s.stage)),
                    text("outcome", s.outcome),
                    flag("imported", s.imported),
                    flag("suspended", s.suspended_since.has_value())};
        if (!s.submitted_steps.empty()) {
            const application::Submission& newest = s.submissions.at(s.submitted_steps.back());
            facts.push_back({"submitted", Type::time, newest.at.text()});
            if (const Value* requested = newest.facts.find("requested_grant");
                requested != nullptr && requested->is_text())
                facts.push_back({"requested", Type::number, requested->as_text()});
        }
        if (const auto it = s.reviews.find(s.scored_last); it != s.reviews.end() && it->second.scored)
            facts.push_back(number("total", it->second.scored->total));
        if (definition != nullptr) {
            const application::Placement* last = nullptr;
            for (const definition::Step& step : definition->steps)
                if (const auto it = s.placements.find(step.name); it != s.placements.end())
                    last = &it->second;
            if (last != nullptr) {
                facts.push_back(count("rank", last->rank));
                facts.push_back(text("placed", last->outcome));
                facts.push_back(number("placed_amount", last->amount));
            }
        }
        if (s.award) {
            const bool granted = s.award->confirmed && s.award->granted;
            facts.push_back(number("granted", granted ? s.award->amount : Decimal{0}));
            facts.push_back(text("order", s.award->order));
        }
        return facts;
    }

    std::string assignment(service::Folded& after, const std::string& of, const std::string& step,
                           const assignment::State& a) {
        Facts facts{
            text("step", step),           text("expert", a.expert.text),      text("kind", a.kind),
            text("stage", word(a.stage)), text("interest", word(a.interest)), flag("cleared", a.cleared),
            count("versions", a.versions)};
        if (a.opened) facts.push_back({"opened", Type::time, a.opened->text()});
        if (a.submitted) facts.push_back({"submitted", Type::time, a.submitted->text()});
        if (a.total) facts.push_back(number("total", *a.total));
        std::string id = object("assignment", of + "/" + step + "/" + a.expert.text, facts);
        link(id, "application/" + of, "of");
        link(id, "review/" + of + "/" + step, "part of");
        link(id, person(after, a.expert.text), "expert");
        return id;
    }

    void application(service::Folded& after, const application::State& s, const Value::List& events,
                     const std::string& command_step) {
        const call::State call = after.call(s.call);
        const auto definition = after.definition(call.definition);
        const std::string id = object("application", s.id.text, facts_of(s, definition.get()));
        const auto places_it = [](const Value& event) { return event.find("Placed") != nullptr; };
        if (std::ranges::none_of(events, places_it)) relate(id, "application");
        link(id, "call/" + s.call.text, "submitted to");
        link(id, "round/" + s.call.text + "/" + s.round.text, "in round");
        link(id, person(after, s.lead.text), "led by");
        const std::string under = s.id.text + "/";
        for (const auto& [step, c] : s.checks) {
            object("check", under + step,
                   {text("step", step), text("proposed_by", c.proposed_by.text), flag("passed", c.passed),
                    count("clarifications", c.clarifications)});
            link("check/" + under + step, id, "of");
        }
        for (const auto& [step, r] : s.reviews) {
            Facts facts{text("step", step), flag("diverged", r.diverged),
                        count("signatures", static_cast<std::int64_t>(r.signatures.size()))};
            if (r.scored) {
                facts.push_back(text("method", r.scored->method));
                facts.push_back(number("total", r.scored->total));
                facts.push_back(number("worst", r.scored->worst));
                facts.push_back(flag("meets", r.scored->missed.empty()));
            }
            object("review", under + step, facts);
            link("review/" + under + step, id, "of");
            for (const auto& [expert, a] : r.assignments) assignment(after, s.id.text, step, a);
        }
        for (std::size_t i = 0; i < s.appeals.size(); ++i) {
            const application::Appeal& a = s.appeals[i];
            const std::string made = object("appeal", under + std::to_string(i + 1),
                                            {text("ground", a.ground),
                                             text("stage", word(a.stage)),
                                             text("against", a.outcome),
                                             {"lodged", Type::time, a.lodged.text()}});
            link(made, id, "of");
        }

        relate_step(s, command_step, definition.get());
        for (const Value& event : events) {
            const auto& [name, members] = *event.as_object().begin();
            const auto named = [&](const char* member) {
                const Value* value = members.find(member);
                return value != nullptr && value->is_text() ? value->as_text() : std::string{};
            };
            if (name == "StepEntered" || name == "StageReached") continue;
            relate_step(s, named("step"), definition.get());
            if (const std::string expert = named("expert"); !expert.empty()) {
                relate(person(after, expert), "expert");
                const std::string made = "assignment/" + under + named("step") + "/" + expert;
                if (log_.objects.contains(made)) relate(made, "assignment");
            }
            if (name == "ApplicationStarted" || name == "MovedToRound") {
                relate(call_object(call), "call");
                relate(round(call, s.round), "round");
                relate(person(after, s.lead.text), "lead");
            }
            if (name == "LeadHandedOver") relate(person(after, s.lead.text), "new lead");
            if (name == "Placed") {
                relate(selection(call, s.round, named("step")), "ranked list");
                relate(round(call, s.round), "round");
                event_->relations.insert({id, named("outcome")});
                if (const Value* by = members.find("by"); by != nullptr && by->is_list())
                    for (const Value& who : by->as_list())
                        relate(person(after, who.as_text()), "decides on the list");
            }
            if (name == "AppealMoved" && !s.appeals.empty())
                relate("appeal/" + under + std::to_string(s.appeals.size()), "appeal");
            if (name == "FormSubmitted")
                for (const OrganisationId& partner : s.partners) {
                    const std::string made = organisation(after, partner);
                    relate(made, "partner");
                    link(id, made, "partner");
                }
        }
    }

    void relate_step(const application::State& s, const std::string& step,
                     const definition::Definition* definition) {
        const definition::Step* found = definition == nullptr ? nullptr : definition->step(step);
        if (found == nullptr) return;
        const std::string name = s.id.text + "/" + step;
        if (found->kind == lifecycle::Kind::check) {
            if (!log_.objects.contains("check/" + name)) object("check", name, {text("step", step)});
            relate("check/" + name, "check");
        }
        if (found->kind == lifecycle::Kind::review && log_.objects.contains("review/" + name))
            relate("review/" + name, "review");
    }

    CallId call_;
    Ocel log_;
    std::map<std::string, std::map<std::string, Fact>> known_;
    OcelEvent* event_ = nullptr;
    Instant at_;
    Value::List of_call_;
};

Value types_of(const std::map<std::string, std::map<std::string, Type>>& types) {
    Value::List list;
    for (const auto& [name, attributes] : types) {
        Value::List declared;
        for (const auto& [attribute, type] : attributes)
            declared.push_back(Value::object({{"name", attribute}, {"type", name_of(type)}}));
        list.push_back(Value::object({{"name", name}, {"attributes", std::move(declared)}}));
    }
    return list;
}

Value relations_of(const std::set<Relation>& relations) {
    Value::List list;
    for (const Relation& relation : relations)
        list.push_back(Value::object({{"objectId", relation.object}, {"qualifier", relation.qualifier}}));
    return list;
}

void add_list(std::string& out, const char* name, const Value::List& items, const char* end) {
    out += "\"" + std::string{name} + "\": [";
    for (std::size_t i = 0; i < items.size(); ++i) out += (i == 0 ? "\n" : ",\n") + json::write(items[i]);
    out += "\n]" + std::string{end};
}

}  // namespace

tl::expected<Ocel, Fault> ocel_of(service::EventStore& store, const CallId& call) {
    Maker maker{call};
    auto told = tell(store, call, [&](const Told& one, service::Folded& after) { maker.add(one, after); });
    if (!told) return tl::unexpected{std::move(told.error())};
    return maker.finish();
}

std::string json_of(const Ocel& log) {
    Value::List events, objects;
    for (const OcelEvent& event : log.events) {
        Value::List attributes;
        for (const Fact& fact : event.attributes)
            attributes.push_back(Value::object({{"name", fact.name}, {"value", fact.value}}));
        events.push_back(Value::object({{"id", event.id},
                                        {"type", event.type},
                                        {"time", event.at.text()},
                                        {"attributes", std::move(attributes)},
                                        {"relationships", relations_of(event.relations)}}));
    }
    for (const auto& [id, object] : log.objects) {
        Value::List attributes;
        for (const OcelChange& change : object.attributes)
            attributes.push_back(
                Value::object({{"name", change.fact.name},
                               {"value", change.fact.value},
                               {"time", change.at ? change.at->text() : from_the_beginning}}));
        objects.push_back(Value::object({{"id", id},
                                         {"type", object.type},
                                         {"attributes", std::move(attributes)},
                                         {"relationships", relations_of(object.relations)}}));
    }
    std::string out = "{";
    add_list(out, "objectTypes", types_of(log.object_types).as_list(), ",\n");
    add_list(out, "eventTypes", types_of(log.event_types).as_list(), ",\n");
    add_list(out, "objects", objects, ",\n");
    add_list(out, "events", events, "}\n");
    return out;
}

}  // namespace atranka::exporting
