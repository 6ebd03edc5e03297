// What may be wrong with an installation, looked for one by one, each with its mend.

#include "adapters/cli/files.hpp"
#include "adapters/cli/heads.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/credentials/breached.hpp"
#include "adapters/http/certificate.hpp"
#include "adapters/http/server.hpp"
#include "adapters/json/json.hpp"
#include "adapters/sql/copy.hpp"
#include "adapters/system/notary.hpp"
#include "adapters/system/resolve.hpp"

#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>
#include <algorithm>
#include <charconv>
#include <set>

namespace atranka::cli {

namespace {

namespace fs = std::filesystem;

enum class Level { ok, warning, wrong };

struct Finding {
    std::string what;
    Level level = Level::ok;
    std::string sentence;  // with the mend, where something is amiss
};

std::string_view name_of(Level level) {
    return level == Level::ok ? "ok" : level == Level::warning ? "warning" : "wrong";
}

constexpr std::int64_t day_ms = std::int64_t{24} * 60 * 60 * 1000;
constexpr std::uintmax_t mib = std::uintmax_t{1024} * 1024;

class Examination {
public:
    Examination(Program& program, const Arguments& arguments)
        : program_(program), arguments_(arguments), database_(program.database()) {}

    std::vector<Finding> all() {
        const bool is_open = look_at_database();
        look_at_machine();
        if (is_open) {
            look_at_record();
            look_at_keys();
        }
        look_at_serving();
        if (arguments_.has("backups")) look_at_backups();
        return std::move(findings_);
    }

private:
    void good(const std::string& what, const std::string& sentence) {
        findings_.push_back({what, Level::ok, sentence});
    }
    void warn(const std::string& what, const std::string& sentence) {
        findings_.push_back({what, Level::warning, sentence});
    }
    void wrong(const std::string& what, const std::string& sentence) {
        findings_.push_back({what, Level::wrong, sentence});
    }

    // For its owner alone.
    void look_at_mode(const std::string& what, const fs::path& file, Level otherwise) {
        struct stat status {};
        if (::stat(file.c_str(), &status) != 0) return;
        if (status.st_uid != ::geteuid())
            findings_.push_back({what, Level::warning,
                                 file.string() + " belongs to another user than this: run as its owner"});
        else if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
            findings_.push_back({what, otherwise,
                                 fmt::format("{} may be read by others (mode {:o}): chmod 600 {}",
                                             file.string(), status.st_mode & 0777, file.string())});
        else
            good(what, file.string() + " is for its owner alone");
    }

    bool look_at_database() {
        std::error_code error;
        if (!fs::exists(database_, error)) {
            wrong("database", "there is no database at " + database_.string() +
                                  ": name it with --db, or make one with `atranka instance found`");
            return false;
        }
        look_at_mode("database", database_, Level::warning);
        const fs::path folder = fs::absolute(database_).parent_path();
        if (::access(folder.c_str(), W_OK) != 0)
            wrong("folder", folder.string() + " cannot be written by this user: chown it");
        else
            good("folder", folder.string() + " can be written");
        const auto room = fs::space(folder, error).available / mib;
        constexpr std::uintmax_t little = 1024, too_little = 100;
        const std::string left = fmt::format("{} MiB are free", room);
        if (room < too_little)
            wrong("room", left + ": nothing will be recorded soon; make room in " + folder.string());
        else if (room < little)
            warn("room", left + ": make room in " + folder.string());
        else
            good("room", left);
        try {
            program_.store();
            const auto faults = sql::faults_in(database_);
            if (faults.empty())
                good("integrity", "the database is whole");
            else
                wrong("integrity",
                      "the database is damaged (" + faults.front() + "): restore it from a backup");
            return faults.empty();
        } catch (const service::Failure& failure) {
            wrong("integrity", failure.what());
            return false;
        }
    }

    void look_at_machine() {
        constexpr const char* zone = "Europe/Vilnius";
        if (system::knows_zone(zone))
            good("time zone", std::string{zone} + " is known");
        else
            wrong("time zone", std::string{"this machine does not know "} + zone + ": install tzdata");
        timex clock{};
        if (::adjtimex(&clock) == -1 || (clock.status & STA_UNSYNC) != 0)
            warn("clock",
                 "nothing keeps this machine's clock right: deadlines are judged by it; install "
                 "systemd-timesyncd "
                 "or chrony");
        else
            good("clock", "the clock is kept right");
        const auto free = static_cast<std::uintmax_t>(::sysconf(_SC_AVPHYS_PAGES)) *
                          static_cast<std::uintmax_t>(::sysconf(_SC_PAGESIZE)) / mib;
        constexpr std::uintmax_t wanted = 512;
        const std::string memory = fmt::format("{} MiB of memory are free", free);
        if (free < wanted)
            warn("memory", memory + fmt::format(": passwords and the server take up to {} MiB", wanted));
        else
            good("memory", memory);
    }

    void look_at_record() {
        service::EventStore& store = program_.store();
        std::int64_t entries = 0;
        for (const std::string& log : store.logs()) entries += store.size(log);
        const auto newest = store.written(entries - 1, 1);
        if (newest.empty()) return wrong("record", "nothing is recorded: found the instance");
        if (program_.now() < newest.front().at)
            wrong("time",
                  "the newest entry is of " + newest.front().at.text() +
                      ", and this machine's clock is behind it: nothing is accepted until it is right");
        else
            good("time",
                 "the newest of " + std::to_string(entries) + " entries is of " + newest.front().at.text());
        const auto people = store.persons();
        const auto administrators = std::ranges::count_if(people, [](const service::PersonRow& row) {
            return (" " + row.roles + " ").find(" *:administrator ") != std::string::npos;
        });
        if (administrators == 0)
            wrong("administrators", "nobody is administrator");
        else if (administrators == 1)
            warn("administrators", "there is one administrator: heads and auditors are appointed by two");
        else
            good("administrators", fmt::format("there are {} administrators", administrators));
    }

    void look_at_keys() {
        const fs::path keys = database_.string() + ".keys";
        try {
            const auto lost = lost_keys(program_);
            if (fs::exists(keys)) look_at_mode("private keys", keys, Level::wrong);
            if (lost) wrong("private keys", *lost);
        } catch (const service::Failure& failure) {
            wrong("private keys", failure.what());
        }
        // Reads the key, and asks whether a newer head was released than the record has. What is amiss with a
        // head is looked at first, since a checkpoint makes it anew.
        try {
            (void)program_.notary().host();
            const std::set<std::string> amiss = look_at_heads();
            for (const std::string& log : program_.store().logs())
                if (!amiss.contains(log)) program_.service().checkpoint(log);
            good("signing key", program_.notary().key_file().string() + " signs the heads of this record");
        } catch (const service::Failure& failure) {
            wrong("signing key", failure.what());
        }
    }

    // The logs whose head is not as it was released.
    std::set<std::string> look_at_heads() {
        const fs::path folder = database_.string() + ".heads";
        const auto faults = faults_of_heads(program_);
        std::set<std::string> amiss;
        for (const HeadFault& fault : faults) {
            wrong("heads", fault.sentence);
            amiss.insert(fault.log);
        }
        if (amiss.contains(""))
            for (const std::string& log : program_.store().logs()) amiss.insert(log);
        struct stat status {};
        if (::stat(folder.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
            warn("heads", fmt::format("{} is open to others (mode {:o}): chmod -R go= {}", folder.string(),
                                      status.st_mode & 0777, folder.string()));
        else if (faults.empty())
            good("heads", "every log has its newest released head outside the database");
        return amiss;
    }

    void look_at_serving() {
        http::Settings settings;
        settings.certificate = arguments_.text("cert");
        settings.key = arguments_.text("key");
        settings.now = [this] { return program_.now(); };
        const std::string port = arguments_.has("port") ? arguments_.text("port") : "0";
        const auto read = std::from_chars(port.data(), port.data() + port.size(), settings.port);
        if (read.ec != std::errc{} || read.ptr != port.data() + port.size())
            return wrong("port", "--port is a number from 0 to 65535, not " + port);
        try {
            const http::Server server{settings, [](const http::Request&, const http::Reply&) {}};
            good("port", "the server can listen" + (port == "0" ? std::string{} : " at " + port));
        } catch (const std::runtime_error& error) {
            wrong("port", error.what());
        }
        if (arguments_.has("cert")) look_at_certificate(settings.certificate);
        const std::string origin = arguments_.text("origin");
        if (!origin.empty() && !origin.starts_with("https://") && !origin.starts_with("http://localhost"))
            wrong("origin",
                  "--origin begins with https://, but for localhost: browsers make no passkeys otherwise");
        else if (origin.ends_with('/'))
            wrong("origin", "--origin ends with the host or port, without a /");
        if (arguments_.has("leaked-passwords")) look_at_leaked(arguments_.text("leaked-passwords"));
    }

    void look_at_certificate(const fs::path& file) {
        constexpr int days_wanted = 21;
        const auto end = http::end_of_certificate(file);
        if (!end) return;  // the server has said so
        const auto days = (end->ms - program_.now().ms) / day_ms;
        if (*end <= program_.now())
            wrong("certificate", "the certificate ended on " + end->text() + ": renew it");
        else if (days < days_wanted)
            warn("certificate", fmt::format("the certificate ends in {} days: renew it", days));
        else
            good("certificate", fmt::format("the certificate holds {} days more", days));
    }

    void look_at_leaked(const std::string& file) {
        try {
            const credentials::Breached breached{file};
            if (breached.is_sorted())
                good("leaked passwords", file + " can be read");
            else
                wrong("leaked passwords", file + " is not sorted: sort it, or none of it is found");
        } catch (const std::runtime_error& error) {
            wrong("leaked passwords", error.what());
        }
    }

    void look_at_backups() {
        constexpr std::int64_t late_ms = day_ms + day_ms / 12;
        const std::string folder = arguments_.text("backups");
        std::optional<Instant> newest;
        std::error_code error;
        for (const auto& entry : fs::directory_iterator{folder, error}) {
            const fs::path told = entry.path() / "backup.json";
            if (!fs::exists(told)) continue;
            const Value document = read_json(told.string());
            const Value* made = document.find("made");
            const auto at = made == nullptr ? std::nullopt : Instant::parse(made->as_text());
            if (at && (!newest || *newest < *at)) newest = at;
        }
        if (!newest)
            wrong("backup",
                  "there is no backup in " + folder + ": `atranka backup " + folder + "/NAME` makes one");
        else if (program_.now().ms - newest->ms > late_ms)
            warn("backup", "the newest backup is of " + newest->text() + ": make one every day");
        else
            good("backup", "the newest backup is of " + newest->text());
    }

    Program& program_;
    const Arguments& arguments_;
    const fs::path database_;
    std::vector<Finding> findings_ = {};
};

int doctor(Program& program, const Verb&, const Arguments& arguments) {
    const auto findings = Examination{program, arguments}.all();
    const bool is_ill =
        std::ranges::any_of(findings, [](const Finding& finding) { return finding.level == Level::wrong; });
    if (program.json()) {
        Value::List list;
        for (const Finding& finding : findings)
            list.push_back(Value::object({{"what", finding.what},
                                          {"level", std::string{name_of(finding.level)}},
                                          {"sentence", finding.sentence}}));
        program.answer(Value{std::move(list)});
    } else {
        for (const Finding& finding : findings)
            program.say(
                fmt::format("{:<8} {:<17} {}", name_of(finding.level), finding.what, finding.sentence));
    }
    return is_ill ? bad_data : ok;
}

}  // namespace

std::vector<Verb> doctor_verbs() {
    return {{"",
             "doctor",
             "Look for what may be wrong with this installation, and say what to mend. Ends with 65 where "
             "something\n"
             "is wrong; warnings alone end with 0.",
             "atranka doctor --port 8080 --backups /var/backups/atranka",
             {{"port", "--port", "whether the server can listen there", "NUMBER"},
              {"cert", "--cert", "the server's certificate", "FILE"},
              {"key", "--key", "its private key", "FILE"},
              {"origin", "--origin", "under which people reach it", "URL"},
              {"leaked-passwords", "--leaked-passwords", "the file of leaked passwords", "FILE"},
              {"backups", "--backups", "the folder in which each backup has its own", "FOLDER"}},
             doctor}};
}

}  // namespace atranka::cli
