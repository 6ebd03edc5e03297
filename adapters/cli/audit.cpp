#include "adapters/cli/timeline.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/cli/witness.hpp"
#include "adapters/cli/words.hpp"
#include "adapters/system/notary.hpp"
#include "engine/service/acting.hpp"
#include "engine/service/noting.hpp"

#include <fmt/core.h>
#include <unistd.h>
#include <algorithm>

namespace atranka::cli {

namespace {

constexpr int bar_width = 40;
constexpr std::int64_t hour_ms = std::int64_t{60} * 60 * 1000;

// On the error stream of a terminal, so that the answer stays clean.
void draw_bar(std::int64_t done, std::int64_t total) {
    const std::int64_t filled = total == 0 ? bar_width : done * bar_width / total;
    std::string bar;
    for (int i = 0; i < bar_width; ++i) bar += i < filled ? '#' : '.';
    fmt::print(stderr, "\r[{}] {} of {}", bar, done, total);
    std::fflush(stderr);
}

int replay(Program& program, const Verb&, const Arguments& arguments) {
    service::EventStore& store = program.store();
    std::int64_t total = 0;
    for (const std::string& log : store.logs()) total += store.size(log);
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    service::Replayed replayed = service::replay(store, [&](std::int64_t done) {
        if (terminal) draw_bar(done, total);
    });
    // What is whole in itself may still be another record than the one whose heads were released.
    std::string unreleased;  // logs of which no head is kept outside the database
    for (const std::string& log : store.logs()) try {
            if (!program.notary().released(log)) unreleased += (unreleased.empty() ? "" : ", ") + log;
            if (const auto why = contradicted(arguments, store, log))
                replayed.differences.push_back({log, store.size(log), "head", *why});
            program.service().refuse_if_behind(log, store.standing(log));
        } catch (const service::Failure& failure) {
            // A tree that cannot be read is among the differences already.
            if (failure.kind == service::Failure::Kind::corrupt && !replayed.differences.empty()) continue;
            if (failure.kind != service::Failure::Kind::behind) throw;
            replayed.differences.push_back({log, store.size(log), "head", failure.what()});
        }
    for (service::Difference& difference : replayed.differences)
        if (difference.what == "keys") difference.detail = lost_keys(program).value_or(difference.detail);
    const service::CheckedReadings readings = service::check_readings(program.readings(), replayed);
    if (terminal) fmt::print(stderr, "\r{}\r", std::string(bar_width + 40, ' '));
    Value::List differences;
    for (const service::Difference& difference : replayed.differences) {
        differences.push_back(Value::object({{"log", difference.log},
                                             {"index", difference.index},
                                             {"what", difference.what},
                                             {"detail", difference.detail}}));
        if (!program.json()) program.say(service::in_words(difference));
    }
    if (!unreleased.empty() && !program.json())
        program.say("no head is kept outside the database of: " + unreleased +
                    ". That the database is of an earlier day would not be seen");
    if (std::ranges::any_of(
            replayed.differences,
            [](const service::Difference& one) { return one.what == "snapshot" || one.what == "view"; }) &&
        !program.json())
        program.say("what is derived can be made anew of the entries: `atranka audit rebuild`");
    Value under = Value::object();
    for (const auto& [index, parts] : replayed.erased_under) {
        under.set(std::to_string(index), parts);
        if (!program.json())
            program.say(fmt::format("{} {} erased under instance entry {}", parts,
                                    parts == 1 ? "private part was" : "private parts were", index));
    }
    if (program.json())
        program.answer(Value::object({{"entries", replayed.entries},
                                      {"derived", replayed.derived},
                                      {"erased", replayed.erased},
                                      {"erased_under", under},
                                      {"anchored_heads", replayed.anchored},
                                      {"readings", readings.lines},
                                      {"anchored_readings", readings.anchored},
                                      {"unreleased", unreleased},
                                      {"sound", replayed.sound()},
                                      {"differences", differences}}));
    else
        program.say(fmt::format(
            "{} {}: {} decided again with the same result, {} not re-derivable (a private part is gone), "
            "{} differences. The record is {}.",
            replayed.entries, replayed.entries == 1 ? "entry" : "entries", replayed.derived, replayed.erased,
            differences.size(), replayed.sound() ? "sound" : "NOT sound"));
    return replayed.sound() ? ok : bad_data;
}

int rebuild(Program& program, const Verb&, const Arguments&) {
    service::EventStore& store = program.store();
    service::rebuild(store);
    program.say("what is derived was made anew; `atranka audit replay` compares it");
    return ok;
}

// What everybody wrote is in it: for auditors of all calls.
void for_auditors(Program& program) {
    const registry::Person reader = service::acting(program.service().states(), program.actor());
    if (!reader.has_role("*", "auditor", program.now()))
        throw Stop{no_permission,
                   "the whole record is for auditors; `atranka application history` shows one application"};
}

int history(Program& program, const Verb&, const Arguments& arguments) {
    program.store();
    for_auditors(program);
    const Reading reading{program, arguments};
    program.note("instance", "instance", arguments.text("as-of"));
    const std::string stream = arguments.text("stream");
    if (!stream.empty()) {
        const auto entries = program.store().entries_of(stream, 0);
        if (entries.empty())
            throw Stop{no_input, "no entry touches " + stream +
                                     ": a stream is application/ID, call/ID, person/ID or organisation/ID"};
        return tell_timeline(program, reading, stream, entries);
    }
    const std::string log = arguments.has("log") ? existing_log(program, arguments.text("log")) : "";
    // Entry by entry, however long the record is.
    bool first = true;
    if (program.json()) fmt::print("[");
    program.store().scan([&](const service::Entry& entry) {
        if ((!log.empty() && entry.log != log) || !reading.holds(entry)) return true;
        if (program.json()) {
            fmt::print("{}", first ? "\n" : ",\n");
            program.answer(timeline_tree(entry));
        } else {
            program.say(timeline_text(entry, {}));
        }
        first = false;
        return true;
    });
    if (program.json()) fmt::print("]\n");
    return ok;
}

int tick(Program& program, const Verb&, const Arguments&) {
    const auto fired = program.service().tick(program.now());
    const auto anchored = program.service().states().log("instance").anchored;
    if (!anchored || anchored->plus_ms(hour_ms) <= program.now())
        (void)program.service().anchor(program.now());
    Value::List answers;
    std::size_t refusals = 0;
    for (const service::Service::Fired& one : fired) {
        Value answer = Value::object({{"application", one.application}});
        std::string line = one.application + ": ";
        if (one.result) {
            answer.set("done", tree_of(*one.result));
            std::string words;
            for (const Value& event : one.result->events)
                words += (words.empty() ? "" : "; ") + in_words(event.at("event"));
            line += words;
        } else {
            ++refusals;
            answer.set("refused", tree_of(one.result.error()));
            line += "refused: " + std::string{rule_name(one.result.error().rule)} + ": " +
                    one.result.error().message;
        }
        answers.push_back(std::move(answer));
        if (!program.json()) program.say(line);
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(fmt::format("{} timers fired, {} refused", fired.size() - refusals, refusals));
    return refusals == 0 ? ok : bad_data;
}

}  // namespace

std::vector<Verb> audit_verbs() {
    return {{"audit",
             "replay",
             "Fold and decide every entry again, and compare byte for byte.",
             "atranka audit replay --db atranka.db",
             {},
             replay},
            {"audit",
             "rebuild",
             "Make what is derived of the entries anew, where replay found it to be something else.",
             "atranka audit rebuild --db atranka.db",
             {},
             rebuild},
            {"audit",
             "history",
             "Every entry of the record, of one log, or of one stream.",
             "atranka audit history --log calls/c-2026\n  atranka audit history --stream person/e-1 --json",
             {{"log", "--log", "of this log: instance, or calls/CALL", "LOG"},
              {"stream", "--stream", "of this stream: person/e-1, call/c-2026", "STREAM"},
              as_of_option},
             history},
            {"",
             "tick",
             "Fire every timer that is due; one that is refused stops no other.",
             "atranka tick\n  atranka tick --at 2026-04-01T00:00:00Z",
             {},
             tick}};
}

}  // namespace atranka::cli
