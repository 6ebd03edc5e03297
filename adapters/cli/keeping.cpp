// What keeps the record itself: the signing key, epochs, the heads of calls in the instance log.

#include "adapters/cli/program.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/system/notary.hpp"
#include "engine/custody/commands.hpp"
#include "engine/service/receipt.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <filesystem>

namespace atranka::cli {

namespace {

namespace fs = std::filesystem;

const Option reason_option{"reason", "--reason", "why, for the record", "TEXT", Takes::one, true};

int key_init(Program& program, const Verb&, const Arguments& arguments) {
    const std::string host = arguments.text("host");
    std::error_code unknown;
    if (!fs::exists(program.notary().key_file(), unknown) && fs::exists(program.database(), unknown) &&
        program.store().size("instance") > 0)
        throw Stop{cannot_create, "no key was made: " + program.database().string() +
                                      " has entries, whose heads another key signed. Put its copy back at " +
                                      program.notary().key_file().string() +
                                      ", or, where it is lost, say so with `atranka key rotate --lost`"};
    const auto file = program.made_key(host);
    if (!file)
        throw Stop{cannot_create, "there is a signing key at " + program.notary().key_file().string() +
                                      ": it is not overwritten"};
    program.say("made " + *file + ", for you alone to read: keep a copy where this machine cannot reach it");
    program.say("its public key, for everyone who checks receipts:");
    program.say(program.notary().key(host).text());
    return ok;
}

int key_show(Program& program, const Verb&, const Arguments&) {
    const std::string host = program.notary().host();
    const std::string key = program.notary().key(host).text();
    if (program.json())
        program.answer(Value::object({{"host", host}, {"key", key}}));
    else
        program.say(key);
    return ok;
}

std::string public_key_in(const fs::path& file) {
    system::Notary notary{file, {}};
    return notary.key(notary.host()).text();
}

// What the logs of this instance are called by.
std::string host_of(service::EventStore& store) {
    const std::string origin = store.standing("instance").origin;
    return origin.substr(0, origin.find("/instance/"));
}

service::Request request_of(Program& program, service::Command command) {
    return {program.actor(), "cli", std::move(command), {}, program.at()};
}

// The new key takes the old one's place, and signs every log's head anew.
void take_over(Program& program, const fs::path& file, const fs::path& next) {
    fs::path former = file;
    former += ".former";
    std::error_code error = system::replace_key(file);
    if (error)
        throw Stop{io_error, "the new key is recorded, and lies in " + next.string() +
                                 ", but cannot take the place of " + file.string() + ": " + error.message() +
                                 "; `atranka key rotate` tries again"};
    program.load_key_anew();
    for (const std::string& log : program.store().logs()) program.service().checkpoint(log);
    program.say("heads and receipts are signed by the new key from now on; its public key:");
    program.say(public_key_in(file));
    if (fs::exists(former, error))
        program.say("the former key is in " + former.string() +
                    ": destroy it, and keep its public key, by which older receipts are checked");
}

int key_rotate(Program& program, const Verb&, const Arguments& arguments) {
    service::EventStore& store = program.store();
    const fs::path file = program.notary().key_file();
    fs::path next = file;
    next += ".new";
    std::error_code unknown;
    const std::string host = host_of(store), named = program.service().states().log("instance").key;
    const bool is_there = fs::exists(file, unknown), is_lost = arguments.is_on("lost");
    // One that was put in the place of the lost one is not it, where we are told which that was.
    const std::string lost = named.empty() ? arguments.text("former") : named;
    if (is_lost && is_there && (lost.empty() || public_key_in(file) == lost))
        throw Stop{usage, "the key is not lost: it is in " + file.string()};
    if (fs::exists(next, unknown) && public_key_in(next) == named) {  // interrupted after it was recorded
        take_over(program, file, next);
        return ok;
    }
    std::string former = is_lost ? lost : named;
    if (former.empty() && is_there) former = public_key_in(file);
    if (former.empty())
        throw Stop{usage, "the record does not name the key that is lost: give its public key with --former"};
    if (is_lost) {
        if (!is_there) program.made_key(host);
    } else if (!fs::exists(next, unknown)) {
        system::make_key(next, host, program.random());
    }
    const std::string key = public_key_in(is_lost ? file : next);
    const auto done = program.service().handle(
        request_of(program, custody::RotateKey{former, key, is_lost, arguments.text("reason")}));
    if (!done) {
        if (!is_lost) fs::remove(next, unknown);
        return program.refused(done.error());
    }
    if (!is_lost) {
        take_over(program, file, next);
        return ok;
    }
    for (const std::string& log : store.logs()) program.service().checkpoint(log);
    program.say("recorded that the key is lost; tell everyone the new public key in person or in print:");
    program.say(key);
    return ok;
}

int reopen(Program& program, const Verb&, const Arguments& arguments) {
    std::vector<std::string> logs = program.store().logs();
    // What a call decides names how the instance log stood: it comes first.
    std::ranges::stable_partition(logs, [](const std::string& log) { return log == "instance"; });
    int opened = 0;
    for (const std::string& log : logs) {
        const auto released = program.service().released_ahead(log);
        if (!released) continue;
        const auto done = program.service().handle(
            request_of(program, custody::OpenEpoch{log, *released, arguments.text("reason")}));
        if (!done) return program.refused(done.error());
        const auto head = service::head_of(*released);
        program.say(fmt::format(
            "{}: entry {} opens {}; the head of {} entries that was released stands in it, "
            "and whoever has a receipt beyond entry {} can show what is missing",
            log, done->index, program.store().standing(log).origin, head ? head->size : 0, done->index - 1));
        ++opened;
    }
    if (opened == 0) program.say("every log has all entries of its newest released head: nothing to reopen");
    return ok;
}

int anchor(Program& program, const Verb&, const Arguments&) {
    const auto done = program.service().anchor(program.now());
    if (done && !*done) return program.refused(done->error());
    program.say(done ? fmt::format("entry {} of the instance log has the newest heads", (*done)->index)
                     : "the instance log has the newest heads already");
    return ok;
}

}  // namespace

std::vector<Verb> keeping_verbs() {
    return {
        {"key",
         "init",
         "Make the key that signs heads and receipts.",
         "atranka key init --host mita.lt\n  atranka key init --host mita.lt --signing-key /etc/atranka/key",
         {{"host", "--host", "what the instance is called in its logs", "HOST", Takes::one, true}},
         key_init},
        {"key",
         "show",
         "The public key, for everyone who checks receipts.",
         "atranka key show > mita.pub",
         {},
         key_show},
        {"key",
         "rotate",
         "Sign with a new key from now on: recorded, and signed by the former key. With --lost, when every\n"
         "copy of it is gone, by the new one.",
         "atranka key rotate --reason 'two years are over' --as admin\n"
         "  atranka key rotate --lost --former \"$(cat mita.pub)\" --reason 'the disk broke' --as admin",
         {reason_option,
          {"lost", "--lost", "every copy of the former key is gone", "", Takes::nothing},
          {"former", "--former", "its public key, where the record does not name it", "KEY"}},
         key_rotate,
         "RotateKey"},
        {"log",
         "reopen",
         "Go on after a backup was put back whose newest entries are lost: a new epoch of each log that "
         "lacks\n"
         "entries of its released head, beginning with an entry that names that head.",
         "atranka log reopen --reason 'the disk broke on 3 May' --as admin",
         {reason_option},
         reopen,
         "OpenEpoch"},
        {"log",
         "anchor",
         "Put the newest heads of the calls' logs into the instance log; `tick` does it hourly.",
         "atranka log anchor",
         {},
         anchor,
         "AnchorHeads"}};
}

}  // namespace atranka::cli
