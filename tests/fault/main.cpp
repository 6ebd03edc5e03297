// The whole harness, with figures: ./dev fault.

#include "tests/fault/memory.hpp"
#include "tests/fault/power.hpp"
#include "tests/fault/trouble.hpp"

#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace {

using namespace atranka::fault;
namespace fs = std::filesystem;

std::int64_t number(const char* text, std::int64_t otherwise) {
    return text == nullptr ? otherwise : std::atoll(text);
}

std::string counted(const std::map<std::string, int>& counts) {
    std::string text;
    for (const auto& [name, n] : counts) text += (text.empty() ? "" : ", ") + name + " " + std::to_string(n);
    return text;
}

void print_faults(const std::vector<std::string>& faults) {
    constexpr std::size_t shown = 20;
    for (std::size_t i = 0; i < std::min(shown, faults.size()); ++i)
        std::cout << "  FAULT " << faults[i] << "\n";
    if (faults.size() > shown) std::cout << "  FAULT and " << faults.size() - shown << " more\n";
}

void print(const char* title, const PowerReport& r) {
    std::cout << title << ": " << r.commands << " commands, " << r.operations
              << " operations on the disk; the power went " << r.points << " times, and " << r.again
              << " times more during recovery\n"
              << "  after      " << counted(r.fell) << "\n"
              << "  left       " << counted(r.losses) << "\n"
              << "  receipts   " << r.checked << " checked, " << r.lost << " lost, at "
              << r.points_with_losses << " points; no record yet at " << r.not_begun << "\n";
    if (r.in_custody > 0)
        std::cout << "  custody    " << r.in_custody
                  << " points while data were erased and the key was rotated; " << r.erased
                  << " records looked through for keys that were destroyed\n";
    print_faults(r.faults);
}

void print(const TroubleOptions& o, const TroubleReport& r) {
    std::cout << name_of(o.trouble) << ", " << name_of(o.what) << ": " << r.runs << " of " << r.calls
              << " calls; commands failed in " << r.failed << ", unnoticed in " << r.unnoticed
              << ", recorded all the same in " << r.recorded_all_the_same << ", begun anew in "
              << r.begun_anew << "; " << r.checked << " receipts checked\n";
    for (const auto& [text, n] : r.said) std::cout << "  " << n << " × " << text << "\n";
    print_faults(r.faults);
}

}  // namespace

int main(int count, char** words) {
    const auto points = static_cast<int>(number(count > 1 ? words[1] : nullptr, 1000));
    const auto seed = static_cast<std::uint64_t>(number(std::getenv("ATRANKA_FAULT_SEED"), 1));
    const auto only = number(std::getenv("ATRANKA_FAULT_POINT"), -1);
    const fs::path folder = fs::temp_directory_path() / ("atranka-fault-" + std::to_string(::getpid()));
    bool is_sound = take_over_memory();
    std::cout << "seed " << seed << " (ATRANKA_FAULT_SEED; ATRANKA_FAULT_POINT looks at one point alone)\n";

    const PowerReport full = cut_power(folder, {points, seed, static_cast<int>(only), Synchronous::full});
    print("synchronous = FULL", full);
    const PowerReport reopening =
        cut_power_reopening(folder, {std::max(points / 5, 20), seed, static_cast<int>(only)});
    print("reopening after a restored backup", reopening);
    const PowerReport normal =
        cut_power(folder, {std::max(points / 5, 20), seed, static_cast<int>(only), Synchronous::normal});
    print("synchronous = NORMAL, which must lose", normal);
    const PowerReport off =
        cut_power(folder, {std::max(points / 10, 20), seed, static_cast<int>(only), Synchronous::off});
    std::cout << "synchronous = OFF, which must lose and damage: " << off.points << " points, losses at "
              << off.points_with_losses << ", damage at " << off.points_damaged << "\n";
    is_sound = is_sound && full.faults.empty() && full.lost == 0 && normal.faults.empty();
    is_sound = is_sound && reopening.faults.empty() && reopening.lost == 0;
    if (only < 0) is_sound = is_sound && normal.points_with_losses > 0 && off.points_damaged > 0;
    for (int trouble = 0; trouble < troubles; ++trouble)
        for (int what = 0; what < whiles; ++what) {
            TroubleOptions options{static_cast<Trouble>(trouble), static_cast<While>(what), points / 4, seed,
                                   std::max<std::int64_t>(only, 0)};
            const TroubleReport report = make_trouble(folder, options);
            print(options, report);
            is_sound = is_sound && report.faults.empty();
        }
    std::error_code none;
    fs::remove_all(folder, none);
    std::cout << (is_sound ? "sound: nothing that was answered for is lost\n" : "NOT SOUND\n");
    return is_sound ? 0 : 1;
}
