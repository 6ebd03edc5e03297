#include "tests/fault/power.hpp"

#include <algorithm>

namespace atranka::fault {

namespace {

namespace fs = std::filesystem;

// Where it is not told, everything.
std::size_t begin_of_custody(const Telling& telling) {
    return telling.ended.size() > steps_of_the_call() ? telling.ended[steps_of_the_call() - 1] : 0;
}

// A quarter of the points anywhere, a quarter where something rarer than a write to the log happened, a
// quarter just after an answer was given, a quarter while data are erased and the key is rotated.
std::vector<std::size_t> points_of(const Telling& telling, const PowerOptions& options) {
    std::mt19937_64 chance{options.seed};
    std::vector<std::size_t> rare;
    for (std::size_t i = 0; i < telling.operations.size(); ++i)
        if (telling.operations[i].text() != "write -wal") rare.insert(rare.end(), {i, i + 1});
    const std::size_t end = telling.operations.size() + 1;
    const std::size_t custody = begin_of_custody(telling);
    std::vector<std::size_t> points;
    for (int i = 0; i < options.points; ++i)
        points.push_back(i % 4 == 0   ? chance() % end
                         : i % 4 == 1 ? rare[chance() % rare.size()]
                         : i % 4 == 2 ? telling.answers[chance() % telling.answers.size()]
                                      : custody + chance() % (end - custody));
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
        // What is not synced may lose a key's first word of a rotation: that no harness has to mend.
        const std::size_t steps = is_full() ? story().size() : steps_of_the_call();
        const auto told = tell(first, 0, steps, options_.synchronous);
        const Telling& telling = *told;
        destroyed_ = telling.destroyed;
        report_.operations = telling.operations.size();
        report_.commands = telling.answers.size();
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
        telling.leave_keys(place, point, chance);
        telling.leave_heads(place, point, chance);
        leave_shared_memory(place, chance);
        ++report_.points;
        if (is_full() && point >= begin_of_custody(telling)) ++report_.in_custody;
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
        std::unique_ptr<Telling> telling;
        try {
            telling = tell(other, step, 2, Synchronous::full);
        } catch (const std::exception& failure) {
            fault("it does not go on: " + std::string{failure.what()});
            return;
        }
        const std::size_t point = chance() % (telling->operations.size() + 1);
        for (std::size_t i = 0; i < point; ++i) disk.apply(telling->operations[i]);
        last.clear();
        disk.lose_power(last.folder, static_cast<Loss>(chance() % losses), chance);
        telling->leave_keys(last, point, chance);
        telling->leave_heads(last, point, chance);
        auto all = kept;
        for (Kept& one : telling->kept(point)) all.push_back(std::move(one));
        ++report_.again;
        judge(last, all, telling->next_step(point));
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
        // The record was opened since, and with it an erasure that was interrupted is at its end.
        if (verdict.is_erased) look_for_keys(place);
        const Verdict after = go_on(place, kept, step, 2);
        for (const std::string& one : after.lost) fault("lost afterwards: " + one);
        for (const std::string& one : after.unsound) fault("afterwards: " + one);
    }

    void look_for_keys(const Place& place) {
        ++report_.erased;
        for (const auto& [name, bytes] : files_in(place.folder))
            for (const std::string& secret : destroyed_)
                if (bytes.find(secret) != std::string::npos) fault("a key that was destroyed is in " + name);
    }

    bool is_full() const { return options_.synchronous == Synchronous::full; }

    void fault(const std::string& what) {
        report_.faults.push_back("seed " + std::to_string(options_.seed) + ", point " +
                                 std::to_string(number_) + ": " + what);
    }

    fs::path folder_;
    PowerOptions options_;
    PowerReport report_;
    std::vector<std::string> destroyed_;
    int number_ = 0;
};

}  // namespace

PowerReport cut_power(const fs::path& folder, const PowerOptions& options) {
    return Cutter{folder, options}.cut();
}

}  // namespace atranka::fault
