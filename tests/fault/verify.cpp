#include "tests/fault/verify.hpp"

#include "adapters/sql/migrations.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/replay.hpp"

#include <sqlite3.h>
#include <set>

namespace atranka::fault {

namespace {

std::string answer(sqlite3* db, const char* query) {
    std::string text;
    char* message = nullptr;
    sqlite3_exec(
        db, query,
        [](void* to, int, char** columns, char**) {
            if (columns[0] != nullptr) *static_cast<std::string*>(to) += columns[0];
            return 0;
        },
        &text, &message);
    if (message != nullptr) text = message;
    sqlite3_free(message);
    return text;
}

void check_file(const Place& place, Verdict& verdict) {
    sqlite3* db = nullptr;
    sqlite3_open_v2(place.database().c_str(), &db, SQLITE_OPEN_READWRITE, nullptr);
    const auto expect = [&](const char* query, const std::string& wanted) {
        if (const std::string got = answer(db, query); got != wanted)
            verdict.unsound.push_back(std::string{query} + " answers " + got);
    };
    expect("PRAGMA integrity_check", "ok");
    expect("PRAGMA foreign_key_check", "");
    expect("PRAGMA user_version", std::to_string(sql::migrations.size()));
    sqlite3_close(db);
}

// No key of hers is left once her erasure is recorded and somebody opened the record; and all are before.
void check_keys(const Place& place, bool is_erased, bool is_there, Verdict& verdict) {
    sqlite3* db = nullptr;
    sqlite3_open_v2((place.database().string() + ".keys").c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
    const std::string query =
        std::string{"SELECT count(*) > 0 FROM key WHERE subject = '"} + erased_person + "'";
    const std::string has = answer(db, query.c_str());
    sqlite3_close(db);
    if (is_erased && has != "0") verdict.unsound.push_back("keys of what was erased are there: " + has);
    if (!is_erased && is_there && has != "1")
        verdict.unsound.push_back("keys are gone, and nobody erased them: " + has);
}

std::string place_of(const std::string& log, std::int64_t index) { return log + "#" + std::to_string(index); }

void check_logs(const Place& place, sql::EventStore& store, Verdict& verdict) {
    std::map<std::string, std::int64_t> sizes;
    std::set<std::string> commands;
    store.scan([&](const service::Entry& e) {
        if (e.index != sizes[e.log]++)
            verdict.unsound.push_back("there is a gap before " + place_of(e.log, e.index));
        if (ledger::hex(ledger::leaf_hash(e.leaf)) != e.leaf_hash)
            verdict.unsound.push_back("the hash of " + place_of(e.log, e.index) + " is another one");
        commands.insert(e.command_id);
        return true;
    });
    for (const std::string& log : store.logs())
        if (store.size(log) != sizes[log])
            verdict.unsound.push_back("the head of " + log + " is another one");
    for (const Step& step : story()) {
        std::size_t present = 0;
        for (const auto& request : step.requests) present += commands.count(request.id);
        if (present != 0 && present != step.requests.size())
            verdict.unsound.push_back("half of a transaction is there, from " + step.requests.front().id);
    }
    const service::Replayed replayed = service::replay(store);
    // Every private part must open under its key, but those that an entry says were erased.
    const bool is_erased = verdict.is_erased = commands.contains(erasure_id());
    if (!is_erased && (replayed.erased != 0 || !replayed.erased_under.empty()))
        verdict.unsound.push_back("private parts of " + std::to_string(replayed.erased) +
                                  " entries are gone");
    if (is_erased && (replayed.erased == 0 || replayed.erased_under.size() != 1))
        verdict.unsound.push_back("what was erased is still there, or was erased under several entries");
    const bool is_registered = !store.entries_of(std::string{"person/"} + erased_person, 0).empty();
    check_keys(place, is_erased, is_registered, verdict);
    for (const auto& d : replayed.differences)
        verdict.unsound.push_back("replay: " + place_of(d.log, d.index) + ": " + d.what + ": " + d.detail);
}

void check_kept(const Kept& kept, sql::EventStore& store, Verdict& verdict) {
    const std::string name = kept.command_id + " at " + place_of(kept.log, kept.index);
    ++verdict.checked;
    const auto entry = store.entry_of_command(kept.command_id);
    if (!entry || entry->log != kept.log || entry->index != kept.index ||
        entry->leaf_hash != kept.leaf_hash) {
        verdict.lost.push_back(name);
        return;
    }
    const service::Checked checked = service::check_receipt(kept.receipt, keys());
    for (const std::string& fault : checked.faults)
        verdict.unsound.push_back("the receipt of " + name + ": " + fault);
    if (!checked.leaf || checked.leaf->bytes() != entry->leaf || checked.index != kept.index)
        verdict.unsound.push_back("the receipt of " + name + " is that of another entry");
    // The head that was signed is one of this record.
    const ledger::Nodes nodes = [&](int level, std::int64_t position) {
        const auto found = store.nodes(kept.log, level, position, 1);
        return found.empty() ? ledger::Hash{} : found.front();
    };
    if (checked.head.size > store.size(kept.log))
        verdict.lost.push_back(name + " was signed under a larger head");
    else if (ledger::root(checked.head.size, nodes) != checked.head.root)
        verdict.unsound.push_back("the head under the receipt of " + name + " is not one of the record");
}

}  // namespace

std::vector<Kept> kept_of(const std::vector<service::Done>& done) {
    std::vector<Kept> kept;
    for (const service::Done& one : done)
        kept.push_back({one.command_id, one.log, one.index, one.leaf_hash, one.receipt});
    return kept;
}

Verdict verify(const Place& place, const std::vector<Kept>& kept, bool may_be_behind) {
    Verdict verdict;
    try {
        Session session{place};
        verdict.is_there = true;
        check_file(place, verdict);
        check_logs(place, session.store, verdict);
        for (const Kept& one : kept) check_kept(one, session.store, verdict);
        // Heads lie outside the database: they may lag, never lead.
        if (verdict.lost.empty() && !may_be_behind)
            for (const std::string& log : session.store.logs()) session.service.checkpoint(log);
    } catch (const service::Failure& failure) {
        verdict.said = failure.what();
        if (!kept.empty() && !verdict.is_there) verdict.lost.push_back("everything: " + verdict.said);
        if (verdict.is_there) verdict.unsound.push_back(verdict.said);
    }
    return verdict;
}

Verdict go_on(const Place& place, std::vector<Kept> kept, std::size_t step, std::size_t steps) {
    try {
        Session session{place};
        for (std::size_t i = step; i < std::min(step + steps, story().size()); ++i)
            for (Kept& one : kept_of(session.give(story()[i]))) kept.push_back(std::move(one));
    } catch (const std::exception& failure) {
        Verdict verdict;
        verdict.unsound.push_back("it does not go on: " + std::string{failure.what()});
        return verdict;
    }
    return verify(place, kept);
}

}  // namespace atranka::fault
