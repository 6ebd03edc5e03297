#include "tests/fault/session.hpp"

#include "engine/ledger/ed25519.hpp"
#include "engine/selection/lot.hpp"
#include "tests/fault/disk.hpp"
#include "tests/scenario/trial.hpp"

#include <algorithm>
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
        steps_of_the_call_ = steps_.size();
        erase();
        rotate();
        steps_.front().begins_a_process = true;
        return std::move(steps_);
    }
    std::size_t steps_of_the_call() const { return steps_of_the_call_; }
    const std::string& erasure_id() const { return erasure_id_; }

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
             std::initializer_list<std::array<const char*, 3>>{{"second", "", ""},
                                                               {"officer", "", "officer"},
                                                               {"head", "", "head"},
                                                               {"business", "business", "expert"},
                                                               {"academic", "academic", "expert"}}) {
            people.requests.push_back(request("admin", person(id, kind)));
            const std::string named = role;
            const registry::RoleGrant grant =
                named.empty() ? registry::RoleGrant{"*", "administrator"} : registry::RoleGrant{"c", named};
            people.requests.push_back(request("admin", registry::GrantRole{{id}, grant}));
            if (named == "head")
                people.requests.push_back(request("second", registry::GrantRole{{id}, grant}));
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
        say("head", call::PublishCall{{"c"}, scenario::Believing::report});
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

    void erase() {
        const char* officer = "protection-officer";
        say(erased_person, application::WithdrawApplication{{"a-3"}, "No money of our own."});
        say("admin", person(officer, ""));
        say("admin", registry::GrantRole{{officer}, {"*", "data_protection_officer"}});
        now_ = scenario::at("2037-01-05T08:00:00Z");  // retention has ended
        leave();
        say(officer, registry::ProposeErasure{{erased_person}, "GDPR Art. 17(1)(a)", {}});
        say("admin", registry::ConfirmErasure{{erased_person}});
        erasure_id_ = steps_.back().requests.back().id;
        say("admin", person("lead-4", ""));
        leave();
        say("admin", person("lead-5", ""));
    }
    void rotate() {
        leave();
        say("admin",
            custody::RotateKey{keys().front().text(), keys().back().text(), false, "Two years are over."});
        steps_.back().rotates_the_key = true;
        say("admin", person("lead-6", ""));
        leave();
        say("admin", person("lead-7", ""));
    }

    scenario::Trial trial_;
    std::size_t steps_of_the_call_ = 0;
    std::string erasure_id_;
    Instant now_ = scenario::at("2026-01-05T08:00:00Z");
    int given_ = 0;
    bool next_is_new_ = false;
    std::vector<Step> steps_;
};

struct Story {
    Teller teller;
    std::vector<Step> steps = teller.told();
};
const Story& the_story() {
    static const Story story;
    return story;
}

constexpr const char* host = "localhost";
constexpr std::size_t seed_bytes = 32;

fs::path with(fs::path file, const char* end) { return file += end; }

std::string public_key_in(const fs::path& file) { return system::Notary{file, {}}.key(host).text(); }

// As system::make_key takes it from its source: the first is that of `Place::prepare`.
std::vector<ledger::VerifierKey> made_keys() {
    scenario::Rehearsed random;
    std::vector<ledger::VerifierKey> made;
    for (int i = 0; i < 2; ++i)
        made.push_back({host, ledger::type_ed25519, ledger::public_key_of(random.bytes(seed_bytes))});
    return made;
}

}  // namespace

const std::vector<Step>& story() { return the_story().steps; }
std::size_t steps_of_the_call() { return the_story().teller.steps_of_the_call(); }
const std::string& erasure_id() { return the_story().teller.erasure_id(); }

const std::vector<ledger::VerifierKey>& keys() {
    static const std::vector<ledger::VerifierKey> both = made_keys();
    return both;
}

void Place::clear() const {
    fs::remove_all(folder);
    fs::create_directories(folder);
}

namespace {

constexpr const char* ends_of_keys[] = {"", ".new", ".former"};

}  // namespace

Place::KeyFiles Place::key_files() const {
    KeyFiles files;
    for (const char* end : ends_of_keys)
        if (const fs::path file = with(key(), end); fs::exists(file)) files.emplace(end, read_file(file));
    return files;
}

void Place::leave(const KeyFiles& files) const {
    for (const char* end : ends_of_keys) fs::remove(with(key(), end));
    for (const auto& [end, text] : files) {
        const fs::path file = with(key(), end.c_str());
        write_file(file, text);
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    }
}

void Place::prepare() const {
    clear();
    scenario::Rehearsed random;
    system::make_key(key(), host, random);
}

void Notary::release(const std::string& log, const std::string& checkpoint) {
    notary_->release(log, checkpoint);
    if (on_release) on_release(log, checkpoint);
}

Session::Session(const Place& place, OnKeys on_keys)
    : store{place.database()}, notary{place}, place_{place}, on_keys_{std::move(on_keys)} {
    const fs::path next = with(place_.key(), ".new");
    if (fs::exists(next) && public_key_in(next) == service.states().log("instance").key) replace_key();
}

void Session::replace_key() {
    if (const auto error = system::replace_key(place_.key()))
        throw std::logic_error{"the new key cannot take its place: " + error.message()};
    if (on_keys_) {
        const Place::KeyFiles after = place_.key_files();
        on_keys_({{".former", after.at(".former")}, {".new", after.at("")}}, false);
        on_keys_(after, true);
    }
    notary.load();
    for (const std::string& log : store.logs()) service.checkpoint(log);
}

std::vector<service::Done> Session::reopen() {
    std::vector<service::Done> all;
    std::vector<std::string> logs = store.logs();
    std::ranges::stable_partition(logs, [](const std::string& log) { return log == "instance"; });
    for (const std::string& log : logs) {
        const auto released = service.released_ahead(log);
        if (!released) continue;
        service::Request request{{"admin"}, "cli", custody::OpenEpoch{log, *released, "The disk broke."}};
        request.at = scenario::at("2026-01-05T08:00:00Z");
        request.id =
            "reopen-" + std::to_string(store.size(log)) + (log == "instance" ? "-instance" : "-call");
        for (service::Done& one : give(Step{{request}})) all.push_back(std::move(one));
    }
    return all;
}

std::vector<service::Done> Session::give(const Step& step) {
    const fs::path next = with(place_.key(), ".new");
    const bool is_rotated = step.rotates_the_key && public_key_in(place_.key()) == keys().back().text();
    if (step.rotates_the_key && !is_rotated && !fs::exists(next)) {
        scenario::Rehearsed random;
        (void)random.bytes(seed_bytes);
        system::make_key(next, host, random);
        if (on_keys_) on_keys_(place_.key_files(), true);
    }
    auto done = service.handle_all(step.requests);
    if (!done)
        throw std::logic_error{std::string{service::name_of(step.requests[done.error().first].command)} +
                               " was refused: " + std::string{rule_name(done.error().second.rule)} + ": " +
                               done.error().second.message};
    if (step.rotates_the_key && !is_rotated) replace_key();
    return std::move(*done);
}

}  // namespace atranka::fault
