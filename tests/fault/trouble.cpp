#include "tests/fault/trouble.hpp"

#include "engine/kernel/invariant.hpp"
#include "tests/fault/memory.hpp"
#include "tests/fault/shim.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace atranka::fault {

namespace {

namespace fs = std::filesystem;
using Kind = service::Failure::Kind;

std::optional<Memory> memory_of(Trouble trouble) {
    switch (trouble) {
        case Trouble::memory_once:
        case Trouble::memory_lasting: return Memory::of_sqlite;
        case Trouble::heap_once: return Memory::of_program;
        default: return std::nullopt;
    }
}

bool is_lasting(Trouble trouble) {
    return trouble != Trouble::disk_once && trouble != Trouble::memory_once && trouble != Trouble::heap_once;
}

int code_of(Call call) {
    static constexpr std::array<int, 10> codes{
        SQLITE_CANTOPEN,       SQLITE_IOERR_READ,   SQLITE_IOERR_WRITE,  SQLITE_IOERR_FSYNC,
        SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_DELETE, SQLITE_IOERR_ACCESS, SQLITE_IOERR_FSTAT,
        SQLITE_IOERR_LOCK,     SQLITE_IOERR_SHMMAP};
    return codes[static_cast<std::size_t>(call)];
}

// The n-th call fails.
class Failing final : public Watcher {
public:
    Failing(Trouble trouble, std::int64_t nth) : trouble_{trouble}, nth_{nth} {
        if (const auto memory = memory_of(trouble_)) run_out(*memory, nth_, is_lasting(trouble_));
    }
    ~Failing() override { enough(); }

    int before(Call call) override {
        if (memory_of(trouble_) || (trouble_ == Trouble::full && call != Call::write)) return SQLITE_OK;
        ++calls_;
        const bool fails = nth_ > 0 && (calls_ == nth_ || (calls_ > nth_ && is_lasting(trouble_)));
        return !fails ? SQLITE_OK : trouble_ == Trouble::full ? SQLITE_FULL : code_of(call);
    }
    // Answers how many calls there were that could fail.
    std::int64_t heal() {
        nth_ = 0;
        return memory_of(trouble_) ? enough() : calls_;
    }

private:
    Trouble trouble_;
    std::int64_t nth_, calls_ = 0;
};

class Troublemaker {
public:
    Troublemaker(const fs::path& folder, const TroubleOptions& options)
        : ready_{folder / "ready"}, place_{folder / "place"}, options_{options} {
        ready_.prepare();
        first_step_ = first_step_of(options_.what);
        std::unique_ptr<Session> session;
        for (std::size_t i = 0; i < first_step_; ++i) {
            if (!session || story()[i].begins_a_process)
                session = nullptr, session = std::make_unique<Session>(ready_);
            for (Kept& one : kept_of(session->give(story()[i]))) ready_kept_.push_back(std::move(one));
        }
    }

    TroubleReport make() {
        report_.calls = run(0);
        const std::int64_t runs = std::min<std::int64_t>(options_.runs, report_.calls);
        std::mt19937_64 chance{options_.seed};
        for (std::int64_t i = 0; i < runs; ++i) {
            const std::int64_t from = report_.calls * i / runs, to = report_.calls * (i + 1) / runs;
            const auto nth =
                from + 1 + static_cast<std::int64_t>(chance() % static_cast<std::uint64_t>(to - from));
            if (options_.only > 0 && nth != options_.only) continue;
            nth_ = nth;
            ++report_.runs;
            run(nth);
        }
        fs::remove_all(ready_.folder);
        fs::remove_all(place_.folder);
        return report_;
    }

private:
    // Four steps from there on are tried.
    static std::size_t first_step_of(While what) {
        constexpr std::size_t takes_applications = 15;
        const auto leads_to = [](const auto& is_it) {
            return static_cast<std::size_t>(std::ranges::find_if(story(), is_it) - story().begin()) - 1;
        };
        switch (what) {
            case While::founding: return 0;
            case While::a_call: return takes_applications;
            case While::erasing:
                return leads_to([](const Step& s) { return s.requests.front().id == erasure_id(); });
            case While::rotating: return leads_to([](const Step& s) { return s.rotates_the_key; });
        }
        return 0;
    }

    // Answers how many calls there were that could fail.
    std::int64_t run(std::int64_t nth) {
        fs::remove_all(place_.folder);
        fs::copy(ready_.folder, place_.folder, fs::copy_options::recursive);
        kept_ = ready_kept_;
        has_failed_ = has_said_nothing_was_recorded_ = false;
        std::int64_t calls = 0;
        {
            Failing failing{options_.trouble, nth};
            Shim shim{failing};
            session_.reset();
            for (std::size_t i = first_step_; i < first_step_ + steps_; ++i) {
                const Step& step = story()[i];
                if (step.begins_a_process) session_.reset();
                if (try_it(step)) continue;
                // Lasting trouble is met again; then it goes away.
                if (!try_it(step)) {
                    failing.heal();
                    again(step);
                }
            }
            session_.reset();
            calls = failing.heal();
        }
        report_.failed += has_failed_ ? 1 : 0;
        report_.unnoticed += nth > 0 && !has_failed_ ? 1 : 0;
        const Verdict verdict = verify(place_, kept_);
        report_.checked += verdict.checked;
        for (const std::string& one : verdict.lost) fault("lost: " + one);
        for (const std::string& one : verdict.unsound) fault(one);
        if (!verdict.is_there) fault("it does not open: " + verdict.said);
        if (!verdict.sound()) return calls;
        const Verdict after = go_on(place_, kept_, first_step_ + steps_, 1);
        for (const std::string& one : after.lost) fault("lost afterwards: " + one);
        for (const std::string& one : after.unsound) fault("afterwards: " + one);
        return calls;
    }

    void give(const Step& step) {
        if (!session_) {
            session_ = std::make_unique<Session>(place_);
            sqlite3_exec(Shim::newest(), "PRAGMA wal_autocheckpoint = 40", nullptr, nullptr, nullptr);
        }
        const auto done = session_->give(step);
        const Respite respite;
        if (has_said_nothing_was_recorded_ && done.front().repeated)
            fault("it said that nothing was recorded, and it was");
        report_.recorded_all_the_same += done.front().repeated ? 1 : 0;
        has_said_nothing_was_recorded_ = false;
        for (Kept& one : kept_of(done)) kept_.push_back(std::move(one));
    }

    bool try_it(const Step& step) {
        try {
            give(step);
            return true;
        } catch (const service::Failure& failure) {
            const Respite respite;
            const bool is_clean = failure.kind == Kind::unavailable || failure.kind == Kind::full;
            if (!is_clean && !is_empty_file()) fault("it blames the record: " + std::string{failure.what()});
            ++report_.said[said(failure)];
            has_said_nothing_was_recorded_ =
                std::string_view{failure.what()}.find("nothing was recorded") != std::string_view::npos;
        } catch (const std::bad_alloc&) {
            const Respite respite;
            if (memory_of(options_.trouble) != Memory::of_program) fault("std::bad_alloc");
            ++report_.said["std::bad_alloc"];
        } catch (const std::exception& other) {
            const Respite respite;
            fault("not a failure that is caught: " + std::string{other.what()});
        }
        has_failed_ = true;
        return false;
    }

    // After the trouble.
    void again(const Step& step) {
        // Founding that never began: the message says to remove the file.
        if (!session_ && is_empty_file() && kept_.empty()) {
            for (const char* end : {"", "-wal", "-shm", "-journal"})
                fs::remove(place_.database().string() + end);
            ++report_.begun_anew;
        }
        try {
            give(step);
        } catch (const std::exception& failure) {
            fault("the process does not go on: " + std::string{failure.what()});
        }
    }

    bool is_empty_file() const {
        std::error_code error;
        return fs::file_size(place_.database(), error) == 0 && !error;
    }

    std::string said(const service::Failure& failure) const {
        std::string text = failure.what();
        const std::string path = place_.database();
        for (std::size_t at = 0; (at = text.find(path)) != std::string::npos;)
            text.replace(at, path.size(), "…");
        return text;
    }

    void fault(const std::string& what) {
        report_.faults.push_back(
            std::string{name_of(options_.trouble)} + ", " + std::string{name_of(options_.what)} + ", seed " +
            std::to_string(options_.seed) + ", call " + std::to_string(nth_) + ": " + what);
    }

    Place ready_, place_;
    TroubleOptions options_;
    TroubleReport report_;
    std::vector<Kept> ready_kept_, kept_;
    std::size_t first_step_ = 0, steps_ = 4;
    std::int64_t nth_ = 0;
    bool has_failed_ = false, has_said_nothing_was_recorded_ = false;
    std::unique_ptr<Session> session_;
};

}  // namespace

std::string_view name_of(Trouble trouble) {
    static constexpr std::array<std::string_view, troubles> names{
        "the disk fails once",           "the disk fails from then on",           "the disk is full",
        "SQLite's memory runs out once", "SQLite's memory runs out from then on", "memory runs out once"};
    return names[static_cast<std::size_t>(trouble)];
}

std::string_view name_of(While what) {
    static constexpr std::array<std::string_view, whiles> names{"founding", "a call", "erasing",
                                                                "rotating the key"};
    return names[static_cast<std::size_t>(what)];
}

TroubleReport make_trouble(const fs::path& folder, const TroubleOptions& options) {
    invariant(take_over_memory(), "memory was taken over before SQLite began");
    return Troublemaker{folder, options}.make();
}

}  // namespace atranka::fault
