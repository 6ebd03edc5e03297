#include "adapters/cli/program.hpp"

#include "adapters/json/json.hpp"
#include "adapters/solver/prover.hpp"
#include "adapters/sql/blobs.hpp"
#include "adapters/sql/readings.hpp"
#include "adapters/system/notary.hpp"
#include "adapters/system/system.hpp"

#include <fmt/core.h>

namespace atranka::cli {

struct Program::World {
    system::Clock clock;
    system::Random random;
    std::unique_ptr<system::Notary> notary;
    std::unique_ptr<service::EventStore> store;
    std::unique_ptr<service::Readings> readings;
    std::unique_ptr<service::Blobs> blobs;
    solver::Prover prover;
    std::unique_ptr<service::Service> service;
};

std::optional<Instant> instant_of(const std::string& text) { return Instant::parse(text); }

Program::Program(const Arguments& arguments, std::string verb)
    : database_(arguments.text("db").empty() ? "atranka.db" : arguments.text("db")),
      signing_key_(arguments.text("signing-key")),
      actor_(arguments.text("as")),
      verb_(std::move(verb)),
      json_(arguments.is_on("json")),
      world_(std::make_unique<World>()) {
    if (arguments.has("at")) {
        at_ = instant_of(arguments.text("at"));
        if (!at_)
            throw Stop{usage,
                       "--at is an instant in UTC such as 2026-03-31T20:59:59Z, not " + arguments.text("at")};
    }
}
Program::~Program() = default;

service::EventStore& Program::store() {
    if (world_->store) return *world_->store;
    std::error_code unknown;
    const bool exists = std::filesystem::exists(database_, unknown);
    if (!exists && !create_)
        throw Stop{no_input,
                   "no database " + database_.string() +
                       "; `atranka instance found PERSON --as PERSON` makes one, --db names another"};
    if (!exists) {
        const auto folder = std::filesystem::absolute(database_).parent_path();
        if (!std::filesystem::is_directory(folder, unknown))
            throw Stop{cannot_create,
                       "cannot make " + database_.string() + ": there is no folder " + folder.string()};
    }
    sql::Options options;
    options.create = create_;
    world_->store = sql::open(database_, options);
    return *world_->store;
}

service::Service& Program::service() {
    if (!world_->service)
        world_->service = std::make_unique<service::Service>(store(), world_->clock, world_->random,
                                                             &notary(), &readings(), &blobs(), &prover());
    return *world_->service;
}

service::Readings& Program::readings() {
    store();  // makes or refuses the database
    if (!world_->readings) world_->readings = std::make_unique<sql::Readings>(database_);
    return *world_->readings;
}

service::Blobs& Program::blobs() {
    store();
    if (!world_->blobs) world_->blobs = std::make_unique<sql::Blobs>(database_);
    return *world_->blobs;
}

service::Prover& Program::prover() { return world_->prover; }

void Program::note(const std::string& log, const std::string& object, const std::string& as_of,
                   ledger::AccessKind kind) {
    const bool is_refusal = kind == ledger::AccessKind::refusal;
    readings().append({{.log = log,
                        .kind = kind,
                        .who = actor().text,
                        .authenticated = "cli",
                        .object = object,
                        .what = verb_,
                        .rule = is_refusal ? std::string{rule_name(Rule::actor_must_have_the_role)} : "",
                        .as_of = as_of,
                        .at = now(),
                        .previous = {}}});
}

system::Notary& Program::notary() {
    if (!world_->notary) {
        const std::string key = signing_key_.empty() ? database_.string() + ".key" : signing_key_.string();
        world_->notary = std::make_unique<system::Notary>(key, database_.string() + ".heads");
    }
    return *world_->notary;
}

void Program::load_key_anew() {
    world_->service.reset();
    world_->notary.reset();
}

std::optional<std::string> Program::made_key(const std::string& host) {
    const std::filesystem::path& file = notary().key_file();
    std::error_code unknown;
    if (std::filesystem::exists(file, unknown)) return std::nullopt;
    system::make_key(file, host, random());
    return file.string();
}

service::Random& Program::random() { return world_->random; }

PersonId Program::actor() const {
    if (actor_.empty()) throw Stop{usage, "say who acts: --as PERSON, or ATRANKA_AS in the environment"};
    return PersonId{actor_};
}

Instant Program::now() { return at_ ? *at_ : world_->clock.now(); }

void Program::say(const std::string& line) { fmt::print("{}\n", line); }
void Program::answer(const Value& document) { fmt::print("{}", json::write_pretty(document)); }
void Program::warn(const std::string& line) {
    std::fflush(stdout);
    fmt::print(stderr, "atranka: {}\n", line);
}

int Program::refused(const Rejection& rejection, const std::string& of) {
    if (json_) answer(Value::object({{"refused", tree_of(rejection)}}));
    std::fflush(stdout);
    const std::string prefix = of.empty() ? std::string{} : of + ": ";
    fmt::print(stderr, "{}refused: {}: {}{}\n", prefix, rule_name(rejection.rule), rejection.message,
               rejection.path.find_first_of(".[") == std::string::npos ? "" : " (" + rejection.path + ")");
    for (const Problem& problem : rejection.problems)
        fmt::print(stderr, "  {}: {}\n", problem.path.empty() ? "form" : problem.path, problem.message);
    const bool permission =
        rejection.rule == Rule::actor_must_have_the_role || rejection.rule == Rule::lead_must_act;
    return permission ? no_permission : bad_data;
}

Value tree_of(const Rejection& rejection) {
    Value tree = Value::object({{"rule", rule_name(rejection.rule)}, {"message", rejection.message}});
    if (!rejection.path.empty()) tree.set("path", rejection.path);
    if (!rejection.facts.is_null()) tree.set("facts", rejection.facts);
    Value::List problems;
    for (const Problem& problem : rejection.problems)
        problems.push_back(Value::object({{"path", problem.path}, {"message", problem.message}}));
    if (!problems.empty()) tree.set("problems", std::move(problems));
    return tree;
}

Value tree_of(const service::Done& done) {
    Value tree = Value::object({{"log", done.log},
                                {"index", done.index},
                                {"leaf_hash", done.leaf_hash},
                                {"repeated", done.repeated},
                                {"events", done.events}});
    if (!done.receipt.empty()) tree.set("receipt", done.receipt);
    return tree;
}

}  // namespace atranka::cli
