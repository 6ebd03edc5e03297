#include "bench/town.hpp"

#include "adapters/solver/prover.hpp"
#include "adapters/sql/migrations.hpp"
#include "adapters/system/notary.hpp"
#include "adapters/system/resolve.hpp"
#include "adapters/yaml/yaml.hpp"
#include "engine/definition/read.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/selection/lot.hpp"
#include "engine/service/record.hpp"

#include "bench/harness.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <mutex>
#include <sstream>
#include <stdexcept>

namespace atranka::bench {

namespace fs = std::filesystem;

namespace {

constexpr const char* call_id = "bench-2026";
constexpr int leads = 200, organisations = 60, experts = 40;
constexpr std::size_t batch = 1000;
// Years before the round's deadline, so that nothing is due while a server looks at it: commands follow each
// other by a millisecond.
constexpr const char* begins = "2026-02-02T08:00:00Z";

std::string application(int number) { return fmt::format("a-{:06}", number); }
std::string lead(int number) { return fmt::format("lead-{:03}", number % leads); }
std::string sme(int number) { return fmt::format("o-sme-{:02}", number % organisations); }
std::string institute(int number) { return fmt::format("o-institute-{:02}", number % organisations); }
std::string officer(int number) { return fmt::format("officer-{}", number % 2 + 1); }
std::string expert_of(int number, int which) {
    return fmt::format("expert-{}{:02}", which == 0 ? 'b' : 'k', number % experts);
}

Value idea(int number) {
    Value consortium = Value::list();
    const auto partner = [&](const std::string& organisation, const char* role) {
        consortium.push(Value::object({{"organisation", organisation}, {"role", role}, {"consented", true}}));
    };
    partner(sme(number), "lead");
    partner(institute(number), "partner");
    partner(sme(number + 7), "partner");
    const int requested = 13000 + number % 25 * 500;
    return Value::object(
        {{"project_title", fmt::format("Recycled bumpers, number {}", number)},
         {"objective", "Invented for a measurement: parts that are made again from what was thrown away."},
         {"novelty", "Invented: partners share designs and results in the open, from the first day on."},
         {"key_enabling_technologies", Value::list({"materials", "manufacturing"})},
         {"consortium", consortium},
         {"end_users", "Invented: makers of parts and those who mend them."},
         {"cross_sector", number % 2 == 0},
         {"cross_border", number % 3 == 0},
         {"estimated_costs", fmt::format("{}.00", requested * 5 / 2)},
         {"requested_grant", fmt::format("{}.00", requested)},
         {"contact_name", "Contact of " + lead(number)},
         {"contact_email", lead(number) + "@example.org"}});
}

void add_registry(std::vector<Given>& commands) {
    const std::string administrator = "administrator";
    commands.push_back({administrator, registry::FoundInstance{{administrator},
                                                               Value::object({{"name", "Administrator"}})}});
    for (int i = 0; i < organisations; ++i)
        for (const bool is_sme : {true, false}) {
            registry::Organisation o;
            o.id = {is_sme ? sme(i) : institute(i)};
            o.name = "Pavyzdys " + o.id.text;
            o.code = o.id.text;
            o.country = "LT";
            o.sme = is_sme;
            o.knowledge_institute = !is_sme;
            commands.push_back({administrator, registry::RegisterOrganisation{o}});
        }
    const auto person = [&](const std::string& id, const std::string& role, const std::string& kind) {
        registry::RegisterPerson one;
        one.person = {id};
        one.identity = Value::object({{"name", "Name of " + id}, {"mail", id + "@example.org"}});
        one.expert_kind = kind;
        commands.push_back({administrator, std::move(one)});
        if (!role.empty()) commands.push_back({administrator, registry::GrantRole{{id}, {call_id, role}}});
    };
    person("second", "", "");
    commands.push_back({administrator, registry::GrantRole{{"second"}, {"*", administrator}}});
    person("officer-1", "officer", "");
    person("officer-2", "officer", "");
    person("head-1", "head", "");
    commands.push_back({"second", registry::GrantRole{{"head-1"}, {call_id, "head"}}});
    for (int i = 0; i < experts; ++i) {
        person(expert_of(i, 0), "expert", "business");
        person(expert_of(i, 1), "expert", "knowledge_institute");
    }
    for (int i = 0; i < leads; ++i) person(lead(i), "", "");
}

// The same bytes each time, so that a database is the same each time it is made.
class Rehearsed final : public service::Random {
public:
    explicit Rehearsed(std::int64_t turn) : turn_(turn) {}
    std::string bytes(std::size_t count) override {
        std::string made;
        while (made.size() < count) {
            const ledger::Hash hash = ledger::sha256("bench " + std::to_string(turn_++));
            made.append(hash.begin(), hash.end());
        }
        made.resize(count);
        return made;
    }

private:
    std::int64_t turn_;
};

Instant an_hour_ago() {
    const auto now = std::chrono::system_clock::now() - std::chrono::hours{1};
    return {std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count()};
}

// A millisecond later at each look.
class Steps final : public service::Clock {
public:
    Steps(Instant from, std::int64_t steps) : now_(from.plus_ms(steps)) {}
    Instant now() override { return now_ = now_.plus_ms(1); }

private:
    Instant now_;
};

[[noreturn]] void refused(const std::string& what, const Rejection& rejection) {
    std::string line = what + ": " + std::string{rule_name(rejection.rule)} + ": " + rejection.message;
    for (const Problem& problem : rejection.problems) line += "; " + problem.path + ": " + problem.message;
    throw std::runtime_error(line);
}

// What was written before, over all logs: where time and chance go on.
std::int64_t entries_in(service::EventStore& store) {
    std::int64_t sum = 0;
    for (const std::string& log : store.logs()) sum += store.size(log);
    return sum;
}

}  // namespace

fs::path inoklaster_file() { return fs::path{ATRANKA_SOURCE_DIR} / "workflows/inoklaster.yaml"; }

std::string text_of(const fs::path& file) {
    std::ifstream stream(file);
    if (!stream) throw std::runtime_error("cannot open " + file.string());
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

Value resolved_inoklaster() {
    const auto document = yaml::read(text_of(inoklaster_file()));
    if (!document) throw std::runtime_error("workflows/inoklaster.yaml cannot be read");
    const auto definition = definition::read(*document);
    if (!definition) throw std::runtime_error("workflows/inoklaster.yaml is no definition");
    const auto resolved = system::resolved(*document, definition->calendar, *Instant::parse(begins));
    if (!resolved) throw std::runtime_error("this machine does not know the zone Europe/Vilnius");
    return resolved->canonical;
}

Given start(int number) {
    return {lead(number), application::StartApplication{{application(number)}, {call_id}, {"r1"}}};
}
Given submit(int number) {
    return {lead(number), application::SubmitForm{{application(number)}, "idea", idea(number)}};
}
Given check(int number) {
    return {officer(number),
            application::ProposeCheck{{application(number)}, "idea_admissibility", true, ""}};
}
Given assign(int number, int expert) {
    return {officer(number),
            assignment::AssignExpert{{application(number)}, "idea_review", {expert_of(number, expert)}}};
}
Given declare(int number, int expert) {
    const std::string who = expert_of(number, expert);
    return {who, assignment::DeclareInterest{
                     {application(number)}, "idea_review", {who}, lifecycle::assignment::Interest::none, ""}};
}
Given open(int number, int expert) {
    const std::string who = expert_of(number, expert);
    return {who, assignment::OpenApplication{{application(number)}, "idea_review", {who}}};
}
Given review(int number, int expert) {
    const std::string who = expert_of(number, expert);
    const auto score = [&](int salt) {
        return Decimal::scaled(40 + (number * 3 + expert + salt) % 3 * 5, -1);
    };
    return {who, assignment::SubmitReview{
                     {application(number)},
                     "idea_review",
                     {who},
                     {{"contribution", score(0)}, {"novelty", score(1)}},
                     {{"contribution", "Invented: it would lower the waste of the sector by a tenth."},
                      {"novelty", "Invented: nobody shares the moulds with those who mend the parts."}}}};
}

std::vector<Given> journey(int number) {
    std::vector<Given> commands{start(number), submit(number), check(number)};
    for (const int expert : {0, 1}) commands.push_back(assign(number, expert));
    for (const int expert : {0, 1}) commands.push_back(declare(number, expert));
    for (const int expert : {0, 1}) {
        commands.push_back(open(number, expert));
        commands.push_back(review(number, expert));
    }
    return commands;
}

std::vector<Given> foundation(const Value& definition) {
    std::vector<Given> commands;
    add_registry(commands);
    call::DraftCall draft;
    draft.call = {call_id};
    draft.definition = service::hash_of(definition);
    draft.rounds = {{{"r1"}, {{"idea_deadline", "2030-03-29T15:00:00Z"}, {"reserve_until", "2030-12-31"}}}};
    commands.push_back({"officer-1", draft});
    for (const char* person : {"officer-1", "head-1"})
        commands.push_back(
            {person,
             call::CommitLot{{call_id}, selection::commitment_of(std::string{"the secret of "} + person)}});
    const std::string report =
        solver::Prover{}.prove(*service::compile(definition, draft.definition)).judgement.report;
    commands.push_back({"head-1", call::PublishCall{{call_id}, report}});
    commands.push_back({"officer-1", call::OpenCall{{call_id}}});
    commands.push_back({"officer-1", call::OpenRound{{call_id}, {"r1"}}});
    return commands;
}

struct Town::World {
    std::mutex mutex;
    fs::path file;
    sql::EventStore store;
    std::int64_t written;
    Rehearsed random;
    Steps clock;
    system::Notary notary;
    solver::Prover prover;
    service::Service service;

    World(const fs::path& database, bool today)
        : file(database),
          store(database),
          written(entries_in(store)),
          random(written * 16),
          clock(today ? Steps{an_hour_ago(), 0} : Steps{*Instant::parse(begins), written * 4}),
          notary(key_beside(database, random), database.string() + ".heads"),
          service(store, clock, random, &notary, nullptr, nullptr, &prover) {}

    static fs::path key_beside(const fs::path& database, service::Random& chance) {
        fs::path key = database.parent_path() / "bench.key";
        if (!fs::exists(key)) system::make_key(key, "localhost", chance);
        return key;
    }

    service::Request request(const Given& given) {
        service::Request made{{given.actor}, "cli", given.command};
        made.at = clock.now();
        return made;
    }
};

Town::Town(const fs::path& database, bool today) : world_(std::make_unique<World>(database, today)) {
    if (world_->written > 0) return;
    const Value definition = resolved_inoklaster();
    std::vector<service::Request> requests;
    for (const Given& given : foundation(definition)) requests.push_back(world_->request(given));
    requests.front().documents.push_back(definition);
    const auto done = world_->service.handle_all(std::move(requests));
    if (!done) refused("the foundation, command " + std::to_string(done.error().first), done.error().second);
}
Town::~Town() = default;

service::Service& Town::service() { return world_->service; }
const fs::path& Town::file() const { return world_->file; }
service::EventStore& Town::store() { return world_->store; }

service::Request Town::request(const Given& given) {
    const std::scoped_lock lock{world_->mutex};
    return world_->request(given);
}

double Town::give(const Given& given) {
    service::Request request = world_->request(given);
    const std::string name{service::name_of(given.command)};
    double took = 0;
    const auto done = [&] {
        std::optional<Result<service::Done>> answer;
        took = seconds([&] { answer = world_->service.handle(std::move(request)); });
        return std::move(*answer);
    }();
    if (!done) refused(name, done.error());
    return took;
}

void Town::give_all(const std::vector<Given>& many) {
    std::vector<service::Request> requests;
    for (const Given& given : many) requests.push_back(world_->request(given));
    const auto done = world_->service.handle_all(std::move(requests));
    if (!done) refused(std::string{service::name_of(many[done.error().first].command)}, done.error().second);
}

service::Envelope Town::envelope(const Given& given) {
    const auto command = service::as_recorded(given.command);
    if (!command) throw std::runtime_error("a command cannot be recorded as it is");
    return {ledger::hex(world_->random.bytes(16)), {given.actor}, "cli",   world_->clock.now(),
            ledger::hex(world_->random.bytes(16)), false,         *command};
}

double Town::tick() {
    std::size_t fired = 0;
    const Instant now = world_->clock.now();
    const double took = seconds([&] { fired = world_->service.tick(now).size(); });
    if (fired != 0) throw std::runtime_error("a tick fired where nothing was due");
    return took;
}

void remove_database(const fs::path& file) {
    for (const char* end : {"", "-wal", "-shm", ".heads", ".keys", ".keys-wal", ".keys-shm", ".search",
                            ".search-wal", ".search-shm"})
        fs::remove_all(file.string() + end);
}

fs::path cached(const fs::path& folder, const std::string& name, const std::function<void(Town&)>& make) {
    // Of another definition or schema the record would be another one.
    const std::string hash = service::hash_of(resolved_inoklaster()).substr(0, 12);
    const fs::path file = folder / fmt::format("{}-{}-{}.db", name, hash, sql::migrations.size());
    if (fs::exists(file)) return file;
    fs::create_directories(folder);
    const fs::path unfinished = folder / "unfinished.db";
    remove_database(unfinished);
    fmt::print(stderr, "bench: making {} once\n", file.string());
    {
        Town town{unfinished};
        make(town);
    }
    for (const char* end : {".keys", ""}) fs::rename(unfinished.string() + end, file.string() + end);
    return file;
}

fs::path scratch(const fs::path& file) {
    const fs::path copy = file.parent_path() / ("scratch-" + file.filename().string());
    remove_database(copy);
    for (const char* end : {".keys", ""}) fs::copy_file(file.string() + end, copy.string() + end);
    return copy;
}

void fill_with_journeys(Town& town, int entries) {
    std::int64_t left = entries;
    for (const std::string& log : town.store().logs()) left -= town.store().size(log);
    std::vector<Given> waiting;
    const auto flush = [&](std::size_t at_least) {
        if (waiting.size() < at_least || waiting.empty()) return;
        town.give_all(waiting);
        waiting.clear();
    };
    for (int number = 0; left > 0; ++number)
        for (Given& given : journey(number)) {
            if (left-- <= 0) break;
            waiting.push_back(std::move(given));
            flush(batch);
        }
    flush(0);
}

void fill_with_applications(Town& town, int applications) {
    std::vector<Given> waiting;
    for (int number = 0; number < applications; ++number) {
        waiting.push_back(start(number));
        if (waiting.size() == batch || number + 1 == applications) {
            town.give_all(waiting);
            waiting.clear();
        }
    }
}

}  // namespace atranka::bench
