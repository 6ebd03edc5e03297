#include "tests/fault/power.hpp"

#include "engine/kernel/invariant.hpp"
#include "tests/fault/shim.hpp"

#include <algorithm>

namespace atranka::fault {

namespace {

namespace fs = std::filesystem;

struct Answered {
    std::size_t after;  // so many operations
    Kept kept;
};

struct Head {
    std::size_t after;
    std::string log, checkpoint;
};

// Everything that happened to a disk while a part of the story was told.
struct Telling final : Watcher {
    bool is_told() const override { return true; }
    void after(Operation operation) override { operations.push_back(std::move(operation)); }

    std::vector<Operation> operations;
    std::vector<std::size_t> ended;  // operations up to the answer to each step
    std::vector<Answered> answered;
    std::vector<Head> heads;
    std::size_t first_step = 0;

    std::vector<Kept> kept(std::size_t point) const {
        std::vector<Kept> found;
        for (const Answered& one : answered)
            if (one.after <= point) found.push_back(one.kept);
        return found;
    }
    // The first step that had no answer.
    std::size_t next_step(std::size_t point) const {
        return first_step + static_cast<std::size_t>(
                                std::ranges::count_if(ended, [&](std::size_t end) { return end <= point; }));
    }
};

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

Telling tell(const Place& place, std::size_t from, std::size_t count, Synchronous synchronous) {
    Telling telling;
    telling.first_step = from;
    Shim shim{telling};
    std::unique_ptr<Session> session;
    for (std::size_t i = from; i < std::min(from + count, story().size()); ++i) {
        if (!session || story()[i].begins_a_process) {
            session.reset();
            session = std::make_unique<Session>(place);
            session->notary.on_release = [&](const std::string& log, const std::string& checkpoint) {
                telling.heads.push_back({telling.operations.size(), log, checkpoint});
            };
            set(Shim::newest(), checkpoint_often);
            if (synchronous == Synchronous::normal) set(Shim::newest(), "PRAGMA synchronous = NORMAL");
            if (synchronous == Synchronous::off) set(Shim::newest(), "PRAGMA synchronous = OFF");
        }
        for (Kept& one : kept_of(give(*session, place, i)))
            telling.answered.push_back({telling.operations.size(), std::move(one)});
        telling.ended.push_back(telling.operations.size());
    }
    session.reset();  // what closing does belongs to it
    return telling;
}

void leave_heads(const Place& place, const std::vector<Head>& heads, std::size_t point,
                 std::mt19937_64& chance) {
    std::map<std::string, std::vector<std::string>> versions;
    for (const Head& head : heads)
        if (head.after <= point) versions[head.log].push_back(head.checkpoint);
    for (const auto& [log, known] : versions) {
        const auto chosen = chance() % 8;
        if (chosen == 0) continue;
        fs::create_directories((place.heads() / log).parent_path());
        write_file(place.heads() / log, chosen == 1  ? std::string{}
                                        : chosen < 5 ? known.back()
                                                     : known[chance() % known.size()]);
    }
}

// What shared memory was left with is nobody's business.
void leave_shared_memory(const Place& place, std::mt19937_64& chance) {
    if (chance() % 2 == 0) return;
    std::string noise(32'768, '\0');
    for (char& c : noise) c = static_cast<char>(chance());
    write_file(place.database().string() + "-shm", noise);
}

// A third of the points anywhere, a third where something rarer than a write to the log happened, a third just
// after an answer was given.
std::vector<std::size_t> points_of(const Telling& telling, const PowerOptions& options) {
    std::mt19937_64 chance{options.seed};
    std::vector<std::size_t> rare, answers;
    for (std::size_t i = 0; i < telling.operations.size(); ++i)
        if (telling.operations[i].text() != "write -wal") rare.insert(rare.end(), {i, i + 1});
    for (const Answered& one : telling.answered) answers.push_back(one.after);
    std::vector<std::size_t> points;
    for (int i = 0; i < options.points; ++i)
        points.push_back(i % 3 == 0   ? chance() % (telling.operations.size() + 1)
                         : i % 3 == 1 ? rare[chance() % rare.size()]
                                      : answers[chance() % answers.size()]);
    std::ranges::sort(points);
    return points;
}

class Cutter {
public:
    Cutter(const fs::path& folder, const PowerOptions& options) : folder_{folder}, options_{options} {
        std::error_code none;
        fs::remove_all(folder_, none);
    }

    PowerReport cut() {
        const Place first{folder_ / "told"};
        first.prepare();
        Disk disk{first.folder};
        const Telling telling = tell(first, 0, story().size(), options_.synchronous);
        report_.operations = telling.operations.size();
        report_.commands = telling.answered.size();
        const auto points = points_of(telling, options_);
        std::size_t applied = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            while (applied < points[i]) disk.apply(telling.operations[applied++]);
            number_ = static_cast<int>(i);
            if (options_.only < 0 || options_.only == number_) at(telling, disk, points[i]);
        }
        fs::remove_all(folder_);
        return report_;
    }

private:
    void at(const Telling& telling, const Disk& disk, std::size_t point) {
        // Of this point's own, so that it can be looked at alone.
        std::mt19937_64 chance{options_.seed * 1'000'003 + static_cast<std::uint64_t>(number_)};
        const auto loss = static_cast<Loss>(chance() % losses);
        const Place place{folder_ / "left"};
        place.clear();
        disk.lose_power(place.folder, loss, chance);
        place.take_key(Place{folder_ / "told"});
        leave_heads(place, telling.heads, point, chance);
        leave_shared_memory(place, chance);
        ++report_.points;
        ++report_.fell[point == 0 ? "before the first" : telling.operations[point - 1].text()];
        ++report_.losses[std::string{name_of(loss)}];
        const auto kept = telling.kept(point);
        const std::size_t step = telling.next_step(point);
        if (number_ % 3 == 0 && is_full() && step > 0) again(place, kept, step, chance);
        judge(place, kept, step);
    }

    // The power goes once more, while the record recovers and is gone on with.
    void again(const Place& place, const std::vector<Kept>& kept, std::size_t step, std::mt19937_64& chance) {
        const Place other{folder_ / "recovering"}, last{folder_ / "left again"};
        fs::remove_all(other.folder);
        fs::copy(place.folder, other.folder, fs::copy_options::recursive);
        Disk disk{other.folder};
        Telling telling;
        try {
            telling = tell(other, step, 2, Synchronous::full);
        } catch (const std::exception& failure) {
            fault("it does not go on: " + std::string{failure.what()});
            return;
        }
        const std::size_t point = chance() % (telling.operations.size() + 1);
        for (std::size_t i = 0; i < point; ++i) disk.apply(telling.operations[i]);
        last.clear();
        disk.lose_power(last.folder, static_cast<Loss>(chance() % losses), chance);
        last.take_key(place);
        leave_heads(last, telling.heads, point, chance);
        auto all = kept;
        for (Kept& one : telling.kept(point)) all.push_back(std::move(one));
        ++report_.again;
        judge(last, all, telling.next_step(point));
    }

    void judge(const Place& place, const std::vector<Kept>& kept, std::size_t step) {
        const Verdict verdict = verify(place, kept);
        report_.checked += static_cast<std::int64_t>(verdict.checked);
        report_.lost += static_cast<std::int64_t>(verdict.lost.size());
        report_.points_with_losses += verdict.lost.empty() ? 0 : 1;
        report_.not_begun += verdict.is_there ? 0 : 1;
        for (const std::string& one : verdict.lost)
            if (is_full()) fault("lost: " + one);
        const bool opens = verdict.is_there || kept.empty();
        report_.points_damaged += verdict.unsound.empty() && opens ? 0 : 1;
        for (const std::string& one : verdict.unsound) fault(one);
        if (!verdict.is_there || !verdict.sound()) return;
        const Verdict after = go_on(place, kept, step, 2);
        for (const std::string& one : after.lost) fault("lost afterwards: " + one);
        for (const std::string& one : after.unsound) fault("afterwards: " + one);
    }

    bool is_full() const { return options_.synchronous == Synchronous::full; }

    void fault(const std::string& what) {
        report_.faults.push_back("seed " + std::to_string(options_.seed) + ", point " +
                                 std::to_string(number_) + ": " + what);
    }

    fs::path folder_;
    PowerOptions options_;
    PowerReport report_;
    int number_ = 0;
};

}  // namespace

PowerReport cut_power(const fs::path& folder, const PowerOptions& options) {
    return Cutter{folder, options}.cut();
}

}  // namespace atranka::fault
