#include "adapters/cli/witness.hpp"

#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/witness/witness.hpp"
#include "engine/service/receipt.hpp"

#include <fmt/core.h>
#include <unistd.h>
#include <algorithm>
#include <filesystem>

namespace atranka::cli {

namespace {

namespace fs = std::filesystem;
using witness::Seen;
using witness::Witness;

std::string database_of(const Arguments& arguments) {
    return arguments.has("db") && !arguments.text("db").empty() ? arguments.text("db") : "atranka.db";
}
std::string witnesses_file(const Arguments& arguments) { return database_of(arguments) + ".witnesses"; }
fs::path witnessed_file(const Arguments& arguments, const std::string& log) {
    return fs::path{database_of(arguments) + ".witnessed"} / log;
}

bool is_there(const fs::path& file) {
    std::error_code unknown;
    return fs::exists(file, unknown);
}

std::vector<Witness> witnesses_of(const Arguments& arguments) {
    const std::string file = witnesses_file(arguments);
    if (!is_there(file)) return {};
    auto witnesses = witness::read_witnesses(read_text(file));
    if (!witnesses) throw Stop{bad_data, file + ": " + witnesses.error()};
    return *std::move(witnesses);
}

std::optional<ledger::Note> witnessed(const Arguments& arguments, const std::string& log) {
    const fs::path file = witnessed_file(arguments, log);
    if (!is_there(file)) return std::nullopt;
    auto note = ledger::read_note(read_text(file.string()));
    if (!note) return std::nullopt;  // it is asked for anew
    return *std::move(note);
}

int add(Program& program, const Verb&, const Arguments& arguments) {
    const std::string name = arguments.text("name"), file = witnesses_file(arguments);
    const auto read = witness::read_witness(arguments.text("url"), arguments.text("key"));
    if (!read) throw Stop{bad_data, "no witness was added: " + read.error()};
    if (read->key.name != name)
        throw Stop{bad_data,
                   "no witness was added: the key is that of " + read->key.name + ", not of " + name};
    std::vector<Witness> witnesses = witnesses_of(arguments);
    const auto same = std::ranges::find(witnesses, name, [](const Witness& w) { return w.key.name; });
    if (same != witnesses.end()) {
        if (*same != *read)
            throw Stop{cannot_create, "there is a witness " + name +
                                          " with another address or key: take its line out of " + file};
        program.say(name + " is a witness already");
        return ok;
    }
    if (witnesses.size() + 1 >= ledger::note_signatures_max)
        throw Stop{bad_data, fmt::format("a head has at most {} signatures: no further witness has room",
                                         ledger::note_signatures_max)};
    program.store();  // a database that is not there has no witnesses
    witnesses.push_back(*read);
    std::string text;
    for (const Witness& one : witnesses) text += line_of(one);
    write_text(file, text);
    program.say(name +
                " will be shown the heads of all logs: `atranka log witness check`, after each day's work");
    return ok;
}

// Those of keys that have not signed the note yet, as many as it may have.
void add_others(ledger::Note& note, const std::vector<ledger::Signature>& signatures) {
    for (const ledger::Signature& one : signatures) {
        const bool is_there = std::ranges::any_of(note.signatures, [&](const ledger::Signature& s) {
            return s.name == one.name && s.id == one.id;
        });
        if (!is_there && note.signatures.size() < ledger::note_signatures_max) note.signatures.push_back(one);
    }
}

ledger::Nodes nodes_of(service::EventStore& store, const std::string& log) {
    return [&store, log](int level, std::int64_t position) {
        const auto found = store.nodes(log, level, position, 1);
        if (found.empty())
            throw service::Failure{service::Failure::Kind::corrupt,
                                   "the tree of the log " + log + " lacks a node"};
        return found.front();
    };
}

// The newest head of a log, and what of it was cosigned before.
class Log {
public:
    Log(Program& program, const Arguments& arguments, std::string name)
        : program_(program), arguments_(arguments), name_(std::move(name)) {
        shown_.proof = [this](std::int64_t from) {
            return ledger::consistency(from, shown_.head.size, nodes());
        };
        read();
    }

    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    const ledger::Head& head() const { return shown_.head; }
    std::int64_t size_before() const { return before_head_ ? before_head_->size : 0; }

    // Whether the head that was kept is one of this log; one that is not proves a fork without any witness.
    bool is_grown() {
        return !before_head_ || (before_head_->size <= shown_.head.size &&
                                 ledger::root(before_head_->size, nodes()) == before_head_->root);
    }

    Seen show(const Witness& to) {
        for (;;) {
            const bool has_cosigned =
                before_head_ && ledger::verify(*before_, to.key) == ledger::Verdict::signed_by;
            Seen seen = witness::show(to, shown_, has_cosigned ? before_head_->size : 0, witness::post);
            // Another process may have added to the log, and shown that, since it was read here.
            if (seen.what == Seen::What::fork && seen.size > shown_.head.size && has_grown()) continue;
            if (seen.what == Seen::What::cosigned) cosigned_.push_back(seen.signature);
            return seen;
        }
    }

    // With what there is of other witnesses on this head; never over a newer one, which another process
    // brought.
    void keep() {
        if (cosigned_.empty() || !is_grown()) return;  // a head that proves a fork stays
        ledger::Note note = ledger::read_note(shown_.checkpoint).value();
        add_others(note, cosigned_);
        cosigned_.clear();
        if (const auto newest = witnessed(arguments_, name_)) {
            const auto head = ledger::read_head(newest->text);
            if (head && head->origin == shown_.head.origin && head->size > shown_.head.size) return;
            if (newest->text == note.text) add_others(note, newest->signatures);
        }
        const fs::path file = witnessed_file(arguments_, name_);
        fs::path next = file;
        next += "." + std::to_string(::getpid());
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        write_text(next.string(), ledger::write(note));
        fs::rename(next, file, error);
        if (error) throw Stop{cannot_create, "cannot write " + file.string() + ": " + error.message()};
    }

private:
    void read() {
        shown_.checkpoint = program_.service().checkpoint(name_);
        shown_.head = service::head_of(shown_.checkpoint).value();
        before_ = witnessed(arguments_, name_);
        before_head_.reset();
        if (before_)
            if (auto head = ledger::read_head(before_->text); head && head->origin == shown_.head.origin)
                before_head_ = *std::move(head);
    }
    bool has_grown() {
        if (program_.store().size(name_) <= shown_.head.size) return false;
        keep();
        read();
        return true;
    }
    ledger::Nodes nodes() { return nodes_of(program_.store(), name_); }

    Program& program_;
    const Arguments& arguments_;
    std::string name_;
    witness::Shown shown_;
    std::optional<ledger::Note> before_;
    std::optional<ledger::Head> before_head_;
    std::vector<ledger::Signature> cosigned_;  // of the head that is shown
};

std::string told(const Witness& by, const Seen& seen, const ledger::Head& head) {
    const std::string name = by.key.name;
    switch (seen.what) {
        case Seen::What::cosigned:
            return fmt::format("{}: {} cosigned the head of {} on {}{}", head.origin, name, head.size,
                               Instant{seen.at * 1000}.text(),
                               seen.told ? fmt::format("; it knew one of {}", *seen.told) : "");
        case Seen::What::fork:
            return fmt::format("FORK: {}: the witness {} knows a head of {} that is not part of this log: {}",
                               head.origin, name, seen.size, seen.why);
        case Seen::What::refused:
            return fmt::format("{}: {} did not cosign the head of {}: {}", head.origin, name, head.size,
                               seen.why);
        case Seen::What::silent:
            return fmt::format("{}: {} did not answer at {}: {}", head.origin, name, by.url, seen.why);
    }
    return {};
}

ExitCode code_of(Seen::What what) {
    switch (what) {
        case Seen::What::cosigned: return ok;
        case Seen::What::fork:
        case Seen::What::refused: return bad_data;
        case Seen::What::silent: return unavailable;
    }
    return internal;
}

Value tree_of(const Witness& by, const Seen& seen, const ledger::Head& head) {
    static constexpr std::string_view words[] = {"cosigned", "fork", "refused", "silent"};
    Value tree = Value::object({{"log", head.origin},
                                {"size", head.size},
                                {"witness", by.key.name},
                                {"seen", std::string{words[static_cast<std::size_t>(seen.what)]}}});
    if (seen.what == Seen::What::cosigned) tree.set("at", Instant{seen.at * 1000}.text());
    if (seen.what == Seen::What::fork) tree.set("knows", seen.size);
    if (!seen.why.empty()) tree.set("why", seen.why);
    return tree;
}

std::vector<std::string> logs_of(Program& program, const Arguments& arguments) {
    if (!arguments.has("log")) return program.store().logs();
    return {existing_log(program, arguments.text("log"))};
}

int check(Program& program, const Verb&, const Arguments& arguments) {
    const std::vector<Witness> witnesses = witnesses_of(arguments);
    if (witnesses.empty())
        throw Stop{no_input,
                   "no witness is known: `atranka log witness add NAME --url URL --key KEY` adds one"};
    ExitCode code = ok;
    Value::List answers;
    const auto say = [&](const std::string& line) {
        if (!program.json()) program.say(line);
    };
    for (const std::string& name : logs_of(program, arguments)) {
        Log log{program, arguments, name};
        if (!log.is_grown()) {
            const std::string why = fmt::format(
                "FORK: {}: a head of {} that was cosigned is not part of this log, which has {} entries; it "
                "is kept in {}",
                log.head().origin, log.size_before(), log.head().size,
                witnessed_file(arguments, name).string());
            say(why);
            answers.push_back(Value::object({{"log", log.head().origin},
                                             {"size", log.head().size},
                                             {"seen", "fork"},
                                             {"knows", log.size_before()},
                                             {"why", why}}));
            code = bad_data;
        }
        for (const Witness& one : witnesses) {
            const Seen seen = log.show(one);
            say(told(one, seen, log.head()));
            answers.push_back(tree_of(one, seen, log.head()));
            if (const ExitCode its = code_of(seen.what); its != ok && code != bad_data) code = its;
        }
        log.keep();
    }
    if (program.json()) program.answer(Value{std::move(answers)});
    return code;
}

}  // namespace

std::string cosigned(const Arguments& arguments, const std::string& log, const std::string& checkpoint) {
    const auto kept = witnessed(arguments, log);
    auto note = ledger::read_note(checkpoint);
    if (!kept || !note || kept->text != note->text) return checkpoint;
    add_others(*note, kept->signatures);
    return ledger::write(*note);
}

std::optional<std::string> contradicted(const Arguments& arguments, service::EventStore& store,
                                        const std::string& log) {
    const auto note = witnessed(arguments, log);
    if (!note) return std::nullopt;
    const auto head = ledger::read_head(note->text);
    const service::Standing standing = store.standing(log);
    if (!head || head->origin != standing.origin) return std::nullopt;
    const std::string kept = "a head of " + std::to_string(head->size) +
                             " that was cosigned and is kept in " + witnessed_file(arguments, log).string();
    if (head->size > standing.tree.size())
        return "of " + std::to_string(standing.tree.size()) + " entries is of an earlier day than " + kept;
    if (ledger::root(head->size, nodes_of(store, log)) != head->root) return "does not grow from " + kept;
    return std::nullopt;
}

std::vector<Verb> witness_verbs() {
    return {{"log witness",
             "add",
             "Have somebody else keep the newest heads of the logs, and cosign those that grew from them.",
             "atranka log witness add audit.example/w1 --url https://audit.example/w1 --key "
             "audit.example/w1+ba0f1ac5+BPXw…",
             {{"name", "NAME", "the name in its key", "NAME", Takes::one, true},
              {"url", "--url", "where it is reached", "URL", Takes::one, true},
              {"key", "--key", "its public key", "KEY", Takes::one, true}},
             add},
            {"log witness",
             "check",
             "Show the newest heads to all witnesses, and keep what they cosign.",
             "atranka log witness check\n  atranka log witness check c-2026",
             {{"log", "LOG", "instance, or the call; without it every log", "LOG"}},
             check}};
}

}  // namespace atranka::cli
