#include "tests/scenario/trial.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/selection/lot.hpp"

namespace atranka::scenario {

using lifecycle::assignment::Interest;

Trial::Trial() {
    static const Value read = definition_in("tests/scenario/trial.yaml");
    definition = read;
}

Result<service::Done> Trial::give(const std::string& actor, service::Command command,
                                  const std::string& authenticated) {
    now = now.plus_ms(60'000);
    service::Request request{{actor}, authenticated, std::move(command)};
    request.at = now;
    const std::size_t entries = world.store.record().entries.size();
    auto done = world.service.handle(std::move(request));
    invariant(done || world.store.record().entries.size() == entries, "what is refused writes nothing");
    return done;
}

void Trial::must(const std::string& actor, service::Command command, const std::string& authenticated) {
    const std::string name{service::name_of(command)};
    const auto done = give(actor, std::move(command), authenticated);
    if (!done)
        broken(name + " by " + actor + ": " + std::string{rule_name(done.error().rule)} + ": " +
               done.error().message);
}

void Trial::wait_until(const std::string& instant) {
    invariant(at(instant) >= now, "time goes on");
    now = at(instant);
}
void Trial::wait_days(int days) { now = now.plus_ms(days * std::int64_t{86'400'000}); }

void Trial::found() {
    must("admin", registry::FoundInstance{{"admin"}, Value::object({{"name", "Admin"}})});
    for (const char* id : {"o-1", "o-2"}) {
        registry::Organisation o;
        o.id = {id};
        o.name = id;
        o.sme = true;
        must("admin", registry::RegisterOrganisation{o});
    }
    const auto person = [&](const char* id, const char* kind, const char* employer,
                            std::initializer_list<const char*> roles) {
        registry::RegisterPerson p;
        p.person = {id};
        p.identity = Value::object({{"name", id}});
        p.expert_kind = kind;
        if (*employer != '\0') p.employments.push_back({{employer}, std::nullopt});
        must("admin", p);
        for (const std::string role : roles) {
            must("admin", registry::GrantRole{{id}, {"c", role}});
            if (role == "head") must("second", registry::GrantRole{{id}, {"c", role}});
        }
    };
    person("second", "", "", {});
    must("admin", registry::GrantRole{{"second"}, {"*", "administrator"}});
    person("officer", "", "", {"officer"});
    person("head", "", "", {"head"});
    person("minister", "", "", {"minister"});
    person("judge", "", "", {"judge"});
    person("all", "", "", {"officer", "head", "minister", "judge"});  // may do everything, but not confirm it
    person("insider", "", "o-1", {"officer", "head", "minister"});    // works for the partner
    person("business", "business", "", {"expert", "minister"});
    person("academic", "academic", "", {"expert", "officer"});
    person("third", "business", "", {"expert"});
    person("tied", "business", "o-1", {"expert"});
    for (const char* id : {"lead-1", "lead-2", "lead-3"}) person(id, "", "", {});
}

call::DraftCall Trial::draft_command() const {
    call::DraftCall draft;
    draft.call = {"c"};
    draft.definition = service::hash_of(definition);
    draft.rounds = {{{"r1"}, {{"closing", "2026-02-27T15:00:00Z"}, {"reserve_until", "2026-12-31"}}},
                    {{"r2"}, {{"closing", "2026-09-30T15:00:00Z"}, {"reserve_until", "2026-12-31"}}}};
    return draft;
}

Result<service::Done> Trial::give_draft(const std::string& actor, const call::DraftCall& draft) {
    now = now.plus_ms(60'000);
    service::Request request{{actor}, "cli", draft};
    request.at = now;
    request.documents.push_back(definition);
    return world.service.handle(std::move(request));
}

void Trial::draft() {
    found();
    invariant(give_draft("officer", draft_command()).has_value(), "the draft is accepted");
}

void Trial::open() {
    draft();
    must("officer", call::CommitLot{{"c"}, selection::commitment_of("one")});
    must("head", call::CommitLot{{"c"}, selection::commitment_of("two")});
    must("head", call::PublishCall{{"c"}, Believing::report});
    must("officer", call::OpenCall{{"c"}});
    must("officer", call::OpenRound{{"c"}, {"r1"}});
}

namespace {
std::string lead_of(const std::string& id) { return "lead-" + id.substr(id.size() - 1); }
}  // namespace

void Trial::start(const std::string& id) {
    must(lead_of(id), application::StartApplication{{id}, {"c"}, {"r1"}});
}

Value note(int grant) {
    return Value::object(
        {{"subject", "A note"},
         {"story", "A long story."},
         {"contact", "A. Contact"},
         {"requested_grant", std::to_string(grant) + ".00"},
         {"share", "0.5"},
         {"partner", "o-1"},
         {"costs", Value::list({Value::object({{"purpose", "Paper"}, {"claimed", "150.00"}}),
                                Value::object({{"purpose", "Ink"}, {"claimed", "350.00"}})})}});
}

Value facts_of_note(int grant) {
    Value facts = note(grant);
    for (const char* hidden : {"subject", "story", "contact"}) facts.as_object().erase(hidden);
    for (Value& line : facts.as_object().at("costs").as_list()) line.as_object().erase("purpose");
    return facts;
}

void Trial::submit(const std::string& id, int grant) {
    must(lead_of(id), application::SubmitForm{{id}, "note_in", note(grant)});
}

void Trial::assess(const std::string& id) {
    must("officer",
         application::AssessLines{{id}, "look", "costs", {{0, 150}, {1, 300}}, {{"1", "Too much ink."}}});
}

void Trial::pass(const std::string& id) {
    assess(id);
    must("officer", application::ProposeCheck{{id}, "look", true, ""});
    must("head", application::ConfirmCheck{{id}, "look"});
}

void Trial::assign(const std::string& id) {
    for (const char* expert : {"business", "academic"}) {
        must("officer", assignment::AssignExpert{{id}, "review", {expert}});
        must(expert, assignment::DeclareInterest{{id}, "review", {expert}, Interest::none, ""});
        must(expert, assignment::OpenApplication{{id}, "review", {expert}});
    }
}

void Trial::score(const std::string& id, const std::string& expert, Decimal score) {
    must(expert, assignment::SubmitReview{
                     {id}, "review", {expert}, {{"novelty", score}}, {{"novelty", "A comment."}}});
}

void Trial::agree(const std::string& id, Decimal score) {
    must("business", application::WriteConsensus{{id}, "review", {{"novelty", score}}, "A report.", ""});
    must("academic", application::SignConsensus{{id}, "review"});
}

void Trial::arrive(const std::string& id, int grant, Decimal given) {
    start(id);
    submit(id, grant);
    pass(id);
    assign(id);
    score(id, "business", 4);
    score(id, "academic", 4);
    agree(id, given);
}

void Trial::close() {
    wait_until("2026-02-27T15:00:01Z");
    must("officer", call::CloseRound{{"c"}, {"r1"}});
}

procedure::RankRound Trial::rank_command() const {
    return {{"c"}, {"r1"}, "ranking", {{{"officer"}, "one"}, {{"head"}, "two"}}, "A public value"};
}

void Trial::rank() {
    close();
    must("officer", rank_command());
}

void Trial::select() {
    rank();
    must("officer", procedure::ProposeSelection{{"c"}, {"r1"}, "ranking"});
    must("head", procedure::ConfirmSelection{{"c"}, {"r1"}, "ranking"});
}

void Trial::award(const std::string& id) {
    must("minister", application::DecideAward{{id}, true, "4-1", "", ""});
    must("head", application::ConfirmAward{{id}});
}

void Trial::offer(const std::string& id) {
    award(id);
    must("officer", application::ServeNotice{{id}, "by hand", now});
}

std::map<std::string, int> events_in(MemoryStore& store) {
    std::map<std::string, int> counted;
    store.scan([&](const service::Entry& entry) {
        const auto events = ledger::canonical_value(entry.events);
        for (const auto& [stream, list] : events->as_object())
            for (const Value& event : list.as_list()) counted[event.as_object().begin()->first] += 1;
        return true;
    });
    return counted;
}

}  // namespace atranka::scenario
