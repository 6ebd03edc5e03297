// The INOKLASTER example, end to end, on a database file: inoklaster WORKFLOW DATABASE.
// And a second call in the middle of its work, with accounts for people who look around, in a database that has the
// first: inoklaster --midway WORKFLOW DATABASE.

#include "adapters/credentials/desk.hpp"
#include "adapters/solver/prover.hpp"
#include "adapters/sql/accounts.hpp"
#include "adapters/sql/event_store.hpp"
#include "adapters/system/notary.hpp"
#include "adapters/system/resolve.hpp"
#include "adapters/system/system.hpp"
#include "adapters/yaml/yaml.hpp"
#include "engine/definition/read.hpp"
#include "engine/ledger/hash.hpp"
#include "examples/inoklaster/midway.hpp"
#include "examples/inoklaster/show.hpp"

#include <fmt/core.h>
#include <unistd.h>
#include <chrono>
#include <fstream>
#include <sstream>

namespace atranka::example {

namespace {

// The same bytes every time, so that the example's record is the same on every machine. Never for a real call.
class Rehearsed final : public service::Random {
public:
    std::string bytes(std::size_t count) override {
        std::string made;
        while (made.size() < count) {
            const ledger::Hash hash = ledger::sha256("inoklaster example " + std::to_string(turn_++));
            made.append(hash.begin(), hash.end());
        }
        made.resize(count);
        return made;
    }

private:
    std::uint64_t turn_ = 0;
};

class Stopped final : public service::Clock {
public:
    Instant now() override { return *Instant::parse("2026-01-05T08:00:00Z"); }
};

std::optional<Value> definition_of(const std::string& file) {
    std::ifstream stream(file);
    if (!stream) {
        fmt::print(stderr, "inoklaster: cannot open {}\n", file);
        return std::nullopt;
    }
    std::ostringstream text;
    text << stream.rdbuf();
    const auto document = yaml::read(text.str());
    const auto read = document ? definition::read(*document) : tl::unexpected{document.error()};
    if (!read) {
        for (const auto& p : read.error())
            fmt::print(stderr, "{}:{}:{}: {}\n", file, p.position.line, p.position.column, p.message);
        return std::nullopt;
    }
    const auto resolved = system::resolved(*document, read->calendar, Stopped{}.now());
    if (!resolved) {
        fmt::print(stderr, "inoklaster: this machine knows no time zone {}\n", read->calendar.zone);
        return std::nullopt;
    }
    return resolved->canonical;
}

void remove_database(const std::filesystem::path& file) {
    for (const char* end : {"", "-wal", "-shm", ".key", ".keys", ".heads", ".files", ".search"})
        std::filesystem::remove_all(file.string() + end);
}

void name_commands(const std::string& file) {
    fmt::print(
        "\nThe record is in {0}. Try next:\n"
        "  export PATH=$PWD/build/release:$PATH ATRANKA_DB={0} ATRANKA_AS=officer-1\n"
        "  atranka call show {1}                              the call by step\n"
        "  atranka application list --call {1} --round r2     who came how far\n"
        "  atranka selection show {1} r1 ranking              a ranked list, with its keys\n"
        "  atranka application history a-038                               one application, as a timeline\n"
        "  atranka application show a-038 --as-of 2026-03-01T00:00:00Z     as it stood then\n"
        "  atranka application show a-063 --as lead-063                    as its applicant sees it\n"
        "  atranka audit replay                                            decide everything again\n"
        "  atranka log head {1}                               its signed head\n"
        "  atranka key show > build/example/key.pub && atranka receipt show calls/{1}#100 --as auditor \\\n"
        "      | atranka receipt verify - --key build/example/key.pub      what a receipt proves\n"
        "  atranka report {1}                                 time, work, money\n",
        file, call_id);
}

int run(const std::string& workflow, const std::string& database) {
    const auto definition = definition_of(workflow);
    if (!definition) return 65;
    fmt::print(
        "INOKLASTER open-innovation call, a rehearsal. The three clusters are those of the founding "
        "documents;\n"
        "every application, score and other name is invented.\n\n");
    remove_database(database);
    sql::EventStore store{database};
    Rehearsed random;
    Stopped clock;
    system::Random chance;
    system::make_key(database + ".key", "localhost", chance);
    system::Notary notary{database + ".key", database + ".heads"};
    solver::Prover prover;
    service::Service service{store, clock, random, &notary, nullptr, nullptr, &prover};
    Progress progress{isatty(STDOUT_FILENO) == 1};
    Story story{service, *definition, std::ref(progress)};
    story.tell();

    fmt::print("\n{} commands were accepted; {} were refused on the way:\n", story.commands(), [&] {
        int sum = 0;
        for (const auto& [rule, count] : story.refusals()) sum += count;
        return sum;
    }());
    for (const auto& [rule, count] : story.refusals()) fmt::print("  {:<42} {:>4}\n", rule, count);
    fmt::print("\n{}\n{}\n{}\n{}\n{}\n{}\n", funnel(service), invitation(service), detours(service),
               ranked_list(service, story.who(), "r1"), ranked_list(service, story.who(), "r2"),
               money(service));
    const auto started = std::chrono::steady_clock::now();
    const service::Replayed again = service::replay(store);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    fmt::print("{}", replayed(again, took.count()));
    name_commands(database);
    return again.sound() ? 0 : 65;
}

// Everybody knows it: these accounts are for a record in which everything is invented.
constexpr const char* password = "viskas-cia-isgalvota";

void let_in(const std::string& database, Instant now) {
    sql::Accounts accounts{database};
    credentials::Guards guards;
    credentials::Desk desk{accounts, guards};
    const auto must = [](const auto& answer) {
        if (!answer) throw Broken("an account: " + answer.error().message);
        return *answer;
    };
    for (const Midway::Account& one : Midway::accounts()) {
        const std::string code = must(desk.invite({one.person}, {"administrator"}, now)).code;
        desk.log_out(must(desk.accept(code, one.login, password, {"127.0.0.1", "example"}, now)).secret);
    }
}

int run_midway(const std::string& workflow, const std::string& database) {
    const auto definition = definition_of(workflow);
    if (!definition) return 65;
    sql::EventStore store{database};
    system::Random random;
    system::Clock clock;
    const Instant now = clock.now();
    system::Notary notary{database + ".key", database + ".heads"};
    solver::Prover prover;
    service::Service service{store, clock, random, &notary, nullptr, nullptr, &prover};
    Midway{service, *definition, now}.tell();
    let_in(database, now);
    fmt::print(
        "\nBeside it, call {} stands in the middle of its work, with deadlines around today.\n"
        "Sign in as one of these, all with the password {} (for this rehearsal alone):\n",
        midway_id, password);
    for (const Midway::Account& one : Midway::accounts()) fmt::print("  {:<15} {}\n", one.login, one.who);
    fmt::print("Whoever ranks a round of it opens the secrets of its lot:\n");
    for (const auto& [person, secret] : Midway::secrets()) fmt::print("  {:<15} {}\n", person, secret);
    return 0;
}

}  // namespace

}  // namespace atranka::example

int main(int argc, char** argv) {
    const bool is_midway = argc == 4 && std::string_view{argv[1]} == "--midway";
    if (argc != 3 && !is_midway) {
        fmt::print(stderr, "usage: inoklaster [--midway] WORKFLOW DATABASE\n");
        return 64;
    }
    try {
        return is_midway ? atranka::example::run_midway(argv[2], argv[3])
                         : atranka::example::run(argv[1], argv[2]);
    } catch (const std::exception& error) {
        fmt::print(stderr, "\ninoklaster: {}\n", error.what());
        return 70;
    }
}
