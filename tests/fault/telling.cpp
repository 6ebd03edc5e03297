#include "tests/fault/telling.hpp"

#include "engine/kernel/invariant.hpp"

#include <algorithm>

namespace atranka::fault {

namespace {

namespace fs = std::filesystem;

void set(sqlite3* connection, const char* statement) {
    invariant(sqlite3_exec(connection, statement, nullptr, nullptr, nullptr) == SQLITE_OK, statement);
}

// Small enough that the log is copied back, and begun anew, many times in the story.
constexpr const char* checkpoint_often = "PRAGMA wal_autocheckpoint = 60";

constexpr std::size_t reads_every = 3;  // commands

std::vector<service::Done> give(Session& session, const Place& place, std::size_t step) {
    if (step % reads_every != reads_every - 1) return session.give(story()[step]);
    std::vector<service::Done> done;
    sql::EventStore reader{place.database()};
    reader.scan([&](const service::Entry&) {
        done = session.give(story()[step]);
        return false;
    });
    return done;
}

// Past the layer that sees what happens.
std::vector<std::string> secrets_of(const Place& place, const std::string& person) {
    std::vector<std::string> secrets;
    sqlite3* db = nullptr;
    sqlite3_open_v2((place.database().string() + ".keys").c_str(), &db, SQLITE_OPEN_READONLY, "unix");
    const std::string query = "SELECT secret FROM key WHERE subject = '" + person + "'";
    sqlite3_exec(
        db, query.c_str(),
        [](void* to, int, char** columns, char**) {
            static_cast<std::vector<std::string>*>(to)->emplace_back(columns[0]);
            return 0;
        },
        &secrets, nullptr);
    sqlite3_close(db);
    return secrets;
}

bool is_erasure(const Step& step) {
    return std::ranges::any_of(step.requests, [](const auto& one) { return one.id == erasure_id(); });
}

}  // namespace

Telling::Telling(const Place& place, std::size_t first_step) : place_{place}, first_step_{first_step} {
    keys_.push_back({0, place.key_files(), true});
}

Session& Telling::begin(Synchronous synchronous) {
    session_.reset();
    session_ = std::make_unique<Session>(place_, [&](const Place::KeyFiles& files, bool is_certain) {
        keys_.push_back({operations.size(), files, is_certain});
    });
    session_->notary.on_release = [&](const std::string& log, const std::string& checkpoint) {
        heads_.push_back({operations.size(), log, checkpoint});
    };
    set(Shim::newest(), checkpoint_often);
    if (synchronous == Synchronous::normal) set(Shim::newest(), "PRAGMA synchronous = NORMAL");
    if (synchronous == Synchronous::off) set(Shim::newest(), "PRAGMA synchronous = OFF");
    return *session_;
}

void Telling::answer(const std::vector<service::Done>& done) {
    for (Kept& one : kept_of(done)) {
        answered_.push_back({operations.size(), std::move(one)});
        answers.push_back(operations.size());
    }
}

std::vector<Kept> Telling::kept(std::size_t point) const {
    std::vector<Kept> found;
    for (const Answered& one : answered_)
        if (one.after <= point) found.push_back(one.kept);
    return found;
}

std::size_t Telling::next_step(std::size_t point) const {
    return first_step_ + static_cast<std::size_t>(
                             std::ranges::count_if(ended, [&](std::size_t end) { return end <= point; }));
}

void Telling::leave_heads(const Place& place, std::size_t point, std::mt19937_64& chance,
                          const std::map<std::string, std::string>& known) const {
    std::map<std::string, std::vector<std::string>> versions;
    for (const auto& [log, checkpoint] : known) versions[log].push_back(checkpoint);
    for (const Head& head : heads_)
        if (head.after <= point) versions[head.log].push_back(head.checkpoint);
    for (const auto& [log, all] : versions) {
        const auto chosen = chance() % 8;
        const bool may_be_none = !known.contains(log);
        if (chosen == 0 && may_be_none) continue;
        fs::create_directories((place.heads() / log).parent_path());
        write_file(place.heads() / log, chosen == 1 && may_be_none ? std::string{}
                                        : chosen < 5               ? all.back()
                                                                   : all[chance() % all.size()]);
    }
}

void Telling::leave_keys(const Place& place, std::size_t point, std::mt19937_64& chance) const {
    std::vector<const Keys*> may_be;
    for (const Keys& one : keys_) {
        if (one.after > point) break;
        if (one.is_certain && one.after < point) may_be.clear();
        may_be.push_back(&one);
    }
    place.leave(may_be[chance() % may_be.size()]->files);
}

std::unique_ptr<Telling> tell(const Place& place, std::size_t from, std::size_t count,
                              Synchronous synchronous) {
    auto telling = std::make_unique<Telling>(place, from);
    const Shim shim{*telling};
    Session* session = nullptr;
    for (std::size_t i = from; i < std::min(from + count, story().size()); ++i) {
        const Step& step = story()[i];
        if (session == nullptr || step.begins_a_process) session = &telling->begin(synchronous);
        if (is_erasure(step)) telling->destroyed = secrets_of(place, erased_person);
        telling->answer(give(*session, place, i));
        telling->ended.push_back(telling->operations.size());
    }
    telling->end();
    return telling;
}

void leave_shared_memory(const Place& place, std::mt19937_64& chance) {
    if (chance() % 2 == 0) return;
    std::string noise(32'768, '\0');
    for (char& c : noise) c = static_cast<char>(chance());
    write_file(place.database().string() + "-shm", noise);
}

}  // namespace atranka::fault
