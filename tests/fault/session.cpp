#include "tests/fault/session.hpp"

#include "engine/selection/lot.hpp"
#include "tests/scenario/trial.hpp"

#include <stdexcept>

namespace atranka::fault {

namespace {

namespace fs = std::filesystem;
using lifecycle::assignment::Interest;

// Tells the call of tests/scenario/trial.yaml.
class Teller {
public:
    std::vector<Step> told() {
        found();
        call();
        for (const char* number : {"1", "2", "3"}) apply(number);
        for (const char* number : {"1", "2"}) review(number);
        steps_.front().begins_a_process = true;
        return std::move(steps_);
    }

private:
    service::Request request(const std::string& actor, service::Command command) {
        now_ = now_.plus_ms(60'000);
        service::Request made{{actor}, "cli", std::move(command)};
        made.at = now_;
        made.id = "command-" + std::to_string(++given_);
        return made;
    }
    void say(const std::string& actor, service::Command command) {
        steps_.push_back({{request(actor, std::move(command))}, next_is_new_});
        next_is_new_ = false;
    }
    void leave() { next_is_new_ = true; }

    static registry::RegisterPerson person(const std::string& id, const std::string& kind) {
        registry::RegisterPerson p;
        p.person = {id};
        p.identity = Value::object({{"name", id}});
        p.expert_kind = kind;
        return p;
    }
    void found() {
        say("admin", registry::FoundInstance{{"admin"}, Value::object({{"name", "Admin"}})});
        leave();
        for (const char* id : {"o-1", "o-2"}) {
            registry::Organisation o;
            o.id = {id};
            o.name = id;
            say("admin", registry::RegisterOrganisation{o});
            leave();
        }
        // What an import writes: all of it or nothing.
        Step people{{}, true};
        for (const auto& [id, kind, role] :
             std::initializer_list<std::array<const char*, 3>>{{"officer", "", "officer"},
                                                               {"head", "", "head"},
                                                               {"business", "business", "expert"},
                                                               {"academic", "academic", "expert"}}) {
            people.requests.push_back(request("admin", person(id, kind)));
            people.requests.push_back(request("admin", registry::GrantRole{{id}, {"c", role}}));
        }
        steps_.push_back(std::move(people));
        next_is_new_ = false;
        for (const char* id : {"lead-1", "lead-2", "lead-3"}) say("admin", person(id, ""));
    }
    void call() {
        service::Request draft = request("officer", trial_.draft_command());
        draft.documents.push_back(trial_.definition);
        steps_.push_back({{draft}, true});
        say("officer", call::CommitLot{{"c"}, selection::commitment_of("one")});
        say("head", call::CommitLot{{"c"}, selection::commitment_of("two")});
        leave();
        say("head", call::PublishCall{{"c"}});
        say("officer", call::OpenCall{{"c"}});
        say("officer", call::OpenRound{{"c"}, {"r1"}});
    }
    void apply(const std::string& number) {
        const std::string lead = "lead-" + number;
        const ApplicationId id{"a-" + number};
        say(lead, application::StartApplication{id, {"c"}, {"r1"}});
        say(lead, application::SubmitForm{id, "note_in", scenario::note(100)});
        say("officer",
            application::AssessLines{id, "look", "costs", {{0, 150}, {1, 300}}, {{"1", "Too much ink."}}});
        leave();
        say("officer", application::ProposeCheck{id, "look", true, ""});
        say("head", application::ConfirmCheck{id, "look"});
    }
    void review(const std::string& number) {
        const ApplicationId id{"a-" + number};
        for (const char* expert : {"business", "academic"}) {
            say("officer", assignment::AssignExpert{id, "review", {expert}});
            say(expert, assignment::DeclareInterest{id, "review", {expert}, Interest::none, ""});
            say(expert, assignment::OpenApplication{id, "review", {expert}});
            say(expert, assignment::SubmitReview{
                            id, "review", {expert}, {{"novelty", 4}}, {{"novelty", "A comment."}}});
        }
        leave();
        say("business", application::WriteConsensus{id, "review", {{"novelty", 4}}, "A report.", ""});
        say("academic", application::SignConsensus{id, "review"});
    }

    scenario::Trial trial_;
    Instant now_ = scenario::at("2026-01-05T08:00:00Z");
    int given_ = 0;
    bool next_is_new_ = false;
    std::vector<Step> steps_;
};

}  // namespace

const std::vector<Step>& story() {
    static const std::vector<Step> steps = Teller{}.told();
    return steps;
}

void Place::clear() const {
    fs::remove_all(folder);
    fs::create_directories(folder);
}

// With its permissions.
void Place::take_key(const Place& from) const {
    fs::copy_file(from.key(), key(), fs::copy_options::overwrite_existing);
}

void Place::prepare() const {
    clear();
    scenario::Rehearsed random;
    system::make_key(key(), "localhost", random);
}

void Notary::release(const std::string& log, const std::string& checkpoint) {
    notary_.release(log, checkpoint);
    if (on_release) on_release(log, checkpoint);
}

Session::Session(const Place& place) : store{place.database()}, notary{place} {}

std::vector<service::Done> Session::give(const Step& step) {
    auto done = service.handle_all(step.requests);
    if (!done)
        throw std::logic_error{std::string{service::name_of(step.requests[done.error().first].command)} +
                               " was refused: " + std::string{rule_name(done.error().second.rule)} + ": " +
                               done.error().second.message};
    return std::move(*done);
}

}  // namespace atranka::fault
