#include "tests/fault/power.hpp"

#include <algorithm>

namespace atranka::fault {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t backed_up_after = 20, lost_after = 30;  // steps: the call takes applications
constexpr std::size_t gone_on_with = 2;                       // steps

class Reopener {
public:
    Reopener(const fs::path& folder, const PowerOptions& options) : folder_{folder}, options_{options} {
        std::error_code none;
        fs::remove_all(folder_, none);
    }

    PowerReport cut() {
        const Place place{folder_ / "told"};
        put_backup_back(place);
        Disk disk{place.folder};
        Telling telling{place};
        {
            const Shim shim{telling};
            Session& session = telling.begin(Synchronous::full);
            telling.answer(session.reopen());
            for (std::size_t i = 0; i < gone_on_with; ++i)
                telling.answer(session.give(story()[backed_up_after + i]));
            telling.end();
        }
        report_.operations = telling.operations.size();
        report_.commands = telling.answers.size();
        std::mt19937_64 chance{options_.seed};
        std::vector<std::size_t> points;
        for (int i = 0; i < options_.points; ++i)
            points.push_back(i % 2 == 0 ? chance() % (telling.operations.size() + 1)
                                        : telling.answers[chance() % telling.answers.size()]);
        std::ranges::sort(points);
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
    // The record as it stood earlier, with the heads that were released since.
    void put_backup_back(const Place& place) {
        place.prepare();
        (void)tell(place, 0, backed_up_after, Synchronous::full);
        const Place backup{folder_ / "backup"};
        fs::copy(place.folder, backup.folder, fs::copy_options::recursive);
        for (const Kept& one : tell_kept(place)) before_.push_back(one);
        (void)tell(place, backed_up_after, lost_after - backed_up_after, Synchronous::full);
        for (const char* end : {"", "-wal", "-shm", ".keys", ".keys-wal", ".keys-shm"}) {
            const fs::path file = place.database().string() + end;
            fs::remove(file);
            if (const fs::path old = backup.database().string() + end; fs::exists(old))
                fs::copy_file(old, file);
        }
        for (const char* log : {"instance", "calls/c"}) heads_.emplace(log, read_file(place.heads() / log));
    }

    // Given again, each is answered as it was.
    static std::vector<Kept> tell_kept(const Place& place) {
        Session session{place};
        std::vector<Kept> kept;
        for (std::size_t i = 0; i < backed_up_after; ++i)
            for (Kept& one : kept_of(session.give(story()[i]))) kept.push_back(std::move(one));
        return kept;
    }

    void at(const Telling& telling, const Disk& disk, std::size_t point) {
        std::mt19937_64 chance{options_.seed * 1'000'003 + static_cast<std::uint64_t>(number_)};
        const Place place{folder_ / "left"};
        place.clear();
        disk.lose_power(place.folder, static_cast<Loss>(chance() % losses), chance);
        telling.leave_keys(place, point, chance);
        telling.leave_heads(place, point, chance, heads_);
        leave_shared_memory(place, chance);
        ++report_.points;
        auto kept = before_;
        for (Kept& one : telling.kept(point)) kept.push_back(std::move(one));
        judge(verify(place, kept, true), "");
        try {
            Session session{place};
            const auto opened = session.reopen();
            report_.reopened += opened.empty() ? 0 : 1;
            for (Kept& one : kept_of(opened)) kept.push_back(std::move(one));
            for (std::size_t i = 0; i < gone_on_with + 1; ++i)
                for (Kept& one : kept_of(session.give(story()[backed_up_after + i])))
                    kept.push_back(std::move(one));
        } catch (const std::exception& failure) {
            fault("it does not go on: " + std::string{failure.what()});
            return;
        }
        judge(verify(place, kept), "afterwards: ");
    }

    void judge(const Verdict& verdict, const std::string& when) {
        report_.checked += verdict.checked;
        report_.lost += static_cast<std::int64_t>(verdict.lost.size());
        for (const std::string& one : verdict.lost) fault(when + "lost: " + one);
        for (const std::string& one : verdict.unsound) fault(when + one);
        if (!verdict.is_there) fault(when + "it does not open: " + verdict.said);
    }

    void fault(const std::string& what) {
        report_.faults.push_back("reopening, seed " + std::to_string(options_.seed) + ", point " +
                                 std::to_string(number_) + ": " + what);
    }

    fs::path folder_;
    PowerOptions options_;
    PowerReport report_;
    std::vector<Kept> before_;
    std::map<std::string, std::string> heads_;
    int number_ = 0;
};

}  // namespace

PowerReport cut_power_reopening(const fs::path& folder, const PowerOptions& options) {
    return Reopener{folder, options}.cut();
}

}  // namespace atranka::fault
