#include "adapters/cli/attachments.hpp"
#include "adapters/cli/files.hpp"
#include "adapters/cli/front.hpp"
#include "adapters/cli/heads.hpp"
#include "adapters/cli/packing.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/cli/search_index.hpp"
#include "adapters/cli/sign_in.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/credentials/breached.hpp"
#include "adapters/sql/blobs.hpp"
#include "adapters/sql/event_store.hpp"
#include "adapters/sql/readings.hpp"
#include "adapters/sql/texts.hpp"
#include "adapters/system/committer.hpp"
#include "adapters/system/notary.hpp"
#include "adapters/system/resolve.hpp"
#include "adapters/system/system.hpp"
#include "engine/registry/decide.hpp"
#include "engine/service/acting.hpp"

#include <unistd.h>
#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <future>
#include <set>
#include <thread>

namespace atranka::cli {

namespace {

constexpr auto drain_time = std::chrono::seconds{30};
constexpr auto look_time = std::chrono::seconds{5};
constexpr int looks_a_tick = 6;
constexpr std::int64_t desk_cache_kib = 8 * 1024;  // there are several, and readers alone use them
constexpr auto anchor_time = std::chrono::hours{1};

std::uint16_t port_of(const Arguments& arguments) {
    const std::string text = arguments.has("port") ? arguments.text("port") : "8080";
    std::uint16_t port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size())
        throw Stop{usage, "--port is a number from 0 to 65535, not " + text};
    return port;
}

// Under which people reach it.
std::string origin_of(const Arguments& arguments) {
    if (arguments.has("origin")) {
        const std::string origin = arguments.text("origin");
        const bool is_web = origin.starts_with("https://") || origin.starts_with("http://");
        const std::size_t host = origin.find("://") + 3;
        if (!is_web || host >= origin.size() || origin.find_first_of("/?# ", host) != std::string::npos)
            throw Stop{
                usage,
                "--origin is the address that people type, such as https://grants.example, not " + origin};
        return origin;
    }
    const std::string port = arguments.has("port") ? arguments.text("port") : "8080";
    return (arguments.has("cert") ? "https://localhost:" : "http://localhost:") + port;
}

// A definition's text, linted and resolved.
api::Resolved resolved(const std::string& yaml, Instant now) {
    const Linted linted = lint_text(yaml);
    api::Resolved answer;
    for (const definition::Problem& problem : linted.problems)
        if (problem.severity == definition::Severity::error)
            answer.problems.push_back({problem.path, "line " + std::to_string(problem.position.line) +
                                                         ", column " +
                                                         std::to_string(problem.position.column) + ": " +
                                                         problem.message + " " + problem.mend});
    if (!linted.definition) return answer;
    const auto definition = system::resolved(linted.document, linted.definition->calendar, now);
    if (definition)
        answer.document = definition->canonical;
    else
        answer.problems.push_back({"timezone", "this machine knows no such time zone"});
    return answer;
}

// What is due fires by itself, and the heads of calls enter the instance log.
class Ticking {
public:
    Ticking(system::Committer& committer, system::Clock& clock, Feed& feed, api::Api& api, Watch& watch,
            std::filesystem::path folder)
        : committer_(committer),
          clock_(clock),
          feed_(feed),
          api_(api),
          watch_(watch),
          folder_(std::move(folder)) {
        thread_ = std::thread{[this] { work(); }};
    }
    ~Ticking() { end(); }
    void end() {
        if (!thread_.joinable()) return;
        {
            const std::scoped_lock lock{mutex_};
            is_ending_ = true;
        }
        woken_.notify_one();
        thread_.join();
    }
    Ticking(const Ticking&) = delete;
    Ticking& operator=(const Ticking&) = delete;

private:
    void work() {
        std::unique_lock lock{mutex_};
        auto anchored = std::chrono::steady_clock::now();
        int looks = 0;
        look();
        while (!woken_.wait_for(lock, look_time, [this] { return is_ending_; })) {
            look();
            if (++looks % looks_a_tick != 0) continue;
            const bool anchors = std::chrono::steady_clock::now() - anchored >= anchor_time;
            if (anchors) anchored = std::chrono::steady_clock::now();
            committer_.run([this, anchors](service::Service& service) {
                try {
                    if (!service.tick(clock_.now()).empty()) feed_.changed();
                    if (anchors) service.anchor(clock_.now());
                } catch (const service::Failure& failure) {
                    Program::warn(std::string{"timers did not fire: "} + failure.what());
                }
            });
        }
    }

    // Whether who writes still comes to a turn, and finds the record and some room for it.
    void look() {
        committer_.run([this](service::Service& service) {
            try {
                std::map<std::string, std::int64_t> entries;
                for (const std::string& log : service.store().logs())
                    entries[log.substr(0, log.find('/'))] += service.store().size(log);
                for (const auto& [logs, count] : entries) watch_.metrics.entries(logs, count);
                api_.let_go(entries["instance"]);
                constexpr std::uintmax_t room = std::uintmax_t{16} * 1024 * 1024;
                std::error_code error;
                const bool has_room = std::filesystem::space(folder_, error).available >= room && !error;
                if (has_room) watch_.health.is_well();
                watch_.metrics.healthy(has_room);
            } catch (const service::Failure&) {
                watch_.metrics.healthy(false);
            }
        });
    }

    system::Committer& committer_;
    system::Clock& clock_;
    Feed& feed_;
    api::Api& api_;
    Watch& watch_;
    const std::filesystem::path folder_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool is_ending_ = false;
    std::thread thread_;
};

// What that makes in its turn on the thread that writes and signs, for one that waits.
template <class Made>
Made made_there(system::Committer& committer, const std::function<Made(service::Service&)>& make) {
    // Shared, since whoever waits may be gone before it has told everybody.
    const auto promise = std::make_shared<std::promise<Made>>();
    auto made = promise->get_future();
    committer.run([promise, make](service::Service& service) {
        try {
            promise->set_value(make(service));
        } catch (...) {
            promise->set_exception(std::current_exception());
        }
    });
    return made.get();
}

// Roles that follow the groups of a provider of identities, in the record.
RoleKeeper roles_kept_by(system::Committer& committer) {
    const auto holds = [&committer](const PersonId& person, const OpenidRole& role) {
        return made_there<bool>(committer, [&](service::Service& writer) {
            const auto granted = writer.states().person(person).roles;
            return granted.contains({role.call, role.role}) || granted.contains({"*", role.role});
        });
    };
    const auto follow = [&committer](const PersonId& person, const OpenidRole& role, bool is_granted,
                                     Instant now) {
        service::Request request{{"system"},
                                 std::string{registry::by_groups},
                                 registry::GrantRole{person, {role.call, role.role}},
                                 {},
                                 now};
        if (!is_granted)
            request.command = registry::RevokeRole{
                person, {role.call, role.role}, "No group of the provider stands for it any more."};
        return made_there<bool>(committer,
                                [&](service::Service& writer) { return writer.handle(request).has_value(); });
    };
    return {holds, follow};
}

// A role that no call has would be asked for a second factor in vain.
void refuse_unknown(const std::vector<std::string>& roles, service::EventStore& store,
                    service::Service& service) {
    std::set<std::string> known{"administrator", "auditor", "data_protection_officer",
                                "officer",       "head",    "expert"};
    for (const service::CallRow& row : store.calls())
        if (const auto definition = service.states().definition(row.definition))
            for (const definition::Role& role : definition->roles) known.insert(role.name);
    for (const std::string& role : roles)
        if (!known.contains(role)) {
            std::string words;
            for (const std::string& one : known) words += (words.empty() ? "" : ", ") + one;
            throw Stop{usage, "--second-factor: no call has a role " + role + "; there are " + words};
        }
}

// Without the keys of private parts nothing that people wrote can be read, and nothing new is kept.
void refuse_without_keys(service::EventStore& store, const std::filesystem::path& database) {
    std::filesystem::path keys = database;
    keys += ".keys";
    std::error_code unknown;
    const bool is_there = std::filesystem::exists(keys, unknown);
    if (!is_there && !store.kept().empty())
        throw Stop{no_input, keys.string() +
                                 " is not there: put it back from a backup, or nothing private can be read"};
    if (is_there && ::access(keys.c_str(), R_OK | W_OK) != 0)
        throw Stop{no_permission,
                   keys.string() + " cannot be read and written: chmod 600 it, for the user that serves"};
}

void refuse_without_leaked(const std::string& file) {
    try {
        const credentials::Breached breached{file};
    } catch (const std::runtime_error& error) {
        throw Stop{no_input, std::string{error.what()} +
                                 ": --leaked-passwords names a file that this user can read, sorted by hash"};
    }
}

// Nothing is recorded in a log that is behind its released head; where there is none, nobody would see it.
void warn_of_heads(Program& program) {
    const auto faults = faults_of_heads(program);
    if (faults.empty()) return;
    const std::string more =
        faults.size() == 1 ? "" : " (and " + std::to_string(faults.size() - 1) + " more: `atranka doctor`)";
    Program::warn("WARNING: " + faults.front().sentence + more);
}

// The figures, at an address of their own: they are for those who run the server.
std::unique_ptr<http::Server> serve_figures(Watch& watch, const std::string& where) {
    const std::size_t colon = where.rfind(':');
    http::Settings settings;
    const std::string port = colon == std::string::npos ? std::string{} : where.substr(colon + 1);
    settings.address = where.substr(0, colon);
    const auto read = std::from_chars(port.data(), port.data() + port.size(), settings.port);
    if (port.empty() || read.ec != std::errc{} || read.ptr != port.data() + port.size())
        throw Stop{usage, "--metrics is ADDRESS:PORT, such as 127.0.0.1:9108, not " + where};
    settings.workers = 1;
    settings.now = [] { return system::Clock{}.now(); };
    try {
        auto server = std::make_unique<http::Server>(settings, [&watch](const http::Request& request,
                                                                        const http::Reply& reply) {
            if (request.path != "/metrics") return reply(http::problem(404, "The figures are at /metrics."));
            reply(
                {200, {{"content-type", "text/plain; version=0.0.4; charset=utf-8"}}, watch.metrics.text()});
        });
        return server;
    } catch (const std::runtime_error& error) {
        throw Stop{unavailable, error.what()};
    }
}

int serve(Program& program, const Verb&, const Arguments& arguments) {
    // Whoever is stopped by a signal answers first; threads made from here on leave signals to this one.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);

    service::Service& service = program.service();
    (void)program.notary().host();  // without a usable key nothing is recorded: say so now
    const std::filesystem::path database = program.database();
    refuse_without_keys(program.store(), database);
    warn_of_heads(program);
    if (const auto lost = lost_keys(program)) Program::warn("WARNING: " + *lost);
    Watch watch{arguments.text("log")};
    system::Clock clock;
    system::Random random;
    sql::Options is_there;
    is_there.create = false;
    // One group of commands is written while the next is decided.
    auto writer_of_all = std::make_unique<system::Committer>(service, sql::open(database, is_there));
    system::Committer& committer = *writer_of_all;
    refuse_without_leaked(arguments.text("leaked-passwords"));
    SignIn sign_in{database, arguments.text("leaked-passwords"), origin_of(arguments)};
    if (arguments.has("origin")) sign_in.only_from_origin();
    const auto may_invite = [&](const PersonId& who, const PersonId& whom) {
        return made_there<bool>(committer, [&](service::Service& writer) {
            return service::acting(writer.states(), who).has_role("*", "administrator", clock.now()) &&
                   writer.states().person(whom).version > 0;
        });
    };
    if (arguments.has("openid"))
        sign_in.use(read_openid(arguments.text("openid"), origin_of(arguments)), roles_kept_by(committer));
    const std::vector<std::string> roles = arguments.all("second-factor");
    refuse_unknown(roles, program.store(), service);
    if (!roles.empty())
        sign_in.demand([&committer, roles](const PersonId& person, Instant now) {
            return made_there<bool>(committer, [&](service::Service& writer) {
                const registry::Person held = service::acting(writer.states(), person);
                return std::ranges::any_of(roles, [&](const std::string& role) {
                    return std::ranges::any_of(held.roles,
                                               [&](const auto& own) { return own.role == role; }) ||
                           std::ranges::any_of(held.delegations, [&](const auto& lent) {
                               return lent.role.role == role && lent.since <= now && now <= lent.until;
                           });
                });
            });
        });
    const auto open_desk = [&] {
        sql::Options options;
        options.create = false;
        options.cache_kib = desk_cache_kib;
        auto desk = std::make_unique<api::Desk>();
        desk->store = sql::open(database, options);
        desk->service = std::make_unique<service::Service>(*desk->store, clock, random);
        desk->readings = std::make_unique<sql::Readings>(database, options);
        desk->texts = std::make_unique<sql::Texts>(sql::Texts::beside(database));
        return desk;
    };
    sql::Blobs blobs{database};
    Attachments attachments{blobs, scanner_named(arguments.text("scanner")),
                            [&](const std::string& application) {
                                (void)made_there<bool>(committer, [&](service::Service& writer) {
                                    writer.settle(application);
                                    return true;
                                });
                            }};
    const std::filesystem::path incoming = incoming_folder(database);
    empty_folder(incoming);
    Feed feed{open_desk, [&](const api::Request& request) { return sign_in.who(request); }, clock};
    api::Api api{api::World{
        clock, random,
        [&](service::Request request, api::Given given) {
            committer.ask(std::move(request),
                          [&feed, given = std::move(given)](std::optional<Result<service::Done>> done,
                                                            std::exception_ptr failed) {
                              if (done && *done) feed.changed();
                              given(std::move(done), std::move(failed));
                          });
        },
        open_desk, [&](const api::Request& request) { return sign_in.who(request); },
        [&](api::AccountAction action, const Value& members, const api::Request& request,
            const api::Caller& caller) {
            return sign_in.answer(action, members, request, caller, may_invite);
        },
        [](const std::string& yaml, Instant known) { return resolved(yaml, known); },
        [&](const std::string& log) {
            return made_there<std::string>(committer,
                                           [&](service::Service& writer) { return writer.checkpoint(log); });
        },
        [&](const service::Entry& entry) {
            return made_there<std::string>(committer,
                                           [&](service::Service& writer) { return writer.receipt(entry); });
        },
        access::policy(), &attachments,
        [key = program.notary().key(program.notary().host()).text()] { return key; },
        [&](service::EventStore& store, service::Readings& readings, const std::string& call,
            const std::string& application) {
            return packed({store, readings, program.notary().key(program.notary().host()).text(),
                           [&](const std::string& log) {
                               return made_there<std::string>(committer, [&](service::Service& writer) {
                                   return writer.checkpoint(log);
                               });
                           }},
                          call, application, clock.now());
        },
        &program.prover()}};
    const std::optional<Bundle> bundle =
        arguments.has("web") ? Bundle::open(arguments.text("web")) : Bundle::find();
    if (!bundle && arguments.has("web"))
        throw Stop{usage, "--web " + arguments.text("web") + ": there is no index.html in it"};
    const Front front{api, feed, watch, bundle ? &*bundle : nullptr};

    http::Settings settings;
    if (arguments.has("address")) settings.address = arguments.text("address");
    settings.port = port_of(arguments);
    settings.certificate = arguments.text("cert");
    settings.key = arguments.text("key");
    settings.trusted_proxies = arguments.all("proxy");
    settings.now = [&] { return clock.now(); };
    settings.admission = [&](const http::Request& request) { return admission_of(request, incoming); };
    settings.refused = [&](const std::string& peer, int status, std::string_view why) {
        watch.refused(peer, status, why);
    };
    std::unique_ptr<http::Server> server;
    try {
        server =
            std::make_unique<http::Server>(settings, [&](http::Request request, const http::Reply& reply) {
                front.answer(std::move(request), reply);
            });
    } catch (const std::runtime_error& error) {
        throw Stop{unavailable, error.what()};
    }
    Ticking ticking{committer, clock, feed, api, watch, std::filesystem::absolute(database).parent_path()};
    const auto figures = arguments.has("metrics") ? serve_figures(watch, arguments.text("metrics")) : nullptr;
    const SearchIndex index{open_desk, clock};
    const std::string scheme = settings.certificate.empty() ? "http" : "https";
    program.say("listening on " + scheme + "://" + settings.address + ":" + std::to_string(server->port()));
    program.say(bundle ? "the web application has " + std::to_string(bundle->files()) + " files"
                       : "no web application here: `./dev web` builds it, --web names its folder");
    if (figures)
        program.say("figures at http://" +
                    arguments.text("metrics").substr(0, arguments.text("metrics").rfind(':')) + ":" +
                    std::to_string(figures->port()) + "/metrics");
    std::fflush(stdout);

    int signal = 0;
    while (sigwait(&ends, &signal) == 0 && signal == SIGHUP) watch.reopen();
    if (!server->drain(drain_time))
        Program::warn("stopped before every request was answered; what was acknowledged is durable");
    server.reset();
    ticking.end();
    writer_of_all.reset();  // what is still to be written is, while those are there who are told
    return ok;
}

}  // namespace

std::vector<Verb> serve_verbs() {
    return {
        {"",
         "serve",
         "Answer over HTTP, until it is told to stop (SIGTERM): /api/v1, what it serves, and the web "
         "application.",
         "atranka serve --db atranka.db\n  atranka serve --port 8443 --cert cert.pem --key key.pem",
         {{"address", "--address", "where to listen; 127.0.0.1 where it is not given", "ADDRESS"},
          {"port", "--port", "at which port; 8080 where it is not given, 0 for any that is free", "NUMBER"},
          {"origin", "--origin",
           "under which people reach it, as their browsers spell it: passkeys are made for it; "
           "http://localhost:PORT where it is not given",
           "URL"},
          {"web", "--web",
           "the folder of the web application; the one beside the program where it is not given", "FOLDER"},
          {"cert", "--cert", "the certificate with its chain, for TLS", "FILE"},
          {"key", "--key", "the certificate's private key", "FILE"},
          {"leaked-passwords", "--leaked-passwords",
           "a sorted file of SHA-1 hashes of passwords that leaked, as Have I Been Pwned gives them out",
           "FILE"},
          {"scanner", "--scanner",
           "a virus scanner that sees every upload first: unix:/run/clamav/clamd.ctl, or host:port of clamd",
           "ADDRESS"},
          {"log", "--log",
           "where each request leaves a line of JSON, - for the error stream; nowhere where it is not given. "
           "SIGHUP opens it anew",
           "FILE"},
          {"metrics", "--metrics",
           "where figures for Prometheus are served, such as 127.0.0.1:9108; else nowhere", "ADDRESS"},
          {"openid", "--openid",
           "a provider of identities at which people may sign in (OpenID Connect): its settings", "FILE"},
          {"second-factor", "--second-factor",
           "demand an authenticator or a passkey of whoever holds this role in any call; once each", "ROLE",
           Takes::each},
          {"proxy", "--proxy", "trust what this proxy says of whom it speaks for; once each", "ADDRESS",
           Takes::each}},
         serve}};
}

}  // namespace atranka::cli
